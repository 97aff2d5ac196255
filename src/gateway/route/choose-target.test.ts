import { beforeEach, describe, expect, it } from 'vitest';
import { PARSING } from '../../../testkit/config-parsing.ts';
import { manualClock, type ManualClock } from '../../../testkit/manual-clock.ts';
import { createMemoryCounters } from '../../storage/counters/memory.ts';
import type { Counters } from '../../storage/ports/counters.ts';
import type { RequestFields, Primitive } from '../../routing/conditions.ts';
import { available, choose } from './choose-target.ts';
import { parseConfig, type ConfigNode, type StrategyNode } from '../../routing/parse.ts';
import { createFigures, type Figures } from './figures.ts';
import type { CircuitState } from './circuit-breaker.ts';

let clock: ManualClock;
let counters: Counters;
let figures: Figures;

beforeEach(() => {
  clock = manualClock();
  counters = createMemoryCounters({ now: clock.now });
  figures = createFigures({ now: clock.now });
});

function strategy(own: object, ...targets: object[]): StrategyNode {
  const targetsOfA = targets.map((target) => ({ provider: '@a', ...target }));
  const parsed = parseConfig({ strategy: own, targets: targetsOfA }, PARSING);
  if (!parsed.ok || parsed.value.kind === 'target') throw new Error(JSON.stringify(parsed));
  const node = parsed.value;
  return node;
}

interface Given {
  fields?: Record<string, Primitive>;
  chance?: number;
  circuits?: Record<string, CircuitState>;
  scope?: string;
}

const at = (index: number): string => `config.targets[${index}]`;

/** The index of the choice, and why. */
async function pick(node: StrategyNode, { fields = {}, chance = 0, circuits = {}, scope = 'ws config-1' }: Given = {}) {
  const ask: RequestFields = { read: (field) => fields[field] };
  const states = new Map(Object.entries(circuits));
  const scopes = { state: scope, picks: scope };
  const choice = await choose(node, { fields: ask, random: () => chance, figures, counters, scopes, circuits: states });
  return { index: node.targets.indexOf(choice.target), why: choice.why };
}

describe('targets that may be tried', () => {
  const three = strategy({ mode: 'fallback' }, {}, {}, {});
  const indexes = (node: StrategyNode, circuits: Record<string, CircuitState>) =>
    available(node, new Map(Object.entries(circuits))).map((target) => node.targets.indexOf(target));

  it('are those without an open circuit, in their order', () => {
    expect(indexes(three, {})).toEqual([0, 1, 2]);
    expect(indexes(three, { [at(1)]: 'open' })).toEqual([0, 2]);
    expect(indexes(three, { [at(0)]: 'probe', [at(1)]: 'open', [at(2)]: 'closed' })).toEqual([0, 2]);
  });

  it('are all of them when every circuit is open: a breaker never refuses a request', () => {
    expect(indexes(three, { [at(0)]: 'open', [at(1)]: 'open', [at(2)]: 'open' })).toEqual([0, 1, 2]);
  });

  it('are all of them when only targets without traffic are left', async () => {
    const node = strategy({ mode: 'loadbalance' }, { weight: 1 }, { weight: 0 });
    expect(indexes(node, { [at(0)]: 'open' })).toEqual([0, 1]);
    expect(await pick(node, { circuits: { [at(0)]: 'open' } })).toMatchObject({ index: 0 });
  });
});

describe('single', () => {
  it('is the first target, and the next when its circuit is open', async () => {
    const node = strategy({ mode: 'single' }, {}, {});
    expect(await pick(node)).toMatchObject({ index: 0 });
    expect(await pick(node, { circuits: { [at(0)]: 'open' } })).toMatchObject({ index: 1 });
  });
});

describe('loadbalance', () => {
  it('picks by weight, among those that are well', async () => {
    const node = strategy({ mode: 'loadbalance' }, { weight: 3 }, {}, { weight: 0 });
    expect(await pick(node, { chance: 0.74 })).toEqual({ index: 0, why: 'by weight 3' });
    expect(await pick(node, { chance: 0.76 })).toEqual({ index: 1, why: 'by weight 1' });
    expect(await pick(node, { chance: 0, circuits: { [at(0)]: 'open' } })).toMatchObject({ index: 1 });
  });

  it.each(['loadbalance', 'least-latency', 'least-cost'])(
    '%s is a config that leads nowhere when every weight is 0',
    async (mode) => {
      await expect(pick(strategy({ mode }, { weight: 0 }, { weight: 0 }))).rejects.toMatchObject({
        code: 'invalid_config',
        status: 400,
        message: expect.stringMatching(/at config did not resolve: every weight is 0/) as string,
      });
    },
  );
});

