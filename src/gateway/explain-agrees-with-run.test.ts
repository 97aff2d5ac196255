import { beforeEach, describe, expect, it } from 'vitest';
import { fails, gatewayInMemory, to, type Question } from '../../testkit/gateway-in-memory.ts';
import { findRoute } from '../http/data-plane/routes.ts';
import type { WorkspaceId } from '../kernel/ids.ts';
import { explainRequest, type Explained } from './explain.ts';

let gateway: ReturnType<typeof gatewayInMemory>;

beforeEach(() => {
  gateway = gatewayInMemory();
});

type Asked = Pick<Question, 'body' | 'headers' | 'path'>;

const MESSAGE = { model: 'claude-x', max_tokens: 100, messages: [{ role: 'user', content: 'Hello?' }] };

function explain(config: object, { body = {}, headers = {}, path = '/v1/messages' }: Asked = {}): Promise<Explained> {
  const request = { path, headers, body: { ...(path === '/v1/embeddings' ? {} : MESSAGE), ...body } };
  const about = { workspaceId: 'id-one' as WorkspaceId, apiKeyId: null, saved: null, config, request };
  return explainRequest(about, gateway.snapshot, {
    ...gateway.deps,
    providers: new Map(),
    findRoute,
    nextTurn: () => Promise.resolve(),
  });
}

/** The targets that would be called, in order, as long as nothing fails; a balancer's may be several. */
function taken({ kind, taken: isTaken, path, problem, targets = [] }: Explained): string[] {
  if (kind !== 'target') return targets.flatMap(taken);
  return isTaken && problem === undefined ? [path] : [];
}

const named = (provider: string) => ({ name: provider, provider });
const byTeam = (more: object) => ({
  strategy: { mode: 'conditional', conditions: [{ query: { 'headers.X-Team': 'red' }, then: '@c' }], ...more },
  targets: [named('@a'), named('@c')],
});
const cb_config = { failure_threshold: 1, cooldown_interval: 30_000 };

describe('what is explained is what then happens', () => {
  it.each<[string, object, Asked]>([
    ['without a strategy', { targets: to('c', 'a') }, {}],
    ['to a single target', { strategy: { mode: 'single' }, targets: to('c', 'a') }, {}],
    ['in a fallback', { strategy: { mode: 'fallback' }, targets: to('a', 'c') }, {}],
    ['past a provider that is not there', { strategy: { mode: 'fallback' }, targets: to('nobody', 'c') }, {}],
    ['past a provider that cannot be used', { strategy: { mode: 'fallback' }, targets: to('broken', 'c') }, {}],
    ['by models alone', { strategy: { mode: 'fallback' }, targets: [{ override_params: { model: '@c/x' } }] }, {}],
    ['under a condition that holds', byTeam({ default: '@a' }), { headers: { 'x-team': 'red' } }],
    ['under a condition that does not', byTeam({ default: '@a' }), { headers: { 'x-team': 'blue' } }],
    ['under conditions that leave nothing', byTeam({}), {}],
    ['by weight', { strategy: { mode: 'loadbalance' }, targets: [{ provider: '@a', weight: 0 }, ...to('c')] }, {}],
    ['where every weight is 0', { strategy: { mode: 'loadbalance' }, targets: [{ provider: '@a', weight: 0 }] }, {}],
    [
      'past a strategy that resolves to nothing',
      { strategy: { mode: 'fallback' }, targets: [byTeam({}), ...to('b1')] },
      {},
    ],
    ['through a passthrough', { passthrough: true }, { headers: { 'x-portkey-provider': '@c' } }],
    ['by the model of the body', { retry: { attempts: 1 } }, { body: { model: '@c/claude-x' } }],
    ['without any provider', { retry: { attempts: 1 } }, {}],
    ['for embeddings', { provider: '@a' }, { path: '/v1/embeddings', body: { model: 'e', input: 'x' } }],
    [
      'for embeddings that a provider does not make',
      { strategy: { mode: 'fallback' }, targets: to('c', 'a') },
      { path: '/v1/embeddings', body: { model: 'e', input: 'x' } },
    ],
  ])('%s', async (_, config, asked) => {
    const [expected] = taken(await explain(config, asked));
    const { status, headers } = await gateway.ask({ config, ...asked });
    expect(status === 200 ? headers['x-portkey-last-used-option-index'] : undefined).toBe(expected);
  });

  it('after the measurements of an inline config', async () => {
    const config = { strategy: { mode: 'least-latency' }, targets: to('a', 'c') };
    for (let time = 0; time < 4; time += 1) {
      const [expected] = taken(await explain(config));
      expect((await gateway.ask({ config })).headers['x-portkey-last-used-option-index']).toBe(expected);
    }
  });

  it('with an open circuit, and without the breaker that opened it', async () => {
    const config = { strategy: { mode: 'fallback' }, cb_config, targets: to('a', 'c') };
    gateway.script('a', fails(503));
    await gateway.ask({ config });
    expect((await explain(config)).targets?.map(({ circuit, why }) => [circuit, why])).toEqual([
      ['open', 'its circuit is open'],
      ['closed', 'asked first'],
    ]);
    expect((await gateway.ask({ config })).calls).toEqual(['c']);
  });
});
