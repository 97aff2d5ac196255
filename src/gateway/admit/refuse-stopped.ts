/** Admit: a session, a subagent or a key that was stopped by hand gets an answer that its client does not retry. */
import { sessionOf } from '../../clients/claude-code.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized } from '../exchange.ts';
import { hasNativeShapes } from '../limits/answer-shape.ts';
import { stopped } from '../limits/limit-errors.ts';
import type { Stage } from '../stage.ts';

const NOTHING = {};

export const refuseStopped: Stage<Arrived & Authenticated & Authorized, object, GatewayDeps> = {
  name: 'refuse-stopped',
  run(exchange) {
    const { caller, workspace, snapshot, headers, route } = exchange;
    const stops = snapshot.tenantLimits.get(caller.organisationId)?.stops;
    if (stops === undefined || stops.isEmpty) return NOTHING;
    const { session, agent } = sessionOf(headers);
    const stop = stops.find({ apiKeyId: caller.id, workspaceId: workspace.id, session, agent });
    if (stop === null) return NOTHING;
    const errors = hasNativeShapes(exchange) ? route.endpoint.errorsFor(headers) : {};
    throw stopped(stop, errors);
  },
};