describe('sticky', () => {
  const sticky = { enabled: true, hash_fields: ['session'], ttl: 60 };
  const node = strategy({ mode: 'loadbalance', sticky }, {}, {});
  const FIRST = 0;
  const SECOND = 0.9;
  const s1 = { session: 's-1' };

  it('gives the same fields the same target, whatever chance says', async () => {
    expect(await pick(node, { fields: s1, chance: SECOND })).toEqual({ index: 1, why: 'by weight 1' });
    expect(await pick(node, { fields: s1, chance: FIRST })).toEqual({ index: 1, why: 'sticky' });
  });

  it('gives other fields, another config or another tenant a pick of their own', async () => {
    await pick(node, { fields: s1, chance: SECOND });
    expect(await pick(node, { fields: { session: 's-2' }, chance: FIRST })).toMatchObject({ index: 0 });
    expect(await pick(node, { fields: s1, chance: FIRST, scope: 'ws config-2' })).toMatchObject({ index: 0 });
    expect(await pick(node, { fields: s1, chance: FIRST, scope: 'other config-1' })).toMatchObject({ index: 0 });
  });

  it('forgets after its time, which every use starts anew', async () => {
    await pick(node, { fields: s1, chance: SECOND });
    clock.advance(59_000);
    expect(await pick(node, { fields: s1, chance: FIRST })).toMatchObject({ why: 'sticky' });
    clock.advance(59_000);
    expect(await pick(node, { fields: s1, chance: FIRST })).toMatchObject({ why: 'sticky' });
    clock.advance(60_000);
    expect(await pick(node, { fields: s1, chance: FIRST })).toMatchObject({ index: 0, why: 'by weight 1' });
  });

  it('is an ordinary pick when a field is absent, and remembers nothing of it', async () => {
    expect((await pick(node, { chance: SECOND })).why).toMatch(/not sticky, because a hash field is absent/);
    expect(await pick(node, { chance: FIRST })).toMatchObject({ index: 0 });
  });

  it('picks anew when its target is gone from the config', async () => {
    await pick(strategy({ mode: 'loadbalance', sticky }, {}, {}, {}), { fields: s1, chance: 0.9 });
    expect(await pick(node, { fields: s1, chance: FIRST })).toMatchObject({ index: 0, why: 'by weight 1' });
  });

  it('follows its target to another place in the config', async () => {
    const [a, b] = [{ provider: '@a' }, { provider: '@b' }];
    await pick(strategy({ mode: 'loadbalance', sticky }, a, b), { fields: s1, chance: SECOND });
    expect(await pick(strategy({ mode: 'loadbalance', sticky }, b, a), { fields: s1, chance: SECOND })).toEqual({
      index: 0,
      why: 'sticky',
    });
    const replaced = strategy({ mode: 'loadbalance', sticky }, { provider: '@c' }, a);
    expect(await pick(replaced, { fields: s1, chance: SECOND })).toEqual({ index: 1, why: 'by weight 1' });
  });

  it('picks anew when its target was drained with a weight of 0', async () => {
    await pick(node, { fields: s1, chance: SECOND });
    const drained = strategy({ mode: 'loadbalance', sticky }, {}, { weight: 0 });
    expect(await pick(drained, { fields: s1 })).toMatchObject({ index: 0, why: 'by weight 1' });
  });

  it('moves off an open circuit, and stays where it has its prompt cache when the circuit closes', async () => {
    await pick(node, { fields: s1, chance: SECOND });
    expect(await pick(node, { fields: s1, circuits: { [at(1)]: 'open' } })).toMatchObject({ index: 0 });
    expect(await pick(node, { fields: s1, chance: SECOND })).toEqual({ index: 0, why: 'sticky' });
  });
});

