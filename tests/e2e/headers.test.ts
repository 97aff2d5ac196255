import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLAUDE_CODE_HEADERS } from '../../testkit/claude-code-body.ts';
import { answer, anthropicError, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { expectError, openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  world.reset();
  world.fake.onMessages(() =>
    misbehave(answer([text('fine')]), { headers: { 'x-harmless': 'kept', 'retry-after': '3' } }),
  );
});
afterAll(() => world.close());

const STREAMED = { ...QUESTION, stream: true };

describe.each([
  ['UTF-8', 'utf8'],
  ['latin1', 'latin1'],
] as const)('header text that a client sends in %s', (_, encoding) => {
  // Each character of the text is a byte on the wire.
  const sent = (meant: string): string => Buffer.from(meant, encoding).toString('latin1');

  it('is kept and answered as its sender meant it', async () => {
    const answered = await world.ask({
      headers: {
        'x-portkey-metadata': sent('{"team":"Köln"}'),
        'x-portkey-trace-id': sent('straße'),
        'x-portkey-span-name': sent('größer'),
      },
    });
    expect(answered.status).toBe(200);
    expect(await world.row(answered.id)).toMatchObject({
      metadata: { team: 'Köln' },
      trace_id: 'straße',
      span_name: 'größer',
    });
    expect(Buffer.from(answered.headers['x-portkey-trace-id'] ?? '', 'latin1').toString('utf8')).toBe('straße');
  });
});

describe('what the upstream receives', () => {
  it('is a handful of headers of ours, and none of the client’s', async () => {
    const answered = await world.ask({
      headers: {
        ...CLAUDE_CODE_HEADERS,
        'anthropic-beta': 'claude-code-20250219',
        cookie: 'session=secret-cookie',
        'x-forwarded-for': '10.1.2.3',
        'x-portkey-metadata': '{"team":"a"}',
        'x-portkey-trace-id': 'trace-1',
        te: 'trailers',
        'proxy-authorization': 'Basic abc',
        'x-goog-user-project': 'somebody-else',
        'content-type': 'application/json; charset=utf-8',
      },
    });
    expect(answered.status).toBe(200);
    const [call] = world.calls();
    expect(Object.keys(call?.headers ?? {}).sort()).toEqual([
      'accept-encoding',
      'anthropic-beta',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
    ]);
    expect(call?.headers).toMatchObject({
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      host: new URL(world.fake.url).host,
      authorization: expect.stringMatching(/^Bearer ya29\./),
      'content-length': String(call?.body.length),
    });
  });

  it('is the header by which Vertex chooses provisioned throughput, as it came', async () => {
    await world.ask({ headers: { 'X-Vertex-AI-LLM-Request-Type': 'dedicated' } });
    expect(world.calls()[0]?.headers['x-vertex-ai-llm-request-type']).toBe('dedicated');
  });

  it('is a client header where a config names it, in any case', async () => {
    const headers = { 'x-portkey-forward-headers': 'X-Goog-User-Project, X-Absent', 'x-goog-user-project': 'billing' };
    expect((await world.ask({ headers })).status).toBe(200);
    expect(world.calls()[0]?.headers).toMatchObject({ 'x-goog-user-project': 'billing' });
    expect(world.calls()[0]?.headers).not.toHaveProperty('x-absent');
  });

  it.each(['host', 'metadata-flavor', 'x-portkey-api-key', 'x-portkey-forward-headers'])(
    'is never %s',
    async (name) => {
      const asked = { headers: { 'x-portkey-forward-headers': name, 'metadata-flavor': 'Google' } };
      const answered = await world.ask(asked);
      expectError(answered, 400, 'invalid_request_error');
      expect(answered.message).toContain(name);
      expect(world.fake.calls).toEqual([]);
    },
  );

  it.each(['content-length', 'transfer-encoding', 'connection'])('does not get a %s by request', async (name) => {
    expect((await world.ask({ headers: { 'x-portkey-forward-headers': name } })).status).toBe(200);
    expect(world.calls()[0]?.headers['content-length']).toBe(String(world.calls()[0]?.body.length));
  });

  it('does not get another bearer than the provider’s unless the config says so', async () => {
    const headers = { 'x-portkey-api-key': world.key, authorization: 'Bearer mine' };
    expect((await world.ask({ key: null, headers })).status).toBe(200);
    expect(world.calls()[0]?.headers.authorization).toMatch(/^Bearer ya29\./);
  });
});

