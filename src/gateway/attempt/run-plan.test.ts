import { beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../kernel/errors.ts';
import { FakeClient } from '../../../testkit/fake-client.ts';
import {
  answers,
  event,
  eventsBy,
  fails,
  gatewayInMemory,
  messageBy,
  resets,
  streams,
  to,
  type Asked,
  type Behaviour,
} from '../../../testkit/gateway-in-memory.ts';

let gateway: ReturnType<typeof gatewayInMemory>;

beforeEach(() => {
  gateway = gatewayInMemory();
});

const fallback = (...slugs: string[]) => ({ strategy: { mode: 'fallback' }, targets: to(...slugs) });
const fallbackOn = (codes: number[], ...slugs: string[]) => ({
  strategy: { mode: 'fallback', on_status_codes: codes },
  targets: to(...slugs),
});
const LOGIN_PAGE = '<html>Please log in</html>';
const OVERLOADED = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });

describe('a fallback', () => {
  it.each<[string, Behaviour]>([
    ['an error', fails(503)],
    ['a rate limit', fails(429)],
    ['a refused request', fails(400)],
    ['a missing model', fails(404)],
    ['a redirect', answers(302, '')],
    ['a reset connection', resets],
    ['a page that is no answer', answers(200, LOGIN_PAGE, { 'content-type': 'text/html' })],
  ])('goes on after %s', async (_, behaviour) => {
    gateway.script('a', behaviour);
    const asked = await gateway.ask({ config: fallback('a', 'c') });
    expect(asked.calls).toEqual(['a', 'c']);
    expect(asked).toMatchObject({ status: 200, text: JSON.stringify(messageBy('c')) });
    expect(asked.headers).toMatchObject({
      'x-portkey-last-used-option-index': 'config.targets[1]',
      'content-type': 'application/json',
    });
    expect(asked.row).toMatchObject({ provider_slug: 'c', is_success: true, strategy: 'fallback' });
    expect(asked.row.attempts.map(({ target }) => target)).toEqual(['config.targets[0]', 'config.targets[1]']);
  });

  it('stays with an answer', async () => {
    expect((await gateway.ask({ config: fallback('a', 'c') })).calls).toEqual(['a']);
  });

  it('answers with its last failure when nothing helps, in the upstream’s own words', async () => {
    gateway.script('a', fails(503));
    gateway.script('c', fails(429));
    const asked = await gateway.ask({ config: fallback('a', 'c') });
    expect(asked.calls).toEqual(['a', 'c']);
    expect(asked.error).toMatchObject({ code: 'upstream_error', status: 429 });
    expect(asked.row.notes).toEqual([
      'config.targets[0]: fell through with 503',
      'config.targets[1]: fell through with 429',
    ]);
  });

  it('a target that cannot be resolved inherits neither answer nor cache place of the one before', async () => {
    gateway.script('a', answers(200, { ...messageBy('a'), stop_reason: 'refusal' }));
    const strategy = { mode: 'fallback', on_stop_reasons: ['refusal'] };
    const targets = [{ provider: '@a', cache: { mode: 'simple' } }, { provider: '@gone' }];
    const asked = await gateway.ask({ config: { strategy, targets } });
    expect(asked.error).toMatchObject({ code: 'provider_not_found' });
    expect(asked.row).toMatchObject({
      cache_status: 'DISABLED',
      ai_model: null,
      input_tokens: null,
      notes: [
        'config.targets[0]: fell through with the stop reason refusal',
        expect.stringContaining('config.targets[1]: fell through with 412'),
        expect.any(String),
      ],
    });
    expect(asked.row.attempts).toHaveLength(1);
    expect(asked.row.discarded_nano_usd).toBe(asked.row.cost_nano_usd);
  });

  it('with a list, goes on after its codes only: another error is the answer', async () => {
    gateway.script('a', fails(500));
    const asked = await gateway.ask({ config: fallbackOn([429, 503], 'a', 'c') });
    expect(asked.calls).toEqual(['a']);
    expect(asked.status).toBe(500);
    gateway.script('a', fails(503));
    expect((await gateway.ask({ config: fallbackOn([429, 503], 'a', 'c') })).calls).toEqual(['a', 'c']);
  });

  it('with a list, goes on after a connection that broke: no answer has no code to be listed by', async () => {
    gateway.script('a', resets);
    expect((await gateway.ask({ config: fallbackOn([429], 'a', 'c') })).calls).toEqual(['a', 'c']);
  });

  it.each([
    ['listed', [408], ['a', 'c']],
    ['not listed', [429], ['a']],
  ])('knows a time-out as 408: %s', async (_, codes, calls) => {
    gateway.script('a', () => gateway.pass(5001));
    const asked = await gateway.ask({ config: { ...fallbackOn(codes, 'a', 'c'), request_timeout: 5000 } });
    expect(asked.calls).toEqual(calls);
    expect(asked.row.attempts[0]).toMatchObject({ reason: 'timeout' });
  });

  it('goes on after what the gateway itself refuses, as an unknown or unusable provider', async () => {
    const asked = await gateway.ask({ config: fallback('nobody', 'broken', 'a') });
    expect(asked.calls).toEqual(['a']);
    expect(asked.row.notes).toEqual([
      'config.targets[0]: fell through with 412 (There is no provider "@nobody" in the workspace "one".)',
      'config.targets[1]: fell through with 412 (The provider "@broken" cannot be used. Its secret does not open.)',
    ]);
    expect((await gateway.ask({ config: fallbackOn([429], 'broken', 'a') })).error).toMatchObject({ status: 412 });
  });

  it('goes on when a credential cannot be had, and the log says so', async () => {
    const { headerFor } = gateway.deps.credentials;
    gateway.deps.credentials.headerFor = (auth, caller, request) => {
      if (auth.type !== 'header' || auth.value !== 'a') return headerFor(auth, caller, request);
      gateway.clock.advance(200);
      return Promise.reject(new GatewayError('credentials_unreachable', 'The token endpoint is down.'));
    };
    const asked = await gateway.ask({ config: fallback('a', 'c') });
    expect(asked.calls).toEqual(['c']);
    expect(asked.row.attempts).toMatchObject([
      { target: 'config.targets[0]', provider: 'a', status: 0, reason: 'credentials_unreachable', duration_ms: 200 },
      { target: 'config.targets[1]', status: 200, reason: 'answered', started_ms: 200 },
    ]);
    expect(asked.row.notes).toEqual(['config.targets[0]: fell through with 503']);
  });

  it('does not take a credential that could not be had for a try that the caller should not repeat', async () => {
    gateway.script('c', fails(503));
    const { headerFor } = gateway.deps.credentials;
    gateway.deps.credentials.headerFor = (auth, caller, request) => {
      if (auth.type !== 'header' || auth.value !== 'a') return headerFor(auth, caller, request);
      throw new GatewayError('credentials_rejected', 'The account is gone.');
    };
    const asked = await gateway.ask({ config: fallback('a', 'c') });
    expect(asked.row.attempts.map(({ reason }) => reason)).toEqual(['credentials_rejected', 'status_503']);
    expect(asked.error).toMatchObject({ status: 503, retryable: null });
  });

  it('goes on after an answer that was fallen from and a target that cannot be asked', async () => {
    const asked = await gateway.ask({ config: fallbackOn([200, 412], 'a', 'nobody', 'c') });
    expect(asked.calls).toEqual(['a', 'c']);
    expect(asked.text).toBe(JSON.stringify(messageBy('c')));
  });

  it('goes on after a stream that began with an error, but never once content has reached the caller', async () => {
    const [start, open, delta] = eventsBy('a') as [string, string, string];
    gateway.script('a', streams([start, OVERLOADED]), streams([start, open, delta, OVERLOADED]));
    const before = await gateway.ask({ config: fallback('a', 'c'), stream: true });
    expect(before.calls).toEqual(['a', 'c']);
    expect(before.text).toBe(eventsBy('c').join(''));
    const after = await gateway.ask({ config: fallback('a', 'c'), stream: true });
    expect(after.calls).toEqual(['a']);
    expect(after.error).toMatchObject({ code: 'upstream_cut' });
  });

  it.each(['breaks', 'stalls'] as const)('is over when a stream %s after its first content', async (end) => {
    const behave = streams(eventsBy('a').slice(0, 3), end);
    gateway.script('a', (receiver, world) => {
      behave(receiver, world);
      gateway.pass(600_001);
    });
    const asked = await gateway.ask({ config: fallback('a', 'c'), stream: true });
    expect(asked.calls).toEqual(['a']);
    expect(asked.row).toMatchObject({ is_success: false, outcome: 'upstream_cut', provider_slug: 'a' });
  });

  it('never sends a second stream after a first, even when a config lists 200', async () => {
    const asked = await gateway.ask({ config: fallbackOn([200], 'a', 'c'), stream: true });
    expect(asked.calls).toEqual(['a']);
    expect(asked.text).toBe(eventsBy('a').join(''));
  });

  it('asks nobody any more when the caller has gone', async () => {
    gateway.script('a', (receiver, world) => {
      world.client.destroy();
      fails(503)(receiver, world);
    });
    const asked = await gateway.ask({ config: fallback('a', 'c') });
    expect(asked.calls).toEqual(['a']);
    expect(asked.row).toMatchObject({ outcome: 'client_closed', response_status_code: 499 });
  });

  it('asks nobody any more when the gateway shuts down', async () => {
    gateway.script('a', (_, { halt }) => halt());
    const asked = await gateway.ask({ config: fallback('a', 'c') });
    expect(asked.calls).toEqual(['a']);
    expect(asked.error).toMatchObject({ code: 'shutting_down' });
  });

  it('shows nothing of a failed target in the answer of the next', async () => {
    gateway.script('a', fails(429, { 'retry-after': '99', 'x-from': 'a' }));
    const asked = await gateway.ask({
      config: { ...fallback('a', 'c'), retry: { attempts: 1, on_status_codes: [418] } },
    });
    expect(asked.headers).not.toHaveProperty('retry-after');
    expect(asked.headers).not.toHaveProperty('x-from');
    expect(asked.headers).toMatchObject({ 'x-portkey-retry-attempt-count': '0' });
  });

  it('informs a caller of wrong JSON deep in the body, whose fault it is', async () => {
    const text = '{"model":"claude-x","messages":[],"thinking":{"type" "enabled"}}';
    const asked = await gateway.ask({
      text,
      config: { ...fallback('a'), default_params: { thinking: { budget: 5 } } },
    });
    expect(asked.error).toMatchObject({ code: 'invalid_json', status: 400 });
    expect(asked.calls).toEqual([]);
  });
});

