/** What a row of the log says in words. */
import type { LogRow } from '../../api/queries/logs.ts';
import { formatMoney } from '../../format/money.ts';
import { formatDuration, formatShare } from '../../format/numbers.ts';
import type { Tone } from '../../ui/badge.tsx';

export interface Mark {
  label: string;
  title: string;
  tone: Tone;
}

const FIRST_ERROR = 400;
const FIRST_SERVER_ERROR = 500;
const FALLBACK_MARK = /fallback/;

export function statusTone({ response_status_code: status, outcome }: LogRow): Tone {
  if (status >= FIRST_SERVER_ERROR || outcome === 'upstream_cut' || outcome === 'error') return 'bad';
  if (status >= FIRST_ERROR || outcome !== 'complete') return 'warn';
  return 'ok';
}

/** What the gateway did for a request: always four, also where it did nothing (contract#log-rows). */
export function statesOf(row: LogRow): Mark[] {
  return [cacheState(row), retryState(row), fallbackState(row), loadBalanceState(row)];
}

const CACHE_STATES: Record<string, Omit<Mark, 'title'>> = {
  HIT: { label: 'Hit', tone: 'cached' },
  'SEMANTIC HIT': { label: 'Semantic hit', tone: 'cached' },
  MISS: { label: 'Miss', tone: 'neutral' },
  'SEMANTIC MISS': { label: 'Semantic miss', tone: 'neutral' },
  REFRESH: { label: 'Refreshed', tone: 'neutral' },
  DISABLED: { label: 'Disabled', tone: 'neutral' },
};

function cacheState({ cache_status: status }: LogRow): Mark {
  const { label, tone } = CACHE_STATES[status] ?? { label: status, tone: 'neutral' };
  return { label: `Cache: ${label}`, title: 'The gateway’s own cache of answers.', tone };
}

function retryState({ retry_attempt_count: count, is_success: isSuccess }: LogRow): Mark {
  const title = 'Attempts beyond the first at the target that answered.';
  if (count === 0) return { label: 'Retry: Not triggered', title, tone: 'neutral' };
  if (!isSuccess) return { label: 'Retry: Failed', title, tone: 'bad' };
  return { label: `Retry: Success on ${plural(count, 'try', 'tries')}`, title, tone: 'warn' };
}

function fallbackState(row: LogRow): Mark {
  if (!FALLBACK_MARK.test(row.mode))
    return { label: 'Fallback: Disabled', title: 'The config has no fallback at its top.', tone: 'neutral' };
  if (row.last_used_option_index === 0)
    return { label: 'Fallback: Active', title: 'The first target was used.', tone: 'neutral' };
  return {
    label: `Fallback: Target ${row.last_used_option_index + 1}`,
    title: 'An earlier target failed.',
    tone: 'warn',
  };
}

function loadBalanceState({ mode, last_used_option_index: index }: LogRow): Mark {
  if (mode !== 'loadbalance')
    return { label: 'Load balance: Disabled', title: 'The config shares no load at its top.', tone: 'neutral' };
  return { label: 'Load balance: Active', title: `Target ${index + 1} was picked.`, tone: 'neutral' };
}

/** What stands out in a list of rows: cache, retry, fallback, and the lightning of a call that passed as it came. */
export function marksOf(row: LogRow): Mark[] {
  return [...routeMarks(row), ...otherMarks(row)];
}

function routeMarks(row: LogRow): Mark[] {
  const marks: Mark[] = [];
  if (/HIT/.test(row.cache_status))
    marks.push({ label: 'Cache', title: 'Answered from the gateway’s cache.', tone: 'cached' });
  if (row.retry_attempt_count > 0) {
    marks.push({
      label: `Retry ${row.retry_attempt_count}`,
      title: row.is_success
        ? `Answered after ${plural(row.retry_attempt_count, 'retry', 'retries')}.`
        : 'Retried without success.',
      tone: 'warn',
    });
  }
  if (FALLBACK_MARK.test(row.mode) && row.last_used_option_index > 0) {
    marks.push({ label: 'Fallback', title: 'An earlier target failed; another one answered.', tone: 'warn' });
  }
  return marks;
}

/** What no state says. */
export function otherMarks(row: LogRow): Mark[] {
  const marks: Mark[] = [];
  if (row.is_proxy_call)
    marks.push({ label: '⚡', title: 'Passed on as it came: the gateway did not look inside.', tone: 'neutral' });
  if (row.unpriced)
    marks.push({
      label: 'No price',
      title: 'Something was used that the price book has no price for.',
      tone: 'neutral',
    });
  if (row.outcome === 'client_closed')
    marks.push({ label: 'Hung up', title: 'The client closed the connection.', tone: 'neutral' });
  if (row.outcome === 'upstream_cut')
    marks.push({ label: 'Cut', title: 'The upstream broke off in mid-answer.', tone: 'bad' });
  const guarded = guardrailMark(row);
  return guarded === null ? marks : [...marks, guarded];
}

/** The gravest thing that a guardrail did; null = nothing but look. */
function guardrailMark({ guardrails }: LogRow): Mark | null {
  const outcomes = new Set(guardrails?.map(({ outcome }) => outcome));
  if (outcomes.has('denied')) return { label: 'Denied', title: 'A guardrail denied it.', tone: 'bad' };
  if (outcomes.has('changed')) return { label: 'Masked', title: 'A guardrail changed its text.', tone: 'warn' };
  if (outcomes.has('reported')) return { label: 'Reported', title: 'A guardrail found something.', tone: 'warn' };
  return null;
}

/** Of the prompt, the share that was read from the provider's prompt cache; null where nothing was reported. */
export function cachedShare({ req_units: prompt, cache_read_tokens: read }: LogRow): number | null {
  return prompt === null || prompt === 0 || read === null ? null : read / prompt;
}

/** "Answered by vertex-prod in us-east5 after one retry, $0.0312, 84 % of the input from the prompt cache." */
export function sentenceOf(row: LogRow): string {
  const where = [row.virtual_key, row.region === null ? null : `(${row.region})`]
    .filter((part) => part !== null)
    .join(' ');
  const cached = cachedShare(row);
  // For a request of a batch nobody waited.
  const took = row.response_time === 0 ? '' : ` in ${formatDuration(row.response_time)}`;
  const parts = [
    `${firstWords(row)}${where === '' ? '' : ` by ${where}`}${retried(row)}${took}`,
    ...(row.cost_nano_usd === null ? [] : [formatMoney(row.cost_nano_usd)]),
    ...(cached === null || cached === 0 ? [] : [`${formatShare(cached)} of the input from the prompt cache`]),
  ];
  return `${parts.join(', ')}.`;
}

function firstWords(row: LogRow): string {
  if (/HIT/.test(row.cache_status)) return 'Answered from the cache';
  if (row.outcome === 'client_closed') return 'Left by the client while it was answered';
  if (row.outcome === 'upstream_cut') return 'Broken off';
  return row.is_success ? 'Answered' : `Refused with ${row.response_status_code}`;
}

function retried({ retry_attempt_count: count }: LogRow): string {
  return count === 0 ? '' : ` after ${plural(count, 'retry', 'retries')}`;
}

function plural(count: number, one: string, many: string): string {
  return count === 1 ? `one ${one}` : `${count} ${many}`;
}
