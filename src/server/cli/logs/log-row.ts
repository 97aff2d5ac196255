/** A row of `GET /v1/logs`, as far as the command line shows it. */
import { at, isRecord, numberAt, textAt } from '../json-shape.ts';

export interface LogLine {
  id: string;
  /** ms since the epoch. */
  startedAt: number;
  endedAt: number;
  status: number;
  /** As `messages`. */
  operation: string;
  /** `@slug` of a saved provider, else the provider's id. */
  provider: string;
  /** The beginning of the key's id, enough to recognise it. */
  key: string;
  /** As sent upstream, else as asked for. */
  model: string;
  /** null = the upstream reported no usage. */
  input: number | null;
  cacheRead: number | null;
  cacheWrite: number | null;
  output: number | null;
  /** Nano-dollars; null = not priced, and `isUnpriced` says whether it should have been. */
  cost: number | null;
  isUnpriced: boolean;
  ms: number;
  /** Time to the first byte, ms. */
  firstByteMs: number | null;
  error: string | null;
}

export interface LogPage {
  /** Newest first. */
  rows: LogLine[];
  /** The rows as they came, for `--json`. */
  raw: unknown[];
  next: string | null;
}

export function readLogPage(body: unknown): LogPage {
  const data = at(body, 'data');
  const raw: unknown[] = Array.isArray(data) ? data.filter(isRecord) : [];
  return { rows: raw.map(readLogLine), raw, next: textAt(body, 'next_cursor') ?? null };
}

export function readLogLine(row: unknown): LogLine {
  const startedAt = Date.parse(textAt(row, 'created_at') ?? '');
  const ms = numberAt(row, 'response_time') ?? 0;
  return {
    id: textAt(row, 'id') ?? '',
    startedAt,
    endedAt: startedAt + ms,
    status: numberAt(row, 'response_status_code') ?? 0,
    operation: textAt(row, 'operation') ?? '-',
    provider: providerOf(row),
    key: textAt(row, 'api_key_id')?.slice(0, KEY_CHARACTERS) ?? '-',
    model: textAt(row, 'ai_model') ?? textAt(row, 'requested_model') ?? '-',
    input: numberAt(row, 'input_tokens'),
    cacheRead: numberAt(row, 'cache_read_tokens'),
    cacheWrite: sum(numberAt(row, 'cache_write_5m_tokens'), numberAt(row, 'cache_write_1h_tokens')),
    output: numberAt(row, 'output_tokens'),
    cost: numberAt(row, 'cost_nano_usd'),
    isUnpriced: at(row, 'unpriced') === true,
    ms,
    firstByteMs: numberAt(row, 'time_to_first_byte_ms'),
    error: errorOf(row),
  };
}

const KEY_CHARACTERS = 8;

function providerOf(row: unknown): string {
  const slug = textAt(row, 'virtual_key');
  return slug === undefined ? (textAt(row, 'ai_org') ?? '-') : `@${slug}`;
}

function errorOf(row: unknown): string | null {
  const code = textAt(row, 'error_code');
  if (code !== undefined) return `${code}: ${textAt(row, 'error_message') ?? ''}`;
  return textAt(row, 'outcome') === 'client_closed' ? 'the client hung up' : null;
}

function sum(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}
