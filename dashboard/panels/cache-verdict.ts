/** What the prompt-cache doctor found, in words. */
import type { LogRow } from '../api/queries/logs.ts';
import { formatMoney } from '../format/money.ts';
import { formatCount } from '../format/numbers.ts';

/** Words for the verdicts of the prompt-cache doctor; what is no miss has none. */
const MISSES: Readonly<Record<string, string>> = {
  tools_changed: 'the tools changed',
  system_changed: 'the system prompt changed',
  message_changed: 'an earlier message changed',
  gateway_changed: 'the gateway took something out that it had sent before',
  moved: 'another account, region or model answered',
  expired: 'its lifetime was over',
  not_kept: 'the provider did not keep it',
};

export function missName(verdict: string): string {
  return MISSES[verdict] ?? (verdict === 'first_use' ? 'first use' : verdict);
}

/** "The prompt cache was missed: the system prompt changed at byte 1,024. 5,000 tokens cost $0.0190 more than a read." */
export function missSentence(row: LogRow): string | null {
  const { prompt_cache_verdict: verdict, prompt_cache_detail: detail } = row;
  const tokens = row.prompt_cache_missed_tokens ?? 0;
  if (verdict === null || MISSES[verdict] === undefined || tokens === 0) return null;
  const where = detail === null ? '' : ` (${detail})`;
  const price = row.prompt_cache_wasted_nano_usd;
  const cost = price === null ? '' : `, which cost ${formatMoney(price)} more than reading them`;
  return `The prompt cache was missed: ${missName(verdict)}${where}. ${formatCount(tokens)} tokens were sent anew${cost}.`;
}
