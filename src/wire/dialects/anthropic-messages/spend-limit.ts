/**
 * How Claude Code is told that a spend limit is reached, so that it shows the message and stops. Source: Anthropic's gateway
 * protocol, "spend limit reached".
 */
import type { SpendLimit, SpendLimitAnswer } from '../dialect.ts';
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
