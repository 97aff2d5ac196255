/** One Tollgate process before a fake Vertex, and what whole-process tests ask of the two. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request as openRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { expect, vi } from 'vitest';
import { startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import type { FakeVertex, FakeVertexOptions } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, parseJson, recordsIn, stringAt } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import type { AdminAnswer, Tollgate, TollgateOptions } from '../../testkit/tollgate-process.ts';
import type { UpstreamCall } from '../../testkit/upstream/recording-server.ts';

export const MODEL = 'claude-sonnet-4-20250514';
export const QUESTION = { model: MODEL, max_tokens: 100, messages: [{ role: 'user', content: 'Hello?' }] };

export interface Asked {
  method?: string;
  path?: string;
  /** As `Authorization: Bearer`; null sends none. */
  key?: string | null;
  /** As `x-portkey-provider`; null sends none. */
  provider?: string | null;
  /** Beside the usual ones; null takes one of those away. */
  headers?: Record<string, string | null>;
  /** Text and bytes go as they are, null sends nothing, anything else goes as JSON. */
  body?: unknown;
}

export interface Answered {
  status: number;
  headers: Record<string, string>;
  /** `request-id`, by which the log row is found. */
  id: string;
  text: string;
  /** The body where it is a JSON object. */
  json: JsonRecord;
  /** `error.message` of Anthropic's shape, or ''. */
  message: string;
  /** Event names, in order. */
  events: string[];
}

/** An answer that is still arriving. */
export interface Live {
  sent: ClientRequest;
  response: IncomingMessage;
  id: string;
  /** What has arrived so far. */
  text(): string;
  events(): string[];
  /** Resolves as soon as `text` has arrived. */
  sees(text: string): Promise<void>;
  /** The whole text, and whether its end was a proper one. */
  ended: Promise<{ text: string; proper: boolean }>;
  hangUp(): void;
}

export interface World {
  fake: FakeVertex;
  tollgate: Tollgate;
  url: string;
  /** A workspace service key. */
  key: string;
  ask(asked?: Asked): Promise<Answered>;
  /** Resolves when the head of the answer is there. */
  open(asked?: Asked): Promise<Live>;
  /** Sends the head of a request and leaves its body to the test. */
  begin(asked?: Asked): ClientRequest;
  admin(method: string, path: string, body?: unknown): Promise<JsonRecord>;
  makeKey(members?: JsonRecord): Promise<{ id: string; key: string }>;
  /** The log row of a request that has ended. Waits for it where the client was gone before the end. */
  row(id: string): Promise<JsonRecord>;
  /** `GET /v1/logs`, newest first. */
  rows(query?: string): Promise<JsonRecord[]>;
  /** Resident memory of the process, bytes. */
  memory(): number;
  /** Calls to models since the last `reset`, accepted or refused. */
  calls(): UpstreamCall[];
  /** Tokens asked for since the last `reset`. */
  tokenCalls(): number;
  reset(): void;
  close(): Promise<void>;
}

export async function openWorld(
  options: { fake?: FakeVertexOptions; tollgate?: TollgateOptions; configurations?: JsonRecord } = {},
): Promise<World> {
  const fake = await startFakeVertex(options.fake);
  const tollgate = await startTollgate(options.tollgate);
  const key = await tollgate.setUpVertex(fake, options.configurations);
  return worldOf(fake, tollgate, key);
}

