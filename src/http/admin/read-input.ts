/** A verb's input out of an HTTP request: path parameters, query and JSON body as one object. */
import type { Context } from 'hono';
import { GatewayError } from '../../wire/errors.ts';

/** The path wins, then the body. Throws `invalid_json` and `invalid_request`. */
export async function readInput(c: Context): Promise<Record<string, unknown>> {
  const body = c.req.method === 'POST' || c.req.method === 'PUT' ? await readBody(c) : {};
  const params: Record<string, string> = c.req.param();
  for (const [name, value] of Object.entries(params)) {
    const repeated = Object.hasOwn(body, name) ? (body[name] ?? value) : value;
    if (repeated !== value) throw new GatewayError('invalid_request', `${name}: differs from the path's, "${value}".`);
  }
  return { ...readQuery(c), ...body, ...params };
}

function readQuery(c: Context): Record<string, string> {
  return Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => {
      const [value = '', ...more] = values;
      if (more.length > 0) throw new GatewayError('invalid_request', `${name}: is given twice in the query.`);
      return [name, value];
    }),
  );
}

async function readBody(c: Context): Promise<Record<string, unknown>> {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength === 0) return {};
  const body = parseJson(bytes);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new GatewayError('invalid_json', 'The body must be a JSON object.');
}

function parseJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new GatewayError('invalid_json', 'The body is not valid JSON in UTF-8.', { cause });
  }
}
