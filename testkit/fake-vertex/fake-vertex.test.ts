import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, status } from '../upstream/answer.ts';
import { text, thinking, toolUse } from '../upstream/scripted-message.ts';
import { startFakeVertex } from './fake-vertex.ts';
import type { FakeVertex } from './fake-vertex.ts';
import { googleError, quotaExceeded } from './google-errors.ts';
import { oauthError } from './token-endpoint.ts';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const OPUS = 'claude-opus-4-8';
const SONNET = 'claude-sonnet-4@20250514';
const HAIKU = 'claude-haiku-4-5@20251001';

const GOOD_BODY = {
  messages: [{ role: 'user', content: 'hi' }],
  max_tokens: 100,
  anthropic_version: 'vertex-2023-10-16',
};

let fake: FakeVertex;
let now: number;

beforeEach(async () => {
  now = Date.now();
  fake = await startFakeVertex({ now: () => now, checkSignatures: true });
});

afterEach(async () => {
  await fake.close();
});

interface Ask {
  body?: unknown;
  model?: string;
  verb?: string;
  location?: string;
  project?: string;
  query?: string;
  headers?: Record<string, string>;
}

async function ask(options: Ask = {}): Promise<Response> {
  const { model = SONNET, verb = 'rawPredict', location = 'us-east5', project = 'acme-prod', query = '' } = options;
  const url = `${fake.url}/v1/projects/${project}/locations/${location}/publishers/anthropic/models/${model}:${verb}${query}`;
  return fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${await bearer()}`, 'content-type': 'application/json', ...options.headers },
    body: JSON.stringify(options.body ?? GOOD_BODY),
  });
}

/** The whole answer as text, with its status in front, so that one line shows both. */
async function outcome(options: Ask): Promise<string> {
  const response = await ask(options);
  return `${response.status} ${await response.text()}`;
}

async function bearer(): Promise<string> {
  const response = await requestToken(jwt());
  const body: unknown = await response.json();
  return String(Object(body)['access_token']);
}

function requestToken(assertion: string, grantType = GRANT_TYPE): Promise<Response> {
  return fetch(`${fake.url}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: grantType, assertion }),
  });
}

function jwt(claims: Record<string, unknown> = {}, privateKey = fake.serviceAccount.private_key): string {
  const issuedAt = Math.floor(now / 1000);
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = encode({ alg: 'RS256', typ: 'JWT', kid: fake.serviceAccount.private_key_id });
  const payload = encode({
    iss: fake.serviceAccount.client_email,
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    aud: 'https://oauth2.googleapis.com/token',
    iat: issuedAt,
    exp: issuedAt + 3600,
    ...claims,
  });
  const signature = createSign('RSA-SHA256').update(`${head}.${payload}`).sign(privateKey, 'base64url');
  return `${head}.${payload}.${signature}`;
}

describe('the token endpoint', () => {
  it('hands out a bearer that stops working when its time is over', async () => {
    const token = await bearer();
    const headers = { authorization: `Bearer ${token}` };
    expect((await ask({ headers })).status).toBe(200);
    now += 3_600_000;
    expect((await ask({ headers })).status).toBe(401);
  });

  it.each([
    ['of an unknown account', { iss: 'who@else.iam.gserviceaccount.com' }, 'account not found'],
    ['for another audience', { aud: 'https://aiplatform.googleapis.com/' }, 'audience'],
    ['with too small a scope', { scope: 'https://www.googleapis.com/auth/userinfo.email' }, 'invalid_scope'],
    ['that is over', { iat: 1, exp: 3601 }, 'reasonable timeframe'],
    ['that lives longer than an hour', { exp: Math.floor(Date.now() / 1000) + 90_000 }, 'short-lived'],
  ])('refuses a JWT %s', async (_name, claims, reason) => {
    const response = await requestToken(jwt(claims));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(reason);
  });

  it('refuses a JWT signed with another key, and another grant type', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(await (await requestToken(jwt({}, other.toString()))).text()).toContain('Invalid JWT Signature');
    expect(await (await requestToken(jwt(), 'password')).text()).toContain('unsupported_grant_type');
    expect(await (await requestToken('garbage')).text()).toContain('invalid_grant');
  });

  it('fails as often as it is told to, counts, and can revoke', async () => {
    fake.tokens.failures.push(status(503, 'try later'), oauthError('invalid_grant', 'Invalid JWT Signature.'));
    expect((await requestToken(jwt())).status).toBe(503);
    expect((await requestToken(jwt())).status).toBe(400);
    const headers = { authorization: `Bearer ${await bearer()}` };
    expect(fake.tokens.requests).toBe(3);
    fake.tokens.revokeAll();
    expect((await ask({ headers })).status).toBe(401);
  });
});

