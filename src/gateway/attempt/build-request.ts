/** Attempt: builds the upstream request. Throws GatewayError if that is impossible. */
import type { UpstreamRequest } from '../../providers/provider.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Admitted } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';
import type { Stage } from '../stage.ts';
import type { Begun, Built } from './attempt-steps.ts';
import { openLane } from './open-lane.ts';
import { translatingFor } from './translating.ts';
import { refusedBy } from './repairs.ts';

export const buildRequest: Stage<Begun, Built, GatewayDeps> = {
  name: 'build-request',
  async run({ run }, deps) {
    const { exchange, outcome, target, connection, document, filesFetched } = run;
    const { client } = exchange;
    const opened = openLane(asFound(exchange, outcome), target, {
      connection,
      facts: deps.catalog.factsFor(target.provider.provider.platform, target.model),
      labels: labelsOf(exchange, deps.labelPrefix),
      refused: refusedBy(run),
      document,
      translating: translatingFor({ ...deps, takeRoom: (bytes) => client.holdTranslated(bytes) }),
    });
    const lane = opened instanceof Promise ? await opened : opened;
    Object.assign(lane.request.headers, outcome.hooks.headers);
    const request = withNote(lane.request, filesFetched);
    outcome.last.request = request;
    return { lane: { ...lane, request } };
  },
};

function labelsOf({ metadata }: Admitted, prefix: string | null): Record<string, string> | undefined {
  if (prefix === null) return undefined;
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [prefix + name, value]));
}

function withNote(request: UpstreamRequest, files: number): UpstreamRequest {
  if (files === 0) return request;
  const note = `The provider takes data only: ${files === 1 ? 'a file' : `${files} files`} by URL went as data.`;
  return { ...request, notes: [...request.notes, note] };
}

/** A file that is looked at while it passes goes by whoever looks, and results are fetched from where they are. */
function asFound(exchange: Admitted, { upload, output }: Outcome): Admitted {
  if (upload !== null) return { ...exchange, sent: { ...exchange.sent, source: upload.source } };
  return output === null ? exchange : { ...exchange, route: { ...exchange.route, rest: output.path } };
}
