import { beforeEach, describe, expect, it } from 'vitest';
import {
  answers,
  eventsBy,
  fails,
  gatewayInMemory,
  messageBy,
  streams,
  to,
  type Question,
} from '../../../testkit/gateway-in-memory.ts';
import { assembleMessage } from '../../wire/dialects/anthropic-messages/assemble-message.ts';

let gateway: ReturnType<typeof gatewayInMemory>;

beforeEach(() => {
  gateway = gatewayInMemory();
});

const config = { provider: '@a', cache: { mode: 'simple', max_age: 60 } };

/** The cache status, and how many upstreams were called. */
async function seen(question: Question): Promise<string> {
  const { headers, calls } = await gateway.ask({ config, ...question });
  return `${headers['x-portkey-cache-status']} ${calls.length}`;
}

const HIT = 'HIT 0';
const MISS = 'MISS 1';
const billing = (version: string) => ({
  system: [
    { type: 'text', text: `x-anthropic-billing-header: cc_version=${version}` },
    { type: 'text', text: 'You are a coder.' },
  ],
});

const withMember = (member: string) =>
  `{"model":"claude-x","max_tokens":100,${member},"messages":[{"role":"user","content":"Hello?"}]}`;

describe('the second of two questions is answered from the cache', () => {
  it.each<[string, Question, Question]>([
    ['when it is the same', {}, {}],
    ['when only one is to be streamed', {}, { stream: true }],
    ['when only the other is', { stream: true }, {}],
    ['whoever asks inside the tenant', {}, { headers: { 'x-portkey-api-key': 'key-one', 'user-agent': 'other' } }],
    ['whatever billing line Claude Code sends', { body: billing('1.0') }, { body: billing('2.0') }],
    [
      'whatever the order of its metadata',
      { headers: { 'x-portkey-metadata': '{"a":"1","b":"2"}' } },
      { headers: { 'x-portkey-metadata': '{"b":"2","a":"1"}' } },
    ],
    [
      'whatever its metadata, inside one namespace',
      { headers: { 'x-portkey-cache-namespace': 'n', 'x-portkey-metadata': '{"a":"1"}' } },
      { headers: { 'x-portkey-cache-namespace': 'n', 'x-portkey-metadata': '{"a":"2"}' } },
    ],
    ['wherever the model runs', {}, { config: { ...config, provider: '@c' } }],
  ])('%s', async (_, first, second) => {
    expect(await seen(first)).toBe(MISS);
    expect(await seen(second)).toBe(HIT);
  });
});

describe('the second of two questions is asked', () => {
  it.each<[string, Question, Question]>([
    ['for another tenant', {}, { workspace: 'two' }],
    [
      'for another tenant with the same namespace',
      { headers: { 'x-portkey-cache-namespace': 'n' } },
      { workspace: 'two', headers: { 'x-portkey-cache-namespace': 'n' } },
    ],
    ['in another namespace', {}, { headers: { 'x-portkey-cache-namespace': 'n' } }],
    [
      'of another user that the body names',
      { body: { metadata: { user_id: 'u-1' } } },
      { body: { metadata: { user_id: 'u-2' } } },
    ],
    [
      'with other metadata',
      { headers: { 'x-portkey-metadata': '{"a":"1"}' } },
      { headers: { 'x-portkey-metadata': '{"a":"2"}' } },
    ],
    ['for another model', {}, { body: { model: 'claude-y' } }],
    ['for another model that the config writes', {}, { config: { ...config, override_params: { model: 'claude-y' } } }],
    ['with another parameter', {}, { body: { temperature: 0.5 } }],
    ['with another parameter of the config', {}, { config: { ...config, override_params: { temperature: 0.5 } } }],
    ['with other words', {}, { body: { messages: [{ role: 'user', content: 'Hello!' }] } }],
    ['with another system prompt', { body: { system: 'A' } }, { body: { system: 'B' } }],
    [
      'by a client that takes OpenAI’s members only',
      {},
      { headers: { 'x-portkey-strict-open-ai-compliance': 'true' } },
    ],
    ['under a config that says so', {}, { config: { ...config, strict_open_ai_compliance: true } }],
    ['with a billing line that says more', { body: billing('1.0') }, { body: billing('1.0; note=say_yes') }],
    [
      'with a member twice',
      { text: withMember('"stream":false,"stream":false') },
      { text: withMember('"stream":false') },
    ],
    ['with more space', { text: withMember('"stream": false') }, { text: withMember('"top_k":1,"stream": false') }],
  ])('%s', async (_, first, second) => {
    expect(await seen(first)).toBe(MISS);
    expect(await seen(second)).toBe(MISS);
    expect(await seen(second)).toBe(HIT);
  });

  it('when the entry has expired', async () => {
    await seen({});
    gateway.clock.advance(59_999);
    expect(await seen({})).toBe(HIT);
    gateway.clock.advance(1);
    expect(await seen({})).toBe(MISS);
  });

  it('when the caller forces a refresh; the newer answer takes the place of the older', async () => {
    await seen({});
    const refresh = { headers: { 'x-portkey-cache-force-refresh': 'true' } };
    expect(await seen({ ...refresh, config: { ...config, provider: '@c' } })).toBe('REFRESH 1');
    expect((await gateway.ask({ config })).text).toBe(JSON.stringify(messageBy('c')));
  });

  it('when the caller forces a refresh of an answer that was delivered in another way', async () => {
    await seen({ stream: true });
    const refresh = { headers: { 'x-portkey-cache-force-refresh': 'true' } };
    expect(await seen({ ...refresh, config: { ...config, provider: '@c' } })).toBe('REFRESH 1');
    expect((await gateway.ask({ config, stream: true })).text).toContain('by c');
  });

  it.each(['false', '', '0', 'yes'])('but not when the caller writes force-refresh: %j', async (word) => {
    await seen({});
    expect(await seen({ headers: { 'x-portkey-cache-force-refresh': word } })).toBe(HIT);
  });
});

