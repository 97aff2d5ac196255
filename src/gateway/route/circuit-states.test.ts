import { describe, expect, it } from 'vitest';
import { circuitsOf } from './circuit-states.ts';
import { parseConfig, type StrategyNode } from '../../routing/parse.ts';
import type { CircuitState, CircuitBreaker } from './circuit-breaker.ts';

const cb_config = { failure_threshold: 1, cooldown_interval: 30_000 };
const USING = { providers: new Map(), workspaceId: 'w' as never, isSaved: true, checkUrl: () => null };
const A = { provider: '@a', name: '@a' };
const B = { provider: '@b', name: '@b' };
const C = { provider: '@c', name: '@c' };

function parse(config: object): StrategyNode {
  const parsed = parseConfig(config, USING);
  if (!parsed.ok || parsed.value.kind !== 'strategy') throw new Error(`No strategy: ${JSON.stringify(parsed)}`);
  const node = parsed.value;
  return node;
}

/** The named targets are open; all others are closed. */
async function statesOf(config: object, states: Record<string, CircuitState>): Promise<CircuitState[]> {
  const node = parse(config);
  const named = new Map<string, string>();
  const learn = ({ targets }: StrategyNode): void => {
    for (const target of targets) {
      if (target.kind === 'strategy') learn(target);
      else named.set(`scope ${target.id}`, target.name ?? '');
    }
  };
  learn(node);
  const peek = (keys: readonly string[]) =>
    Promise.resolve(keys.map((key) => states[named.get(key) ?? ''] ?? 'closed'));
  const circuits = await circuitsOf(node, { breaker: { peek } as CircuitBreaker, scopes: { state: 'scope' } });
  return node.targets.map(({ path }) => circuits.get(path) ?? 'closed');
}

describe('the circuit of a nested strategy', () => {
  const pool = (mode: string, ...targets: object[]) => ({
    strategy: { mode: 'fallback' },
    cb_config,
    targets: [{ strategy: { mode }, targets }, C],
  });

  it.each<[string, object, Record<string, CircuitState>, CircuitState]>([
    ['is closed while one of its targets is', pool('loadbalance', A, B), { '@a': 'open' }, 'closed'],
    ['is open when all of them are', pool('loadbalance', A, B), { '@a': 'open', '@b': 'open' }, 'open'],
    ['is to be probed when one of them is', pool('fallback', A, B), { '@a': 'open', '@b': 'probe' }, 'probe'],
    [
      'is not held up by a target without a share',
      pool('loadbalance', A, { ...B, weight: 0 }),
      { '@a': 'open' },
      'open',
    ],
    [
      'is that of its best target, however deep',
      pool('single', { strategy: { mode: 'fallback' }, targets: [A, B] }),
      { '@a': 'open', '@b': 'open' },
      'open',
    ],
  ])('%s', async (_, config, states, expected) => {
    expect(await statesOf(config, states)).toEqual([expected, 'closed']);
  });

  it('is open by breakers that only its targets have', async () => {
    const targets = [
      { ...A, cb_config },
      { ...B, cb_config },
    ];
    const config = { strategy: { mode: 'fallback' }, targets: [{ targets }, C] };
    expect(await statesOf(config, { '@a': 'open', '@b': 'open', '@c': 'open' })).toEqual(['open', 'closed']);
  });
});

it('nothing is asked of the counters where nothing is guarded', () => {
  const node = parse({ strategy: { mode: 'fallback' }, targets: [A, B] });
  expect(circuitsOf(node, { breaker: {} as CircuitBreaker, scopes: { state: 'scope' } })).toEqual(new Map());
});