describe("Google's front end refuses", () => {
  it.each<[string, Ask, string]>([
    [
      'a bearer that it did not issue',
      { headers: { authorization: 'Bearer gateway-key' } },
      '401 {"error":{"code":401',
    ],
    [
      'the same on a stream endpoint, in an array',
      { headers: { authorization: '' }, verb: 'streamRawPredict' },
      '401 [{"error"',
    ],
    ['another project', { project: 'other' }, '403 {"error":{"code":403'],
    ['a location without the models', { location: 'mars-east1' }, '404'],
    ['a model in first-party spelling', { model: 'claude-sonnet-4-20250514' }, 'Publisher Model'],
    ['a model that never was', { model: 'claude-haiku-4@20250514' }, 'Publisher Model'],
    ['a query that Google does not know', { query: '?beta=true' }, 'Unknown name \\"beta\\"'],
    ['a leaked x-api-key', { headers: { 'x-api-key': 'k' } }, 'leak: x-api-key'],
    ['a leaked portkey header', { headers: { 'x-portkey-api-key': 'k' } }, 'leak: x-portkey-api-key'],
    ['an unknown verb', { verb: 'predict' }, '404'],
  ])('%s', async (_name, request, expected) => {
    expect(await outcome(request)).toContain(expected);
  });

  it('a body of more than 30 MB', async () => {
    const body = { ...GOOD_BODY, messages: [{ role: 'user', content: 'x'.repeat(31 * 1024 * 1024) }] };
    expect(await outcome({ body })).toMatch(/^400 .*The request size \(\d+ bytes\) exceeds 30.000MB limit\./);
  });

  it('and remembers secrets that it must never see', async () => {
    fake.mustNeverSee('tg-secret');
    await ask({ body: { ...GOOD_BODY, metadata: { user_id: 'tg-secret' } } });
    await ask({ headers: { 'x-anything': 'Bearer tg-secret' } });
    expect(fake.leaks).toEqual(['tg-secret', 'tg-secret']);
  });

  it('a model in a location that lacks it', async () => {
    const partial = await startFakeVertex({ missing: { 'us-east5': [OPUS] } });
    await fake.close();
    fake = partial;
    expect(await outcome({ model: OPUS })).toContain('404');
    expect(await outcome({ model: OPUS, location: 'global' })).toContain('200');
  });
});

const withBody = (extra: Record<string, unknown>): { body: unknown } => ({ body: { ...GOOD_BODY, ...extra } });
const beta = (value: string): { headers: Record<string, string> } => ({ headers: { 'anthropic-beta': value } });
const cached = (count: number): unknown[] =>
  Array.from({ length: count }, () => ({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }));
const asking = (...messages: [string, unknown][]): { body: unknown } =>
  withBody({ messages: messages.map(([role, content]) => ({ role, content })) });
const toolResult = (id: string): unknown => ({ type: 'tool_result', tool_use_id: id, content: 'done' });
const byUrl = { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } };

