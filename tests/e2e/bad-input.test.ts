import { generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, hugeAnswer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { answeredOf, expectError, liveOf, MODEL, openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld({ fake: { missing: { 'us-east5': ['claude-opus-4-8'] } } });
});
beforeEach(() => {
  world.reset();
  world.fake.onMessages(() => answer([text('fine')]));
});
/** After every kind of abuse the same process serves the next request. */
afterEach(async () => {
  world.fake.onMessages(() => answer([text('fine')]));
  expect((await world.ask()).status).toBe(200);
  expect(world.tollgate.process.exitCode).toBeNull();
});
afterAll(() => world.close());

const MIB = 1024 * 1024;
const quoted = (bytes: number): string => JSON.stringify({ ...QUESTION, system: 'x'.repeat(bytes) });

describe('a body that is no request', () => {
  it.each<[string, string | Buffer, number, string, string]>([
    ['is empty', '', 400, 'invalid_json', 'no body'],
    ['is only blanks', '  \n', 400, 'invalid_json', 'JSON'],
    ['breaks off', '{"model":"claude', 400, 'invalid_json', 'JSON'],
    ['breaks off after its messages', `{"model":"${MODEL}","messages":[{}]`, 400, 'invalid_json', 'JSON'],
    ['goes on after its end', `${JSON.stringify(QUESTION)}x`, 400, 'invalid_json', 'JSON'],
    ['is two', `${JSON.stringify(QUESTION)}{}`, 400, 'invalid_json', 'JSON'],
    ['is a list', '[]', 400, 'invalid_json', 'JSON'],
    ['is a text', '"hello"', 400, 'invalid_json', 'JSON'],
    ['is null', 'null', 400, 'invalid_json', 'JSON'],
    ['is a form', 'model=claude&stream=true', 400, 'invalid_json', 'JSON'],
    ['has a trailing comma', `{"model":"${MODEL}",}`, 400, 'invalid_json', 'JSON'],
    ['has single quotes', "{'model':'x'}", 400, 'invalid_json', 'JSON'],
    ['has no colon', '{"model" "x"}', 400, 'invalid_json', 'JSON'],
    ['holds a NUL', '{"model":"x"\u0000}', 400, 'invalid_json', 'JSON'],
    [
      'is no UTF-8',
      Buffer.concat([Buffer.from(`{"model":"${MODEL}","system":"`), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      400,
      'invalid_json',
      'UTF-8',
    ],
    ['is Latin-1', Buffer.from(`{"model":"${MODEL}","system":"Größe"}`, 'latin1'), 400, 'invalid_json', 'UTF-8'],
    [
      'ends inside a character',
      Buffer.from(`{"model":"${MODEL}","system":"漢`).subarray(0, -1),
      400,
      'invalid_json',
      'UTF-8',
    ],
    ['has no model', '{"max_tokens":5,"messages":[]}', 400, 'missing_model', 'model'],
    ['has an empty model', '{"model":"","messages":[]}', 400, 'missing_model', 'model'],
    ['has a number for a model', '{"model":5,"messages":[]}', 400, 'missing_model', 'model'],
    ['has null for a model', '{"model":null,"messages":[]}', 400, 'missing_model', 'model'],
    ['has a list for a model', '{"model":["a"],"messages":[]}', 400, 'missing_model', 'model'],
    ['has a model without end', `{"model":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 400, 'missing_model', 'model'],
    ['has a model that is a path', '{"model":"../../../secrets","messages":[]}', 404, 'model_not_found', 'model'],
    ['has a model with a query', '{"model":"claude?key=1","messages":[]}', 404, 'model_not_found', 'model'],
    ['has a model with a line break', '{"model":"claude\\r\\nx: y","messages":[]}', 404, 'model_not_found', 'model'],
  ])('because it %s is refused without a call, in a row', async (_what, body, status, code, mentions) => {
    const answered = await world.ask({ body });
    expectError(answered, status, status === 404 ? 'not_found_error' : 'invalid_request_error');
    expect(answered.message).toContain(mentions);
    expect(answered.headers['x-should-retry']).toBe('false');
    expect(world.fake.calls).toEqual([]);
    expect(await world.row(answered.id)).toMatchObject({
      error_code: code,
      response_status_code: status,
      is_success: false,
      outcome: 'error',
      cost_nano_usd: null,
      request_bytes: Buffer.from(body).length,
    });
  });

  it.each<[string, object, string]>([
    ['messages that are a text', { messages: 'hello' }, 'messages'],
    ['messages that are missing', { messages: undefined }, 'messages'],
    ['max_tokens as a text', { max_tokens: 'many' }, 'max_tokens'],
    ['tools without names', { tools: 5, tool_choice: [] }, ''],
    ['thinking as a text', { thinking: 'yes' }, ''],
    ['context_management as null', { context_management: null }, ''],
    ['system turns that are numbers', { messages: [1, null, 'x', { role: 'user', content: 'hi' }] }, ''],
    ['output_config as a list', { output_config: [1] }, ''],
    ['anthropic_beta as a number', { anthropic_beta: 5 }, ''],
    ['stream as a text', { stream: 'true' }, ''],
    ['a model of another provider', { model: 'gpt-5' }, ''],
    ['a member of one megabyte in its name', { [`x${'y'.repeat(MIB)}`]: 1 }, ''],
  ])('with %s is judged by the upstream, and breaks nothing here', async (_what, members, mentions) => {
    for (const beta of [
      {},
      { 'anthropic-beta': 'context-management-2025-06-27,effort-2025-11-24,advanced-tool-use-2025-11-20' },
    ]) {
      world.reset();
      const answered = await world.ask({ headers: beta, body: { ...QUESTION, ...members } });
      expect([200, 400, 404]).toContain(answered.status);
      if (mentions !== '') expect(answered.message).toContain(mentions);
      if (answered.status !== 200)
        expectError(answered, answered.status, answered.status === 404 ? 'not_found_error' : 'invalid_request_error');
      expect((await world.row(answered.id))['error_code']).not.toBe('internal');
    }
  });

  it('with brackets a hundred thousand deep is no stack overflow', async () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      for (const member of [
        'x',
        'messages',
        'system',
        'tools',
        'thinking',
        'stream',
        'output_config',
        'anthropic_beta',
      ]) {
        const answered = await world.ask({ body: `{"model":"${MODEL}","${member}":${deep}}` });
        expect([200, 400]).toContain(answered.status);
        expect((await world.row(answered.id))['error_code']).not.toBe('internal');
      }
    }
  });

  it('with a model of a megabyte leaves a small row', async () => {
    const answered = await world.ask({ body: { ...QUESTION, model: `claude-${'x'.repeat(MIB)}` } });
    expectError(answered, 404, 'not_found_error');
    expect(answered.text.length).toBeLessThan(2000);
    expect(String((await world.row(answered.id))['requested_model']).length).toBeLessThan(2000);
  });
});

describe('a body that is too big', () => {
  /** Not through an agent: such a connection may be closed after its answer. */
  const big = (bytes: number): Buffer => Buffer.from(quoted(bytes));

  it.each([
    ['with its length told', true],
    ['in chunks', false],
  ])('%s gets its 413, not a reset, and a row', async (_how, told) => {
    const body = big(40 * MIB);
    const before = world.memory();
    for (let round = 0; round < 3; round += 1) {
      const sent = world.begin({ headers: told ? { 'content-length': String(body.length) } : {} });
      const live = liveOf(sent);
      sent.end(body);
      const answered = await answeredOf(await live);
      expectError(answered, 413, 'request_too_large');
      expect(answered.message).toContain('32 MiB');
      expect(answered.headers['x-should-retry']).toBe('false');
      expect(await world.row(answered.id)).toMatchObject({ error_code: 'body_too_large', response_status_code: 413 });
    }
    expect(world.fake.calls).toEqual([]);
    expect(world.memory() - before).toBeLessThan(120 * MIB);
  });

  it('for Vertex, though not for us, is reported in the words that make Claude Code shorten it', async () => {
    const answered = await world.ask({ body: big(31 * MIB) });
    expectError(answered, 400, 'invalid_request_error');
    expect(answered.message).toBe('Input is too long.');
    expect(world.calls()).toHaveLength(1);
  });

  it.each<[string, string, Record<string, string>, number]>([
    ['a caller who is known', '/v1/messages', { 'x-api-key': 'KEY' }, 413],
    ['a stranger', '/v1/messages', { 'x-api-key': 'tg-wrong' }, 401],
    ['a caller in a wrong encoding', '/v1/messages', { 'x-api-key': 'KEY', 'content-encoding': 'gzip' }, 415],
    ['a path that nobody serves', '/nothing', { 'x-api-key': 'KEY' }, 404],
    ['an open path', '/v1/health', {}, 404],
    ['an admin path', '/v1/configs', { 'x-api-key': 'ADMIN' }, 413],
    ['an admin path of a stranger', '/v1/configs', { 'x-api-key': 'tg-wrong' }, 401],
  ])(
    'of %s is answered although nobody reads it, to a sender who reads only afterwards',
    async (_who, path, named, status) => {
      const names: Record<string, string> = { KEY: world.key, ADMIN: world.tollgate.adminKey };
      const headers = Object.entries(named).map(([name, value]) => `${name}: ${names[value] ?? value}\r\n`);
      const body = big(40 * MIB);
      const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
      const failed = new Promise<string>((resolve) => void socket.once('error', ({ message }) => resolve(message)));
      let received = '';
      socket
        .pause()
        .setEncoding('utf8')
        .on('data', (piece: string) => {
          received += piece;
        });
      socket.pause();
      socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n${headers.join('')}\r\n`);
      const written = new Promise<string>(
        (resolve) => void socket.write(body, (error) => resolve(error?.message ?? 'written')),
      );
      expect(await Promise.race([written, failed])).toBe('written');
      socket.resume();
      await vi.waitFor(() => expect(received).toMatch(/^HTTP\/1\.1 \d{3} /), 5000);
      expect(Number(received.slice(9, 12))).toBe(status);
      expect(world.fake.calls).toEqual([]);
      socket.destroy();
    },
  );

  it('refused unread leaves its connection in order for the next request', async () => {
    const answers: number[] = [];
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      received += piece;
    });
    const body = big(3 * MIB);
    const head = (key: string): string =>
      `POST /v1/messages HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\nx-portkey-provider: @vertex-prod\r\n`;
    socket.write(`${head('tg-wrong')}content-length: ${body.length}\r\n\r\n`);
    socket.write(body);
    const question = JSON.stringify(QUESTION);
    socket.write(`${head(world.key)}content-length: ${question.length}\r\n\r\n${question}`);
    await vi.waitFor(() => {
      answers.splice(
        0,
        answers.length,
        ...[...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, code]) => Number(code)),
      );
      expect(answers).toEqual([401, 200]);
    }, 5000);
    socket.destroy();
  });
});

