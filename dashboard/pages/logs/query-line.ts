/** The query line of the logs, `model:sonnet status:5xx cost>0.1 team:payments`: its terms, and the filter that they mean. */
import type { LogFilter } from '../../api/queries/logs.ts';

export interface Term {
  /** As it stands in the line. */
  text: string;
  /** Why it cannot be asked; null = it can. */
  problem: string | null;
}

export interface QueryLine {
  terms: readonly Term[];
  filter: LogFilter;
}

export interface Names {
  /** Ids of the API keys with this name. */
  keyIds: (name: string) => readonly string[];
}

/** A word, or several between quotes; quotes may also stand after the colon. */
const WORD = /(?:[^\s"]|"[^"]*")+/g;
const TERM = /^([\w.-]+)(:|>=?|<=?)(.+)$/;
const CENTS_PER_DOLLAR = 100;

/** What a term adds to the filter; a text says what is wrong with it. */
type Reader = (value: string, operator: string, names: Names) => Partial<LogFilter> | string;

const text =
  (name: keyof LogFilter): Reader =>
  (value) => ({ [name]: value });

const range =
  (min: keyof LogFilter, max: keyof LogFilter, scale = 1): Reader =>
  (value, operator) => {
    const number = Number(value.replace(/^\$/, ''));
    if (!Number.isFinite(number) || number < 0) return 'A number is expected here.';
    const scaled = number * scale;
    if (operator === ':') return { [min]: scaled, [max]: scaled };
    return operator.startsWith('>') ? { [min]: scaled } : { [max]: scaled };
  };

const READERS: Readonly<Record<string, Reader>> = {
  model: text('ai_model'),
  provider: text('virtual_keys'),
  config: text('configs'),
  trace: text('trace_id'),
  span: text('span_id'),
  session: text('session_id'),
  cache: (value) => ({ cache_status: value.toUpperCase() }),
  status: readStatus,
  key: (value, _, { keyIds }) => {
    const ids = keyIds(value);
    return { api_key_ids: ids.length === 0 ? value : ids.join(',') };
  },
  cost: range('cost_min', 'cost_max', CENTS_PER_DOLLAR),
  tokens: range('total_units_min', 'total_units_max'),
  in: range('prompt_token_min', 'prompt_token_max'),
  out: range('completion_token_min', 'completion_token_max'),
};

/** For completion. */
export const FIELDS = Object.keys(READERS).map((name) =>
  ['cost', 'tokens', 'in', 'out'].includes(name) ? `${name}>` : `${name}:`,
);

/** Whatever is no field of ours is a pair of the request's metadata. */
export function readQueryLine(line: string, names: Names): QueryLine {
  const metadata: Record<string, string> = {};
  let filter: LogFilter = {};
  const terms = (line.match(WORD) ?? []).map((word): Term => {
    const [, name = '', operator = '', quoted = ''] = TERM.exec(word) ?? [];
    if (name === '') return { text: word, problem: 'Write a field, a colon and a value, as status:5xx.' };
    const value = quoted.replaceAll('"', '');
    const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (reader === undefined) {
      metadata[name] = value;
      return { text: word, problem: operator === ':' ? null : 'Metadata is text: compare it with a colon.' };
    }
    const added = reader(value, operator, names);
    if (typeof added === 'string') return { text: word, problem: added };
    filter = join(filter, added);
    return { text: word, problem: null };
  });
  if (Object.keys(metadata).length > 0) filter = { ...filter, metadata: JSON.stringify(metadata) };
  return { terms, filter };
}

/** These take several values, separated by commas: two terms mean either. */
const LISTS = new Set(['ai_model', 'virtual_keys', 'configs', 'cache_status', 'status_code', 'api_key_ids']);

function join(filter: LogFilter, added: Partial<LogFilter>): LogFilter {
  const joined: Record<string, unknown> = { ...filter };
  for (const [name, value] of Object.entries(added)) {
    const before = joined[name];
    joined[name] = LISTS.has(name) && typeof before === 'string' ? `${before},${String(value)}` : value;
  }
  return joined;
}

const HUNDRED = 100;

/** `429`, `5xx`, `error`, `ok`. */
function readStatus(value: string): Partial<LogFilter> | string {
  if (/^\d{3}$/.test(value)) return { status_code: value };
  const classes = value === 'error' ? ['4', '5'] : value === 'ok' ? ['2'] : [/^([1-5])xx$/i.exec(value)?.[1] ?? ''];
  if (classes.includes('')) return 'Write a status as 429, 5xx, ok or error.';
  const codes = classes.flatMap((first) =>
    Array.from({ length: HUNDRED }, (_, index) => Number(first) * HUNDRED + index),
  );
  return { status_code: codes.join(',') };
}

export function addTerm(line: string, term: string): string {
  return line.match(WORD)?.includes(term) === true ? line : `${line} ${term}`.trim();
}

export function removeTerm(line: string, term: string): string {
  return (line.match(WORD) ?? []).filter((word) => word !== term).join(' ');
}

/** `name:value`, in quotes where the value has a space. */
export function toTerm(name: string, value: string): string {
  return `${name}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`;
}
