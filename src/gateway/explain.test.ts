import { beforeEach, describe, expect, it } from 'vitest';
import { gatewayInMemory } from '../../testkit/gateway-in-memory.ts';
import { PARSING } from '../../testkit/config-parsing.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';
import { findRoute } from '../http/data-plane/routes.ts';
import type { WorkspaceId } from '../kernel/ids.ts';
import { parseConfig } from '../routing/parse.ts';
import type { CompiledKey } from './snapshot/snapshot.ts';
import { explainRequest, type Explained, type HypotheticalRequest } from './explain.ts';

const A = { provider: '@a' };
const C = { provider: '@c' };
const QUESTION = { model: 'claude-x', max_tokens: 100, messages: [{ role: 'user', content: 'Hello?' }] };

let gateway: ReturnType<typeof gatewayInMemory>;

beforeEach(() => {
  gateway = gatewayInMemory();
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

type Besides = Partial<Omit<HypotheticalRequest, 'config' | 'request'>>;

function explain(config: unknown, request: Partial<HypotheticalRequest['request']> = {}, besides: Besides = {}) {
  const asked: HypotheticalRequest = {
    workspaceId: 'id-one' as WorkspaceId,
    apiKeyId: null,
    saved: null,
    config,
    request: { path: '/v1/messages', headers: {}, body: QUESTION, ...request },
    ...besides,
  };
  return explainRequest(asked, gateway.snapshot, { ...gateway.deps, providers: PROVIDERS, findRoute, nextTurn });
}

/** By which a config's state knows one of its targets. */
function idOf(target: object, config: { targets: readonly object[] }): string {
  const parsed = parseConfig(config, PARSING);
  if (!parsed.ok || parsed.value.kind !== 'strategy') throw new Error('Expected a strategy.');
  const node = parsed.value;
  return node.targets[config.targets.indexOf(target)]?.id ?? '';
}

/** Of the targets: whether each would be called, and why. */
const verdicts = ({ targets = [] }: Explained) => targets.map(({ taken, why }) => [taken, why]);

describe('why a request would go there', () => {
  it('through a fallback: one after the other', async () => {
    const strategy = { mode: 'fallback', on_stop_reasons: ['refusal', 'max_tokens'] };
    const explained = await explain({ strategy, targets: [A, C, A] });
    expect(explained).toMatchObject({ path: 'config', kind: 'fallback', taken: true, why: 'the root of the config' });
    const stopped = 'failed, or stopped with refusal or max_tokens';
    expect(verdicts(explained)).toEqual([
      [true, 'asked first'],
      [true, `asked when the one before it has ${stopped}`],
      [true, `asked when the 2 before it have ${stopped}`],
    ]);
  });

  it('through a load balancer: by the shares, none drawn', async () => {
    const weighted = [
      { ...A, weight: 3 },
      { ...C, weight: 1 },
      { ...C, weight: 0 },
    ];
    const { targets } = await explain({ strategy: { mode: 'loadbalance' }, targets: weighted });
    expect(targets).toMatchObject([
      { taken: true, share: 0.75, why: 'by weight, 3 of 4' },
      { taken: true, share: 0.25, why: 'by weight, 1 of 4' },
      { taken: false, share: 0, why: 'by weight, 0 of 4' },
    ]);
  });

  it('to the target that the session sticks to, which no explanation makes it do', async () => {
    const sticky = { enabled: true, hash_fields: ['session'] };
    const config = { strategy: { mode: 'loadbalance', sticky }, targets: [A, C] };
    const session = { headers: { 'X-Claude-Code-Session-Id': 's-1' } };
    const places: string[] = [];
    const { get, put } = gateway.deps.counters;
    gateway.deps.counters.get = (keys) => {
      places.push(...keys.filter((key) => key.startsWith('sticky:')));
      return get(keys);
    };
    for (let time = 0; time < 2; time += 1) {
      expect((await explain(config, session)).targets).toMatchObject([{ share: 0.5 }, { share: 0.5 }]);
    }
    expect(new Set(places).size).toBe(1);
    await put(places[0] ?? '', idOf(C, config), 60_000);
    expect((await explain(config, session)).targets).toMatchObject([
      { taken: false, share: 0, why: 'sticky: this session has its target' },
      { taken: true, share: 1, why: 'sticky: this session has its target' },
    ]);
  });

  it('by the condition that holds, or nowhere', async () => {
    const config = {
      strategy: { mode: 'conditional', conditions: [{ query: { 'metadata.team': 'blue' }, then: 'c' }] },
      targets: [
        { ...A, name: 'a' },
        { ...C, name: 'c' },
      ],
    };
    const headers = { 'X-Portkey-Metadata': '{"team":"blue"}' };
    expect(await explain(config, { headers })).toMatchObject({ targets: [{ taken: false }, { taken: true }] });
    expect(verdicts(await explain(config))).toEqual([
      [false, 'nothing resolves'],
      [false, 'nothing resolves'],
    ]);
  });

  it('not through a branch that is not taken, whatever is in it', async () => {
    const never = { ...C, weight: 0 };
    const branch = { strategy: { mode: 'fallback' }, weight: 0, targets: [A, C] };
    const { targets } = await explain({ strategy: { mode: 'loadbalance' }, targets: [A, branch, never] });
    expect(targets?.[1]).toMatchObject({ taken: false, targets: [{ taken: false }, { taken: false }] });
  });

  it('past a circuit that is open', async () => {
    const breaker = { failure_threshold: 1, cooldown_interval: 30_000 };
    const asked: string[] = [];
    gateway.deps.breaker.peek = async (keys) => {
      asked.push(...keys);
      return keys.map((_, index) => (index === 0 ? 'open' : 'probe'));
    };
    const targets = [
      { ...A, cb_config: breaker },
      { ...C, cb_config: breaker },
    ];
    const explained = await explain({ strategy: { mode: 'fallback' }, targets });
    expect(explained.targets).toMatchObject([
      { taken: false, why: 'its circuit is open', circuit: 'open' },
      { taken: true, why: 'asked first', circuit: 'probe' },
    ]);
    expect(asked).toHaveLength(2);
  });
});

describe('what a target would be asked', () => {
  it('is reported with the merged parameters, without the conversation', async () => {
    const config = {
      ...A,
      default_params: { max_tokens: 5, top_k: 3 },
      override_params: { model: '@c/claude-y', temperature: 0 },
      drop_params: ['stop_sequences'],
      retry: { attempts: 2, on_status_codes: [503], use_retry_after_headers: true },
      cache: { mode: 'simple', max_age: 60 },
      request_timeout: 1,
      idle_timeout: 2,
      total_timeout: 3,
      forward_headers: ['X-Team'],
    };
    const body = { ...QUESTION, system: 'secret', tools: [], stop_sequences: ['x'] };
    expect((await explain(config, { body })).target).toEqual({
      provider: '@a',
      provider_id: 'fake',
      model: 'claude-y',
      params: { max_tokens: 100, top_k: 3, temperature: 0 },
      retry: { attempts: 2, on_status_codes: [503], use_retry_after_headers: true },
      cache: { mode: 'simple', max_age: 60 },
      timeouts: { request_timeout: 1, idle_timeout: 2, total_timeout: 3 },
      forward_headers: ['x-team'],
    });
    expect((await explain(A)).target).toMatchObject({ retry: null, cache: null });
  });

  it('is a problem where it could not be asked', async () => {
    expect(await explain({ provider: '@broken' })).toMatchObject({ problem: 'Its secret does not open.', target: {} });
    const gone = await explain({ provider: '@gone' });
    expect(gone.target).toBeUndefined();
    expect(gone.problem).toMatch(/^There is no provider "@gone" .* It has: @a, /);
  });
});

it('a config that is not valid, and a workspace that is gone, are refused', async () => {
  await expect(explain({ retri: 1 })).rejects.toMatchObject({ code: 'invalid_config' });
  await expect(explain(A, {}, { workspaceId: 'id-gone' as WorkspaceId })).rejects.toMatchObject({ code: 'not_found' });
});

describe('the path of the request', () => {
  const RAW = '/v1/projects/p/locations/l/publishers/anthropic/models/claude-raw:streamRawPredict';
  const byPath = {
    strategy: {
      mode: 'conditional',
      conditions: [
        { query: { 'url.pathname': { $regex: 'streamRawPredict$' }, 'params.model': 'claude-raw' }, then: 'c' },
      ],
      default: 'a',
    },
    targets: [
      { ...A, name: 'a' },
      { ...C, name: 'c' },
    ],
  };

  it('names the model where it is a raw one of Vertex, and conditions see both', async () => {
    const { model: _, ...body } = QUESTION;
    const explained = await explain(byPath, { path: RAW, body });
    expect(explained.targets).toMatchObject([
      { taken: false },
      { taken: true, why: 'the condition for "c" holds', target: { model: 'claude-raw' } },
    ]);
    expect((await explain(byPath)).targets).toMatchObject([{ taken: true }, { taken: false }]);
  });

  it.each(['/v1/models', '/v1/completion', '/v1/messages?beta=true'])(
    'is refused where no request for a model is served: %s',
    async (path) => {
      await expect(explain(A, { path })).rejects.toMatchObject({
        code: 'invalid_request',
        message: `request.path: Tollgate serves no POST ${path}.`,
      });
    },
  );

  it('is a problem of a target that does not serve it', async () => {
    const { connection } = gateway.snapshot.workspaces.get('id-one' as WorkspaceId)?.providers.get('c') ?? {};
    if (connection?.ok !== true) throw new Error('Expected a connection.');
    connection.value.supports = (_, raw) => !raw;
    expect(await explain(A, { path: RAW })).not.toHaveProperty('problem');
    expect(await explain(C, { path: RAW })).toMatchObject({
      target: { provider: '@c' },
      problem: 'The provider "@c" does not serve this path, which is another provider’s own.',
    });
  });
});

describe('the key that would send the request', () => {
  const byTeam = {
    strategy: { mode: 'conditional', conditions: [{ query: { 'metadata.team': 'blue' }, then: 'c' }], default: 'a' },
    targets: [
      { ...A, name: 'a' },
      { ...C, name: 'c' },
    ],
  };
  const besides = { apiKeyId: 'key-one' };

  function changeKeys(change: Partial<CompiledKey>): void {
    const keys = [...gateway.snapshot.keys].map(([hash, key]) => [hash, { ...key, ...change }] as const);
    Object.assign(gateway.snapshot, { keys: new Map(keys) });
  }

  beforeEach(() => changeKeys({ metadata: { team: 'blue' } }));

  it('brings its metadata, over that of the headers', async () => {
    const headers = { 'x-portkey-metadata': '{"team":"red"}' };
    expect((await explain(byTeam, { headers }, besides)).targets).toMatchObject([{ taken: false }, { taken: true }]);
    expect((await explain(byTeam, { headers })).targets).toMatchObject([{ taken: true }, { taken: false }]);
  });

  it('is the one that sticks where a config says that keys do', async () => {
    const sticky = { enabled: true, hash_fields: ['api_key'] };
    const config = { strategy: { mode: 'loadbalance', sticky }, targets: [A, C] };
    const { headers } = await gateway.ask({ config });
    const stuck = headers['x-portkey-last-used-option-index'];
    const { targets } = await explain(config, {}, besides);
    expect(targets?.filter(({ taken }) => taken)).toMatchObject([{ path: stuck, share: 1 }]);
    expect((await explain(config)).targets).toMatchObject([{ share: 0.5 }, { share: 0.5 }]);
  });

  it.each<[string, () => Partial<CompiledKey>]>([
    ['lacks the scope', () => ({ scopes: new Set(['logs.list']) })],
    ['has expired', () => ({ expiresAt: gateway.deps.clock.now() })],
  ])('is a problem of the root where it %s, in the words of the real refusal', async (_, change) => {
    expect(await explain(byTeam, {}, besides)).not.toHaveProperty('problem');
    changeKeys(change());
    const { error } = await gateway.ask();
    const { problem, targets } = await explain(byTeam, {}, besides);
    const words = `${error?.message} ${error?.hint}`;
    expect(problem).toBe(`The key is refused (${error?.status} ${error?.code}): ${words}`);
    expect(targets).toHaveLength(2);
  });

  it('is gone where it is another workspace’s', async () => {
    const elsewhere = { workspaceId: 'id-two' as WorkspaceId, ...besides };
    await expect(explain(A, {}, elsewhere)).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('a request without any config goes where its headers say', async () => {
  const headers = { 'x-portkey-provider': '@c' };
  expect(await explain(null, { headers })).toMatchObject({
    path: 'config',
    kind: 'target',
    target: { provider: '@c' },
  });
});

describe('a config of very many targets', () => {
  const fallback = (targets: readonly object[]) => ({ strategy: { mode: 'fallback' }, targets });
  const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

  it('holds up nobody: each target is explained in a turn of the event loop of its own', async () => {
    let turn = 0;
    const takeTurn = (): void => {
      turn += 1;
      others = setImmediate(takeTurn);
    };
    let others = setImmediate(takeTurn);
    const turns: number[] = [];
    const { factsFor } = gateway.deps.catalog;
    gateway.deps.catalog.factsFor = (...asked) => {
      turns.push(turn);
      return factsFor(...asked);
    };
    await explain(fallback([...times(40, A), fallback(times(20, C))]));
    clearImmediate(others);
    expect(turns).toHaveLength(60);
    expect(new Set(turns).size).toBe(60);
  });

  const conditional = (targets: readonly object[]) => ({
    strategy: { mode: 'conditional', conditions: [{ query: { 'params.model': 'x' }, then: 'c' }] },
    targets: targets.map((target) => ({ name: 'c', ...target })),
  });

  it('is explained up to a thousand, nested ones included, and refused above', async () => {
    expect((await explain(conditional(times(1000, A)))).targets).toHaveLength(1000);
    const more = conditional([fallback([A]), ...times(999, A)]);
    await expect(explain(more, {}, { saved: 'pc-saved' })).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'config: at most 1000 targets can be explained, got 1001.',
    });
  });

  it('is refused for a body that is nothing but depth', async () => {
    const body = { ...QUESTION, metadata: JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown };
    await expect(explain(A, { body })).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('is refused where what all of them repeat is too long to report', async () => {
    const body = { ...QUESTION, metadata: { user_id: 'x'.repeat(50_000) } };
    await expect(explain(fallback(times(90, A)), { body })).rejects.toMatchObject({
      code: 'invalid_request',
      message: 'The explanation would be longer than 4000000 characters.',
    });
    const long = { ...QUESTION, messages: [{ role: 'user', content: 'x'.repeat(50_000) }] };
    expect((await explain(fallback(times(90, A)), { body: long })).targets).toHaveLength(90);
  });
});
