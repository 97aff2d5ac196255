import { beforeEach, describe, expect, it } from 'vitest';
import {
  answers,
  event,
  eventsBy,
  fails,
  gatewayInMemory,
  messageBy,
  streams,
  to,
  type Question,
} from '../../../testkit/gateway-in-memory.ts';
import type { JsonRecord } from '../../../testkit/json-shape.ts';
import { priceOf } from '../../catalog/price-book.ts';
import type { Budget, LimitsRecord, RateLimit } from '../../storage/ports/records/limits.ts';
import type { Policy } from '../../storage/ports/records/policies.ts';
import { compileTenantLimits } from '../snapshot/tenant-limits.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { compileLimits } from '../../routing/compiled-limits.ts';

const MODEL = 'claude-sonnet-4-5@20250929';
/** Of `messageBy`: 10, 700 (read from the cache), 300 (written to it) and 5 tokens at $3, $0.30, $3.75 and $15 a million. */
const ANSWER = 10 * 3000 + 700 * 300 + 300 * 3750 + 5 * 15_000;
const TOKENS = 1015;
/** Of a small request with 1,000 tokens of output: some 150 bytes at $3, and the output at $15, a million. */
const HOLD = 15_500_000;
/** The least that such a request is sent with: some 150 bytes, and 256 tokens of output. */
const LEAST = 4_300_000;

let gateway: ReturnType<typeof gatewayInMemory>;

beforeEach(() => {
  gateway = gatewayInMemory();
  gateway.deps.catalog.priceOf = priceOf;
});

type Kind = 'api_key' | 'provider' | 'workspace';

const budget = (amount: number, more: Partial<Budget> = {}): Budget => ({
  unit: 'cost',
  amount,
  alertAt: null,
  period: 'daily',
  ...more,
});

function limit(kind: Kind, { budgets = [], rates = [] }: { budgets?: Budget[]; rates?: RateLimit[] }, slug = 'a') {
  const record = { ownerKind: kind, ownerId: 'x', organisationId: 'o' as OrganisationId, budgets, rates };
  const [workspace] = gateway.snapshot.workspaces.values();
  const [key] = gateway.snapshot.keys.values();
  const owner = { api_key: key, workspace, provider: workspace?.providers.get(slug) }[kind];
  if (owner === undefined) throw new Error('There is no such owner.');
  Object.assign(owner, { limits: compileLimits(record, kind === 'provider' ? `@${slug}` : 'mine') });
}

const balance = (account: string) => {
  const { ledger, windowOf } = gateway.deps.spending;
  return ledger.balance({ limit: account, window: windowOf('daily', gateway.clock.now()).start });
};

const ask = (question: Question = {}) =>
  gateway.ask({ config: { provider: '@a' }, ...question, body: { model: MODEL, max_tokens: 1000, ...question.body } });