describe('strategies inside strategies', () => {
  it('walk as they are nested, and note the way', async () => {
    gateway.script('a', fails(503));
    gateway.script('b1', fails(503));
    const pool = {
      strategy: { mode: 'loadbalance' },
      targets: [
        { provider: '@b1', weight: 1 },
        { provider: '@b2', weight: 0 },
      ],
    };
    const byTeam = {
      strategy: { mode: 'conditional', conditions: [{ query: { 'metadata.team': 'core' }, then: 'core' }] },
      targets: [{ name: 'core', provider: '@c' }],
    };
    const asked = await gateway.ask({
      config: { strategy: { mode: 'fallback' }, targets: [...to('a'), pool, byTeam] },
      headers: { 'x-portkey-metadata': '{"team":"core"}' },
    });
    expect(asked.calls).toEqual(['a', 'b1', 'c']);
    expect(asked.headers['x-portkey-last-used-option-index']).toBe('config.targets[2].targets[0]');
    expect(asked.row.notes).toEqual([
      'config.targets[0]: fell through with 503',
      'config.targets[1].targets[0]: by weight 1',
      'config.targets[1]: fell through with 503',
      'config.targets[2].targets[0]: the condition for "core" holds',
    ]);
  });

  it('a condition that nobody meets is a failure like another: a fallback around it goes on', async () => {
    const nobody = {
      strategy: { mode: 'conditional', conditions: [{ query: { 'params.user': 'x' }, then: 'x' }] },
      targets: [{ name: 'x', provider: '@a' }],
    };
    expect((await gateway.ask({ config: nobody })).error).toMatchObject({ code: 'invalid_config', status: 400 });
    const config = { strategy: { mode: 'fallback' }, targets: [nobody, ...to('c')] };
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
  });

  it('the condition reads the body as it came, not as the config changes it', async () => {
    const config = {
      strategy: { mode: 'conditional', conditions: [{ query: { 'params.max_tokens': 100 }, then: 'x' }], default: 'y' },
      override_params: { max_tokens: 5 },
      targets: [
        { name: 'x', provider: '@a' },
        { name: 'y', provider: '@c' },
      ],
    };
    const asked = await gateway.ask({ config });
    expect(asked.calls).toEqual(['a']);
    expect(asked.bodies[0]).toMatchObject({ max_tokens: 5 });
  });
});

