/**
 * What a provider must do that takes Anthropic's dialect as it is, besides provider.suite.ts. A gap is listed with its
 * reason, or the suite fails.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../kernel/slices.ts';
import type { EmbeddingsRequest } from '../wire/embeddings.ts';
import { GatewayError } from '../kernel/errors.ts';
import { scanDocument } from '../wire/json/scan.ts';
import type { Connection, ModelFacts, NativeCall, Provider, ProviderCredentials, UpstreamRequest } from './provider.ts';

export interface ClaudePlatform {
  provider: Provider;
  credentials: ProviderCredentials;
  factsFor(model: string): ModelFacts;
  /** The body that should go upstream for a parsed one, worked out the plain way: an oracle for the byte editor. */
  expectedBody(body: JsonObject, call: NativeCall): JsonObject;
  /** A failure with this message as the upstream words it. */
  failureBody(status: number, message: string): string;
  /** One of its embedding models, and an answer of the upstream with these vectors; null = it has none. */
  embeddings: { model: string; answer(vectors: number[][], tokens: number): string } | null;
  /** By the name of the case: why this provider cannot pass it. */
  gaps: Readonly<Record<string, string>>;
}

export type JsonObject = Record<string, unknown>;

export interface CallOptions extends Partial<Omit<NativeCall, 'document'>> {
  json: string;
  /** As the client's header says them. */
  betas?: readonly string[];
  /** The header goes upstream as it came. */
  betasUntouched?: boolean;
  /** null = the client names none. */
  version?: string | null;
}

/** A call as the gateway would make it. */
export function nativeCall(options: CallOptions, factsFor: (model: string) => ModelFacts): NativeCall {
  const { json, betas = [], betasUntouched = false, version = '2023-06-01', ...over } = options;
  const model = over.model ?? 'claude-opus-4-8';
  const flags: Record<string, string> = betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') };
  return {
    dialect: 'anthropic-messages',
    operation: 'generate',
    model,
    stream: false,
    document: scanDocument(Buffer.from(json), 'messages'),
    headers: { ...flags, ...(version === null ? {} : { 'anthropic-version': version }) },
    forwarded: betasUntouched ? flags : {},
    facts: factsFor(model),
    refused: { betas: new Set(), fields: new Set() },
    raw: false,
    ...over,
  };
}

export function bodyText(request: UpstreamRequest): string {
  return Buffer.concat(request.body).toString('utf8');
}

const user = (content: unknown) => ({ role: 'user', content });
const plain = { model: 'claude-opus-4-8', messages: [user('hello')], max_tokens: 100 };
const toolTurns = [
  user('run both'),
  {
    role: 'assistant',
    content: [
      { type: 'thinking', thinking: 'two at once', signature: 'EqQBCgIYAhIk==' },
      { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'ls', cache_control: { scope: 'mine' } } },
      { type: 'tool_use', id: 'toolu_2', name: 'Read', input: { file_path: '/a b' } },
    ],
  },
  user([
    { tool_use_id: 'toolu_1', type: 'tool_result', content: 'a\nb', is_error: false },
    { type: 'tool_result', tool_use_id: 'toolu_2', content: [{ type: 'text', text: 'ünïcode ✓' }] },
  ]),
];
const tools = [
  { name: 'Bash', description: 'runs', input_schema: { type: 'object', properties: { scope: { type: 'string' } } } },
];
const cache = { type: 'ephemeral', ttl: '1h' };

