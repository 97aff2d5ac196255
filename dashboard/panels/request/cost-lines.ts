/** The lines of what a request cost: units × unit price, by attempt. */
import type { LogRow } from '../../api/queries/logs.ts';
import { formatUnitDollars } from '../../format/money.ts';

export interface CostLine {
  id: string;
  /** `2. vertex-prod`; empty where one attempt has all lines. */
  attempt: string;
  name: string;
  units: number;
  /** null = it is counted in another line, or its price was not kept. */
  unitPrice: string | null;
  costNanoUsd: number | null;
}

const NAMES: Record<string, string> = {
  input_tokens: 'Input tokens, not cached',
  cache_read_tokens: 'Input tokens, read from the prompt cache',
  cache_write_5m_tokens: 'Input tokens, written to the cache for 5 minutes',
  cache_write_1h_tokens: 'Input tokens, written to the cache for 1 hour',
  output_tokens: 'Output tokens',
  thinking_tokens: 'Thinking tokens (part of the output)',
  web_search_requests: 'Web searches',
  web_fetch_requests: 'Web fetches',
};
const COUNTED = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'output_tokens',
  'thinking_tokens',
  'web_search_requests',
  'web_fetch_requests',
] as const;

const PICO_PER_NANO = 1000;

const nameOf = (meter: string): string => NAMES[meter] ?? sentenceCase(meter.replaceAll('_', ' '));
const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** By the prices that the log kept; in rows of earlier releases, and where nothing had a price, the counts alone. */
export function costLines(row: LogRow): CostLine[] {
  const priced = row.attempts.flatMap(({ price_lines: lines = [], provider, span_id: span }, index) =>
    lines.map((line) => ({ ...line, attempt: `${index + 1}. ${provider}`, id: `${span} ${line.model ?? ''}` })),
  );
  if (priced.length === 0) return countLines(row);
  const isOfOne = new Set(priced.map(({ attempt }) => attempt)).size === 1;
  return priced.map(({ id, attempt, meter, units, unit_pico_usd: price, model }) => ({
    id: `${id} ${meter}`,
    attempt: isOfOne ? '' : attempt,
    name: model === undefined ? nameOf(meter) : `${nameOf(meter)}, ${model}`,
    units,
    unitPrice: formatUnitDollars(price, meter.endsWith('_tokens')),
    costNanoUsd: (units * price) / PICO_PER_NANO,
  }));
}

function countLines(row: LogRow): CostLine[] {
  return COUNTED.flatMap((meter) => {
    const units = row[meter] ?? 0;
    if (units === 0) return [];
    return [{ id: meter, attempt: '', name: nameOf(meter), units, unitPrice: null, costNanoUsd: null }];
  });
}
