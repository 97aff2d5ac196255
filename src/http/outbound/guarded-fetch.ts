/** `fetch` for libraries that want one: through the guard of URLs, without redirects, bounded in time and size. */
import type { HttpMethod } from '../../providers/provider.ts';
import type { Transport } from '../../gateway/transport.ts';

const MAX_ANSWER_BYTES = 1024 * 1024;
const TIMEOUT_MS = 10_000;

interface Init {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

export type GuardedFetch = (url: string, init?: Init) => Promise<Response>;

/** `after` starts a one-shot timer and returns the function that cancels it. */
export function createGuardedFetch(options: {
  transport: Transport;
  after: (ms: number, run: () => void) => () => void;
}): GuardedFetch {
  return (url, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      let answered: { status: number; headers: Record<string, string> } = { status: 0, headers: {} };
      const fail = (error: Error): void => {
        cancelTimer();
        abort();
        reject(error);
      };
      let abort = (): void => undefined;
      const cancelTimer = options.after(TIMEOUT_MS, () => fail(new Error(`no answer within ${TIMEOUT_MS} ms`)));
      abort = options.transport.send(
        { method: method as HttpMethod, url, headers, body: bytesOf(body) },
        {
          started: (status, received) => {
            answered = { status, headers: received };
          },
          data(chunk) {
            size += chunk.length;
            if (size > MAX_ANSWER_BYTES) fail(new Error('the answer is too large'));
            else chunks.push(chunk);
          },
          ended() {
            cancelTimer();
            resolve(toResponse(answered, Buffer.concat(chunks)));
          },
          failed: fail,
        },
      );
    });
}

function bytesOf(body: unknown): Uint8Array[] {
  if (body === undefined || body === null) return [];
  if (typeof body === 'string') return [Buffer.from(body)];
  if (body instanceof URLSearchParams) return [Buffer.from(body.toString())];
  if (body instanceof Uint8Array) return [body];
  throw new TypeError('this kind of body is not sent');
}

/** These statuses may have no body, and `Response` insists. */
const BARE: ReadonlySet<number> = new Set([204, 205, 304]);

function toResponse({ status, headers }: { status: number; headers: Record<string, string> }, body: Buffer): Response {
  // The transport has decoded the body.
  const { 'content-encoding': _1, 'content-length': _2, ...kept } = headers;
  return new Response(BARE.has(status) ? null : new Uint8Array(body), { status, headers: kept });
}
