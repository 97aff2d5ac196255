/** What a whole Messages answer, or a count of tokens, says of itself. */
import { readMarked } from '../../json/read-marked.ts';
import { emptyUsage, tellsUsage, requireTotals } from '../../usage.ts';
import type { AnswerFacts } from '../dialect.ts';
import { readModel, readUsage } from './read-usage.ts';

/** A body of status 200, read at its top level alone. Something that is no answer may still have been counted, and then it is billed. */
export function readMessage(body: Buffer): AnswerFacts {
  const { isAnswer, read } = readMarked(body, { key: 'type', json: '"message"' });
  const usage = emptyUsage();
  readModel(usage, read('model'));
  readUsage(usage, read('usage'));
  if (isAnswer) requireTotals(usage);
  const stopReason = read('stop_reason');
  return {
    isAnswer,
    usage: isAnswer || tellsUsage(usage) ? usage : null,
    stopReason: typeof stopReason === 'string' ? stopReason : null,
  };
}

/** A count is an answer, and no usage. */
export function readTokenCount(body: Buffer): AnswerFacts {
  const { isAnswer } = readMarked(body, { key: 'input_tokens', json: null });
  return { isAnswer, usage: null, stopReason: null };
}