describe('what the client receives', () => {
  it.each([
    ['a whole answer', QUESTION],
    ['a stream', STREAMED],
  ])('with %s hides the upstream', async (_name, body) => {
    const answered = await world.ask({ body });
    expect(answered.status).toBe(200);
    const names = Object.keys(answered.headers);
    const hidden =
      /^(anthropic-(ratelimit|organization)|set-cookie|via|server|alt-svc|x-vertex|x-upstream-hop|keep-alive-upstream)/;
    expect(names.filter((name) => hidden.test(name))).toEqual([]);
    expect(answered.headers).toMatchObject({
      'x-harmless': 'kept',
      'request-id': expect.stringMatching(/^req_[0-9a-f]{24}$/),
      'x-portkey-trace-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      'x-portkey-provider': 'vertex-ai',
      'x-portkey-last-used-option-index': 'config',
      'x-portkey-retry-attempt-count': '0',
      'x-portkey-cache-status': 'DISABLED',
    });
    const row = await world.row(answered.id);
    expect(row['attempts']).toMatchObject([{ upstream_request_id: expect.stringMatching(/^req_vrtx_/) }]);
    expect(row['trace_id']).toBe(answered.headers['x-portkey-trace-id']);
  });

  it('with a failure hides it too', async () => {
    world.fake.onMessages(() => anthropicError(400, 'invalid_request_error', 'No.'));
    const answered = await world.ask();
    expectError(answered, 400, 'invalid_request_error');
    expect(
      Object.keys(answered.headers).filter((name) => /^(anthropic-|set-cookie|via|server|x-vertex)/.test(name)),
    ).toEqual([]);
    expect(answered.headers).toMatchObject({ 'x-portkey-provider': 'vertex-ai', 'content-type': 'application/json' });
  });

  it('has no x-powered-by, no date of the upstream, and the length of what came', async () => {
    world.fake.onMessages(() =>
      misbehave(answer([text('fine')]), { headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' } }),
    );
    const answered = await world.ask();
    expect(answered.headers['date']).not.toContain('1970');
    expect(answered.headers['content-length']).toBe(String(Buffer.byteLength(answered.text)));
    expect(answered.headers).not.toHaveProperty('x-powered-by');
  });
});

describe('every error has its id in the header, and in the body where the dialect has room for it', () => {
  const PLAIN = { 'anthropic-version': null };
  const ADMIN = { key: null, provider: null, headers: PLAIN, body: null };

  it.each([
    ['a path that nobody serves', 404, { path: '/v1/nothing' }],
    ['the same for no client of Anthropic', 404, { path: '/v1/nothing', headers: PLAIN }],
    ['a wrong key', 401, { key: 'wrong' }],
    [
      'a wrong key for the list of models',
      401,
      { method: 'GET', path: '/v1/models', key: 'wrong', headers: PLAIN, body: null },
    ],
    ['a body that is no JSON', 400, { body: '{' }],
    ['headers that are too large', 431, { headers: { 'x-long': 'x'.repeat(100_000) } }],
    ['an unknown provider', 412, { provider: '@nope' }],
    ['a failure of the upstream', 429, {}],
    ['a failure before the first byte of a stream', 429, { body: STREAMED }],
    ['embeddings', 400, { path: '/v1/embeddings', body: {} }],
    ['the admin API without a key', 401, { ...ADMIN, method: 'GET', path: '/v1/configs' }],
    ['the admin API, a path that it lacks', 404, { ...ADMIN, method: 'GET', path: '/v1/configs/a/b/c' }],
    ['the admin API, a method that it lacks', 405, { ...ADMIN, method: 'PATCH', path: '/v1/configs' }],
  ])('%s', async (_name, status, asked) => {
    world.fake.onMessages(() => anthropicError(429, 'rate_limit_error', 'Slower.'));
    const answered = await world.ask(asked);
    expect(answered).toMatchObject({ status, id: expect.stringMatching(/^req_[0-9a-f]{24}$/) });
    const named = answered.json['request_id'];
    if (named !== undefined) expect(named).toBe(answered.id);
  });
});

describe('trace headers', () => {
  it('are taken over, and the trace id comes back', async () => {
    const answered = await world.ask({
      headers: {
        'x-portkey-trace-id': 'my-trace',
        'x-portkey-span-id': 'my-span',
        'x-portkey-parent-span-id': 'my-parent',
        'x-portkey-span-name': 'my step',
      },
    });
    expect(answered.headers['x-portkey-trace-id']).toBe('my-trace');
    expect(await world.row(answered.id)).toMatchObject({
      trace_id: 'my-trace',
      span_id: 'my-span',
      parent_span_id: 'my-parent',
      span_name: 'my step',
    });
  });

  it('of W3C count where the contract’s are absent', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answered = await world.ask({ headers: { traceparent } });
    expect(answered.headers['x-portkey-trace-id']).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(await world.row(answered.id)).toMatchObject({ parent_span_id: 'b7ad6b7169203331' });
  });

  it('stand in error answers too', async () => {
    const answered = await world.ask({ provider: '@nope', headers: { 'x-portkey-trace-id': 'my-trace-2' } });
    expect(answered.headers['x-portkey-trace-id']).toBe('my-trace-2');
  });
});