describe('a budget of the key', () => {
  it('that has nothing left for another try leaves the caller the answer that a guardrail reports', async () => {
    limit('api_key', { budgets: [budget(1, { unit: 'requests' })] });
    const reports = { id: 'g', regexMatch: { rule: 'nothing says this' } };
    const config = { provider: '@a', output_guardrails: [reports], retry: { attempts: 1, on_status_codes: [246] } };
    const asked = await gateway.ask({ config });
    expect(asked).toMatchObject({ calls: ['a'], status: 246, error: null });
    expect(asked.row.notes.join()).toContain('no further try could be made');
  });

  it('is spent by what the answer cost, and holds nothing afterwards', async () => {
    limit('api_key', { budgets: [budget(HOLD * 2)] });
    expect(await ask()).toMatchObject({ status: 200 });
    expect(balance('api_key:x:cost')).toEqual({ held: 0, spent: ANSWER });
    expect(await ask({ stream: true })).toMatchObject({ status: 200 });
    expect(balance('api_key:x:cost')).toEqual({ held: 0, spent: 2 * ANSWER });
  });

  it('refuses what does not fit before anybody is asked, in the words that Claude Code shows', async () => {
    limit('api_key', { budgets: [budget(LEAST - 400_000)] });
    const { error, calls, row } = await ask();
    expect(calls).toEqual([]);
    expect(error).toMatchObject({ code: 'budget_exceeded', status: 429, retryable: false });
    expect(error?.native?.type).toBe('billing_error');
    expect(error?.message).toMatch(
      /^The daily budget limit of the API key "mine" is reached: \$0\.00 of \$0\.0039 are spent, and this request may need \$0\.0042\.$/,
    );
    expect(error?.hint).toMatch(/^It resets at \d{4}-\d\d-\d\dT00:00:00\.000Z\. Ask whoever runs the gateway/);
    expect(error?.headers).toMatchObject({
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-overage-period': 'daily',
      'anthropic-ratelimit-unified-overage-disabled-reason': 'org_spend_cap_reached',
    });
    expect(error?.headers).not.toHaveProperty('anthropic-ratelimit-unified-overage-status');
    expect(row).toMatchObject({ error_code: 'budget_exceeded', cost_nano_usd: null });
  });

  it('ends the request: no fallback goes on', async () => {
    limit('api_key', { budgets: [budget(1)] });
    const { error, calls } = await ask({ config: { strategy: { mode: 'fallback' }, targets: to('a', 'c') } });
    expect([error?.code, calls]).toEqual(['budget_exceeded', []]);
  });

  it('is a 412 for clients of other APIs', async () => {
    limit('api_key', { budgets: [budget(1)] });
    const { error } = await ask({ path: '/v1/embeddings', body: { model: 'claude-sonnet-4-5', input: 'x' } });
    expect(error).toMatchObject({ code: 'budget_exceeded', status: 412, native: null });
  });

  it('can be used again once its period is over', async () => {
    limit('api_key', { budgets: [budget(LEAST + ANSWER / 2)] });
    expect(await ask()).toMatchObject({ status: 200 });
    expect((await ask()).error?.code).toBe('budget_exceeded');
    gateway.clock.advance(86_400_000);
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('knows a raise at the next request', async () => {
    limit('api_key', { budgets: [budget(1)] });
    expect((await ask()).error?.code).toBe('budget_exceeded');
    limit('api_key', { budgets: [budget(HOLD)] });
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('of tokens counts all that the answer used, and one of requests counts one', async () => {
    limit('api_key', { budgets: [budget(1200, { unit: 'tokens' }), budget(9, { unit: 'requests' })] });
    expect(await ask()).toMatchObject({ status: 200 });
    expect(balance('api_key:x:tokens')).toEqual({ held: 0, spent: TOKENS });
    expect(balance('api_key:x:requests')).toEqual({ held: 0, spent: 1 });
    expect((await ask()).error?.message).toContain('daily token limit');
  });

  it('is not touched by counting tokens, not even when it is spent', async () => {
    limit('api_key', { budgets: [budget(1)] });
    gateway.script('a', answers(200, { input_tokens: 4 }));
    expect(await ask({ path: '/v1/messages/count_tokens' })).toMatchObject({ status: 200, row: { cost_nano_usd: 0 } });
  });

  it('is not touched by an answer from the cache, not even when it is spent', async () => {
    const config = { provider: '@a', cache: 'simple' };
    await ask({ config });
    limit('api_key', { budgets: [budget(1)] });
    expect(await ask({ config })).toMatchObject({ status: 200, row: { cache_status: 'HIT' } });
    expect((await ask({ config, body: { max_tokens: 999 } })).error?.code).toBe('budget_exceeded');
  });
});

describe('a hold', () => {
  beforeEach(() => limit('workspace', { budgets: [budget(10 * HOLD)] }));
  const account = 'workspace:x:cost';

  it('is free again after a failure', async () => {
    gateway.script('a', fails(503));
    expect((await ask()).error?.status).toBe(503);
    expect(balance(account)).toEqual({ held: 0, spent: 0 });
  });

  it('is free again where nothing could be sent', async () => {
    gateway.deps.credentials = { ...gateway.deps.credentials, headerFor: () => Promise.reject(new Error('no token')) };
    await ask();
    expect(balance(account)).toEqual({ held: 0, spent: 0 });
  });

  it('is free again after a caller hung up, but for what the upstream had counted', async () => {
    const [start = ''] = eventsBy('a');
    gateway.script('a', (receiver, world) => {
      streams([start])(receiver, world);
      world.client.destroy();
    });
    await ask({ stream: true });
    expect(balance(account).held).toBe(0);
    expect(balance(account).spent).toBeGreaterThan(0);
  });

  it('is made for each attempt, and each is paid as far as it was billed', async () => {
    const config = { strategy: { mode: 'fallback', on_status_codes: [200] }, targets: to('a', 'c') };
    expect(await ask({ config })).toMatchObject({ status: 200 });
    expect(balance(account)).toEqual({ held: 0, spent: 2 * ANSWER });
  });

  it('of an answer that nobody can price is spent as a whole', async () => {
    gateway.script(
      'a',
      answers(200, { ...messageBy('a'), usage: { input_tokens: 3, output_tokens: 2, gpu_hours: 5 } }),
    );
    expect(await ask()).toMatchObject({ status: 200, row: { unpriced: true } });
    expect(balance(account).spent).toBeGreaterThan(HOLD - 500_000);
  });

  it('is refused while the ledger cannot be written', async () => {
    gateway.deps.spending.ledger.reserve = () => Promise.reject(new Error('The disk is full.'));
    const { error, calls } = await ask({ config: { strategy: { mode: 'fallback' }, targets: to('a', 'c') } });
    expect([error?.code, error?.status, calls]).toEqual(['ledger_unavailable', 503, []]);
  });

  it('is not made for a model without a price: no budget in dollars could be kept', async () => {
    const { error, calls } = await ask({ body: { model: 'claude-unheard-of' } });
    expect([error?.code, error?.status, calls]).toEqual(['budget_unpriced', 412, []]);
    expect(error?.message).toContain('the model "claude-unheard-of" has no price');
  });

  it('is announced where its own threshold or another percent of it is passed, and nowhere else', async () => {
    const told: number[] = [];
    gateway.deps.spending.onSpent = ({ spent, budget: { owner } }) => {
      expect(owner.kind).toBe('workspace');
      told.push(spent);
    };
    limit('workspace', { budgets: [budget(1000 * HOLD, { alertAt: ANSWER + 1 })] });
    for (let times = 0; times < 3; times += 1) await ask();
    expect(told, 'its own threshold').toEqual([2 * ANSWER]);
    limit('workspace', { budgets: [budget(100 * ANSWER)] });
    for (let times = 0; times < 2; times += 1) await ask();
    expect(told, 'every percent').toEqual([2 * ANSWER, 4 * ANSWER, 5 * ANSWER]);
  });
});

describe('what Claude Code is shown of a budget', () => {
  const PREFIX = 'anthropic-ratelimit-unified-';
  const shown = (headers: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), value]] : [],
      ),
    );

  it('is how much is used, and from 75 and 95 per cent on that it was passed', async () => {
    limit('api_key', { budgets: [budget(100 * ANSWER)] });
    limit('workspace', { budgets: [budget(1000 * ANSWER)] });
    const spend = async (share: number): Promise<void> => {
      const { ledger, windowOf } = gateway.deps.spending;
      const window = windowOf('daily', gateway.clock.now()).start;
      const claim = { limit: 'api_key:x:cost', window, amount: 0, max: 100 * ANSWER };
      await ledger.reserve({ id: `spend-${share}`, claims: [claim], expiresAt: 0 });
      await ledger.settle(
        `spend-${share}`,
        new Map([['api_key:x:cost', share * ANSWER - balance('api_key:x:cost').spent]]),
      );
    };
    await spend(50);
    const midnight = String(gateway.deps.spending.windowOf('daily', gateway.clock.now()).end ?? 0).slice(0, -3);
    expect(shown((await ask()).headers)).toEqual({
      status: 'allowed',
      'representative-claim': 'overage',
      'overage-status': 'allowed',
      'overage-utilization': '0.50',
      reset: midnight,
      'overage-reset': midnight,
    });
    await spend(76);
    expect(shown((await ask({ stream: true })).headers)).toMatchObject({
      status: 'allowed_warning',
      'overage-utilization': '0.76',
      'overage-surpassed-threshold': '0.75',
    });
    await spend(96);
    expect(shown((await ask({ body: { max_tokens: 20 } })).headers)).toMatchObject({
      'overage-surpassed-threshold': '0.95',
    });
  });

  it('is nothing where the caller has no budget in dollars', async () => {
    limit('api_key', { budgets: [budget(1_000_000, { unit: 'tokens' })] });
    expect(shown((await ask()).headers)).toEqual({});
  });
});

