/** What is said of a threshold that was passed: as text for people, and as JSON for programs. Pure. */
import type { Notification } from '../../storage/ports/records/notifications.ts';
import { LIMIT_OWNER_NAMES } from '../../storage/ports/records/limits.ts';
import { toIso, toIsoOrNull } from '../fields.ts';

/** Of a record that an older version wrote, the kind itself. */
const OWNERS: Readonly<Record<string, string>> = LIMIT_OWNER_NAMES;

/** Dollars to the cent, or finer where that would hide what is there. */
function shown(unit: Notification['unit'], amount: number): string {
  if (unit !== 'cost') return `${amount.toLocaleString('en-US')} ${unit}`;
  const dollars = amount / 1e9;
  return `$${dollars !== 0 && dollars < 0.01 ? dollars.toPrecision(2) : dollars.toFixed(2)}`;
}

function thresholdText({ thresholdKind, threshold, unit }: Notification): string {
  return thresholdKind === 'percent' ? `${threshold} %` : shown(unit, threshold);
}

export function subjectOf(notification: Notification): string {
  const { ownerKind, ownerName, thresholdKind, threshold } = notification;
  const whose = `the budget of the ${OWNERS[ownerKind] ?? ownerKind} "${ownerName}"`;
  return thresholdKind === 'percent' && threshold >= 100
    ? `All of ${whose} is spent`
    : `${thresholdText(notification)} of ${whose} is spent`;
}

export function textOf(notification: Notification): string {
  const { unit, spent, amount, resetsAt } = notification;
  const resets = resetsAt === null ? 'It does not reset by itself.' : `It resets at ${toIso(resetsAt)}.`;
  return `${subjectOf(notification)}: ${shown(unit, spent)} of ${shown(unit, amount)}. ${resets}`;
}

const inUnit = (unit: Notification['unit'], amount: number): number => (unit === 'cost' ? amount / 1e9 : amount);

/** Amounts in dollars, tokens or requests, as the limit counts. */
export function eventOf(notification: Notification): Record<string, unknown> {
  const { unit } = notification;
  return {
    type: 'budget.threshold_passed',
    timestamp: toIso(notification.createdAt),
    data: {
      id: notification.id,
      organisation_id: notification.organisationId,
      workspace_id: notification.workspaceId,
      owner_kind: notification.ownerKind,
      owner_name: notification.ownerName,
      type: unit,
      credit_limit: inUnit(unit, notification.amount),
      current_usage: inUnit(unit, notification.spent),
      threshold_kind: notification.thresholdKind,
      threshold: thresholdValue(notification),
      window_started_at: toIso(notification.window),
      next_usage_reset_at: toIsoOrNull(notification.resetsAt),
      text: textOf(notification),
    },
  };
}

/** Percent, or an amount as `eventOf` has it. */
export function thresholdValue({ thresholdKind, threshold, unit }: Notification): number {
  return thresholdKind === 'percent' ? threshold : inUnit(unit, threshold);
}
