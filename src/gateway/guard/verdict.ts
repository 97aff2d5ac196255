/** Runs a guard on a whole answer, and carries out its verdict. A guard that fails refuses: nothing leaves unguarded. */
import { toGatewayError, type GatewayError } from '../../kernel/errors.ts';
import type { AnswerGuard, FinalVerdict, Verdict } from './guard.ts';

export function offerTo(guard: AnswerGuard, events: Buffer): Verdict {
  try {
    return guard.offer(events);
  } catch (thrown) {
    return refused(thrown);
  }
}

/** Resolves at once where the guard does. */
export function endOf(guard: AnswerGuard): FinalVerdict | Promise<FinalVerdict> {
  try {
    const verdict = guard.end();
    return verdict instanceof Promise ? verdict.catch(refused) : verdict;
  } catch (thrown) {
    return refused(thrown);
  }
}

/** The answer that may leave, or the error in its place. */
export async function judged(guard: AnswerGuard, answer: Buffer): Promise<Buffer | GatewayError> {
  const verdict = await judge(guard, answer);
  if (verdict.action === 'refuse') return verdict.error;
  return verdict.action === 'replace' ? verdict.bytes : answer;
}

async function judge(guard: AnswerGuard, answer: Buffer): Promise<FinalVerdict> {
  try {
    return await guard.judge(answer);
  } catch (thrown) {
    return refused(thrown);
  }
}

const refused = (thrown: unknown): FinalVerdict => ({ action: 'refuse', error: toGatewayError(thrown) });
