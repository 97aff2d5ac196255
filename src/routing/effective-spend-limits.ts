/**
 * Which spend limit holds for a person: in each period their own, or else the lowest of their groups, or else everybody's. A wider limit
 * never adds to a narrower one, so that somebody may be allowed more than their group. Source: Anthropic's page on the spend limits of its
 * gateway for Claude Code. Pure.
 */
import { SPEND_PERIODS, type SpendLimit, type SpendPeriod } from '../storage/ports/records/spend-limits.ts';

/** `groups`: of the person, in lower case. At most one of each period; one without an amount says that there is no limit. */
export function effectiveSpendLimits(
  limits: readonly SpendLimit[],
  { userId, groups }: { userId: string; groups: ReadonlySet<string> },
): SpendLimit[] {
  return SPEND_PERIODS.flatMap((period) => {
    const those = limits.filter((limit) => limit.period === period);
    const own = those.find(({ scopeKind, scopeId }) => scopeKind === 'user' && scopeId === userId);
    const ofGroups = those.filter(({ scopeKind, scopeId }) => scopeKind === 'group' && groups.has(scopeId));
    const ofAll = those.find(({ scopeKind }) => scopeKind === 'organisation');
    return own ?? lowest(ofGroups) ?? ofAll ?? [];
  });
}

/** One without an amount is the highest. undefined = there is none. */
function lowest(limits: readonly SpendLimit[]): SpendLimit | undefined {
  const height = ({ amount }: SpendLimit): number => amount ?? Infinity;
  return limits.toSorted((a, b) => height(a) - height(b))[0];
}

/** The account of the ledger in which a person's spending of a period is counted, whichever limit holds. */
export const spendAccount = (userId: string, period: SpendPeriod): string => `spend_limit:${userId}:${period}`;
