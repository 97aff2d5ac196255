import { expect, it } from 'vitest';
import type { LogRow } from '../../api/queries/logs.ts';
import { type SessionNode, toSessionTree } from './session-tree.ts';

let made = 0;
const row = (agent: string | null, parent: string | null = null, cost = 1): LogRow => {
  made += 1;
  return {
    id: `req_${made}`,
    created_at: new Date(made * 1000).toISOString(),
    response_time: 500,
    agent_id: agent,
    parent_agent_id: parent,
    cost_nano_usd: cost,
    is_success: agent !== 'bad',
    ai_model: 'm',
  } as LogRow;
};

const names = (node: SessionNode): unknown => [
  node.kind === 'request' ? 'request' : node.id,
  ...node.children.map(names),
];

it('agents stand under those that started them, requests in the order of their time', () => {
  const tree = toSessionTree('s', [row(null), row('a'), row('b', 'a'), row('a'), row(null)]);
  expect(names(tree)).toEqual(['s', ['request'], ['a', ['request'], ['b', ['request']], ['request']], ['request']]);
  expect(tree.children[1]?.children[1]?.depth).toBe(2);
});

it('every node adds up what is below it', () => {
  const tree = toSessionTree('s', [row(null, null, 5), row('a', null, 7), row('bad', 'a', 11)]);
  expect(tree.totals).toMatchObject({ requests: 3, errors: 1, costNanoUsd: 23 });
  expect(tree.children[1]?.totals).toMatchObject({ requests: 2, errors: 1, costNanoUsd: 18 });
  expect(tree.totals.to - tree.totals.from).toBe(2500);
});

it('an agent that is its own parent, agents in a circle, and one whose parent is unknown lose no request', () => {
  const rows = [row('self', 'self'), row('x', 'y'), row('y', 'x'), row('lost', 'nowhere')];
  expect(toSessionTree('s', rows).totals.requests).toBe(4);
});
