/** Which thresholds of a budget are passed. Pure. */
import type { BudgetNotification } from '../../storage/ports/records/notifications.ts';

export type Threshold = Pick<BudgetNotification, 'thresholdKind' | 'threshold'>;

export interface ThresholdQuestion {
  /** In the unit of the limit. */
  spent: number;
  amount: number;
  /** The limit's own threshold; null = it has none. */
  alertAt: number | null;
  /** Percent of the limit, of the organisation. */
  percents: readonly number[];
}

/** The lowest first. */
export function passedThresholds({ spent, amount, alertAt, percents }: ThresholdQuestion): Threshold[] {
  const all = [
    ...percents.map((percent) => ({
      thresholdKind: 'percent' as const,
      threshold: percent,
      at: (amount * percent) / 100,
    })),
    ...(alertAt === null ? [] : [{ thresholdKind: 'amount' as const, threshold: alertAt, at: alertAt }]),
  ];
  return all
    .filter(({ at }) => at > 0 && spent >= at)
    .toSorted((a, b) => a.at - b.at)
    .map(({ thresholdKind, threshold }) => ({ thresholdKind, threshold }));
}