describe('near the end of a budget', () => {
  const sent = ({ bodies }: { bodies: JsonRecord[] }) => bodies.map((body) => body['max_tokens']);

  it('fewer tokens are asked for, as many as can be paid, and the row says so', async () => {
    limit('api_key', { budgets: [budget(LEAST + 3_000_000)] });
    const asked = await ask();
    const [tokens] = sent(asked);
    expect(tokens).toBeGreaterThan(256);
    expect(tokens).toBeLessThan(1000);
    expect(asked.row.notes).toContain(
      `max_tokens was lowered from 1000 to ${String(tokens)}: the budget has no more left.`,
    );
  });

  it('the body passes as it came while there is enough', async () => {
    limit('api_key', { budgets: [budget(HOLD)] });
    expect(sent(await ask())).toEqual([1000]);
  });

  it('thinking gets what it needs, and an answer after it, or the call is refused', async () => {
    const thinking = { type: 'enabled', budget_tokens: 2000 };
    limit('api_key', { budgets: [budget(3024 * 15_000 + 1_000_000)] });
    const [tokens] = sent(await ask({ body: { max_tokens: 9000, thinking } }));
    expect(tokens).toBeGreaterThanOrEqual(3024);
    limit('api_key', { budgets: [budget(3024 * 15_000 + ANSWER)] });
    expect((await ask({ body: { max_tokens: 9000, thinking } })).error?.code).toBe('budget_exceeded');
  });

  describe("the provider's own count of a long input", () => {
    /** At a token for each byte $0.18; as it is counted, $0.015. */
    const LONG = { system: 'word '.repeat(12_000) };
    const COUNTED = answers(200, { input_tokens: 5000 });

    it('decides, where its bytes would refuse the call or lower its output', async () => {
      limit('api_key', { budgets: [budget(50_000_000)] });
      gateway.script('a', COUNTED, answers(200, messageBy('a')));
      const { status, bodies, calls } = await ask({ body: LONG });
      expect([status, calls]).toEqual([200, ['a', 'a']]);
      expect(bodies[1]?.['max_tokens']).toBe(1000);
    });

    it('is held as an estimate: with a margin above it', async () => {
      const exact = 5000 * 3000 + 1000 * 15_000;
      limit('api_key', { budgets: [budget(exact)] });
      gateway.script('a', COUNTED, answers(200, messageBy('a')));
      const { bodies } = await ask({ body: LONG });
      expect(bodies[1]?.['max_tokens']).toBeLessThan(1000);
    });

    it('is asked once, and not where there is enough, or where nothing is left', async () => {
      limit('api_key', { budgets: [budget(10_000_000_000)] });
      expect((await ask({ body: LONG })).calls).toEqual(['a']);
      limit('workspace', { budgets: [budget(10_000_000)] });
      expect(await ask({ body: LONG })).toMatchObject({ calls: [], error: { code: 'budget_exceeded' } });
    });

    it('leaves the bound by bytes where the provider does not answer', async () => {
      limit('api_key', { budgets: [budget(50_000_000)] });
      gateway.script('a', fails(500));
      expect(await ask({ body: LONG })).toMatchObject({ calls: ['a'], error: { code: 'budget_exceeded' } });
    });
  });

  it('a stream is asked for with fewer as well', async () => {
    limit('api_key', { budgets: [budget(LEAST + 3_000_000)] });
    const [tokens] = sent(await ask({ stream: true }));
    expect(tokens).toBeLessThan(1000);
  });
});