describe('nothing is kept', () => {
  it('where the config has no cache, or the caller wants no traces', async () => {
    const off = { config: { provider: '@a' } };
    expect(await seen(off)).toBe('DISABLED 1');
    expect(await seen(off)).toBe('DISABLED 1');
    const untraced = { headers: { 'x-portkey-debug': 'false' } };
    expect(await seen(untraced)).toBe('DISABLED 1');
    expect(await seen({})).toBe(MISS);
    expect(await seen(untraced)).toBe('DISABLED 1');
    gateway.setOrganisations({
      requestLogging: { mode: 'metrics_only', workspacesDecide: false, ignoresDebugHeader: true },
    });
    expect(await seen(untraced)).toBe(HIT);
  });

  it('for longer than the organisation says, whatever the config does', async () => {
    gateway.setOrganisations({ maxCacheAgeMs: 30_000 });
    await seen({});
    gateway.clock.advance(29_000);
    expect(await seen({})).toBe(HIT);
    gateway.clock.advance(2_000);
    expect(await seen({})).toBe(MISS);
  });

  it.each([400, 429, 500])('of a %d', async (status) => {
    gateway.script('a', fails(status));
    await gateway.ask({ config });
    expect(await seen({})).toBe(MISS);
  });

  it.each(['breaks', 'ends'] as const)('of a stream that %s before it is whole', async (end) => {
    gateway.script('a', streams(eventsBy('a').slice(0, 4), end));
    await gateway.ask({ config, stream: true });
    expect(await seen({ stream: true })).toBe(MISS);
  });

  it('of an answer of more than 4 MiB, which could not be reported in events in one turn', async () => {
    gateway.script('a', answers(200, { ...messageBy('a'), more: 'x'.repeat(5 * 1024 * 1024) }));
    await gateway.ask({ config });
    expect(await seen({})).toBe(MISS);
  });

  it('of a stream whose caller hung up', async () => {
    gateway.script('a', (receiver, world) => {
      streams(eventsBy('a').slice(0, 3), 'stalls')(receiver, world);
      world.client.destroy();
    });
    await gateway.ask({ config, stream: true });
    expect(await seen({ stream: true })).toBe(MISS);
  });

  it('under the question of a target that did not answer', async () => {
    gateway.script('a', fails(503), fails(503));
    const twice = {
      strategy: { mode: 'fallback' },
      cache: 'simple',
      targets: [{ provider: '@a', override_params: { model: 'claude-a' } }, ...to('c')],
    };
    await gateway.ask({ config: twice });
    expect(await seen({ config: { ...config, override_params: { model: 'claude-a' } } })).toBe(MISS);
  });
});

