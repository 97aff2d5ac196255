/**
 * The answer by which Claude Code knows that a spend limit is reached, so that it shows the message and stops. Source: Anthropic's gateway
 * protocol, "spend limit reached".
 */
import type { SpendLimit, SpendLimitAnswer, SpendState } from '../dialect.ts';
import { nativeError } from './answers.ts';

/** Without `representative-claim` and `overage-status`, or Claude Code would show words of its own. */
export function spendLimitReached({ period, resetsAt }: SpendLimit): SpendLimitAnswer {
  return {
    status: 429,
    native: nativeError('billing_error'),
    headers: {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-overage-disabled-reason': 'org_spend_cap_reached',
      ...(period === null ? {} : { 'anthropic-ratelimit-unified-overage-period': period }),
      ...(resetsAt === null ? {} : { 'anthropic-ratelimit-unified-reset': String(Math.floor(resetsAt / 1000)) }),
    },
  };
}

/** Each passed one is shown by Claude Code once. */
const THRESHOLDS = [0.95, 0.75];
/** Shown as used up only in a refusal. */
const MOST = 0.99;

/**
 * How much of a budget is used, as Claude Code shows it: "You've used 76% of your spend limit" from the first threshold on.
 * Source: Anthropic's gateway protocol, usage headers.
 */
export function spendHeaders({ share, resetsAt }: SpendState): Record<string, string> {
  const passed = THRESHOLDS.find((threshold) => share >= threshold);
  const status = passed === undefined ? 'allowed' : 'allowed_warning';
  const reset = resetsAt === null ? null : String(Math.floor(resetsAt / 1000));
  return {
    'anthropic-ratelimit-unified-status': status,
    'anthropic-ratelimit-unified-representative-claim': 'overage',
    'anthropic-ratelimit-unified-overage-status': status,
    'anthropic-ratelimit-unified-overage-utilization': Math.min(MOST, Math.floor(share * 100) / 100).toFixed(2),
    ...(passed === undefined ? {} : { 'anthropic-ratelimit-unified-overage-surpassed-threshold': String(passed) }),
    ...(reset === null
      ? {}
      : { 'anthropic-ratelimit-unified-reset': reset, 'anthropic-ratelimit-unified-overage-reset': reset }),
  };
}