describe('a stream that a ping has begun before anybody answered', () => {
  beforeEach(() => {
    gateway.deps.bounds = { ...gateway.deps.bounds, pingMs: 10_000 };
  });
  const late: Behaviour = (receiver, world) => {
    gateway.pass(10_001);
    fails(503)(receiver, world);
  };
  const ROUTED = ['x-portkey-last-used-option-index', 'x-portkey-provider', 'x-portkey-retry-attempt-count'];

  it('reveals nothing of a target that may still fail', async () => {
    gateway.script('a', late);
    const asked = await gateway.ask({ config: fallback('a', 'c'), stream: true });
    expect(asked.text).toContain('by c');
    expect(asked.row).toMatchObject({ last_used_option_index: 'config.targets[1]' });
    expect(Object.keys(asked.headers)).toEqual(expect.arrayContaining(['request-id', 'x-portkey-trace-id']));
    for (const name of ROUTED) expect(asked.headers).not.toHaveProperty(name);
  });

  it('reports it where there is but one way to go', async () => {
    gateway.script('a', late);
    const asked = await gateway.ask({ config: { provider: '@a' }, stream: true });
    for (const name of ROUTED) expect(asked.headers).toHaveProperty(name);
  });
});

describe('a circuit breaker in a fallback', () => {
  const cutout = { failure_threshold: 2, cooldown_interval: 30_000 };
  const config = { ...fallback('a', 'c'), cb_config: cutout };
  const down = Array<Behaviour>(50).fill(fails(503));

  async function open(): Promise<void> {
    gateway.script('a', ...down);
    await gateway.ask({ config });
    await gateway.ask({ config });
  }

  it('leaves a failing target out, and lets it back in after one probe', async () => {
    await open();
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
    gateway.clock.advance(30_000);
    gateway.script('a', fails(503));
    expect((await gateway.ask({ config })).calls).toEqual(['a', 'c']);
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
    gateway.clock.advance(30_000);
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
  });

  it('lets one request probe, not all that come meanwhile', async () => {
    await open();
    gateway.clock.advance(30_000);
    let meanwhile: Asked | null = null;
    const first = gateway.ask({ config });
    gateway.script('a', (receiver, world) => {
      const second = gateway.ask({ config });
      void second.then((asked) => {
        meanwhile = asked;
        return answers(200, messageBy('a'))(receiver, world);
      });
    });
    expect((await first).text).toContain('by a');
    const notes = ['config.targets[0]: left out, another request finds out whether it is well again'];
    expect(meanwhile).toMatchObject({ calls: ['c'], row: { notes } });
  });

  it('tries a target that somebody else probes, when there is no other', async () => {
    const alone = { ...fallback('a'), cb_config: cutout };
    gateway.script('a', fails(503), fails(503));
    await gateway.ask({ config: alone });
    await gateway.ask({ config: alone });
    gateway.clock.advance(30_000);
    gateway.deps.breaker = { ...gateway.deps.breaker, probe: () => Promise.resolve(false) };
    expect((await gateway.ask({ config: alone })).calls).toEqual(['a']);
  });

  it('tries the targets all the same when every circuit is open', async () => {
    gateway.script('a', ...down);
    gateway.script('c', ...down);
    for (let time = 0; time < 3; time += 1) {
      expect((await gateway.ask({ config })).calls).toEqual(['a', 'c']);
    }
  });

  it('counts a time-out, a reset and a stream that breaks off', async () => {
    const cut: Behaviour = streams(eventsBy('a').slice(0, 3), 'breaks');
    for (const behaviour of [resets, cut, () => gateway.pass(5001)] satisfies Behaviour[]) {
      gateway = gatewayInMemory();
      gateway.script('a', behaviour, behaviour);
      const impatient = { ...config, request_timeout: 5000 };
      await gateway.ask({ config: impatient, stream: true });
      await gateway.ask({ config: impatient, stream: true });
      expect((await gateway.ask({ config: impatient, stream: true })).calls).toEqual(['c']);
    }
  });

  it('judges a target by when it was asked itself, not by when the request came', async () => {
    const began: number[] = [];
    const { record } = gateway.deps.breaker;
    gateway.deps.breaker = {
      ...gateway.deps.breaker,
      record: (key, breaker, ended) => {
        began.push(ended.began);
        return record(key, breaker, ended);
      },
    };
    const slow: Behaviour = (...given) => {
      gateway.clock.advance(40_000);
      fails(503)(...given);
    };
    gateway.script('a', slow);
    const arrivedAt = gateway.clock.now();
    expect((await gateway.ask({ config })).calls).toEqual(['a', 'c']);
    expect(began).toEqual([arrivedAt, arrivedAt + 40_000]);
  });

  it('learns nothing from a caller who hangs up, or from the gateway’s own shutdown', async () => {
    const leaves: Behaviour = (_, { client }) => client.destroy();
    gateway.script('a', leaves, leaves, leaves);
    for (let time = 0; time < 3; time += 1) await gateway.ask({ config, client: new FakeClient() });
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
    const halts: Behaviour = (_, { halt }) => halt();
    gateway.script('a', halts);
    const told: unknown[] = [];
    gateway.deps.breaker = { ...gateway.deps.breaker, record: async (...given) => void told.push(given) };
    await gateway.ask({ config });
    expect(told).toEqual([]);
  });

  it('learns nothing from a cached answer, and nothing from a request that was never sent', async () => {
    const cached = { ...config, cache: { mode: 'simple' } };
    await gateway.ask({ config: cached });
    gateway.script('a', ...down);
    const other = { body: { max_tokens: 7 } };
    await gateway.ask({ config: cached, ...other });
    await gateway.ask({ config: cached, ...other, headers: { 'x-portkey-cache-force-refresh': 'true' } });
    gateway.clock.advance(30_000);
    // This one is answered at once, without a call to the target that is down.
    expect((await gateway.ask({ config: cached })).headers['x-portkey-cache-status']).toBe('HIT');
    gateway.clock.advance(60_000);
    expect((await gateway.ask({ config: cached, body: { max_tokens: 8 } })).calls).toEqual(['a', 'c']);
    expect((await gateway.ask({ config: cached, body: { max_tokens: 9 } })).calls).toEqual(['c']);
  });
});