describe('the hold of a stream', () => {
  const account = 'workspace:x:cost';
  const SLICE = 512 * 15_000;
  const long = (characters: number): string =>
    event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'x'.repeat(characters) } });

  /** What is held after each of these events, which come one after another. */
  async function heldAfter(events: readonly string[], maxTokens = 60_000): Promise<number[]> {
    const held: number[] = [];
    const done = Promise.withResolvers<void>();
    gateway.script('a', (receiver) => {
      const play = async (): Promise<void> => {
        receiver.started(200, { 'content-type': 'text/event-stream' }, { pause() {}, resume() {} });
        for (const one of events) {
          receiver.data(Buffer.from(one));
          await turns();
          held.push(balance(account).held);
        }
        receiver.ended();
        done.resolve();
      };
      void play();
    });
    await Promise.all([ask({ stream: true, body: { max_tokens: maxTokens } }), done.promise]);
    return held;
  }

  const turns = () => new Promise((resolve) => setImmediate(resolve));

  it('is the input and a slice, not all that the model may write', async () => {
    limit('workspace', { budgets: [budget(100 * HOLD)] });
    const [first = 0] = await heldAfter(eventsBy('a'));
    expect(first).toBeLessThan(SLICE + 2_000_000);
    expect(balance(account)).toEqual({ held: 0, spent: ANSWER });
  });

  it('grows ahead of what has come, and is the input that was reported once it was reported', async () => {
    limit('workspace', { budgets: [budget(1000 * HOLD)] });
    const [start = '', block = '', , ...end] = eventsBy('a');
    const held = await heldAfter([start, block, long(1000), long(5000), ...end]);
    const input = ANSWER - 5 * 15_000;
    expect(held[0]).toBe(input + SLICE);
    expect(held[2]).toBeGreaterThanOrEqual(input + 1000 * 15_000 + SLICE);
    expect(held[3]).toBeGreaterThanOrEqual(input + 6000 * 15_000 + SLICE);
    expect(balance(account)).toEqual({ held: 0, spent: ANSWER });
  });

  it('ends the stream as a whole answer where it may not grow, and cancels the upstream', async () => {
    limit('workspace', { budgets: [budget(2 * SLICE)] });
    const [start = '', block = ''] = eventsBy('a');
    const many = Array.from({ length: 40 }, () => long(200));
    let most = 0;
    gateway.script('a', (receiver) => {
      const play = async (): Promise<void> => {
        receiver.started(200, { 'content-type': 'text/event-stream' }, { pause() {}, resume() {} });
        for (const one of [start, block, ...many]) {
          receiver.data(Buffer.from(one));
          await turns();
          const { held, spent } = balance(account);
          most = Math.max(most, held + spent);
        }
      };
      void play();
    });
    const { status, text, row } = await ask({ stream: true, body: { max_tokens: 60_000 } });
    expect(status).toBe(200);
    expect(text).toMatch(/daily budget limit of the workspace[^]*"stop_reason":"max_tokens"[^]*message_stop/);
    expect(text).not.toContain('event: error');
    expect(row).toMatchObject({ error_code: 'budget_exceeded' });
    expect(row.attempts).toMatchObject([{ reason: 'budget_exceeded' }]);
    expect(most).toBeLessThanOrEqual(2 * SLICE);
    expect(balance(account).held).toBe(0);
  });

  it('lets eight run beside each other where eight worst cases have no room', async () => {
    limit('workspace', { budgets: [budget(10 * SLICE)] });
    const asked = Array.from({ length: 8 }, () => ask({ stream: true, body: { max_tokens: 60_000 } }));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(balance(account)).toEqual({ held: 0, spent: 8 * ANSWER });
  });
});

