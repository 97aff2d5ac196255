/**
 * What every provider must do, in each dialect that it speaks. A gap is listed with its reason, or the suite fails; a
 * listed gap that is none fails too. Providers that take Anthropic's dialect run claude-platform.suite.ts as well.
 */
import { describe, expect, it } from 'vitest';
import { scanDocument } from '../wire/json/scan.ts';
import type { Dialect } from '../wire/dialects/dialect.ts';
import { SettingsError, type Connection, type ModelFacts, type NativeCall, type Provider } from './provider.ts';
import type { PathCall, ProviderCredentials, UpstreamRequest } from './provider.ts';

export interface ProviderUnderTest {
  provider: Provider;
  credentials: ProviderCredentials;
  /** A model that it serves. */
  model: string;
  factsFor(model: string): ModelFacts;
  /** By the name of the case: why this provider cannot pass it. */
  gaps: Readonly<Record<string, string>>;
}

/** A request in each dialect, with a member that nobody knows yet. */
const REQUESTS: Readonly<Record<string, (model: string) => object>> = {
  'anthropic-messages': (model) => ({
    model,
    max_tokens: 100,
    messages: [{ role: 'user', content: 'ünïcode ✓ "quoted"' }],
    ...UNKNOWN,
  }),
  'openai-chat': (model) => ({
    model,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'ünïcode ✓ "quoted"' },
    ],
    ...UNKNOWN,
  }),
  'openai-responses': (model) => ({ model, input: [{ role: 'user', content: 'ünïcode ✓ "quoted"' }], ...UNKNOWN }),
  gemini: (model) => ({ model, contents: [{ role: 'user', parts: [{ text: 'ünïcode ✓ "quoted"' }] }], ...UNKNOWN }),
  'bedrock-converse': (model) => ({
    model,
    messages: [{ role: 'user', content: [{ text: 'ünïcode ✓ "quoted"' }] }],
    ...UNKNOWN,
  }),
};
const UNKNOWN = { invented_in_2027: { a: [1, { b: null }] } };

function callIn(
  dialect: Dialect,
  { model, factsFor }: ProviderUnderTest,
  over: Partial<NativeCall> & { json?: string } = {},
): NativeCall {
  const request = REQUESTS[dialect.id];
  if (request === undefined) throw new Error(`provider.suite.ts has no request in the dialect ${dialect.id}.`);
  const { json = JSON.stringify(request(model)), ...rest } = over;
  return {
    dialect: dialect.id,
    operation: 'generate',
    model,
    stream: false,
    document: scanDocument(Buffer.from(json), dialect.turns ?? undefined),
    headers: {},
    forwarded: {},
    facts: factsFor(model),
    refused: { betas: new Set(), fields: new Set() },
    raw: false,
    ...rest,
  };
}

const textOf = ({ body }: UpstreamRequest): string => Buffer.concat(body).toString('utf8');

function expectSafe(url: string, headers: Readonly<Record<string, string>>): void {
  expect(new URL(url)).toMatchObject({ username: '', password: '', hash: '' });
  expect(url).toMatch(/^https?:\/\//);
  for (const name of Object.keys(headers)) {
    expect(name).toBe(name.toLowerCase());
    expect(['authorization', 'x-api-key', 'host', 'content-length']).not.toContain(name);
  }
}

interface Scene {
  connection: Connection;
  dialect: Dialect;
  subject: ProviderUnderTest;
}

const CONVERSATIONS: Readonly<Record<string, (scene: Scene) => void>> = {
  'goes to an absolute URL, without credentials': ({ connection, dialect, subject }) => {
    const { method, url, headers } = connection.build(callIn(dialect, subject));
    expect(method).toBe('POST');
    expectSafe(url, headers);
    expect(headers).toMatchObject({ 'content-type': 'application/json' });
  },
  'goes to a host of the provider': ({ connection, dialect, subject: { provider, ...subject } }) => {
    const { hostname } = new URL(connection.build(callIn(dialect, { provider, ...subject })).url);
    const isOwn = provider.ownHosts.some((host) =>
      host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : host === hostname,
    );
    expect(isOwn || connection.tenantUrls.some(({ url }) => new URL(url).hostname === hostname)).toBe(true);
  },
  'keeps the conversation byte for byte': ({ connection, dialect, subject }) => {
    const { document, ...call } = callIn(dialect, subject);
    const turns = document.members.find(({ key }) => key === dialect.turns);
    const sent = document.bytes.toString('utf8', turns?.valueStart, turns?.end);
    expect(sent).toContain('ünïcode');
    expect(textOf(connection.build({ document, ...call }))).toContain(sent);
  },
  'names the model to the upstream, in the body or in the path': ({ connection, dialect, subject }) => {
    const request = connection.build(callIn(dialect, subject));
    const { model } = JSON.parse(textOf(request)) as { model?: string };
    const { pathname } = new URL(request.url);
    expect(model === request.model || decodeURIComponent(pathname).includes(request.model)).toBe(true);
    expect(request.model).not.toBe('');
  },
  'loses no member in silence': ({ connection, dialect, subject }) => {
    const request = connection.build(callIn(dialect, subject));
    expect(`${textOf(request)} ${request.notes.join(' ')}`).toContain('invented_in_2027');
  },
  'asks for a stream': ({ connection, dialect, subject }) => {
    const request = REQUESTS[dialect.id]?.(subject.model) ?? {};
    const json = JSON.stringify({ ...request, stream: true });
    const streamed = connection.build(callIn(dialect, subject, { json, stream: true }));
    const whole = connection.build(callIn(dialect, subject));
    const { stream } = JSON.parse(textOf(streamed)) as { stream?: boolean };
    expect(stream === true || streamed.url !== whole.url).toBe(true);
  },
  'is the same for the same call': ({ connection, dialect, subject }) => {
    // As JSON: a request may bring a function that reads its answer.
    const [first, second] = [1, 2].map(() => {
      const request = connection.build(callIn(dialect, subject));
      return JSON.stringify({ ...request, body: textOf(request) });
    });
    expect(first).toBe(second);
  },
};

const failure = (status: number, body: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body: Buffer.from(body),
});

