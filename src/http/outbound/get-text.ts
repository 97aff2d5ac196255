/** One small GET with a whole answer: for key sets. */
import { wholeAnswer, type WholeAnswerPorts } from './whole-answer.ts';

const MAX_ANSWER_BYTES = 256 * 1024;
const TIMEOUT_MS = 5_000;

export type GetText = (url: string) => Promise<{ status: number; body: string }>;

export function createGetText(ports: WholeAnswerPorts): GetText {
  return (url) =>
    wholeAnswer(
      ports,
      { method: 'GET', url, headers: { accept: 'application/json' }, body: null },
      { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES },
    );
}