/** Bodies that every Claude platform takes as they are: the members named must arrive byte for byte. */
const BODIES: readonly { name: string; body: JsonObject; intact: readonly string[] }[] = [
  { name: 'plain text', body: plain, intact: ['messages', 'max_tokens'] },
  { name: 'a stream', body: { ...plain, stream: true }, intact: ['messages', 'stream'] },
  {
    name: 'a system prompt in blocks',
    body: {
      ...plain,
      system: [
        { type: 'text', text: 'x-anthropic-billing-header: cc_version=1;' },
        { type: 'text', text: 'Be brief.' },
      ],
    },
    intact: ['system'],
  },
  {
    name: 'tools, one with a parameter called scope',
    body: { ...plain, tools, tool_choice: { type: 'auto' } },
    intact: ['tools', 'tool_choice'],
  },
  {
    name: 'parallel tool calls with signed thinking',
    body: { ...plain, messages: toolTurns, tools },
    intact: ['messages'],
  },
  {
    name: 'cache breakpoints',
    body: {
      ...plain,
      system: [{ type: 'text', text: 's', cache_control: cache }],
      messages: [user([{ type: 'text', text: 't', cache_control: cache }])],
    },
    intact: ['system', 'messages'],
  },
  {
    name: 'images and PDFs',
    body: {
      ...plain,
      messages: [user([{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBORw0=' } }])],
    },
    intact: ['messages'],
  },
  {
    name: 'structured output',
    body: { ...plain, output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
    intact: ['output_config'],
  },
  { name: 'stop sequences', body: { ...plain, stop_sequences: ['END'] }, intact: ['stop_sequences'] },
  {
    name: 'a member that nobody knows yet',
    body: { ...plain, invented_in_2027: { a: [1, { b: null }] } },
    intact: ['invented_in_2027'],
  },
];

const ok = (condition: unknown, what: string) => expect(condition, what).toBeTruthy();

const asking = (over: Partial<EmbeddingsRequest>): EmbeddingsRequest => {
  return { input: ['a text'], dimensions: null, encoding: 'float', taskType: null, others: [], ...over };
};

/** Throws where there are none. */
function embeddingsOf(connection: Connection, { embeddings }: ClaudePlatform) {
  if (connection.embeddings === null || embeddings === null) throw new Error('This provider makes no embeddings.');
  return { capability: connection.embeddings, ...embeddings };
}

/** Cases that are more than a body; each throws where the provider falls short. */
const CASES: readonly { name: string; check: (connection: Connection, subject: ClaudePlatform) => void }[] = [
  {
    name: 'asks over an absolute URL without a query or credentials',
    check(connection, { factsFor }) {
      const request = connection.build(nativeCall({ json: JSON.stringify(plain) }, factsFor));
      expect(new URL(request.url)).toMatchObject({ username: '', search: '' });
      expect(Object.keys(request.headers)).not.toContain('authorization');
    },
  },
  {
    name: 'counts tokens',
    check(connection, { factsFor }) {
      ok(connection.supports('count-tokens', false), 'supports it');
      const request = connection.build(
        nativeCall({ json: JSON.stringify(plain), operation: 'count-tokens' }, factsFor),
      );
      expect(request.url).toMatch(/count.tokens/);
      ok('model' in JSON.parse(bodyText(request)), 'model stays in the body');
    },
  },
  {
    name: 'sends a beta that the platform takes, in the header only',
    check(connection, { factsFor }) {
      const json = JSON.stringify({ ...plain, anthropic_beta: ['effort-2025-11-24'] });
      const request = connection.build(nativeCall({ json, betas: ['effort-2025-11-24'] }, factsFor));
      expect(request.headers['anthropic-beta']).toBe('effort-2025-11-24');
      expect(JSON.parse(bodyText(request))).not.toHaveProperty('anthropic_beta');
    },
  },
  {
    name: 'does not send again what the upstream refused, and drops the pair',
    check(connection, { factsFor }) {
      const json = JSON.stringify({ ...plain, context_management: { edits: [] } });
      const refused = { betas: new Set(['context-management-2025-06-27']), fields: new Set<string>() };
      const request = connection.build(
        nativeCall({ json, betas: ['context-management-2025-06-27'], refused }, factsFor),
      );
      expect(request.headers).not.toHaveProperty('anthropic-beta');
      expect(JSON.parse(bodyText(request))).not.toHaveProperty('context_management');
      expect(request.betasDropped).toEqual(['context-management-2025-06-27']);
    },
  },
  {
    name: 'sends the caller’s betas as they are when told so',
    check(connection, { factsFor }) {
      const betas = ['invented-2027-01-01', 'prompt-caching-scope-2026-01-05'];
      const request = connection.build(
        nativeCall({ json: JSON.stringify(plain), betas, betasUntouched: true }, factsFor),
      );
      expect(request.headers['anthropic-beta']).toBe(betas.join(','));
    },
  },
  {
    name: 'forwards a beta that nobody knows yet',
    check(connection, { factsFor }) {
      const request = connection.build(
        nativeCall({ json: JSON.stringify(plain), betas: ['invented-2027-01-01'] }, factsFor),
      );
      expect(request.headers['anthropic-beta']).toBe('invented-2027-01-01');
    },
  },
  {
    name: 'tells a bad credential',
    check(connection, { failureBody }) {
      const reading = connection.readFailure(failure(401, failureBody(401, 'invalid credentials')));
      expect(reading).toMatchObject({ status: 401, native: { type: 'authentication_error' }, credentialRefused: true });
    },
  },
  {
    name: 'tells an unknown model',
    check(connection, { failureBody }) {
      expect(connection.readFailure(failure(404, failureBody(404, 'model: nope')))).toMatchObject({
        status: 404,
        native: { type: 'not_found_error' },
      });
    },
  },
  {
    name: 'tells a rate limit and when to come back',
    check(connection, { failureBody }) {
      const reading = connection.readFailure(failure(429, failureBody(429, 'slow down'), { 'retry-after': '7' }));
      expect(reading).toMatchObject({ status: 429, native: { type: 'rate_limit_error' }, retryAfterMs: 7000 });
    },
  },
  {
    name: 'keeps the wording by which clients heal themselves',
    check(connection, { failureBody }) {
      const message = 'prompt is too long: 210000 tokens > 200000 maximum';
      expect(connection.readFailure(failure(400, failureBody(400, message))).message).toBe(message);
    },
  },
  {
    name: 'tells thinking that it cannot read, and no other refusal for it',
    check(connection, { failureBody }) {
      const refuses = (message: string): boolean =>
        connection.readFailure(failure(400, failureBody(400, message))).thinkingRefused;
      expect(refuses('messages.1.content.0: Invalid `signature` in `thinking` block')).toBe(true);
      expect(refuses('messages.1.content.0: Invalid `input` in `tool_use` block')).toBe(false);
    },
  },
  {
    name: 'names refused betas and members',
    check(connection, { failureBody }) {
      const message =
        'Unexpected value(s) `a-1`, `b-2` for the `anthropic-beta` header\ntags: Extra inputs are not permitted';
      const { refusal } = connection.readFailure(failure(400, failureBody(400, message)));
      expect(refusal).toEqual({ betas: ['a-1', 'b-2'], fields: ['tags'], alwaysFields: ['tags'] });
    },
  },
  {
    name: 'makes a sentence of an answer that is no JSON',
    check(connection) {
      for (const body of ['', '<html><title>Bad gateway</title></html>', '[]', 'null', '{"error":7}']) {
        const reading = connection.readFailure(failure(502, body));
        expect(reading).toMatchObject({ status: 502, native: { type: 'api_error' } });
        expect(reading.message, body).toMatch(/\w+ \w+/);
      }
    },
  },
  {
    name: 'keeps credentials out of messages',
    check(connection, { failureBody }) {
      const secret =
        'Bearer ya29.a0AfH6SNotARealToken and svc@some-project.iam.gserviceaccount.com in projects/some-project/locations';
      const { message } = connection.readFailure(failure(403, failureBody(403, secret)));
      expect(message).not.toMatch(/ya29|svc@|some-project/);
    },
  },
  {
    name: 'reads a long failure in time that grows with its length, whatever it repeats',
    check(connection, { failureBody }) {
      for (const unit of [
        'x',
        'a.',
        'aa ',
        '!',
        '@',
        'a@',
        'Bearer ',
        'projects/',
        'project id 1',
        'request size ',
        '`a`, ',
      ]) {
        // What tries a run of characters from each of its places takes more than a minute for so many.
        const text = unit.repeat(262_144 / unit.length);
        connection.readFailure(failure(400, failureBody(400, text)));
        connection.readFailure(failure(400, text));
      }
    },
  },
  {
    name: 'asks for embeddings over an absolute URL, with the text and the length as they are',
    check(connection, subject) {
      const { capability, model } = embeddingsOf(connection, subject);
      const request = capability.build(asking({ input: ['ünïcode ✓ "quoted"'], dimensions: 12 }), model);
      expect(new URL(request.url)).toMatchObject({ username: '', search: '' });
      expect(Object.keys(request.headers)).not.toContain('authorization');
      expect(request.model).toBe(model);
      expect(bodyText(request)).toContain(JSON.stringify('ünïcode ✓ "quoted"'));
      expect(bodyText(request)).toMatch(/:12\b/);
    },
  },
  {
    name: 'tells what it leaves out of a request for embeddings',
    check(connection, subject) {
      const { capability, model } = embeddingsOf(connection, subject);
      const { notes } = capability.build(asking({ others: ['invented_in_2027'] }), model);
      expect(notes.join()).toContain('invented_in_2027');
    },
  },
  {
    name: 'reads embeddings digit by digit, and what they used',
    check(connection, subject) {
      const { capability, answer } = embeddingsOf(connection, subject);
      const vectors = [[0.123456789012345, -1e-9, 0]];
      expect(atOnce(capability.read(Buffer.from(answer(vectors, 7))))).toEqual({ vectors, inputTokens: 7 });
    },
  },
  {
    name: 'takes nothing else for embeddings',
    check(connection, subject) {
      const { capability } = embeddingsOf(connection, subject);
      for (const body of ['', '<html>', '[]', 'null', '{}', '{"error":7}']) {
        expect(() => atOnce(capability.read(Buffer.from(body))), body).toThrow();
      }
    },
  },
  {
    name: 'blames the caller for a part that is no JSON',
    check(connection, { factsFor }) {
      const build = () =>
        connection.build(
          nativeCall({ json: '{"model":"claude-opus-4-8","messages":[],"thinking":{"type":}}' }, factsFor),
        );
      expect(build).toThrow(GatewayError);
    },
  },
];

function failure(status: number, body: string, headers: Record<string, string> = {}) {
  return { status, headers, body: Buffer.from(body) };
}

export function testClaudePlatform(subject: ClaudePlatform): void {
  const { provider, factsFor, gaps } = subject;
  const connection = provider.connect(subject.credentials);

  describe(`${provider.id}: bodies`, () => {
    it.each(BODIES)('$name', ({ body, intact }) => {
      const request = connection.build(
        nativeCall({ json: JSON.stringify(body), stream: body['stream'] === true }, factsFor),
      );
      for (const key of intact)
        expect(bodyText(request)).toContain(`${JSON.stringify(key)}:${JSON.stringify(body[key])}`);
    });

    it('touches no byte but those it must, whatever the order and the formatting', () => {
      fc.assert(
        fc.property(randomBody, fc.constantFrom(undefined, 1, '\t'), (members, indent) => {
          const body = Object.fromEntries(members);
          const json = JSON.stringify(body, null, indent);
          const call = nativeCall({ json, betas: ['prompt-caching-scope-2026-01-05'] }, factsFor);
          const after = bodyText(connection.build(call));
          const expected = subject.expectedBody(JSON.parse(json) as JsonObject, call);
          expect(JSON.parse(after)).toEqual(expected);
          expectVerbatim({ before: call, after, expected });
        }),
      );
    });
  });

  describe(`${provider.id}: behaviour`, () => {
    for (const { name, check } of CASES) {
      const gap = gaps[name];
      if (gap === undefined) it(name, () => check(connection, subject));
      else
        it(`${name} (gap: ${gap})`, () =>
          expect(() => check(connection, subject), 'a listed gap that is none').toThrow());
    }

    it('lists no gap that is no case', () => {
      expect(Object.keys(gaps).filter((name) => CASES.every((known) => known.name !== name))).toEqual([]);
    });
  });
}

const anything = fc.jsonValue({ maxDepth: 3 });
const cacheControl = fc.record(
  { type: fc.constant('ephemeral'), scope: fc.constant('global') },
  { requiredKeys: ['type'] },
);
const block = fc.record(
  { type: fc.constant('text'), text: fc.string({ unit: 'grapheme' }), cache_control: cacheControl },
  { requiredKeys: ['type'] },
);
const toolUse = fc.record({
  type: fc.constant('tool_use'),
  id: fc.string(),
  input: fc.record({ scope: anything, cache_control: anything }),
});
const result = fc.record({ type: fc.constant('tool_result'), content: fc.oneof(fc.string(), fc.array(block)) });
const message = fc.record({
  role: fc.constantFrom('user', 'assistant'),
  content: fc.oneof(fc.string(), fc.array(fc.oneof(block, toolUse, result))),
});
const randomBody = fc
  .shuffledSubarray([
    ['metadata', fc.record({ user_id: fc.string() })],
    ['system', fc.array(block)],
    [
      'tools',
      fc.array(
        fc.record(
          { name: fc.string(), input_schema: anything, cache_control: cacheControl },
          { requiredKeys: ['name', 'input_schema'] },
        ),
      ),
    ],
    ['tags', anything],
    ['cache_control', cacheControl],
    ['max_tokens', fc.nat(1000)],
    ['"odd"\\key', anything],
  ] as const)
  .chain((members) =>
    fc.tuple(
      fc.constant(['model', 'claude-opus-4-8'] as [string, unknown]),
      fc.tuple(fc.constant('messages'), fc.array(message)),
      ...members.map(([key, value]) => fc.tuple(fc.constant<string>(key), value as fc.Arbitrary<unknown>)),
    ),
  );

/** Members that are expected unchanged stand in the output with the very bytes they came with, in the same order. */
function expectVerbatim({
  before,
  after,
  expected,
}: {
  before: NativeCall;
  after: string;
  expected: JsonObject;
}): void {
  const { bytes, members } = before.document;
  let at = 0;
  for (const { key, start, valueStart, end } of members) {
    const value = bytes.toString('utf8', valueStart, end);
    if (JSON.stringify(expected[key]) !== JSON.stringify(JSON.parse(value))) continue;
    const found = after.indexOf(bytes.toString('utf8', start, end), at);
    ok(found >= at, `${key} arrives as it was sent`);
    at = found + (end - start > 0 ? 1 : 0);
  }
}
