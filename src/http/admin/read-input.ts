/** A verb's input out of an HTTP request: path parameters, query and JSON body as one object. */
import type { Context } from 'hono';
import { GatewayError } from '../../kernel/errors.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;

/**
 * The path wins, then the body. Where a verb takes several of its things, an array as the body is its `items`. Throws
 * `invalid_json`, `invalid_request` and `body_too_large`.
 */
export async function readInput(c: Context, { takesItems = false } = {}): Promise<Record<string, unknown>> {
  return inputOf(c, await readBody(c, { takesItems }));
}

/** `body`: of `readBody`. */
export function inputOf(c: Context, body: Record<string, unknown>): Record<string, unknown> {
  const params: Record<string, string> = c.req.param();
  for (const [name, value] of Object.entries(params)) {
    const repeated = Object.hasOwn(body, name) ? (body[name] ?? value) : value;
    if (repeated !== value) throw new GatewayError('invalid_request', `${name}: differs from the path's, "${value}".`);
  }
  return { ...readQuery(c), ...body, ...params };
}

/** A name that ends in `[]` may be given several times. */
function readQuery(c: Context): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]): [string, string | string[]] => {
      if (name.endsWith('[]')) return [name, values];
      const [value = '', ...more] = values;
      if (more.length > 0) throw new GatewayError('invalid_request', `${name}: is given twice in the query.`);
      return [name, value];
    }),
  );
}

/** Empty for methods that have none. */
export async function readBody(c: Context, { takesItems = false } = {}): Promise<Record<string, unknown>> {
  if (c.req.method !== 'POST' && c.req.method !== 'PUT') return {};
  const bytes = await readBytes(c.req.raw.body);
  if (bytes.byteLength === 0) return {};
  const body = parseJson(bytes);
  if (Array.isArray(body) && takesItems) return { items: body };
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new GatewayError('invalid_json', 'The body must be a JSON object.');
}

/**
 * Counted as it comes: a body in chunks does not say its length. What is too much is read to its end and dropped, because
 * giving up in the middle would reset the connection before the answer is read; the server bounds the time.
 */
export async function readBytes(body: ReadableStream<Uint8Array> | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size <= MAX_BODY_BYTES) return Buffer.concat(chunks);
  throw new GatewayError('body_too_large', `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new GatewayError('invalid_json', 'The body is not valid JSON in UTF-8.', { cause });
  }
}
