/** Rates the requests of a trace. */
import type { z } from 'zod';
import type { Feedback } from '../../storage/ports/records/feedback.ts';
import { organisationOf, pinnedWorkspace, type ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { logTenant, mayRead } from '../logs/tenant.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import type { FeedbackAnswer } from './schemas.ts';
import { CreateFeedback, OneRating } from './schemas.ts';

export async function createFeedback(context: ControlContext, input: unknown): Promise<z.infer<typeof FeedbackAnswer>> {
  requireScope(context, 'feedbacks.write', 'completions.write', 'logs.write');
  const { items, ...single } = parseInput(CreateFeedback, input);
  const ratings = items ?? [parseInput(OneRating, single)];
  const rows: Feedback[] = [];
  for (const rating of ratings) rows.push(await toFeedback(context, rating));
  // Feedback is data like the log's: it has no audit row, and the data plane does not read it.
  await context.records.within(organisationOf(context), async (tx) => {
    for (const row of rows) await tx.feedback.insert(row);
  });
  return { status: 'success', message: 'Feedback was saved.', feedback_ids: rows.map(({ id }) => id) };
}

async function toFeedback(context: ControlContext, rating: z.output<typeof OneRating>): Promise<Feedback> {
  const pinned = pinnedWorkspace(context);
  const tenant = await look(context, (tx) => logTenant(context, tx, pinned));
  const rated = await context.log.list({ ...tenant, traceId: rating.trace_id }, { limit: 1 });
  // A trace of somebody else whose rows the caller may not see is as unknown as one that does not exist.
  const [found] = rated.rows;
  const isKnown = found !== undefined && (await look(context, (tx) => mayRead(context, tx, found)));
  const row = isKnown ? found : null;
  const workspaceId =
    row?.workspace_id ?? (await look(context, async (tx) => (await resolveWorkspace(context, tx, pinned)).id));
  return {
    id: newId(context),
    organisationId: organisationOf(context),
    workspaceId,
    traceId: rating.trace_id,
    value: rating.value,
    weight: rating.weight,
    metadata: rating.metadata,
    model: row?.ai_model ?? row?.requested_model ?? null,
    apiKeyId: row?.api_key_id ?? null,
    createdAt: context.clock.now(),
  };
}