describe('a config that makes too much of one request', () => {
  it('ends after a hundred attempts, at however many targets', async () => {
    gateway.script('a', ...Array<Behaviour>(300).fill(fails(503)));
    const targets = Array.from({ length: 30 }, () => ({ provider: '@a' }));
    const asked = await gateway.ask({ config: { strategy: { mode: 'fallback' }, retry: { attempts: 5 }, targets } });
    expect(asked.calls).toHaveLength(100);
    expect(asked.error).toMatchObject({ status: 503 });
    expect(asked.row.notes.at(-1)).toContain('no further target is tried after 100 attempts');
  });
});

describe('what a request does not show about a target', () => {
  const cutout = { failure_threshold: 2, cooldown_interval: 30_000 };
  const config = { ...fallback('a', 'c'), cb_config: cutout };
  const count = { config, path: '/v1/messages/count_tokens' };
  const counted = answers(200, { input_tokens: 7 });

  it('is whether it answers messages, from counts of tokens that fail', async () => {
    gateway.script('a', fails(503), fails(503));
    gateway.script('c', counted, counted, counted);
    const countOf = (content: string) =>
      gateway.ask({ ...count, body: { model: 'm', messages: [{ role: 'user', content }] } });
    await countOf('one');
    await countOf('two');
    expect((await countOf('three')).calls).toEqual(['c']);
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
  });

  it('is whether it answers messages again, from a count of tokens that succeeds', async () => {
    gateway.script('a', fails(503), fails(503), counted, counted);
    await gateway.ask({ config });
    await gateway.ask({ config });
    gateway.clock.advance(30_000);
    expect((await gateway.ask(count)).calls).toEqual(['a']);
    gateway.clock.advance(-1);
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
  });

  it('is how fast it answers messages, from counts of tokens', async () => {
    const fastest = { strategy: { mode: 'least-latency' }, targets: to('a', 'c') };
    const after = (ms: number): Behaviour => {
      return (receiver, world) => {
        gateway.clock.advance(ms);
        answers(200, { ...messageBy('a'), input_tokens: 7 })(receiver, world);
      };
    };
    gateway.script('a', after(900), after(10), after(10));
    gateway.script('c', after(500), after(2000));
    await gateway.ask({ config: fastest });
    await gateway.ask({ config: fastest });
    const counting = { config: fastest, path: '/v1/messages/count_tokens' };
    await gateway.ask(counting);
    await gateway.ask(counting);
    expect((await gateway.ask({ config: fastest })).calls).toEqual(['c']);
  });

  const hangs: Behaviour = () => undefined;

  /** Sends a request with a timeout of the caller's own, which passes. */
  async function impatient(ms: number, own: object = {}) {
    const asking = gateway.ask({
      config: { ...config, ...own },
      headers: { 'x-portkey-request-timeout': String(ms) },
    });
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    gateway.pass(ms + 1);
    return asking;
  }

  it('is that it is down, from a caller that gave it a millisecond', async () => {
    gateway.script('a', hangs, hangs, hangs);
    for (let turn = 0; turn < 3; turn += 1) {
      const asked = await impatient(1);
      expect(asked.row.attempts).toMatchObject([{ reason: 'timeout' }, { status: 200 }]);
    }
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
  });

  it('is not a time that the config itself allows', async () => {
    gateway.script('a', hangs, hangs);
    await impatient(5000, { request_timeout: 5000 });
    await impatient(9000, { request_timeout: 5000 });
    expect((await gateway.ask({ config: { ...config, request_timeout: 5000 } })).calls).toEqual(['c']);
  });

  it('is that it is well, from a probe that its caller gave up: the next request is the probe', async () => {
    gateway.script('a', fails(503), fails(503), hangs);
    await gateway.ask({ config });
    await gateway.ask({ config });
    gateway.clock.advance(30_000);
    await impatient(1);
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
  });

  it('is that it is slow for others, from a caller that gave it a millisecond', async () => {
    const strategy = { mode: 'least-latency' };
    gateway.script('a', hangs, hangs);
    expect((await impatient(1, { strategy })).error).toMatchObject({ code: 'upstream_timeout' });
    expect((await impatient(1, { strategy })).calls).toEqual(['a']);
  });
});

