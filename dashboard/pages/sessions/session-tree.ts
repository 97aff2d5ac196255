/** The rows of a session as a tree: session, agents under the agent that started them, requests. Pure. */
import type { LogRow } from '../../api/queries/logs.ts';

export interface SessionNode {
  id: string;
  kind: 'session' | 'agent' | 'request';
  label: string;
  /** 0 for the session itself. */
  depth: number;
  /** null for a node that has several. */
  row: LogRow | null;
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
export function toSessionTree(sessionId: string, rows: readonly LogRow[]): SessionNode {
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
  const placed = new Set<string>();
  const agentsUnder = (parent: string | null, depth: number): SessionNode[] =>
    [...agents]
      .filter(([id, agent]) => !placed.has(id) && parentOf(agent.parent, id) === parent)
      .map(([id, agent]) => {
        placed.add(id);
        return branch({ id, kind: 'agent', label: `Agent ${id}`, depth }, [
          ...agent.rows.map((row) => leaf(row, depth + 1)),
          ...agentsUnder(id, depth + 1),
        ]);
      });
  const parentOf = (parent: string | null, id: string): string | null =>
    parent !== null && parent !== id && agents.has(parent) ? parent : null;
  const children = [...own.map((row) => leaf(row, 1)), ...agentsUnder(null, 1)];
  // Agents that name each other in a circle hang under nobody.
  for (const [id, agent] of agents) {
    if (placed.has(id)) continue;
    placed.add(id);
    children.push(
      branch(
        { id, kind: 'agent', label: `Agent ${id}`, depth: 1 },
        agent.rows.map((row) => leaf(row, 2)),
      ),
    );
  }
  return branch({ id: sessionId, kind: 'session', label: 'Session', depth: 0 }, children);
}

function leaf(row: LogRow, depth: number): SessionNode {
  const from = Date.parse(row.created_at);
  return {
    id: row.id,
    kind: 'request',
    label: row.ai_model ?? row.requested_model ?? row.operation,
    depth,
    row,
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
    children: [],
  };
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
