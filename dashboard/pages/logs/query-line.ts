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
const TERM = /^(-?)([\w.-]+)(:|>=?|<=?)(.+)$/;
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
  user: (value, _, { keyIds }) => ({ users: [value, ...keyIds(value)].join(',') }),
  key: (value, _, { keyIds }) => {
    const ids = keyIds(value);
    return { api_key_ids: ids.length === 0 ? value : ids.join(',') };
  },
  status: readStatus,
  error: text('error_codes'),
  config: text('configs'),
  operation: text('operations'),
  region: text('regions'),
  agent: text('agent_ids'),
  cache: (value) => ({ cache_status: value.toUpperCase() }),
  trace: text('trace_id'),
  span: text('span_id'),
  session: text('session_id'),
  cost: range('cost_min', 'cost_max', CENTS_PER_DOLLAR),
  tokens: range('total_units_min', 'total_units_max'),
  feedback: (value, operator) => {
    const number = Number(value);
    if (!Number.isFinite(number) || Math.abs(number) > 10) return 'A number from -10 to 10 is expected here.';
    if (operator === ':') return { weighted_feedback_min: number, weighted_feedback_max: number };
    return operator.startsWith('>') ? { weighted_feedback_min: number } : { weighted_feedback_max: number };
  },
  in: range('prompt_token_min', 'prompt_token_max'),
  out: range('completion_token_min', 'completion_token_max'),
};

/** These take several values, separated by commas: two terms mean either, and a `!` leaves one out. */
const LISTS: ReadonlySet<string> = new Set<keyof LogFilter>([
  'ai_model',
  'virtual_keys',
  'users',
  'api_key_ids',
  'status_code',
  'error_codes',
  'configs',
  'operations',
  'regions',
  'agent_ids',
  'cache_status',
]);

/** For completion. */
export const FIELDS = Object.keys(READERS).map((name) =>
  ['cost', 'tokens', 'in', 'out', 'feedback'].includes(name) ? `${name}>` : `${name}:`,
);

/** Whatever is no field of ours is a pair of the request's metadata; words without a field are searched for in the bodies. */
export function readQueryLine(line: string, names: Names): QueryLine {
  const metadata: Record<string, string> = {};
  const words: string[] = [];
  let filter: LogFilter = {};
  const terms = (line.match(WORD) ?? []).map((word): Term => {
    const read = readTerm(word, names);
    if ('problem' in read) return { text: word, problem: read.problem };
    if ('word' in read) words.push(read.word);
    else if ('pair' in read) metadata[read.pair[0]] = read.pair[1];
    else filter = join(filter, read.filter);
    return { text: word, problem: null };
  });
  if (Object.keys(metadata).length > 0) filter = { ...filter, metadata: JSON.stringify(metadata) };
  const search = words.join(' ');
  return { terms, filter: search.length < 2 ? filter : { ...filter, search } };
}

/** What its terms may mean by the name of a key, each once. More than a line of sense has are left out. */
export function keyNamesIn(line: string): string[] {
  const words = line.match(WORD) ?? [];
  const named = words.flatMap((word) => {
    const [, , field, operator, value = ''] = TERM.exec(word) ?? [];
    const isKey = (field === 'key' || field === 'user') && operator === ':';
    return isKey ? [value.replaceAll('"', '')] : [];
  });
  return [...new Set(named)].slice(0, MOST_NAMES);
}

const MOST_NAMES = 20;

type ReadTerm = { problem: string } | { word: string } | { pair: [string, string] } | { filter: Partial<LogFilter> };

function readTerm(word: string, names: Names): ReadTerm {
  const found = TERM.exec(word);
  if (found === null) {
    const plain = word.replaceAll('"', '');
    return plain.length < 2 ? { problem: 'Write two letters at least.' } : { word: plain };
  }
  const [, minus = '', name = '', operator = '', quoted = ''] = found;
  const value = quoted.replaceAll('"', '');
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  if (reader !== undefined) return readField(reader(value, operator, names), { name, isNegated: minus !== '' });
  if (minus !== '') return { problem: 'Metadata cannot be left out.' };
  return operator === ':' ? { pair: [name, value] } : { problem: 'Metadata is text: compare it with a colon.' };
}

function readField(added: ReturnType<Reader>, { name, isNegated }: { name: string; isNegated: boolean }): ReadTerm {
  if (typeof added === 'string') return { problem: added };
  const filter = isNegated ? negated(added) : added;
  return filter === null ? { problem: `${name} cannot be left out.` } : { filter };
}

/** null where it is no list of values. */
function negated(added: Partial<LogFilter>): Partial<LogFilter> | null {
  const entries = Object.entries(added);
  if (!entries.every(([name]) => LISTS.has(name))) return null;
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      String(value)
        .split(',')
        .map((part) => `!${part}`)
        .join(','),
    ]),
  );
}

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

/** Without the terms of a field, wanted or left out. */
export function withoutField(line: string, name: string): string {
  return (line.match(WORD) ?? []).filter((word) => TERM.exec(word)?.[2] !== name).join(' ');
}

export function hasTerm(line: string, term: string): boolean {
  return line.match(WORD)?.includes(term) === true;
}

export function removeTerm(line: string, term: string): string {
  return (line.match(WORD) ?? []).filter((word) => word !== term).join(' ');
}

/** `name:value`, in quotes where the value has a space. */
export function toTerm(name: string, value: string): string {
  return `${name}:${/[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value}`;
}