const READERS = new Set<string>();

/** In the words of every vendor at once: each reads its own. */
const worded = (message: string): string =>
  JSON.stringify({ type: 'error', message, error: { type: 'some_error', message, code: 1 } });

const FAILURES: Readonly<Record<string, (connection: Connection) => void>> = {
  'tells a credential that is refused': (connection) => {
    const reading = connection.readFailure(failure(401, worded('invalid credentials')));
    expect(reading).toMatchObject({ status: 401, credentialRefused: true });
  },
  'tells a rate limit and when to come back': (connection) => {
    const reading = connection.readFailure(failure(429, worded('slow down'), { 'retry-after': '7' }));
    expect(reading).toMatchObject({ status: 429, retryAfterMs: 7000 });
  },
  'tells an overload, which is nobody’s fault': (connection) => {
    const { status, credentialRefused } = connection.readFailure(failure(503, worded('come back later')));
    expect(status).toBeGreaterThanOrEqual(500);
    expect(credentialRefused).toBe(false);
  },
  'keeps the upstream’s words': (connection) => {
    const message = 'the value of temperature must be at most 2';
    expect(connection.readFailure(failure(400, worded(message))).message).toContain(message);
  },
  'makes a sentence of an answer that is no JSON': (connection) => {
    for (const body of ['', '<html><title>Bad gateway</title></html>', '[]', 'null', '{"error":7}']) {
      const { status, message } = connection.readFailure(failure(502, body));
      expect(status).toBeGreaterThanOrEqual(500);
      expect(message, body).toMatch(/\w+ \w+/);
    }
  },
  'keeps credentials out of messages': (connection) => {
    const secret = 'Bearer ya29.a0AfH6SNotARealToken was refused, and so was sk-ant-api03-NotARealKeyNotARealKey';
    const { message } = connection.readFailure(failure(403, worded(secret)));
    expect(message).not.toMatch(/ya29|NotARealKey/);
  },
  'is read in time that grows with its length, whatever it repeats': ({ readFailure }) => {
    // Rows of one provider share their code: reading as much once for each would take half a minute.
    if (READERS.has(readFailure.toString())) return;
    READERS.add(readFailure.toString());
    for (const unit of ['x', 'a.', 'aa ', '!', '@', 'a@', 'Bearer ', 'projects/', 'project id 1', '`a`, ']) {
      const text = unit.repeat(262_144 / unit.length);
      readFailure(failure(400, worded(text)));
      readFailure(failure(400, text));
    }
  },
};

const PATHS: readonly PathCall[] = [
  { operation: null, path: '/anything/below', query: '?a=1', model: '' },
  { operation: 'embeddings', path: '/embeddings', query: '', model: 'm' },
  { operation: 'images', path: '/images/generations', query: '', model: 'm' },
  { operation: 'speech', path: '/audio/speech', query: '', model: 'm' },
  { operation: 'rerank', path: '/rerank', query: '', model: 'm' },
  { operation: 'files', path: '/files', query: '?limit=2', model: '' },
];

export function testProvider(subject: ProviderUnderTest): void {
  const { provider, credentials, model, gaps } = subject;
  const run = (name: string, check: () => void): void => {
    const gap = gaps[name];
    if (gap === undefined) it(name, check);
    else it(`${name} (gap: ${gap})`, () => expect(check, 'a listed gap that is none').toThrow());
  };

  describe(`${provider.id} with ${model}`, () => {
    const connection = provider.connect(credentials);

    it('refuses settings without what it needs, and names the field', () => {
      const empty = () => provider.connect({ key: null, configurations: {} });
      if (provider.takesKey || provider.settings.some(({ required }) => required)) expect(empty).toThrow(SettingsError);
    });

    it('speaks a dialect, or serves another path', () => {
      const isServing = PATHS.some((call) => connection.pathTo(call) !== null);
      expect(connection.speaks(model).length > 0 || isServing).toBe(true);
    });

    describe.each(connection.speaks(model).map((dialect) => [dialect.id, dialect] as const))(
      'a conversation in %s',
      (_, dialect) => {
        for (const [name, check] of Object.entries(CONVERSATIONS))
          run(name, () => check({ connection, dialect, subject }));
      },
    );

    describe('a failure', () => {
      for (const [name, check] of Object.entries(FAILURES)) run(name, () => check(connection));
    });

    it.each(PATHS)('serves $path at an absolute URL without credentials, or not at all', (call) => {
      const target = connection.pathTo(call);
      if (target === null) return expect(target).toBeNull();
      expectSafe(target.url, target.headers);
      return expect(target.url).toContain(call.operation === null ? `${call.path}${call.query}` : call.query);
    });

    it('lists no gap that is no case', () => {
      const cases = [...Object.keys(CONVERSATIONS), ...Object.keys(FAILURES)];
      expect(Object.keys(gaps).filter((name) => !cases.includes(name))).toEqual([]);
    });
  });
}
