/** Changes a rating; what is not named stays. */
import type { z } from 'zod';
import { GatewayError } from '../../kernel/errors.ts';
import { pinnedWorkspace, type ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import type { FeedbackAnswer } from './schemas.ts';
import { UpdateFeedback } from './schemas.ts';

export async function updateFeedback(context: ControlContext, input: unknown): Promise<z.infer<typeof FeedbackAnswer>> {
  requireScope(context, 'feedbacks.write', 'completions.write', 'logs.write');
  const wanted = parseInput(UpdateFeedback, input);
  const pinned = pinnedWorkspace(context);
  await look(context, async (tx) => {
    const before = await tx.feedback.findById(wanted.id);
    if (before === null || (pinned !== null && before.workspaceId !== pinned)) {
      throw new GatewayError('not_found', `There is no feedback "${wanted.id}".`);
    }
    await tx.feedback.replace({
      ...before,
      value: wanted.value,
      weight: wanted.weight ?? before.weight,
      metadata: wanted.metadata ?? before.metadata,
    });
  });
  return { status: 'success', message: 'Feedback was changed.', feedback_ids: [wanted.id] };
}