describe('conditional', () => {
  const conditions = [
    { query: { 'metadata.tier': 'gold' }, then: 'fast' },
    { query: { 'metadata.tier': { $in: ['gold', 'silver'] } }, then: 'middle' },
  ];
  const named = [{ name: 'slow' }, { name: 'middle' }, { name: 'fast' }];
  const node = strategy({ mode: 'conditional', conditions, default: 'slow' }, ...named);
  const gold = { 'metadata.tier': 'gold' };

  it('goes where the first condition that holds says, else to the default', async () => {
    expect(await pick(node, { fields: gold })).toEqual({ index: 2, why: 'the condition for "fast" holds' });
    expect(await pick(node, { fields: { 'metadata.tier': 'silver' } })).toMatchObject({ index: 1 });
    expect(await pick(node)).toEqual({ index: 0, why: 'the default "slow": no condition holds' });
  });

  it('leads nowhere without a default when no condition holds', async () => {
    await expect(pick(strategy({ mode: 'conditional', conditions }, ...named))).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/no condition holds, and there is no default/) as string,
    });
  });

  it('passes over a condition whose target has an open circuit', async () => {
    expect(await pick(node, { fields: gold, circuits: { [at(2)]: 'open' } })).toMatchObject({ index: 1 });
    expect(await pick(node, { fields: gold, circuits: { [at(2)]: 'open', [at(1)]: 'open' } })).toMatchObject({
      index: 0,
    });
  });

  it('tries a target with an open circuit rather than none at all', async () => {
    expect(await pick(node, { circuits: { [at(0)]: 'open' } })).toMatchObject({ index: 0 });
    const noDefault = strategy({ mode: 'conditional', conditions: conditions.slice(0, 1) }, ...named);
    expect(await pick(noDefault, { fields: gold, circuits: { [at(2)]: 'open' } })).toMatchObject({ index: 2 });
  });
});

describe('least-latency and least-cost', () => {
  const keyOf = (target: ConfigNode | undefined): string => `ws config-1 ${target?.id ?? ''}`;
  const measure = (target: ConfigNode | undefined, latencyMs: number, costPer1kTokens: number) =>
    figures.record(keyOf(target), { latencyMs, costPer1kTokens });

  it('try what was not tried, then take the lowest of their own figure', async () => {
    const fast = strategy({ mode: 'least-latency' }, {}, {});
    const cheap = strategy({ mode: 'least-cost' }, {}, {});
    measure(fast.targets[0], 100, 900);
    expect(await pick(fast)).toEqual({ index: 1, why: 'not measured yet' });
    measure(fast.targets[1], 250, 300);
    expect(await pick(fast)).toEqual({ index: 0, why: 'the least: 100 ms to the first byte' });
    expect(await pick(cheap)).toEqual({ index: 1, why: 'the least: 300 nano-dollars per 1,000 tokens' });
    expect(await pick(fast, { circuits: { [at(0)]: 'open' } })).toMatchObject({ index: 1 });
  });

  it('never take a target of weight 0, measured or not', async () => {
    const node = strategy({ mode: 'least-latency' }, { weight: 0 }, {});
    measure(node.targets[1], 900, 1);
    expect(await pick(node)).toMatchObject({ index: 1 });
  });

  it('do not run after a target that fails, only because it has no figure', async () => {
    const node = strategy({ mode: 'least-latency' }, {}, {});
    measure(node.targets[1], 900, 1);
    figures.fail(keyOf(node.targets[0]));
    expect(await pick(node)).toMatchObject({ index: 1 });
    figures.fail(keyOf(node.targets[1]));
    expect(await pick(node)).toEqual({ index: 0, why: 'no target has a figure' });
  });

  it('know a nested strategy by its best target', async () => {
    const pool = { provider: undefined, targets: [{ provider: '@a' }, { provider: '@b' }] };
    const node = strategy({ mode: 'least-latency' }, {}, pool);
    const inPool = (index: number) => (node.targets[1] as StrategyNode).targets[index];
    measure(node.targets[0], 200, 1);
    expect(await pick(node)).toEqual({ index: 1, why: 'not measured yet' });
    measure(inPool(0), 900, 1);
    expect(await pick(node)).toMatchObject({ index: 0 });
    measure(inPool(1), 100, 1);
    expect(await pick(node)).toEqual({ index: 1, why: 'the least: 100 ms to the first byte' });
  });
});
