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

const callsTools = (fields: Partial<LogRow>): LogRow => ({ ...row(null), stop_reason: 'tool_use', ...fields });
const bash = { id: 't', name: 'Bash', summary: 'npm test', input_characters: 20 };

it('tools stand under the request that called them, last until the next one, and tell what their result weighs', () => {
  const first = callsTools({ req_units: 1000, res_units: 50 });
  const second = callsTools({ req_units: 1300, res_units: 20, stop_reason: 'end_turn' });
  const tree = toSessionTree('s', [first, second], new Map([[first.id, [bash]]]));
  const [tool] = tree.children[0]?.children ?? [];
  expect(tool).toMatchObject({ kind: 'tool', label: 'Bash', depth: 2, totals: { requests: 0, costNanoUsd: 0 } });
  expect(tool?.tool).toMatchObject({ summary: 'npm test', resultTokens: 250 });
  expect((tool?.totals.to ?? 0) - (tool?.totals.from ?? 0)).toBe(500);
  expect(tree.totals).toMatchObject({ requests: 2, promptTokens: 2300, costNanoUsd: 2 });
});

it('of tools that ran together, of one whose result never came, and of a compacted conversation no weight is told', () => {
  const together = callsTools({ req_units: 1000, res_units: 50 });
  const compacted = callsTools({ req_units: 9000, res_units: 50 });
  const last = callsTools({ req_units: 500, res_units: 50 });
  const calls = new Map([
    [together.id, [bash, bash]],
    [compacted.id, [bash]],
    [last.id, [bash]],
  ]);
  const tools = toSessionTree('s', [together, compacted, last], calls).children.flatMap(({ children }) => children);
  expect(tools.map(({ tool }) => tool?.resultTokens)).toEqual([null, null, null, null]);
  expect(tools.at(-1)?.tool?.to).toBeNull();
  expect(new Set(tools.map(({ id }) => id)).size).toBe(4);
});

it('a tool of an agent lasts until that agent’s next request, whatever others did meanwhile', () => {
  const agents = [row('a'), row('b'), row('a')].map((one) => ({ ...one, stop_reason: 'tool_use' }));
  const tree = toSessionTree('s', agents, new Map([[agents[0]?.id ?? '', [bash]]]));
  const tool = tree.children[0]?.children[0]?.children[0];
  expect(tool?.tool?.to).toBe(Date.parse(agents[2]?.created_at ?? ''));
});

it('tools whose names were not kept, and searches of the provider, are there without them', () => {
  const tree = toSessionTree('s', [callsTools({}), callsTools({ stop_reason: 'end_turn', web_search_requests: 3 })]);
  expect(tree.children.map(({ children }) => children.map(({ label }) => label))).toEqual([['Tools'], ['Web search']]);
});
