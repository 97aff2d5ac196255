/** What is drawn of a config. */
import { expect, it } from 'vitest';
import { strategyTree, type StrategyNode } from './strategy-tree.ts';

/** One line for each node: its path, what it is, and how the request comes to it. */
function lines(node: StrategyNode): string[] {
  const { path, mode, provider, model, turn, notes } = node;
  const own = [path, mode ?? `${provider} ${model}`, turn, ...notes].filter((part) => part !== null).join(' | ');
  return [own, ...node.children.flatMap(lines)];
}

it('a fallback over load balancing says the order, the shares, and what is inherited', () => {
  const config = {
    strategy: { mode: 'fallback', on_status_codes: [429, 529] },
    override_params: { model: 'claude-sonnet-5' },
    request_timeout: 1500,
    targets: [
      {
        strategy: { mode: 'loadbalance', sticky: { enabled: true, hash_fields: ['session'] } },
        provider: '@vertex',
        targets: [{ weight: 3 }, { weight: 1, override_params: { model: 'claude-haiku-4-5' } }],
      },
      { virtual_key: 'anthropic', retry: { attempts: 1 }, cache: 'simple', input_guardrails: ['pg-a', 'pg-b'] },
    ],
  };
  expect(lines(strategyTree(config))).toEqual([
    ' | fallback | after 429, 529 | first byte within 1.5 s',
    'targets[0] | loadbalance | 1st | sticky',
    'targets[0].targets[0] | @vertex claude-sonnet-5 | 75 %',
    'targets[0].targets[1] | @vertex claude-haiku-4-5 | 25 %',
    'targets[1] | @anthropic claude-sonnet-5 | 2nd | up to 1 retry | simple cache | 2 input guardrails',
  ]);
});

it('a target of a conditional strategy says when it is taken, and one that nothing names says so', () => {
  const config = {
    strategy: {
      mode: 'conditional',
      conditions: [
        { query: { 'metadata.team': { $in: ['a', 'b'] } }, then: 'quick' },
        { query: { $or: [{ 'params.model': { $eq: 'x' } }, { 'params.stream': true }] }, then: 'quick' },
      ],
      default: 'good',
    },
    targets: [{ name: 'quick' }, { name: 'good' }, { name: 'forgotten' }],
  };
  expect(strategyTree(config).children.map(({ turn }) => turn)).toEqual([
    'when metadata.team is one of ["a","b"], or when (params.model is "x" or params.stream is true)',
    'otherwise',
    'never: no condition names it',
  ]);
});

it('equal shares without weights, and none where every weight is 0', () => {
  const shares = (targets: unknown[]) =>
    strategyTree({ strategy: { mode: 'load-balance' }, targets }).children.map(({ share }) => share);
  expect(shares([{}, {}])).toEqual([0.5, 0.5]);
  expect(shares([{ weight: 0 }, { weight: 0 }])).toEqual([0, 0]);
});

it('a text that is no valid config yet is drawn as far as it goes', () => {
  expect(lines(strategyTree({ strategy: 'fallback', targets: ['x', null, { provider: 7 }], retry: [] }))).toEqual([
    ' | single',
    'targets[0] | null null',
  ]);
});
