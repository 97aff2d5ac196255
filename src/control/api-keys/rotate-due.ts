/** Rotates the keys of one organisation whose own policy says that they are due. Run by the server's timer. */
import type { ControlContext } from '../context.ts';
import { newKey } from '../identity.ts';
import { change, look } from '../transaction.ts';
import { isInTransition, replaceSecret } from './rotate.ts';

/** Resolves with how many were rotated. A key whose former text still opens waits for the next run. */
export async function rotateDueKeys(context: ControlContext): Promise<number> {
  const now = context.clock.now();
  const due = await look(context, (tx) => tx.apiKeys.listDueForRotation(now));
  let rotated = 0;
  for (const { id } of due) {
    const text = newKey(context);
    const isDone = await change(context, async (tx) => {
      // It may have been changed, deleted or rotated in the meantime, by another process too.
      const before = await tx.apiKeys.findById(id);
      const { rotation } = before ?? { rotation: null };
      if (before?.status !== 'active' || rotation === null || rotation.nextAt > now) return false;
      if (isInTransition(before, now)) return false;
      await replaceSecret(context, tx, { before, text, transitionMs: rotation.transitionMs, mode: 'auto' });
      return true;
    });
    if (isDone) rotated += 1;
  }
  return rotated;
}
