/** Stops a session, a subagent or a key, from its next request on, and lets it go on. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { Stop } from '../../storage/ports/records/stops.ts';
import { pinnedWorkspace, type ControlContext } from '../context.ts';
import { toIso, type Nothing } from '../fields.ts';
import { newId } from '../identity.ts';
import { asList, toPage } from '../listing.ts';
import { invalid, parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { principalName } from '../principal.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { audit, change, look } from '../transaction.ts';
import type { StopList, StopView } from './schemas.ts';
import { CreateStop, ListStops, StopRef } from './schemas.ts';

type Wanted = z.output<typeof CreateStop>;

export async function createStop(context: ControlContext, input: unknown): Promise<z.infer<typeof StopView>> {
  requireScope(context, 'policies.create');
  const wanted = parseInput(CreateStop, input);
  return change(context, async (tx) => {
    const stop: Stop = {
      id: newId(context),
      organisationId: tx.organisationId,
      workspaceId: await scopeOf(context, tx, wanted),
      kind: wanted.kind,
      ...(await subjectOf(context, tx, wanted)),
      reason: wanted.reason || null,
      createdBy: principalName(context.principal),
      createdAt: context.clock.now(),
      liftedAt: null,
    };
    await tx.stops.insert(stop);
    const after = viewStop(stop);
    await audit(context, tx, { action: 'stop.create', subject: stop, after });
    return after;
  });
}

/** An administrator who names no workspace means all of them. */
async function scopeOf(context: ControlContext, tx: TenantRecords, wanted: Wanted): Promise<WorkspaceId | null> {
  if (!wanted.workspace_id && pinnedWorkspace(context) === null) return null;
  return (await resolveWorkspace(context, tx, wanted.workspace_id)).id;
}

async function subjectOf(context: ControlContext, tx: TenantRecords, wanted: Wanted) {
  const { kind, session_id: sessionId, agent_id: agentId, api_key_id: apiKeyId } = wanted;
  if (kind === 'api_key') {
    if (!apiKeyId) throw invalid('api_key_id', 'is required');
    const key = await tx.apiKeys.findById(apiKeyId);
    const pinned = pinnedWorkspace(context);
    if (key === null || (pinned !== null && key.workspaceId !== pinned)) {
      throw unknownReference('api_key_id', `no API key "${apiKeyId}"`);
    }
    return { sessionId: null, agentId: null, apiKeyId };
  }
  if (!sessionId) throw invalid('session_id', 'is required');
  if (kind === 'session') return { sessionId, agentId: null, apiKeyId: null };
  if (!agentId) throw invalid('agent_id', 'is required');
  return { sessionId, agentId, apiKeyId: null };
}

export async function listStops(context: ControlContext, input: unknown): Promise<z.infer<typeof StopList>> {
  requireScope(context, 'policies.list');
  const wanted = parseInput(ListStops, input);
  return look(context, async (tx) =>
    asList(await tx.stops.list(await scopeOf(context, tx, { ...wanted, kind: 'session' }), toPage(wanted)), viewStop),
  );
}

/** What was stopped may go on. */
export async function deleteStop(context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> {
  requireScope(context, 'policies.delete');
  const { id } = parseInput(StopRef, input);
  const pinned = pinnedWorkspace(context);
  return change(context, async (tx) => {
    const before = await tx.stops.findById(id);
    const isOurs = before !== null && (pinned === null || before.workspaceId === pinned);
    if (before === null || !isOurs || before.liftedAt !== null) {
      throw new GatewayError('not_found', `There is no stop "${id}".`);
    }
    await tx.stops.replace({ ...before, liftedAt: context.clock.now() });
    await audit(context, tx, { action: 'stop.delete', subject: before, before: viewStop(before) });
    return {};
  });
}

function viewStop(stop: Stop): z.infer<typeof StopView> {
  return {
    id: stop.id,
    object: 'stop',
    kind: stop.kind,
    session_id: stop.sessionId,
    agent_id: stop.agentId,
    api_key_id: stop.apiKeyId,
    reason: stop.reason,
    workspace_id: stop.workspaceId,
    created_by: stop.createdBy,
    created_at: toIso(stop.createdAt),
  };
}
