/** One small form POST with a whole answer: for token endpoints. */
import type { PostForm } from '../../gateway/credentials/google-oauth.ts';
import type { Transport } from '../../gateway/transport.ts';
import { GatewayError } from '../../kernel/errors.ts';

const MAX_ANSWER_BYTES = 256 * 1024;

/** `after` starts a one-shot timer and returns the function that cancels it. */
export function createPostForm(options: {
  transport: Transport;
  after: (ms: number, run: () => void) => () => void;
  timeoutMs?: number;
}): PostForm {
  const timeoutMs = options.timeoutMs ?? 10_000;
  return (url, form) =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let status = 0;
      const fail = (error: Error): void => {
        cancelTimer();
        reject(error instanceof GatewayError ? error : unreachable(url, error));
      };
      const cancelTimer = options.after(timeoutMs, () => {
        abort();
        fail(new Error(`no answer within ${timeoutMs} ms`));
      });
      const abort = options.transport.send(
        {
          method: 'POST',
          url,
          headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
          body: [Buffer.from(form.toString())],
        },
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
            resolve({ status, body: Buffer.concat(chunks).toString('utf8') });
          },
          failed: fail,
        },
      );
    });
}

function unreachable(url: string, cause: Error): GatewayError {
  const reason = 'code' in cause ? String(cause.code) : cause.message;
  return new GatewayError(
    'credentials_unreachable',
    `The token endpoint ${new URL(url).host} cannot be reached (${reason}).`,
    { cause },
  );
}