describe('a circuit breaker under strategies that pick', () => {
  const cutout = { failure_threshold: 1, cooldown_interval: 30_000 };

  it('takes no probe for a target that was not picked', async () => {
    const targets = [
      { provider: '@a', weight: 1 },
      { provider: '@c', weight: 9 },
    ];
    const config = { strategy: { mode: 'loadbalance' }, cb_config: cutout, targets };
    gateway.script('a', fails(503));
    gateway.deps.random = () => 0;
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
    gateway.clock.advance(30_000);
    gateway.deps.random = () => 0.9;
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
    gateway.deps.random = () => 0;
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
  });

  it('leaves the failed target of a nested pool out, not the pool', async () => {
    const pool = { strategy: { mode: 'loadbalance' }, targets: to('a', 'b1') };
    const config = { strategy: { mode: 'fallback' }, cb_config: cutout, targets: [pool, { provider: '@c' }] };
    gateway.script('a', fails(503));
    gateway.deps.random = () => 0;
    expect((await gateway.ask({ config })).calls).toEqual(['a', 'c']);
    expect((await gateway.ask({ config })).calls).toEqual(['b1']);
    gateway.script('b1', fails(503));
    expect((await gateway.ask({ config })).calls).toEqual(['b1', 'c']);
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
  });

  it('lets one request at a time into a pool that has nothing but probes', async () => {
    const config = {
      strategy: { mode: 'fallback' },
      cb_config: cutout,
      targets: [fallback('a', 'b1'), { provider: '@c' }],
    };
    gateway.script('a', fails(503), fails(503));
    gateway.script('b1', fails(503));
    expect((await gateway.ask({ config })).calls).toEqual(['a', 'b1', 'c']);
    gateway.clock.advance(30_000);
    let meanwhile: string[] = [];
    const first = gateway.ask({ config });
    gateway.script('a', (receiver, world) => {
      const second = gateway.ask({ config });
      void second.then(({ calls }) => {
        meanwhile = calls;
        return fails(503)(receiver, world);
      });
    });
    expect((await first).text).toContain('by b1');
    expect(meanwhile).toEqual(['c']);
    expect((await gateway.ask({ config })).calls).toEqual(['b1']);
  });

  it('holds under conditions too: the default takes over while the chosen one is down', async () => {
    const config = {
      strategy: {
        mode: 'conditional',
        conditions: [{ query: { 'params.model': 'claude-x' }, then: 'x' }],
        default: 'y',
      },
      cb_config: cutout,
      targets: [
        { name: 'x', provider: '@a' },
        { name: 'y', provider: '@c' },
      ],
    };
    gateway.script('a', fails(503));
    expect((await gateway.ask({ config })).status).toBe(503);
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
    gateway.clock.advance(30_000);
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
  });
});

describe('the least latency', () => {
  const config = { strategy: { mode: 'least-latency' }, targets: to('a', 'c') };

  it('is measured, and followed', async () => {
    gateway.script('a', (receiver, world) => {
      gateway.clock.advance(900);
      answers(200, messageBy('a'))(receiver, world);
    });
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
  });

  it('is not that of a target which fails at once', async () => {
    gateway.script('a', fails(503), fails(503), fails(503));
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
    for (let time = 0; time < 5; time += 1) expect((await gateway.ask({ config })).calls).toEqual(['c']);
  });

  it('is not lost by a target that refuses a wrong request', async () => {
    gateway.script('a', fails(400));
    await gateway.ask({ config });
    expect((await gateway.ask({ config })).calls).toEqual(['a']);
  });
});