describe('a request that has room but for the holds of others', () => {
  const account = 'api_key:x:cost';

  /** One that runs until it is let go on, and holds nearly all that there is. */
  function holding() {
    const end = Promise.withResolvers<void>();
    gateway.script('a', (receiver) => void end.promise.then(() => answers(200, messageBy('a'))(receiver, WORLD)));
    return { asked: ask(), end: end.resolve };
  }
  const WORLD = {} as Parameters<ReturnType<typeof answers>>[1];
  const soon = () => new Promise((resolve) => setImmediate(resolve));

  it('waits for one of them to end, and is served', async () => {
    limit('api_key', { budgets: [budget(HOLD + LEAST / 2)] });
    const asked: number[] = [];
    gateway.deps.pause = (ms) => {
      asked.push(ms);
      return new Promise(() => undefined);
    };
    const running = holding();
    await soon();
    const waiting = ask();
    await soon();
    expect(asked, 'ms that it is ready to wait').toEqual([5000]);
    running.end();
    expect((await running.asked).status).toBe(200);
    expect((await waiting).status).toBe(200);
    expect(balance(account)).toEqual({ held: 0, spent: 2 * ANSWER });
  });

  it('is refused after five seconds, with what is held by others', async () => {
    limit('api_key', { budgets: [budget(HOLD + LEAST / 2)] });
    const running = holding();
    await soon();
    const before = gateway.clock.elapsed();
    const { error } = await ask();
    expect(gateway.clock.elapsed() - before).toBe(5000);
    expect(error?.code).toBe('budget_exceeded');
    expect(error?.message).toMatch(
      /for now: \$0\.00 of .* are held for requests that are running, and this one may need/,
    );
    running.end();
    await running.asked;
    expect((await ask()).status).toBe(200);
  });
});

