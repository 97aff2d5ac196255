/** One small request with a whole answer, through the URL guard: for credentials that are asked for. */
import type { Ask } from '../../gateway/credentials/token-parts.ts';
import type { Transport } from '../../gateway/transport.ts';
import { GatewayError } from '../../kernel/errors.ts';

const MAX_ANSWER_BYTES = 256 * 1024;
const TIMEOUT_MS = 10_000;

/** `after` starts a one-shot timer and returns the function that cancels it. */
export function createAsk(options: { transport: Transport; after: (ms: number, run: () => void) => () => void }): Ask {
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let status = 0;
      const fail = (error: Error): void => {
        cancelTimer();
        reject(error instanceof GatewayError ? error : unreachable(url, error));
      };
      const cancelTimer = options.after(TIMEOUT_MS, () => {
        abort();
        fail(new Error(`no answer within ${TIMEOUT_MS} ms`));
      });
      const sent = { method, url, headers, body: body === null ? [] : [Buffer.from(body)] };
      const abort = options.transport.send(sent, {
        started: (answered) => {
          status = answered;
        },
        data(chunk) {
          size += chunk.length;
          if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
        },
        ended() {
          cancelTimer();
          resolve({ status, body: Buffer.concat(chunks).toString('utf8') });
        },
        failed: fail,
      });
    });
}

export function unreachable(url: string, cause: Error): GatewayError {
  const reason = 'code' in cause ? String(cause.code) : cause.message;
  return new GatewayError(
    'credentials_unreachable',
    `The token endpoint ${new URL(url).host} cannot be reached (${reason}).`,
    { cause },
  );
}
