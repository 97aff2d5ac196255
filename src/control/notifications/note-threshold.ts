/** Records that a budget has passed thresholds, with a message for every recipient: once, whoever sees it first. */
import type { Period } from '../../kernel/limit-window.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { BudgetUnit } from '../../storage/ports/records/limits.ts';
import type { Delivery, Notification } from '../../storage/ports/records/notifications.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { passedThresholds, type Threshold } from './passed-thresholds.ts';
import { recipientsOf } from './recipients.ts';

/** A budget as it stands after something was spent. */
export interface SpentBudget {
  organisationId: OrganisationId;
  /** In the ledger, as `api_key:<id>:cost` or `policy:<id>:<value key>`. */
  account: string;
  ownerKind: string;
  ownerName: string;
  unit: BudgetUnit;
  amount: number;
  alertAt: number | null;
  period: Period;
  window: { start: number; end: number | null };
  spent: number;
}

/** Messages of one organisation that may wait at the same time. */
const MAX_PENDING = 10_000;

/** Resolves with how many messages are to be sent. */
export function noteThresholds(context: ControlContext, budget: SpentBudget): Promise<number> {
  return context.records.within(organisationOf(context), async (tx) => {
    const { notificationThresholds: percents } = await tx.settings.read();
    let messages = 0;
    for (const threshold of passedThresholds({ ...budget, percents })) {
      messages += await note(context, tx, { budget, threshold });
    }
    return messages;
  });
}

async function note(
  context: ControlContext,
  tx: TenantRecords,
  { budget, threshold }: { budget: SpentBudget; threshold: Threshold },
): Promise<number> {
  const { organisationId, account, unit, amount, spent, window } = budget;
  const notification: Notification = {
    id: newId(context),
    organisationId,
    workspaceId: await workspaceOf(tx, account),
    account,
    window: window.start,
    resetsAt: window.end,
    ...threshold,
    unit,
    amount,
    spent,
    ownerKind: budget.ownerKind,
    ownerName: budget.ownerName,
    createdAt: context.clock.now(),
  };
  const deliveries = await messagesFor(context, tx, notification);
  return (await tx.notifications.insert(notification, deliveries)) ? deliveries.length : 0;
}

async function workspaceOf(tx: TenantRecords, account: string): Promise<WorkspaceId | null> {
  const { kind, id } = ownerOf(account);
  if (kind === 'workspace') return id as WorkspaceId;
  if (kind === 'api_key') return (await tx.apiKeys.findById(id))?.workspaceId ?? null;
  if (kind === 'provider') return (await tx.providers.findById(id))?.workspaceId ?? null;
  if (kind === 'policy') return (await tx.policies.findById(id))?.workspaceId ?? null;
  return null;
}

/** Accounts begin with what they belong to. */
function ownerOf(account: string): { kind: string; id: string } {
  const [kind = '', id = ''] = account.split(':');
  return { kind, id };
}

async function messagesFor(
  context: ControlContext,
  tx: TenantRecords,
  { id: notificationId, account, organisationId, createdAt }: Notification,
): Promise<Delivery[]> {
  const channels = await tx.notifications.channels();
  const addresses = context.mailer === null ? [] : await recipientsOf(tx, ownerOf(account));
  const places = [
    ...addresses.map((target) => ({ medium: 'email' as const, target })),
    ...channels.map(({ kind, id }) => ({ medium: kind, target: id })),
  ];
  const isFull = places.length > 0 && (await tx.notifications.pending()) + places.length > MAX_PENDING;
  return places.map((place) => ({
    id: newId(context),
    notificationId,
    organisationId,
    ...place,
    status: isFull ? 'dropped' : 'pending',
    attempts: 0,
    nextAttemptAt: createdAt,
    lastError: isFull ? 'Too many messages were waiting.' : null,
    sentAt: null,
    createdAt,
  }));
}
