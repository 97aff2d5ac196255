/** What is said of a notification: as text for people, and as JSON for programs. Pure. */
import {
  isOfBudget,
  type BudgetNotification,
  type KeyNotification,
  type Notification,
} from '../../storage/ports/records/notifications.ts';
import { LIMIT_OWNER_NAMES } from '../../storage/ports/records/limits.ts';
import { toIso, toIsoOrNull } from '../fields.ts';

export const subjectOf = (notification: Notification): string =>
  isOfBudget(notification) ? budgetSubject(notification) : keySubject(notification);

export const textOf = (notification: Notification): string =>
  isOfBudget(notification) ? budgetText(notification) : keyText(notification);

/** The page of the dashboard that shows what is meant. */
export const pageOf = (notification: Notification): string => (isOfBudget(notification) ? '/budgets' : '/api-keys');

/** `type` and `data`, as docs/reference/notifications.md has them. */
export function eventOf(notification: Notification): Record<string, unknown> {
  const { id, kind, createdAt, organisationId, workspaceId, ownerKind, ownerName } = notification;
  const owner = { organisation_id: organisationId, workspace_id: workspaceId, owner_kind: ownerKind };
  const about = { id, ...owner, owner_name: ownerName, text: textOf(notification) };
  const facts = isOfBudget(notification) ? budgetFacts(notification) : keyFacts(notification);
  return { type: kind, timestamp: toIso(createdAt), data: { ...about, ...facts } };
}

function keySubject({ kind, ownerName, daysAhead }: KeyNotification): string {
  const within = daysAhead === 1 ? 'within a day' : `within ${daysAhead} days`;
  const key = `the API key "${ownerName}"`;
  const said = {
    'api_key.issued': `An API key was made for you: "${ownerName}"`,
    'api_key.rotated': `The API key "${ownerName}" was rotated`,
    'api_key.rotation_due': `The API key "${ownerName}" is rotated ${within}`,
    'api_key.former_text_ends': `The former text of ${key} ends ${within}`,
    'api_key.expires': `The API key "${ownerName}" expires ${within}`,
    'api_key.expired': `The API key "${ownerName}" has expired`,
  } as const;
  return said[kind];
}

function keyText(notification: KeyNotification): string {
  const when = toIso(notification.at);
  const next = {
    'api_key.issued': 'Sign in to the dashboard, open API keys and fetch its text. It is shown once.',
    'api_key.rotated': `Its former text works until ${when}. Give the new one to everything that uses the key before then.`,
    'api_key.rotation_due': `On ${when} it gets a new text; the former one works on for the time of transition.`,
    'api_key.former_text_ends': `From ${when} on only the new text opens. Look for what still uses the former one.`,
    'api_key.expires': `From ${when} on it opens nothing. Set another end, or make a new key.`,
    'api_key.expired': `Since ${when} it opens nothing. Set another end, or make a new key.`,
  } as const;
  return `${keySubject(notification)}. ${next[notification.kind]}`;
}

const keyFacts = ({ account, at, daysAhead }: KeyNotification) => ({
  api_key_id: account.slice('api_key:'.length),
  at: toIso(at),
  days_ahead: daysAhead,
});

/** Of a record that an older version wrote, the kind itself. */
const OWNERS: Readonly<Record<string, string>> = LIMIT_OWNER_NAMES;

/** Dollars to the cent, or finer where that would hide what is there. */
function shown(unit: BudgetNotification['unit'], amount: number): string {
  if (unit !== 'cost') return `${amount.toLocaleString('en-US')} ${unit}`;
  const dollars = amount / 1e9;
  return `$${dollars !== 0 && dollars < 0.01 ? dollars.toPrecision(2) : dollars.toFixed(2)}`;
}

function thresholdText({ thresholdKind, threshold, unit }: BudgetNotification): string {
  return thresholdKind === 'percent' ? `${threshold} %` : shown(unit, threshold);
}

function budgetSubject(notification: BudgetNotification): string {
  const { ownerKind, ownerName, thresholdKind, threshold } = notification;
  const whose = `the budget of the ${OWNERS[ownerKind] ?? ownerKind} "${ownerName}"`;
  return thresholdKind === 'percent' && threshold >= 100
    ? `All of ${whose} is spent`
    : `${thresholdText(notification)} of ${whose} is spent`;
}

function budgetText(notification: BudgetNotification): string {
  const { unit, spent, amount, resetsAt } = notification;
  const resets = resetsAt === null ? 'It does not reset by itself.' : `It resets at ${toIso(resetsAt)}.`;
  return `${budgetSubject(notification)}: ${shown(unit, spent)} of ${shown(unit, amount)}. ${resets}`;
}

const inUnit = (unit: BudgetNotification['unit'], amount: number): number => (unit === 'cost' ? amount / 1e9 : amount);

/** Amounts in dollars, tokens or requests, as the limit counts. */
export const budgetFacts = (notification: BudgetNotification) => ({
  type: notification.unit,
  credit_limit: inUnit(notification.unit, notification.amount),
  current_usage: inUnit(notification.unit, notification.spent),
  threshold_kind: notification.thresholdKind,
  threshold: thresholdValue(notification),
  window_started_at: toIso(notification.window),
  next_usage_reset_at: toIsoOrNull(notification.resetsAt),
});

function thresholdValue({ thresholdKind, threshold, unit }: BudgetNotification): number {
  return thresholdKind === 'percent' ? threshold : inUnit(unit, threshold);
}