/** For a Tollgate that was started again on the data of another one. */
export function worldOf(fake: FakeVertex, tollgate: Tollgate, key: string): World {
  const agent = new Agent({ keepAlive: true });
  const begin = (asked: Asked = {}): ClientRequest => {
    const sent = openRequest(`${tollgate.url}${asked.path ?? '/v1/messages'}`, {
      agent,
      method: asked.method ?? 'POST',
      headers: headersOf(asked, key),
    });
    // A request whose answer nobody awaits must not end the test run when its connection ends.
    sent.on('error', () => undefined);
    return sent;
  };
  const open = (asked: Asked = {}): Promise<Live> => {
    const sent = begin(asked);
    const live = liveOf(sent);
    sent.end(bytesOf(asked));
    return live;
  };
  const admin = async (method: string, path: string, body?: unknown): Promise<JsonRecord> =>
    mustSucceed(`${method} ${path}`, await tollgate.admin(method, path, body), tollgate);
  const rows = async (query = 'limit=100'): Promise<JsonRecord[]> =>
    recordsIn((await admin('GET', `/v1/logs?${query}`))['data']);
  return {
    fake,
    tollgate,
    url: tollgate.url,
    key,
    open,
    begin,
    admin,
    rows,
    ask: async (asked) => answeredOf(await open(asked)),
    async makeKey(members = {}) {
      const made = await admin('POST', '/v1/api-keys/workspace/service', { name: 'another', ...members });
      const secret = stringAt(made, 'key');
      fake.mustNeverSee(secret);
      return { id: stringAt(made, 'id'), key: secret };
    },
    row: (id) =>
      vi.waitFor(
        async () => {
          const row = (await admin('GET', `/v1/logs/${id}`))['metrics'];
          if (!isRecord(row)) throw new Error(`The log row ${id} has no metrics.`);
          return row;
        },
        { timeout: 10_000, interval: 20 },
      ),
    calls: () => fake.calls.filter((call) => call.kind !== 'token'),
    memory: () => {
      const status = readFileSync(`/proc/${tollgate.process.pid ?? 0}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
    },
    tokenCalls: () => fake.calls.filter((call) => call.kind === 'token').length,
    reset() {
      fake.calls.length = 0;
    },
    async close() {
      agent.destroy();
      await fake.close();
      await tollgate.stop();
      expect(fake.leaks).toEqual([]);
    },
  };
}

function headersOf({ key, provider, headers }: Asked, usualKey: string): Record<string, string> {
  const authorization = key === null ? {} : { authorization: `Bearer ${key ?? usualKey}` };
  const chosen = provider === null ? {} : { 'x-portkey-provider': provider ?? '@vertex-prod' };
  const usual = { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' };
  const all = Object.entries({ ...usual, ...authorization, ...chosen, ...headers });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Never text: node:http would write the headers in the encoding of the text that follows them. */
function bytesOf({ body = QUESTION }: Asked): Buffer | undefined {
  if (body === null) return undefined;
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Rejects when the connection ends before the head of the answer is there. */
export async function liveOf(sent: ClientRequest): Promise<Live> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  let text = '';
  response.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const ended = new Promise<{ text: string; proper: boolean }>((resolve) => {
    response.once('close', () => resolve({ text, proper: response.complete })).on('error', () => undefined);
  });
  return {
    sent,
    response,
    id: String(response.headers['request-id'] ?? ''),
    text: () => text,
    events: () => eventNames(text),
    async sees(wanted) {
      while (!text.includes(wanted)) {
        if (response.closed) throw new Error(`The answer ended without ${JSON.stringify(wanted)}:\n${text}`);
        await Promise.race([once(response, 'data'), ended]);
      }
    },
    ended,
    hangUp: () => void sent.destroy(),
  };
}

export async function answeredOf(live: Live): Promise<Answered> {
  const { text, proper } = await live.ended;
  if (!proper) throw new Error(`The answer was cut:\n${text}`);
  const parsed = parseJson(text);
  const json = isRecord(parsed) ? parsed : {};
  const headers = Object.fromEntries(
    Object.entries(live.response.headers).map(([name, value]) => [name, String(value)]),
  );
  const error = isRecord(json['error']) ? json['error'] : {};
  return {
    status: live.response.statusCode ?? 0,
    headers,
    id: live.id,
    text,
    json,
    message: stringAt(error, 'message'),
    events: eventNames(text),
  };
}

export function eventNames(text: string): string[] {
  return [...text.matchAll(/^event: (.+)$/gm)].map(([, name]) => name ?? '');
}

/** The data of every event of that name. */
export function eventData(text: string, name: string): JsonRecord[] {
  const found = [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].filter(([, event]) => event === name);
  return found.map(([, , data]) => parseJson(data ?? '')).filter(isRecord);
}

function mustSucceed(what: string, { status, body }: AdminAnswer, tollgate: Tollgate): JsonRecord {
  if (status === 200 && isRecord(body)) return body;
  throw new Error(`${what} answered ${status}: ${JSON.stringify(body)}\n${tollgate.stderr().slice(-2000)}`);
}

/** A promise that the test resolves. */
export function gate(): { passed: Promise<void>; pass: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, pass: resolve };
}

/** The error answer of Anthropic's dialect, with an id that is also in the headers. */
export function expectError(answered: Answered, status: number, type: string): void {
  expect({ status: answered.status, body: answered.json }).toEqual({
    status,
    body: { type: 'error', error: { type, message: answered.message }, request_id: answered.id },
  });
  expect(answered.id).toMatch(/^req_/);
  expect(answered.message).not.toBe('');
}