describe('Claude on Vertex refuses', () => {
  it.each<[string, Ask, string]>([
    [
      'a body without anthropic_version',
      withBody({ anthropic_version: undefined }),
      'anthropic_version: Field required',
    ],
    ["the first party's version", withBody({ anthropic_version: '2023-06-01' }), 'anthropic_version: Unexpected'],
    [
      'an image that it would have to fetch',
      asking(['user', [{ type: 'text', text: 'What is this?' }, byUrl]]),
      'messages.0.content.1.image.source.base64.data: URL sources are not supported',
    ],
    [
      'the same inside a document',
      asking(['user', [{ type: 'document', source: { type: 'content', content: [byUrl] } }]]),
      'URL sources are not supported',
    ],
    [
      'a document out of the Files API',
      asking(['user', [{ type: 'document', source: { type: 'file', file_id: 'file_1' } }]]),
      'File sources are not supported',
    ],
    ['a model member', withBody({ model: SONNET }), 'model: Extra inputs are not permitted'],
    ['an unknown member', withBody({ speed: 'fast' }), 'speed: Extra inputs are not permitted'],
    ['cache_control in the root', withBody({ cache_control: { type: 'ephemeral' } }), 'cache_control: Extra inputs'],
    ['context_management without its beta', withBody({ context_management: {} }), 'context_management: Extra inputs'],
    [
      'context_management with its beta in the body only',
      withBody({ context_management: {}, anthropic_beta: ['context-management-2025-06-27'] }),
      'context_management: Extra inputs',
    ],
    [
      'an unknown beta',
      beta('claude-code-20250219,new-2026-01-01'),
      'Unexpected value(s) `new-2026-01-01` for the `anthropic-beta`',
    ],
    [
      'an unknown beta in the body',
      withBody({ anthropic_beta: ['new-2026-01-01'] }),
      'Unexpected value(s) `new-2026-01-01`',
    ],
    ['context-1m on sonnet 4', beta('context-1m-2025-08-07'), 'Unexpected value(s) `context-1m-2025-08-07`'],
    [
      'interleaved thinking on haiku 4.5',
      { model: HAIKU, ...beta('interleaved-thinking-2025-05-14') },
      'Unexpected value(s)',
    ],
    ['thinking-token-count on an older model', beta('thinking-token-count-2026-05-13'), 'Unexpected value(s)'],
    ['no max_tokens', withBody({ max_tokens: undefined }), 'max_tokens: Field required'],
    ['too many max_tokens', withBody({ max_tokens: 64_001 }), 'max_tokens: 64001 > 64000'],
    ['no messages', withBody({ messages: [] }), 'at least one message is required'],
    [
      'adaptive thinking on an older model',
      withBody({ thinking: { type: 'adaptive' } }),
      'adaptive thinking is not supported',
    ],
    [
      'a thinking budget on a model that thinks as it sees fit',
      {
        model: 'claude-opus-5-5',
        ...withBody({ thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 2000 }),
      },
      '"thinking.type.enabled" is not supported',
    ],
    [
      'switching its thinking off',
      { model: 'claude-opus-5-5', ...withBody({ thinking: { type: 'disabled' } }) },
      '"thinking.type.disabled" is not supported',
    ],
    [
      'a temperature on a newer model',
      { model: OPUS, ...withBody({ temperature: 0.5 }) },
      '`temperature` is deprecated',
    ],
    ['a low top_p on a newer model', { model: OPUS, ...withBody({ top_p: 0.5 }) }, '`top_p` is deprecated'],
    ['a top_k on a newer model', { model: OPUS, ...withBody({ top_k: 5 }) }, '`top_k` is deprecated'],
    ['temperature beside top_p', withBody({ temperature: 1, top_p: 1 }), 'cannot both be specified'],
    [
      'thinking.display on an older model',
      withBody({ thinking: { type: 'enabled', budget_tokens: 1024, display: 'omitted' }, max_tokens: 2000 }),
      'thinking.enabled.display: Extra inputs are not permitted',
    ],
    [
      'a thinking budget below 1024',
      withBody({ thinking: { type: 'enabled', budget_tokens: 1000 } }),
      'greater than or equal to 1024',
    ],
    [
      'a thinking budget above max_tokens',
      withBody({ thinking: { type: 'enabled', budget_tokens: 2000 } }),
      '`max_tokens` must be greater',
    ],
    [
      'effort on an older model',
      withBody({ output_config: { effort: 'high' } }),
      'does not support the effort parameter',
    ],
    [
      'temperature under the new version',
      withBody({ anthropic_version: '2026-10-21', temperature: 1 }),
      'temperature: Extra',
    ],
    [
      'web search without its beta',
      withBody({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }),
      "tools.0: Input tag 'web_search_20250305'",
    ],
    [
      'a tool that Vertex lacks',
      withBody({ tools: [{ type: 'web_fetch_20250910', name: 'f' }] }),
      "Input tag 'web_fetch_20250910'",
    ],
    [
      'defer_loading without its beta',
      withBody({ tools: [{ name: 't', input_schema: {}, defer_loading: true }] }),
      'tools.0.custom.defer_loading: Extra inputs',
    ],
    [
      'a scope in cache_control',
      withBody({ system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral', scope: 'global' } }] }),
      'cache_control.ephemeral.scope: Extra inputs',
    ],
    [
      'five breakpoints',
      withBody({ system: cached(3), messages: [{ role: 'user', content: cached(2) }] }),
      'A maximum of 4 blocks with cache_control may be provided. Found 5.',
    ],
    [
      'system turns on an older model',
      asking(['user', 'hi'], ['system', 'be brief']),
      "role 'system' is not supported on this model",
    ],
    [
      'an unknown role',
      asking(['user', 'hi'], ['tool', 'x']),
      "messages.1.role: Input should be 'user' or 'assistant'",
    ],
    [
      'a tool call without a result',
      asking(['user', 'hi'], ['assistant', [toolUse('Bash', {}, 't1')]], ['user', 'well?']),
      'without `tool_result` blocks immediately after: t1',
    ],
    [
      'a result without a call',
      asking(['user', [toolResult('t9')]]),
      'unexpected `tool_use_id` found in `tool_result` blocks: t9',
    ],
    [
      'unsigned thinking',
      asking(['user', 'hi'], ['assistant', [thinking('hm', ''), text('a')]], ['user', 'go on']),
      'signature: Field required',
    ],
    [
      'thinking whose text was changed',
      asking(['user', 'hi'], ['assistant', [{ ...thinking('hm'), thinking: 'hmm' }, text('a')]], ['user', 'go on']),
      'Invalid `signature` in `thinking` block',
    ],
    [
      'any beta on count-tokens',
      {
        model: 'count-tokens',
        body: { ...GOOD_BODY, model: SONNET, max_tokens: undefined },
        ...beta('claude-code-20250219'),
      },
      'Unexpected value(s)',
    ],
    [
      'max_tokens of another model generation',
      { model: 'claude-opus-4-1@20250805', ...withBody({ max_tokens: 64_000 }) },
      'max_tokens: 64000 > 32000',
    ],
  ])('%s', async (_name, request, expected) => {
    const answered = await outcome(request);
    expect(answered).toMatch(/^400 \{"type":"error","error":\{"type":"invalid_request_error"/);
    expect(answered.replaceAll('\\"', '"')).toContain(expected);
    expect(fake.refusals()).toHaveLength(1);
  });
});

describe('an account with signatures of its own', () => {
  it('knows its own thinking, and neither that of another project nor a tool turn that has lost it', async () => {
    const own = await startFakeVertex({ projects: ['acme-prod', 'acme-test'], ownSignatures: true });
    await fake.close();
    fake = own;
    fake.onMessages(() => answer([thinking('hm'), toolUse('Bash', {}, 't1')]));
    const issued: unknown = await (await ask()).json();
    const content = Object(issued)['content'] as unknown[];
    const following = (blocks: unknown[], extra: Record<string, unknown> = {}): { body: unknown } =>
      withBody({
        messages: [
          { role: 'user', content: 'hi' },
          { role: 'assistant', content: blocks },
          { role: 'user', content: [toolResult('t1')] },
        ],
        ...extra,
      });
    const enabled = { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 2000 };
    expect(await outcome(following(content, enabled))).toMatch(/^200/);
    expect(await outcome({ ...following(content), project: 'acme-test' })).toContain('Invalid `signature`');
    expect(await outcome(following([thinking('hm'), content[1]]))).toContain('Invalid `signature`');
    expect(await outcome(following(content.slice(1)))).toMatch(/^200/);
    expect(await outcome(following(content.slice(1), enabled))).toContain('Expected `thinking` or `redacted_thinking`');
  });
});

describe('Claude on Vertex accepts', () => {
  it.each<[string, Ask]>([
    [
      'what Claude Code sends in its own Vertex mode',
      {
        model: OPUS,
        ...beta(
          'claude-code-20250219,interleaved-thinking-2025-05-14,web-search-2025-03-05,thinking-token-count-2026-05-13,tool-search-tool-2025-10-19,effort-2025-11-24',
        ),
        body: {
          messages: [
            { role: 'user', content: [text('run')] },
            { role: 'system', content: 'be brief' },
            { role: 'assistant', content: [thinking('so'), toolUse('Bash', {}, 't1')] },
            { role: 'user', content: [toolResult('t1')] },
            { role: 'system', content: cached(1) },
          ],
          system: [text('x-anthropic-billing-header: cc_version=2.1.330.572;'), ...cached(2)],
          tools: [
            { name: 'DeferredToolPlaceholder', defer_loading: true, description: '', input_schema: { type: 'object' } },
          ],
          metadata: { user_id: '{}' },
          max_tokens: 64_000,
          thinking: { type: 'adaptive', display: 'omitted' },
          output_config: { effort: 'high' },
          stream: true,
          anthropic_version: 'vertex-2023-10-16',
        },
      },
    ],
    [
      'context_management with its beta',
      { ...beta('context-management-2025-06-27'), ...withBody({ context_management: { edits: [] } }) },
    ],
    [
      'web search with its beta',
      {
        ...beta('web-search-2025-03-05'),
        ...withBody({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }),
      },
    ],
    [
      'an hour of cache',
      withBody({ system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral', ttl: '1h' } }] }),
    ],
    ['sampling on an older model', withBody({ temperature: 0.2, top_k: 5 })],
    ['the default temperature on a newer model', { model: OPUS, ...withBody({ temperature: 1 }) }],
    ['@default for a dateless model', { model: `${OPUS}@default` }],
    ['the new version', withBody({ anthropic_version: '2026-10-21' })],
  ])('%s', async (_name, request) => {
    expect(await outcome(request)).toMatch(/^200 /);
  });

  it('counts tokens with the model in the body and no version', async () => {
    const body = { model: SONNET, messages: GOOD_BODY.messages };
    expect(await outcome({ model: 'count-tokens', body })).toMatch(/^200 \{"input_tokens":\d+\}$/);
    expect(await outcome({ model: 'count-tokens', body, location: 'global' })).toMatch(/^404/);
  });
});

describe('answers', () => {
  it('come whole or as events, with the ids and headers of Vertex', async () => {
    fake.onMessages(() =>
      answer([thinking('hm'), toolUse('Bash', { command: 'ls' }, 't1')], { usage: { cacheWrite1h: 7, thinking: 3 } }),
    );
    const whole = await ask();
    expect(whole.headers.get('request-id')).toMatch(/^req_vrtx_/);
    expect(whole.headers.get('anthropic-organization-id')).not.toBeNull();
    expect(await whole.json()).toMatchObject({
      id: expect.stringMatching(/^msg_vrtx_/),
      model: 'claude-sonnet-4-20250514',
      stop_reason: 'tool_use',
      usage: { cache_creation_input_tokens: 7, output_tokens_details: { thinking_tokens: 3 } },
    });
    const streamed = await (await ask({ verb: 'streamRawPredict', ...withBody({ stream: true }) })).text();
    const names = [...streamed.matchAll(/^event: (.+)$/gm)].map((match) => match[1]);
    expect(names.slice(0, 4)).toEqual(['message_start', 'ping', 'content_block_start', 'content_block_delta']);
    expect(names.slice(-2)).toEqual(['message_delta', 'message_stop']);
    expect(streamed).toContain('signature_delta');
    expect(streamed).toContain('input_json_delta');
  });

  it("can be Google's own errors", async () => {
    fake.onMessages(() => quotaExceeded('claude-sonnet-4', { wrapped: true, retryDelay: '12s' }));
    expect(await outcome({})).toMatch(/^429 \[\{"error":\{"code":429.*"retryDelay":"12s"/);
    fake.onMessages(() => googleError(503, 'The service is currently unavailable.'));
    expect(await outcome({})).toMatch(/^503 .*UNAVAILABLE/);
  });
});
