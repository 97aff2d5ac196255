/** What goes into and comes out of the verbs that stop a session, a subagent or a key. */
import { z } from 'zod';
import { Moment } from '../fields.ts';
import { listOf, pageFields } from '../listing.ts';
import { WorkspaceRef } from '../tenancy.ts';

/** As clients send them in headers. */
const ClientId = z.string().trim().min(1).max(200);

export const CreateStop = z.strictObject({
  kind: z.enum(['session', 'agent', 'api_key']).meta({ description: '`agent`: one subagent of a session.' }),
  session_id: ClientId.nullish().meta({ description: 'As `X-Claude-Code-Session-Id`; for `session` and `agent`.' }),
  agent_id: ClientId.nullish().meta({ description: 'As `X-Claude-Code-Agent-Id`; for `agent`.' }),
  api_key_id: z.string().min(1).max(200).nullish().meta({ description: 'For `api_key`: its id.' }),
  reason: z.string().trim().max(300).nullish().meta({ description: 'Is told to whoever is stopped.' }),
  workspace_id: WorkspaceRef,
});
export const StopRef = z.strictObject({ id: z.string().min(1) });
export const ListStops = z.strictObject({ ...pageFields(100), workspace_id: WorkspaceRef });

export const StopView = z.object({
  id: z.string(),
  object: z.literal('stop'),
  kind: z.enum(['session', 'agent', 'api_key']),
  session_id: z.string().nullable(),
  agent_id: z.string().nullable(),
  api_key_id: z.string().nullable(),
  reason: z.string().nullable(),
  workspace_id: z.string().nullable().meta({ description: 'Whose requests are refused; null = of every workspace.' }),
  created_by: z.string(),
  created_at: Moment,
});
export const StopList = listOf(StopView);