describe('a budget of a provider', () => {
  it('lets a fallback go on to the next', async () => {
    limit('provider', { budgets: [budget(1)] });
    const config = { strategy: { mode: 'fallback' }, targets: to('a', 'c') };
    expect(await ask({ config })).toMatchObject({ status: 200, calls: ['c'] });
    expect(await ask({ config: { ...config, strategy: { mode: 'fallback', on_status_codes: [412] } } })).toMatchObject({
      status: 200,
      calls: ['c'],
    });
  });

  it('never hides the failure of one that was asked', async () => {
    limit('provider', { budgets: [budget(1)] }, 'c');
    gateway.script('a', fails(503));
    const { error } = await ask({ config: { strategy: { mode: 'fallback' }, targets: to('a', 'c') } });
    expect(error?.status).toBe(503);
  });

  it('is reported where nothing else is left', async () => {
    limit('provider', { budgets: [budget(1)] });
    expect((await ask()).error).toMatchObject({ code: 'provider_budget_exceeded', status: 429 });
  });
});

describe('limits beside those of key, workspace and provider', () => {
  const organisationId = 'o' as OrganisationId;
  const record = (ownerKind: LimitsRecord['ownerKind'], ownerId: string, amount: number): LimitsRecord => ({
    ownerKind,
    ownerId,
    organisationId,
    budgets: [budget(amount)],
    rates: [],
  });

  function set(limits: LimitsRecord[], policies: Partial<Policy>[] = []): void {
    const [workspace] = gateway.snapshot.workspaces.values();
    const id = workspace?.organisationId ?? organisationId;
    const rows = {
      organisations: [{ id, name: 'Acme', createdAt: 0 }],
      limits: limits.map((row) => ({ ...row, organisationId: id })),
      policies: policies.map((policy) => ({ ...POLICY, ...policy, organisationId: id })),
      stops: [],
      spendLimits: [],
      cappedMembers: [],
    };
    Object.assign(gateway.snapshot, { tenantLimits: compileTenantLimits(rows) });
  }

  const POLICY: Policy = {
    id: 'p1',
    organisationId,
    workspaceId: null,
    kind: 'usage_limits',
    name: 'Per user',
    description: null,
    rule: {
      conditions: [{ key: 'metadata._user', values: ['*'], excludes: false }],
      groupBy: ['metadata._user'],
      budget: budget(LEAST + ANSWER / 2),
      rate: null,
    },
    status: 'active',
    createdAt: 0,
    lastUpdatedAt: 0,
  };

  const by = (user: string, more: Question = {}) =>
    ask({ ...more, headers: { 'x-portkey-metadata': JSON.stringify({ _user: user }) } });

  it('of the organisation end the request, and say so', async () => {
    set([record('organisation', 'o', 1)]);
    const { error, calls } = await ask({ config: { strategy: { mode: 'fallback' }, targets: to('a', 'c') } });
    expect(error?.message).toContain('daily budget limit of the organisation "Acme"');
    expect([error?.code, calls]).toEqual(['budget_exceeded', []]);
  });

  it('of a user hold for all of their keys, and for nobody else', async () => {
    set([record('user', 'alice', 1)]);
    expect(await ask()).toMatchObject({ status: 200 });
    const [key] = gateway.snapshot.keys.values();
    Object.assign(key ?? {}, { userId: 'alice' });
    expect((await ask()).error?.message).toContain('the user "alice"');
  });

  it('of an integration in one workspace let a fallback go on', async () => {
    const [workspace] = gateway.snapshot.workspaces.values();
    const account = workspace?.providers.get('a')?.accountId ?? '';
    set([record('integration_workspace', `${account}:${workspace?.id ?? ''}`, 1)]);
    const config = { strategy: { mode: 'fallback' }, targets: to('a', 'c') };
    expect(await ask({ config })).toMatchObject({ status: 200, calls: ['c'] });
    expect((await ask()).error?.code).toBe('provider_budget_exceeded');
  });

  it('by policy count each user apart', async () => {
    set([], [{}]);
    expect((await by('alice')).status).toBe(200);
    expect((await by('alice')).error?.message).toContain('the policy "Per user (metadata._user:alice)"');
    expect((await by('bob')).status).toBe(200);
    expect((await ask()).status).toBe(200);
    expect(balance('policy:p1:metadata._user:alice').spent).toBe(ANSWER);
  });

  it('by policy on a provider let a fallback go on', async () => {
    const rule = {
      ...POLICY.rule,
      conditions: [{ key: 'provider', values: ['a'], excludes: false }],
      groupBy: [],
      budget: budget(1),
    };
    set([], [{ rule }]);
    const config = { strategy: { mode: 'fallback' }, targets: to('a', 'c') };
    expect(await ask({ config })).toMatchObject({ status: 200, calls: ['c'] });
  });

  it.each([
    ['api_key', 'key-one', 'key-two'],
    ['user', 'alice', 'bob'],
    ['workspace_id', 'id-one', 'id-two'],
    ['workspace_id', 'one', 'two'],
    ['provider', 'fake', 'openai'],
    ['virtual_key', 'a', 'b1'],
    ['model', `@a/${MODEL}`, `@b1/${MODEL}`],
    ['model', MODEL, 'claude-opus-4-5'],
    ['endpoint_type', 'messages', 'embed'],
  ])('by policy are for requests whose %s is %s, and not for those of %s', async (key, value, other) => {
    const [caller] = gateway.snapshot.keys.values();
    Object.assign(caller ?? {}, { userId: 'alice' });
    const rule = { ...POLICY.rule, groupBy: [], budget: budget(1) };
    set([], [{ rule: { ...rule, conditions: [{ key, values: [other], excludes: false }] } }]);
    expect((await ask()).status).toBe(200);
    set([], [{ rule: { ...rule, conditions: [{ key, values: [value], excludes: false }] } }]);
    expect((await ask()).error?.code).toMatch(/budget_exceeded$/);
  });

  it('by policy on rates count a request once, however often it is tried', async () => {
    const rate = { unit: 'requests', per: 'minute', value: 2 } as const;
    set([], [{ kind: 'rate_limits', rule: { ...POLICY.rule, budget: null, rate } }]);
    gateway.script('a', fails(503), fails(503));
    const config = { provider: '@a', retry: { attempts: 2, on_status_codes: [503] } };
    expect((await by('alice', { config })).status).toBe(200);
    expect((await by('alice')).status).toBe(200);
    expect((await by('alice')).error).toMatchObject({ code: 'rate_limited', status: 429 });
  });

  it('that are soft count and refuse nothing', async () => {
    limit('api_key', { budgets: [budget(1, { isSoft: true })] });
    expect(await ask()).toMatchObject({ status: 200 });
    expect(await ask()).toMatchObject({ status: 200 });
    expect(balance('api_key:x:cost').spent).toBe(2 * ANSWER);
  });
});

