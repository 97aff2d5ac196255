/** One whole request to a Tollgate by its own command line: no redirects, bounded in time and size. */
import { request } from 'undici';

export interface ApiAnswer {
  status: number;
  /** Parsed JSON; the text where it is none. */
  body: unknown;
}

export interface ApiCall {
  method: 'GET' | 'POST';
  /** Appended to the base URL, query included. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
}

/** Throws ApiUnreachable when no HTTP answer came. */
export type CallApi = (call: ApiCall) => Promise<ApiAnswer>;

/** No answer: nobody listens, the name is unknown, the connection broke, or it took too long. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
}

const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** `baseUrl` is a plain http(s) address; a slash at its end makes no difference. */
export function createApiClient(baseUrl: string, timeoutMs: number): CallApi {
  const base = baseUrl.replace(/\/+$/, '');
  return async ({ method, path, headers = {}, body }) => {
    try {
      const answer = await request(`${base}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) throw new Error('the answer is too large');
        chunks.push(chunk);
      }
      return { status: answer.statusCode, body: parse(Buffer.concat(chunks).toString('utf8')) };
    } catch (cause) {
      throw new ApiUnreachable(`${base} does not answer (${reasonOf(cause, timeoutMs)})`, { cause });
    }
  };
}

function reasonOf(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return `nothing within ${timeoutMs / 1000} s`;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
