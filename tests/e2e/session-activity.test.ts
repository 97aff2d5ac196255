/** What Claude Code reports of its work by OpenTelemetry: taken from whoever has a key, counted by session, kept apart by tenant. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** As Claude Code 2.1.330 sent it. */
const recorded = (name: string): Buffer =>
  readFileSync(new URL(`../../testkit/claude-code-telemetry/${name}`, import.meta.url));
const JSON_TYPE = 'application/json';
const PROTOBUF = 'application/x-protobuf';
const METRICS = recorded('metrics.json');
const SESSION =
  /"key": "session.id",\s+"value": \{\s+"stringValue": "([0-9a-f-]+)"/.exec(METRICS.toString())?.[1] ?? '';

interface Sent {
  path: string;
  body: Buffer;
  type?: string;
  key?: string | null;
  headers?: Record<string, string>;
}

function send({ path, body, type = JSON_TYPE, key = world.key, headers = {} }: Sent): Promise<Response> {
  return fetch(`${world.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
    body,
  });
}

async function report(sent: Sent): Promise<void> {
  const response = await send(sent);
  expect({ status: response.status, text: await response.text() }).toMatchObject({ status: 200 });
}

const activity = (query = ''): Promise<JsonRecord> => world.admin('GET', `/v1/analytics/session-activity?${query}`);

/** Reports are stored every few seconds. */
async function whenStored(query: string, isThere: (answer: JsonRecord) => boolean): Promise<JsonRecord> {
  const until = performance.now() + 20_000;
  for (;;) {
    const answer = await activity(query);
    if (isThere(answer) || performance.now() > until) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const summaryOf = ({ summary }: JsonRecord): JsonRecord => (isRecord(summary) ? summary : {});

describe('telemetry of Claude Code', () => {
  it('is counted for its session, its person and its workspace', async () => {
    await report({ path: '/v1/metrics', body: METRICS });
    await report({ path: '/v1/logs', body: recorded('logs.json') });
    await report({ path: '/v1/traces', body: Buffer.from('{"resourceSpans":[]}') });
    const work = {
      lines_added: 6,
      lines_removed: 1,
      commits: 1,
      pull_requests: 1,
      edits_accepted: 2,
      edits_rejected: 0,
      tools_accepted: 4,
      tools_rejected: 1,
      active_ms: 1488,
    };
    const bySession = await whenStored(`session_id=${SESSION}`, (answer) => summaryOf(answer)['tools_rejected'] === 1);
    expect(bySession).toMatchObject({ total: 1, summary: work, data: [{ key: SESSION, ...work, sessions: 1 }] });
    const [today] = new Date().toISOString().split('T');
    expect((await activity('group_by=day'))['data']).toMatchObject([{ key: expect.stringContaining(String(today)) }]);
    const [byWorkspace] = recordsIn((await activity('group_by=workspace'))['data']);
    expect(byWorkspace).toMatchObject(work);
    expect(stringAt(byWorkspace ?? {}, 'key')).toMatch(/^ws-/);
    expect((await activity('time_of_generation_max=2026-01-01T00:00:00Z'))['summary']).toBeNull();
  });

  it('in protobuf is counted alike, and answered in protobuf', async () => {
    const { key, id } = await world.makeKey();
    const answer = await send({ path: '/v1/metrics', body: recorded('metrics.pb'), type: PROTOBUF, key });
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, PROTOBUF, '']);
    await report({ path: '/v1/logs', body: gzipSync(recorded('logs.pb')), type: PROTOBUF, key, headers: GZIP });
    const found = ({ data }: JsonRecord) => recordsIn(data).find((group) => group['key'] === id);
    const answered = await whenStored('group_by=user', (one) => found(one)?.['tools_rejected'] === 1);
    expect(found(answered)).toMatchObject({ lines_added: 6, lines_removed: 1, commits: 1, tools_accepted: 4 });
  });

  it('is not read by a key that may read its own rows only, beyond those', async () => {
    const own = await world.makeKey({ scopes: ['logs.list', 'completions.write'] });
    const asOwn = await fetch(`${world.url}/v1/analytics/session-activity`, {
      headers: { 'x-portkey-api-key': own.key },
    });
    expect(await asOwn.json()).toMatchObject({ total: 0, summary: null, data: [] });
    const none = await world.makeKey({ scopes: ['completions.write'] });
    const asNone = await fetch(`${world.url}/v1/analytics/session-activity`, {
      headers: { 'x-portkey-api-key': none.key },
    });
    expect(asNone.status).toBe(403);
  });
});

const GZIP = { 'content-encoding': 'gzip' };

describe('what else comes to the paths of telemetry', () => {
  it('is refused without a key, or with a wrong one', async () => {
    for (const key of [null, 'tg-nobody']) {
      for (const path of ['/v1/metrics', '/v1/traces', '/v1/logs']) {
        expect((await send({ path, body: METRICS, key })).status).toBe(401);
      }
    }
  });

  it('is answered by 200 where it cannot be read: the client could do nothing about it', async () => {
    await report({ path: '/v1/metrics', body: Buffer.from('{"resourceMetrics": [') });
    await report({ path: '/v1/metrics', body: Buffer.from([0x0a, 0xff]), type: PROTOBUF });
    await report({ path: '/v1/logs', body: Buffer.from('no gzip'), headers: GZIP });
  });

  it('is bounded, also where it is small until it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));
    const before = world.memory();
    await report({ path: '/v1/metrics', body: bomb, headers: GZIP });
    expect(world.memory() - before).toBeLessThan(60 * 1024 * 1024);
    expect((await send({ path: '/v1/metrics', body: Buffer.alloc(3 * 1024 * 1024, ' ') })).status).toBe(413);
  });

  it('as JSON to /v1/logs that is no telemetry is a row that somebody brings, as before', async () => {
    const { key } = await world.makeKey({ scopes: ['logs.write'] });
    const body = {
      request: { url: 'https://api.example.com/chat', method: 'POST', body: { model: 'own' } },
      response: { status: 200, response_time: 10, body: {} },
      metadata: { traceId: 'brought' },
    };
    const answer = await send({ path: '/v1/logs', body: Buffer.from(JSON.stringify(body)), key });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({ body: { status: 'success' } });
  });
});