describe('a rate', () => {
  const minute = (value: number, unit: RateLimit['unit'] = 'requests'): RateLimit => ({ unit, per: 'minute', value });

  it('of requests refuses the next one, and says when there is room', async () => {
    limit('api_key', { rates: [minute(2)] });
    await ask();
    await ask();
    const { error, calls } = await ask();
    expect(error).toMatchObject({ code: 'rate_limited', status: 429, retryAfter: 61, retryable: null });
    expect(error?.message).toBe('The API key "mine" is limited to 2 requests per minute.');
    expect(calls).toEqual([]);
    gateway.clock.advance(61_000);
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('does not count what was refused, nor the counting of tokens', async () => {
    limit('workspace', { rates: [minute(1)] });
    gateway.script('a', answers(200, { input_tokens: 4 }));
    await ask({ path: '/v1/messages/count_tokens' });
    expect(await ask()).toMatchObject({ status: 200 });
    await ask();
    gateway.clock.advance(61_000);
    expect(await ask()).toMatchObject({ status: 200 });
  });

  it('of tokens refuses once they are used up', async () => {
    limit('api_key', { rates: [minute(1500, 'tokens')] });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    expect((await ask()).error?.code).toBe('rate_limited');
  });

  it('and a velocity limit are told once, in one turn, what an answer used and that its subagent has ended', async () => {
    const [key] = gateway.snapshot.keys.values();
    const record = { ownerKind: 'api_key' as const, ownerId: 'x', organisationId: 'o' as OrganisationId, budgets: [] };
    const velocity = [{ per: 'session' as const, nanoUsdPerMinute: 1e12, subagents: 2 }];
    Object.assign(key ?? {}, {
      limits: compileLimits({ ...record, rates: [minute(1e6, 'tokens'), minute(1e6)], velocity }, 'mine'),
    });
    const told: string[] = [];
    const say = (text: string) => {
      told.push(text);
      return Promise.resolve().then(() => void told.push('a turn has ended'));
    };
    gateway.deps.spending.rates = {
      ...gateway.deps.spending.rates,
      add: (counted) => say(counted.map(({ window, amount }) => `${window.place}=${amount}`).join(' ')),
      leave: (agents) => say(agents.map(({ agent }) => agent).join(' ')),
    };
    const headers = { 'x-claude-code-session-id': 's', 'x-claude-code-agent-id': 'a' };
    expect((await ask({ headers })).status).toBe(200);
    expect(told.slice(0, 3)).toEqual([
      's a',
      `api_key:x:tokens:minute=${TOKENS} velocity:api_key:x:key-one:s:usd=${ANSWER}`,
      'a turn has ended',
    ]);
  });

  it('of a provider counts attempts, and lets a fallback go on', async () => {
    limit('provider', { rates: [minute(1)] });
    const config = { strategy: { mode: 'fallback' }, targets: to('a', 'c') };
    expect((await ask({ config })).calls).toEqual(['a']);
    expect((await ask({ config })).calls).toEqual(['c']);
  });

  it('of 0 lets nothing pass, and no retry helps', async () => {
    limit('provider', { rates: [minute(0)] });
    expect((await ask()).error).toMatchObject({ code: 'provider_rate_limited', retryable: false });
  });
});

it('a request without limits asks the ledger nothing', async () => {
  gateway.deps.spending.ledger.reserve = () => Promise.reject(new Error('asked'));
  gateway.script('a', streams([...eventsBy('a'), event('ping', {})]));
  expect(await ask({ stream: true })).toMatchObject({ status: 200 });
});
