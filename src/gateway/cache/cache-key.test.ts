/** The keys of the cache: what may differ, and what must not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '../../kernel/slices.ts';
import { NO_RULES } from '../../routing/model-rules.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { chatCompletions } from '../endpoints/chat-completions.ts';
import { completions } from '../endpoints/completions.ts';
import { embeddings } from '../endpoints/embeddings.ts';
import type { UpstreamEndpoint } from '../endpoints/endpoint.ts';
import { ENDPOINTS } from '../endpoints/endpoints.ts';
import { generateContent } from '../endpoints/generate-content.ts';
import { messages } from '../endpoints/messages.ts';
import { PROXIES } from '../endpoints/proxy.ts';
import { responses } from '../endpoints/responses.ts';
import { compileGuardrail, type CompiledGuardrail } from '../../guardrails/definition.ts';
import { CHECKS } from '../../guardrails/registry.gen.ts';
import { cacheKeysOf, type AskedOf } from './cache-key.ts';

type Asked = Parameters<typeof cacheKeysOf>[0];
interface Given extends Partial<Omit<Asked, 'workspace' | 'endpoint' | 'route'>> {
  endpoint?: UpstreamEndpoint;
  rest?: string;
  clientHeaders?: string[];
  forwardHeaders?: string[];
  hookHeaders?: Record<string, string>;
  answerGuards?: AskedOf['answerGuards'];
  customHost?: string;
}

function guardrail(actions: object): CompiledGuardrail {
  const checks = [{ id: 'default.contains', parameters: { words: ['x'], operator: 'none' } }];
  const compiled = compileGuardrail({ checks, actions }, { id: 'g', checks: CHECKS });
  if (!compiled.ok) throw new Error('It does not compile.');
  return compiled.value;
}

function keysOf(body: string, given: Given = {}) {
  const {
    endpoint = messages,
    rest,
    clientHeaders = [],
    forwardHeaders = [],
    hookHeaders = {},
    answerGuards = [],
    customHost,
    ...more
  } = given;
  const target = {
    provider: {
      slug: 'a',
      accountId: 'account',
      provider: { clientHeaders },
      connection: { ok: true, value: {} },
      models: NO_RULES,
    },
    model: 'm',
    settings: { forwardHeaders, customHost: customHost === undefined ? null : { url: customHost } },
  } as unknown as AskedOf['target'];
  const exchange = {
    workspace: { id: 'w' },
    headers: {},
    metadata: {},
    endpoint,
    route: rest === undefined ? { endpoint } : { endpoint, rest },
    method: 'POST',
    url: endpoint.path,
    stream: body.includes('true'),
    ...more,
  } as unknown as Asked;
  const document = scanDocument(Buffer.from(body), endpoint.dialect.turns ?? undefined);
  return atOnce(cacheKeysOf(exchange, { target, document, hookHeaders, answerGuards }));
}

const proxy = PROXIES.filter(({ method, isCacheable }) => method === 'POST' && isCacheable);

describe.each<[string, UpstreamEndpoint]>([
  ['Messages', messages],
  ['Chat Completions', chatCompletions],
  ['Responses', responses],
  ['Gemini', generateContent],
  ['text completions', completions],
  ['embeddings', embeddings],
])('the key of a request in the dialect of %s', (_, endpoint) => {
  const member = fc.constantFrom(
    ' "n":1',
    '"stream":true',
    '"stream":false',
    '"stream_options":{"include_usage":true}',
    '"user":"u"',
    '"user":"v"',
    '"metadata":{}',
    '"input":[1]',
    '"store":true',
    '"system":[]',
  );
  const body = fc.array(member, { maxLength: 4 }).map((members) => `{${members.join(',')}}`);

  it('is another one for any other byte of the body', () => {
    fc.assert(
      fc.property(body, body, (one, other) => {
        expect(keysOf(one, { endpoint }).key === keysOf(other, { endpoint }).key).toBe(one === other);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the key', () => {
  const [base = messages] = proxy;
  it.each<[string, Given, Given]>([
    ['header that a guardrail adds', {}, { hookHeaders: { 'x-team': 'red' } }],
    ['guardrail of the answer', {}, { answerGuards: [guardrail({})] }],
    [
      'guardrail that enforces, and does not only watch',
      { answerGuards: [guardrail({ mode: 'shadow' })] },
      { answerGuards: [guardrail({})] },
    ],
    [
      'header that the provider understands',
      { clientHeaders: ['extra-parameters'] },
      { clientHeaders: ['extra-parameters'], headers: { 'extra-parameters': 'drop' } },
    ],
    [
      'header that the config forwards',
      { forwardHeaders: ['x-a'] },
      { forwardHeaders: ['x-a'], headers: { 'x-a': '1' } },
    ],
    ['header that is passed on', { endpoint: base }, { endpoint: base, headers: { 'x-any': '1' } }],
    ['path that is passed on', { endpoint: base, rest: '/a/messages' }, { endpoint: base, rest: '/b/messages' }],
    ['query that is passed on', { endpoint: completions }, { endpoint: completions, url: '/v1/completions?a=1' }],
    ['host that a saved config names', {}, { customHost: 'https://elsewhere.example' }],
    ['way that its path wants the answer', { endpoint: generateContent }, { endpoint: generateContent, stream: true }],
  ])('covers every %s', (_, one, other) => {
    expect(keysOf('{}', one).key).not.toBe(keysOf('{}', other).key);
  });

  it('does not cover a query that stays here, as the one that holds a key of Gemini’s clients', () => {
    const at = (key: string) => keysOf('{}', { endpoint: generateContent, url: `/v1beta/models/m?key=${key}` });
    expect(at('one')).toEqual(at('two'));
  });

  it('is none of a read: what a GET lists is not cached', () => {
    const reads = ENDPOINTS.filter((one) => one.kind === 'upstream' && one.method !== 'POST' && one.isCacheable);
    expect(reads).toEqual([]);
  });
});

describe('the question', () => {
  it('is the same for a stream and for a whole answer, and for nothing else', () => {
    const { question, key } = keysOf('{"model":"m"}');
    const streamed = keysOf('{"model":"m","stream":true}');
    expect(streamed.question).toBe(question);
    expect(streamed.key).not.toBe(key);
    expect(keysOf('{"model":"m","metadata":{}}').question).not.toBe(question);
  });

  it('is none where answers come in one way only', () => {
    expect(keysOf('{"input":"x","stream":true}', { endpoint: embeddings }).question).toBeNull();
  });
});