describe('a hit', () => {
  it('costs nothing and reports what it saved', async () => {
    await gateway.ask({ config });
    const { row, headers } = await gateway.ask({ config });
    expect(row).toMatchObject({
      cost_nano_usd: 0,
      saved_nano_usd: 5000,
      cache_status: 'HIT',
      input_tokens: null,
      is_success: true,
      attempts: [],
    });
    expect(headers).toMatchObject({ 'x-portkey-provider': 'fake', 'x-portkey-retry-attempt-count': '0' });
  });

  it('is the message, byte for byte', async () => {
    const first = await gateway.ask({ config });
    const second = await gateway.ask({ config });
    expect(second.text).toBe(first.text);
  });

  it('is a stream for who asks for one, and the message of a stream for who does not', async () => {
    const streamed = await gateway.ask({ config, stream: true });
    const whole = await gateway.ask({ config });
    expect(JSON.parse(whole.text)).toEqual(messageBy('a'));
    const again = await gateway.ask({ config, stream: true });
    expect(again.headers['content-type']).toMatch(/event-stream/);
    expect(again.client.hasEnded).toBe(true);
    for (const { text } of [streamed, again]) {
      expect(JSON.parse(String(assembleMessage(Buffer.from(text))))).toEqual(messageBy('a'));
    }
  });

  it('shows nothing of a target that failed before it', async () => {
    const cached = { provider: '@c', cache: 'simple' };
    await gateway.ask({ config: cached });
    gateway.script('a', fails(429, { 'retry-after': '99', 'content-type': 'text/html' }));
    const asked = await gateway.ask({
      config: {
        strategy: { mode: 'fallback' },
        targets: [{ provider: '@a', retry: { attempts: 5, use_retry_after_headers: true } }, cached],
      },
    });
    expect(asked.calls).toEqual(['a']);
    expect(asked.text).toBe(JSON.stringify(messageBy('c')));
    expect(asked.headers).toMatchObject({
      'content-type': 'application/json',
      'x-portkey-cache-status': 'HIT',
      'x-portkey-retry-attempt-count': '0',
      'x-portkey-last-used-option-index': 'config.targets[1]',
    });
    expect(asked.headers).not.toHaveProperty('retry-after');
    expect(asked.row).toMatchObject({ cost_nano_usd: 0, cache_status: 'HIT' });
  });

  it('needs no upstream that is up, nor a credential', async () => {
    await gateway.ask({ config });
    gateway.deps.credentials.headerFor = () => {
      throw new Error('There is no credential.');
    };
    expect(await seen({})).toBe(HIT);
  });
});

describe('an answer that a fallback would go on after', () => {
  const refusal = { ...messageBy('a'), stop_reason: 'refusal' };
  const plain = { provider: '@a', cache: 'simple' };
  const picky = {
    strategy: { mode: 'fallback', on_stop_reasons: ['refusal'] },
    cache: 'simple',
    targets: [{ provider: '@a' }, { provider: '@c' }],
  };

  it('is not taken from the cache either, where another config has left it', async () => {
    gateway.script('a', answers(200, refusal), answers(200, refusal));
    await gateway.ask({ config: plain });
    const asked = await gateway.ask({ config: picky });
    expect(asked.calls).toEqual(['a', 'c']);
    expect(asked.headers['x-portkey-cache-status']).toBe('MISS');
    const again = await gateway.ask({ config: picky });
    expect(again.headers['x-portkey-cache-status']).toBe('HIT');
    expect(again.text).toBe(JSON.stringify(messageBy('c')));
  });
});

describe('what a hit saved', () => {
  it('is not reported of an answer that a fallback went on after', async () => {
    const cached = { provider: '@a', cache: 'simple' };
    await gateway.ask({ config: cached });
    const targets = [cached, { provider: '@c' }];
    const asked = await gateway.ask({ config: { strategy: { mode: 'fallback', on_status_codes: [200] }, targets } });
    expect(asked.calls).toEqual(['c']);
    expect(asked.row).toMatchObject({ saved_nano_usd: null, cost_nano_usd: 5000 });
    const nobody = { strategy: { mode: 'fallback', on_status_codes: [200] }, targets: [cached, ...to('nobody')] };
    const failed = await gateway.ask({ config: nobody });
    expect(failed.row).toMatchObject({ saved_nano_usd: null, cost_nano_usd: null, cache_status: 'DISABLED' });
  });
});

describe('a cache that is away', () => {
  it('costs the caller nothing, and is logged for the operator', async () => {
    gateway.deps.cache = {
      ...gateway.deps.cache,
      get: () => Promise.resolve(null),
      put: () => Promise.reject(new Error('away')),
    };
    expect(await seen({})).toBe(MISS);
    expect(await seen({})).toBe(MISS);
    await Promise.resolve();
    expect(gateway.logged).toContainEqual(expect.objectContaining({ message: 'An answer could not be cached.' }));
  });
});