describe('odd HTTP', () => {
  it('headers of a hundred kilobytes get a 431 in the caller’s dialect', async () => {
    const answered = await world.ask({ headers: { 'x-portkey-metadata': JSON.stringify({ a: 'x'.repeat(100_000) }) } });
    expectError(answered, 431, 'invalid_request_error');
    expect(answered.message).toContain('64 KiB');
    await vi.waitFor(() => expect(world.tollgate.stderr()).toContain(answered.id));
  });

  it('headers just under the bound are served', async () => {
    const answered = await world.ask({ headers: { 'x-portkey-metadata': JSON.stringify({ a: 'x'.repeat(60_000) }) } });
    expect(answered.status).toBe(200);
    expect(await world.row(answered.id)).toMatchObject({ metadata: { a: 'x'.repeat(128) } });
  });

  it.each([
    ['that is none', 'hello\r\n\r\n', 400],
    [
      'with two lengths',
      'POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n',
      400,
    ],
    [
      'with length and chunks',
      'POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['of a broken chunk', 'POST /v1/messages HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 400],
  ])('%s is answered, and the connection ends', async (_what, bytes, status) => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    let received = '';
    socket.setEncoding('utf8').on('data', (piece: string) => {
      received += piece;
    });
    socket.write(bytes);
    await vi.waitFor(() => expect(received).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `)), 3000);
    await vi.waitFor(() => expect(socket.closed || socket.readableEnded).toBe(true), 12_000);
    socket.destroy();
  });

  it.each([
    ['without a Host', 'POST /v1/messages HTTP/1.1\r\n', 400, 'no Host header'],
    ['that expects what nobody knows', 'POST /v1/messages HTTP/1.1\r\nhost: x\r\nexpect: wonders\r\n', 417, 'Expect:'],
  ])('a request %s is refused in the caller’s dialect, with an id', async (_what, head, status, words) => {
    const answered = await exchangeBytes(`${head}content-length: 5\r\nconnection: close\r\n\r\nhello`);
    expect(answered).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const id = /^request-id: (req_\w+)\r$/m.exec(answered)?.[1];
    expect(JSON.parse(/^\{.*\}/m.exec(answered)?.[0] ?? '')).toEqual({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.stringContaining(words) },
      request_id: id,
    });
  });

  it('a request without a Host is served where its version has none', async () => {
    expect(await exchangeBytes('GET /v1/health HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 [^]*"service":"tollgate"/);
  });

  it('a body in chunks is read like any other', async () => {
    const sent = world.begin({ headers: { 'transfer-encoding': 'chunked' } });
    const live = liveOf(sent);
    for (const piece of JSON.stringify(QUESTION).match(/.{1,9}/gs) ?? []) sent.write(piece);
    sent.end();
    expect((await answeredOf(await live)).status).toBe(200);
    expect(world.calls()).toHaveLength(1);
  });

  it('a compressed body is refused with the way out', async () => {
    const answered = await world.ask({ headers: { 'content-encoding': 'zstd' } });
    expectError(answered, 415, 'invalid_request_error');
    expect(answered.message).toContain('Content-Encoding');
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'unsupported_encoding' });
  });

  it.each([
    ['x-portkey-request-timeout', 'soon'],
    ['x-portkey-request-timeout', '-1'],
  ])('a header %s: %s is refused by name', async (name, value) => {
    const answered = await world.ask({ headers: { [name]: value } });
    expectError(answered, 400, 'invalid_request_error');
    expect(answered.message).toContain(name);
    expect(world.fake.calls).toEqual([]);
  });

  it('a client that leaves in the middle of its body leaves a row and nothing else', async () => {
    const before = (await world.rows('limit=1'))[0]?.['id'];
    const sent = world.begin({ headers: { 'content-length': '100000', 'x-portkey-trace-id': 'left-early' } });
    sent.write('{"model":"claude');
    await new Promise((resolve) => setTimeout(resolve, 50));
    sent.destroy();
    const rows = await vi.waitFor(async () => {
      const found = await world.rows('trace_id=left-early');
      expect(found).toHaveLength(1);
      return found;
    });
    expect(rows[0]?.['id']).not.toBe(before);
    expect(rows[0]).toMatchObject({ response_status_code: 499, outcome: 'client_closed', is_success: false });
    expect(world.fake.calls).toEqual([]);
  });
});

/** Sends the bytes as they are. Resolves with what came back, once the connection has ended. */
function exchangeBytes(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    socket.on('error', () => undefined).once('close', () => resolve(received));
    socket.setEncoding('utf8').on('data', (piece: string) => {
      received += piece;
    });
    socket.write(bytes);
  });
}

describe('a provider that cannot work', () => {
  const save = (slug: string, configurations: Record<string, unknown>): Promise<unknown> =>
    world.admin('POST', '/v1/integrations', {
      name: slug,
      slug,
      ai_provider_id: 'vertex-ai',
      configurations: {
        vertex_region: 'us-east5',
        vertex_service_account_json: world.fake.serviceAccount,
        custom_host: world.fake.url,
        ...configurations,
      },
    });

  it('because its key is no key gives a clear error', async () => {
    const broken = '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n';
    await save('broken-key', { vertex_service_account_json: { ...world.fake.serviceAccount, private_key: broken } });
    const answered = await world.ask({ provider: '@broken-key' });
    expectError(answered, 502, 'api_error');
    expect(answered.message).toContain('private key');
    expect(answered.text).not.toContain('bm90');
    expect(answered.headers['x-should-retry']).toBe('false');
    expect(world.fake.calls).toEqual([]);
    expect(await world.row(answered.id)).toMatchObject({
      error_code: 'credentials_rejected',
      attempts: [{ status: 0, reason: 'credentials_rejected', provider: 'broken-key', usage: null }],
    });
  });

  it('because its key is another’s gives Google’s own words', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await save('wrong-key', { vertex_service_account_json: { ...world.fake.serviceAccount, private_key: pem } });
    const answered = await world.ask({ provider: '@wrong-key', body: { ...QUESTION, stream: true } });
    expectError(answered, 502, 'api_error');
    expect(answered.message).toContain('Invalid JWT Signature');
    expect(world.tokenCalls()).toBe(1);
    expect(world.calls()).toEqual([]);
  });

  it('because its project is closed to the account says so without naming the project', async () => {
    await save('closed', {
      vertex_service_account_json: { ...world.fake.serviceAccount, project_id: 'closed-project' },
    });
    const answered = await world.ask({ provider: '@closed' });
    expectError(answered, 403, 'permission_error');
    expect(answered.text).not.toContain('closed-project');
    expect(world.calls()).toHaveLength(1);
  });

  it('because its location does not have the model names the model', async () => {
    const answered = await world.ask({ body: { ...QUESTION, model: 'claude-opus-4-8' } });
    expectError(answered, 404, 'not_found_error');
    expect(answered.message).toContain('claude-opus-4-8');
    expect(world.calls()).toHaveLength(1);
    expect(await world.row(answered.id)).toMatchObject({ response_status_code: 404, region: 'us-east5' });
  });

  it('because nobody listens at its host says so', async () => {
    await save('nobody', { custom_host: 'http://127.0.0.1:9' });
    const answered = await world.ask({ provider: '@nobody' });
    expectError(answered, 502, 'api_error');
    expect(answered.message).toContain('@nobody');
    expect(await world.row(answered.id)).toMatchObject({
      error_code: 'upstream_unreachable',
      response_status_code: 502,
    });
  });
});

describe('an answer of a quarter of a gigabyte', () => {
  it('does not stay in memory, whoever reads it', async () => {
    const bytes = 256 * MIB;
    world.fake.onMessages(() => hugeAnswer(bytes));
    const before = world.memory();
    const sent = world.begin();
    sent.end(JSON.stringify({ ...QUESTION, stream: true }));
    const response = await new Promise<NodeJS.ReadableStream>((resolve) => void sent.once('response', resolve));
    let received = 0;
    let most = 0;
    for await (const chunk of response) {
      received += Buffer.byteLength(chunk);
      most = Math.max(most, world.memory());
    }
    expect(received).toBeGreaterThan(bytes);
    expect(Math.round((most - before) / MIB)).toBeLessThan(150);
  });
});
