import { describe, expect, it } from 'vitest';
import { mapNodes, walk, writtenNodes } from './walk.ts';

const CONFIG = {
  weight: 1,
  targets: [
    { targets: [{ weight: 2 }, 'no object', { weight: 3 }] },
    { weight: 4, targets: 'no list' },
    { targets: [] },
  ],
};

describe('a config as it is written', () => {
  it('is walked in its order, whatever stands where a target belongs', () => {
    expect([...writtenNodes(CONFIG)].map(({ path, depth }) => [path, depth])).toEqual([
      ['', 0],
      ['targets[0]', 1],
      ['targets[0].targets[0]', 2],
      ['targets[0].targets[1]', 2],
      ['targets[0].targets[2]', 2],
      ['targets[1]', 1],
      ['targets[2]', 1],
    ]);
    expect([...writtenNodes('no config')]).toHaveLength(1);
  });

  it('hands down what a node says, to its own targets only', () => {
    const merge = (node: Record<string, unknown>, above: number): number => above + Number(node['weight'] ?? 0);
    expect([...walk(CONFIG, { start: 10, merge })].map(({ inherited }) => inherited)).toEqual([
      11, 11, 13, 11, 14, 15, 11,
    ]);
  });

  it('does not exhaust the stack however deep it is', () => {
    let deep: Record<string, unknown> = {};
    for (let depth = 0; depth < 20_000; depth += 1) deep = { targets: [deep] };
    let last = 0;
    for (const { depth } of writtenNodes(deep)) {
      last = depth;
      if (depth === 1000) break;
    }
    expect(last).toBe(1000);
  });

  it('keeps what is no object when its nodes are replaced', () => {
    const paths: string[] = [];
    const replaced = mapNodes(CONFIG, (node, path) => {
      paths.push(path);
      return { ...node, weight: 9 };
    });
    expect(paths).toEqual([
      '',
      'targets[0]',
      'targets[0].targets[0]',
      'targets[0].targets[2]',
      'targets[1]',
      'targets[2]',
    ]);
    expect(replaced).toEqual({
      weight: 9,
      targets: [
        { weight: 9, targets: [{ weight: 9 }, 'no object', { weight: 9 }] },
        { weight: 9, targets: 'no list' },
        { weight: 9, targets: [] },
      ],
    });
  });
});
