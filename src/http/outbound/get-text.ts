/** One small GET with a whole answer, through the URL guard: for key sets. */
import type { Transport } from '../../gateway/transport.ts';

const MAX_ANSWER_BYTES = 256 * 1024;
const TIMEOUT_MS = 5_000;

export type GetText = (url: string) => Promise<{ status: number; body: string }>;

/** `after` starts a one-shot timer and returns the function that cancels it. */
export function createGetText(options: {
  transport: Transport;
  after: (ms: number, run: () => void) => () => void;
}): GetText {
  return (url) =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let status = 0;
      const fail = (error: Error): void => {
        cancelTimer();
        reject(error);
      };
      const cancelTimer = options.after(TIMEOUT_MS, () => {
        abort();
        fail(new Error(`no answer within ${TIMEOUT_MS} ms`));
      });
      const abort = options.transport.send(
        { method: 'GET', url, headers: { accept: 'application/json' }, body: [] },
        {
          started: (answered) => {
            status = answered;
          },
          data(chunk) {
            size += chunk.length;
            if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
          },
          ended() {
            cancelTimer();
            if (size > MAX_ANSWER_BYTES) reject(new Error('the answer is too large'));
            else resolve({ status, body: Buffer.concat(chunks).toString('utf8') });
          },
          failed: fail,
        },
      );
    });
}
