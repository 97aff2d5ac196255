/** HTTP/2 on the one port, as clients speak it that begin with it unasked (AWS's library for JavaScript does). */
import { once } from 'node:events';
import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2';
import { text as textOf } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { isRecord, parseJson } from '../../testkit/json-shape.ts';
import { answer, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { eventNames, gate, openWorld, QUESTION, type World } from './world.ts';

vi.setConfig({ hookTimeout: 60_000, testTimeout: 60_000 });

const STREAMED = { ...QUESTION, stream: true };
const STORY = answer([text('word '.repeat(40))], { usage: { input: 100, output: 50 } });

let world: World;
const sessions: ClientHttp2Session[] = [];

beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => {
  for (const opened of sessions.splice(0)) opened.destroy();
});
afterAll(() => world?.close());

function session(url = world.url): ClientHttp2Session {
  const opened = connect(url);
  opened.on('error', () => undefined);
  sessions.push(opened);
  return opened;
}

interface Asked {
  path?: string;
  headers?: Record<string, string>;
  /** null = it goes on and on. */
  body?: unknown;
}

function ask(client: ClientHttp2Session, { path = '/v1/messages', headers = {}, body = QUESTION }: Asked = {}) {
  const stream = client.request({
    ':method': 'POST',
    ':path': path,
    authorization: `Bearer ${world.key}`,
    'content-type': 'application/json',
    'anthropic-version': '2023-06-01',
    'x-portkey-provider': '@vertex-prod',
    ...headers,
  });
  stream.on('error', () => undefined);
  if (body !== null) stream.end(JSON.stringify(body));
  return stream;
}

async function headOf(stream: ClientHttp2Stream): Promise<IncomingHttpHeaders> {
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  return headers;
}

it('answers and streams are as over HTTP/1.1, and so are their rows', async () => {
  world.fake.onMessages(() => STORY);
  const client = session();
  const old = await world.ask();
  const whole = ask(client);
  const head = await headOf(whole);
  const { id: _, ...message } = parseJson(await textOf(whole)) as Record<string, unknown>;
  const { id: __, ...oldMessage } = old.json;
  expect({ status: head[':status'], message }).toEqual({ status: 200, message: oldMessage });
  const streamed = ask(client, { body: STREAMED });
  const id = String((await headOf(streamed))['request-id']);
  expect(eventNames(await textOf(streamed)).at(-1)).toBe('message_stop');
  expect(await world.row(id)).toMatchObject({ is_success: true, outcome: 'complete', output_tokens: 50 });
  expect(parseJson(String(world.calls().at(-1)?.body))).toMatchObject({ messages: QUESTION.messages, stream: true });
});

it('many requests run at once on one connection', async () => {
  world.fake.onMessages(() => STORY);
  const client = session();
  const statuses = Array.from({ length: 40 }, async () => {
    const stream = ask(client, { body: STREAMED });
    const { ':status': status } = await headOf(stream);
    return [status, (await textOf(stream)).includes('message_stop')];
  });
  expect(new Set((await Promise.all(statuses)).map(String))).toEqual(new Set(['200,true']));
});

it('who cancels a stream ends its attempt, and the row says so', async () => {
  const { passed, pass } = gate();
  world.fake.onMessages(() => misbehave(STORY, { holdBefore: { event: 8, until: passed } }));
  const stream = ask(session(), { body: STREAMED });
  const id = String((await headOf(stream))['request-id']);
  await once(stream, 'data');
  stream.close(constants.NGHTTP2_CANCEL);
  expect(await world.row(id)).toMatchObject({ outcome: 'client_closed' });
  pass();
});

it('errors are told in the dialect, and bodies are bounded', async () => {
  const client = session();
  const refused = ask(client, { headers: { authorization: 'Bearer tg-wrong' } });
  expect((await headOf(refused))[':status']).toBe(401);
  expect(parseJson(await textOf(refused))).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
  const large = ask(client, { headers: { 'content-length': String(1024 ** 3) }, body: null });
  expect((await headOf(large))[':status']).toBe(413);
  large.destroy();
  const nowhere = ask(client, { path: '/v1/message' });
  expect((await headOf(nowhere))[':status']).toBe(404);
  expect(await textOf(nowhere)).toContain('POST /v1/messages');
});

it('the admin API and health are served as well', async () => {
  const client = session();
  const listed = client.request({ ':path': '/v1/configs', 'x-portkey-api-key': world.tollgate.adminKey });
  expect((await headOf(listed))[':status']).toBe(200);
  expect(isRecord(parseJson(await textOf(listed)))).toBe(true);
  const made = ask(client, {
    path: '/v1/api-keys/workspace/service',
    headers: { authorization: '', 'x-portkey-api-key': world.tollgate.adminKey },
    body: { name: 'by HTTP/2' },
  });
  expect((await headOf(made))[':status']).toBe(200);
  expect(await textOf(made)).toContain('"key":');
  expect((await headOf(client.request({ ':path': '/v1/health' })))[':status']).toBe(200);
});

it('a process that ends lets the running stream end, and refuses others', async () => {
  const { passed, pass } = gate();
  const leaving = await openWorld();
  leaving.fake.onMessages(() => misbehave(STORY, { holdBefore: { event: 8, until: passed } }));
  const client = session(leaving.url);
  const stream = ask(client, { headers: { authorization: `Bearer ${leaving.key}` }, body: STREAMED });
  await headOf(stream);
  const exited = once(leaving.tollgate.process, 'exit');
  const goaway = once(client, 'goaway');
  leaving.tollgate.process.kill('SIGTERM');
  await goaway;
  pass();
  expect(eventNames(await textOf(stream)).at(-1)).toBe('message_stop');
  expect((await exited)[0]).toBe(0);
  await leaving.fake.close();
});
