/** Formats log rows as lines with fixed columns. */
import { alignRow } from '../align.ts';
import type { LogLine } from './log-row.ts';

const COLUMNS: readonly (readonly [title: string, width: number])[] = [
  ['TIME', 14],
  ['STATUS', 6],
  ['OPERATION', 19],
  ['PROVIDER', 16],
  ['KEY', 8],
  ['MODEL', 27],
  ['IN', 7],
  ['CACHED', 7],
  ['WRITTEN', 7],
  ['OUT', 7],
  ['COST', 12],
  ['MS', 7],
  ['TTFB', 6],
  ['ERROR', 0],
];
const WIDTHS = COLUMNS.map(([, width]) => width);
const RIGHT = { right: [6, 7, 8, 9, 10, 11, 12] };
const MAX_ERROR_CHARACTERS = 120;
const NANO_PER_DOLLAR = 1_000_000_000;

export const LOG_HEADER = alignRow(
  COLUMNS.map(([title]) => title),
  WIDTHS,
  RIGHT,
);

/** Tokens are: fresh input, read from the prompt cache, written to it, output. */
export function formatLogLine(row: LogLine): string {
  const cells = [
    localTime(row.startedAt),
    String(row.status),
    row.operation,
    oneLine(row.provider),
    row.key,
    oneLine(row.model),
    count(row.input),
    count(row.cacheRead),
    count(row.cacheWrite),
    count(row.output),
    dollars(row),
    String(Math.round(row.ms)),
    row.firstByteMs === null ? '-' : String(Math.round(row.firstByteMs)),
    oneLine(row.error ?? ''),
  ];
  return alignRow(cells, WIDTHS, RIGHT);
}

/** `MM-DD HH:MM:SS`, where the reader is. */
function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const count = (tokens: number | null): string => (tokens === null ? '-' : String(tokens));

/** A model without a price is said to be one: never zero. */
function dollars({ cost, isUnpriced }: Pick<LogLine, 'cost' | 'isUnpriced'>): string {
  if (cost === null) return isUnpriced ? 'unpriced' : '-';
  // Six places show a token; what is less than that is not shown as nothing.
  const places = cost !== 0 && cost < SHOWN_IN_SIX_PLACES ? 9 : 6;
  return `$${(cost / NANO_PER_DOLLAR).toFixed(places)}`;
}

/** Nano-dollars that six places round by less than a hundredth. */
const SHOWN_IN_SIX_PLACES = 50_000;

function oneLine(text: string): string {
  // Control characters of an upstream's words must not reach the terminal.
  const plain = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();
  return plain.length > MAX_ERROR_CHARACTERS ? `${plain.slice(0, MAX_ERROR_CHARACTERS - 1)}…` : plain;
}
