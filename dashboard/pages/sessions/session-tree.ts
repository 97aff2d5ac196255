/** The rows of a session as a tree: session, agents under the agent that started them, requests, the tools they called. Pure. */
import type { LogRow } from '../../api/queries/logs.ts';
import { toolsOf, type ToolFacts, type ToolsByRequest } from './tool-nodes.ts';

export interface SessionNode {
  id: string;
  kind: 'session' | 'agent' | 'request' | 'tool';
  label: string;
  /** 0 for the session itself. */
  depth: number;
  /** null for a node that has several. */
  row: LogRow | null;
  /** null for whatever is no tool. */
  tool: ToolFacts | null;
  totals: Totals;
  children: readonly SessionNode[];
}

export interface Totals {
  requests: number;
  errors: number;
  costNanoUsd: number;
  promptTokens: number;
  cacheReadTokens: number;
  outputTokens: number;
  /** ms since the epoch. */
  from: number;
  to: number;
}

/** `rows` oldest first. An agent whose parent is not among the rows stands under the session. */
export function toSessionTree(
  sessionId: string,
  rows: readonly LogRow[],
  tools: ToolsByRequest = new Map(),
): SessionNode {
  const agents = new Map<string, { parent: string | null; rows: LogRow[] }>();
  const own: LogRow[] = [];
  for (const row of rows) {
    if (row.agent_id === null) {
      own.push(row);
      continue;
    }
    const agent = agents.get(row.agent_id) ?? { parent: row.parent_agent_id, rows: [] };
    agent.rows.push(row);
    agents.set(row.agent_id, agent);
  }
  const leavesOf = (siblings: readonly LogRow[], depth: number): SessionNode[] =>
    siblings.map((row, index) => leaf(row, depth, toolsOf(row, siblings[index + 1] ?? null, tools)));
  const placed = new Set<string>();
  const agentsUnder = (parent: string | null, depth: number): SessionNode[] =>
    [...agents]
      .filter(([id, agent]) => !placed.has(id) && parentOf(agent.parent, id) === parent)
      .map(([id, agent]) => {
        placed.add(id);
        return branch({ id, kind: 'agent', label: `Agent ${id}`, depth }, [
          ...leavesOf(agent.rows, depth + 1),
          ...agentsUnder(id, depth + 1),
        ]);
      });
  const parentOf = (parent: string | null, id: string): string | null =>
    parent !== null && parent !== id && agents.has(parent) ? parent : null;
  const children = [...leavesOf(own, 1), ...agentsUnder(null, 1)];
  // Agents that name each other in a circle hang under nobody.
  for (const [id, agent] of agents) {
    if (placed.has(id)) continue;
    placed.add(id);
    children.push(branch({ id, kind: 'agent', label: `Agent ${id}`, depth: 1 }, leavesOf(agent.rows, 2)));
  }
  return branch({ id: sessionId, kind: 'session', label: 'Session', depth: 0 }, children);
}

function leaf(row: LogRow, depth: number, tools: readonly ToolFacts[]): SessionNode {
  const from = Date.parse(row.created_at);
  return {
    id: row.id,
    kind: 'request',
    label: row.ai_model ?? row.requested_model ?? row.operation,
    depth,
    row,
    tool: null,
    totals: {
      requests: 1,
      errors: row.is_success ? 0 : 1,
      costNanoUsd: row.cost_nano_usd ?? 0,
      promptTokens: row.req_units ?? 0,
      cacheReadTokens: row.cache_read_tokens ?? 0,
      outputTokens: row.res_units ?? 0,
      from,
      to: from + row.response_time,
    },
    children: tools.map((tool, index) => toolNode(`${row.id} ${index}`, depth + 1, tool)),
  };
}

/** Its tokens and its cost are those of requests already. */
function toolNode(id: string, depth: number, tool: ToolFacts): SessionNode {
  const nothing = { requests: 0, errors: 0, costNanoUsd: 0, promptTokens: 0, cacheReadTokens: 0, outputTokens: 0 };
  const totals = { ...nothing, from: tool.from, to: tool.to ?? tool.from };
  return { id, kind: 'tool', label: tool.name, depth, row: null, tool, totals, children: [] };
}

function branch(
  node: Pick<SessionNode, 'id' | 'kind' | 'label' | 'depth'>,
  unsorted: readonly SessionNode[],
): SessionNode {
  const children = unsorted.toSorted((one, other) => one.totals.from - other.totals.from);
  const sum = (name: keyof Totals): number => children.reduce((total, { totals }) => total + totals[name], 0);
  return {
    ...node,
    row: null,
    tool: null,
    children,
    totals: {
      requests: sum('requests'),
      errors: sum('errors'),
      costNanoUsd: sum('costNanoUsd'),
      promptTokens: sum('promptTokens'),
      cacheReadTokens: sum('cacheReadTokens'),
      outputTokens: sum('outputTokens'),
      from: Math.min(...children.map(({ totals }) => totals.from)),
      to: Math.max(...children.map(({ totals }) => totals.to)),
    },
  };
}
