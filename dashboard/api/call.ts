/** The one way to the gateway: typed by the operations that the API publishes, with the session's CSRF token on changes. */
import { CHOSEN_WORKSPACE } from './chosen-workspace.ts';
import type { Operations } from './operations.gen.ts';

export type OperationName = keyof Operations;
export type Input<Name extends OperationName> = Operations[Name]['input'];
export type Output<Name extends OperationName> = Operations[Name]['output'];

/** What the gateway answered in place of a result. */
export class ApiError extends Error {
  readonly status: number;
  readonly hint: string | null;
  /** `request-id` of the answer, by which the gateway's own log knows it; null when nothing answered. */
  readonly requestId: string | null;

  constructor(message: string, facts: { status: number; hint: string | null; requestId: string | null }) {
    super(message);
    this.name = 'ApiError';
    this.status = facts.status;
    this.hint = facts.hint;
    this.requestId = facts.requestId;
  }
}

let csrfToken = '';

export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** Path parameters, query and body are members of one input, as in the API's own document. Throws ApiError. */
export async function call<Name extends OperationName>(
  name: Name,
  input: Input<Name>,
  signal?: AbortSignal,
): Promise<Output<Name>> {
  const [method = '', template = ''] = name.split(' ');
  const rest: Record<string, unknown> = { ...input };
  const path = template.replaceAll(/\{(\w+)\}/g, (_, key: string) => {
    const value = String(rest[key]);
    delete rest[key];
    return encodeURIComponent(value);
  });
  const takesBody = method === 'POST' || method === 'PUT';
  const query = takesBody ? '' : toQuery(rest);
  return (await request(method, `/v1${path}${query}`, { body: takesBody ? rest : undefined, signal })) as Output<Name>;
}

interface RequestOptions {
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** `path` begins with `/v1`. Resolves with the parsed answer. Throws ApiError. */
export async function request(method: string, path: string, { body, signal }: RequestOptions = {}): Promise<unknown> {
  const isSignIn = method === 'POST' && path.startsWith('/v1/session');
  const response = await send(path, {
    method,
    credentials: 'same-origin',
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'GET' ? {} : { 'x-tollgate-csrf': csrfToken }),
      // In which of their workspaces a member acts; the gateway takes the first where none is named.
      ...(CHOSEN_WORKSPACE === null || isSignIn ? {} : { 'x-tollgate-workspace': CHOSEN_WORKSPACE }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = await readJson(response);
  if (response.ok) return answer;
  throw toError(answer, response);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError('The gateway does not answer.', {
      status: 0,
      hint: 'Is it running, and is this computer connected to it? It is tried again by itself.',
      requestId: null,
    });
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function toError(answer: unknown, response: Response): ApiError {
  const data = member(answer, 'data');
  const message = member(data, 'message');
  const hint = member(data, 'hint');
  return new ApiError(typeof message === 'string' ? message : `The gateway answered ${response.status}.`, {
    status: response.status,
    hint: typeof hint === 'string' ? hint : null,
    requestId: response.headers.get('request-id'),
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Members that are null, undefined or empty ask for nothing. */
function toQuery(input: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) {
    if (typeof value === 'number' || typeof value === 'boolean') query.set(name, String(value));
    else if (typeof value === 'string' && value !== '') query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
