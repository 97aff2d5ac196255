/** The tools that the answer to one request called, and what the next request of the same agent says of them. Pure. */
import type { LogRow } from '../../api/queries/logs.ts';
import type { SessionTools } from '../../api/queries/sessions.ts';

type Call = SessionTools['data'][number]['calls'][number];
export type ToolsByRequest = ReadonlyMap<string, readonly Call[]>;

export interface ToolFacts {
  name: string;
  /** The first text of its input; null = it has none, or was not kept. */
  summary: string | null;
  /** ms since the epoch: when the answer that called it had ended. */
  from: number;
  /** When the next request of the same agent brought its result; null = none came. Calls that ran together share it. */
  to: number | null;
  /** Tokens by which the prompt grew with its result, where it was the only one; null = not known. */
  resultTokens: number | null;
}

/** In the words of the dialects that tell it. */
const CALLS_TOOLS: ReadonlySet<string> = new Set(['tool_use', 'tool_calls', 'function_call']);

/** `next` is the next request of the same agent; null = there is none. */
export function toolsOf(row: LogRow, next: LogRow | null, tools: ToolsByRequest): ToolFacts[] {
  const calls = tools.get(row.id) ?? [];
  const from = Date.parse(row.created_at) + row.response_time;
  const to = next === null ? null : Math.max(from, Date.parse(next.created_at));
  const isOnly = calls.length === 1;
  const resultTokens = isOnly && next !== null ? growth(row, next) : null;
  const own = calls.map(({ name, summary }) => ({ name, summary, from, to, resultTokens }));
  const unnamed =
    calls.length === 0 && CALLS_TOOLS.has(row.stop_reason ?? '')
      ? [{ name: 'Tools', summary: 'their names were not kept', from, to, resultTokens: null }]
      : [];
  return [...own, ...unnamed, ...searchesOf(row)];
}

/** The provider's own searches ran inside of the answer. */
function searchesOf(row: LogRow): ToolFacts[] {
  const count = row.web_search_requests ?? 0;
  if (count === 0) return [];
  const from = Date.parse(row.created_at);
  return [
    {
      name: 'Web search',
      summary: `${count} by the provider`,
      from,
      to: from + row.response_time,
      resultTokens: null,
    },
  ];
}

/** The next prompt is this one, the answer, and the result. Less than that: the conversation was compacted in between. */
function growth(row: LogRow, next: LogRow): number | null {
  if (row.req_units === null || row.res_units === null || next.req_units === null) return null;
  const grown = next.req_units - row.req_units - row.res_units;
  return grown > 0 ? grown : null;
}
