/** Records that a budget has passed thresholds, with a message for every recipient: once, whoever sees it first. */
import type { Period } from '../../kernel/limit-window.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import type { BudgetUnit } from '../../storage/ports/records/limits.ts';
import type { BudgetNotification } from '../../storage/ports/records/notifications.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { audit } from '../transaction.ts';
import { byMail, messagesTo, type Place } from './messages.ts';
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
  const notification: BudgetNotification = {
    kind: 'budget.threshold_passed',
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
  const places = await placesFor(context, tx, notification);
  const deliveries = await messagesTo(context, tx, { notification, places, dueAt: notification.createdAt });
  if (!(await tx.notifications.insert(notification, deliveries))) return 0;
  await audit(context, tx, {
    action: 'budget.pass_threshold',
    subject: { id: account, organisationId, workspaceId: notification.workspaceId },
    after: {
      owner: budget.ownerName,
      owner_kind: budget.ownerKind,
      unit,
      amount,
      spent,
      threshold: threshold.threshold,
      threshold_kind: threshold.thresholdKind,
    },
  });
  return deliveries.length;
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

async function placesFor(
  context: ControlContext,
  tx: TenantRecords,
  { account }: BudgetNotification,
): Promise<Place[]> {
  const channels = await tx.notifications.channels();
  const mails = await byMail(context, () => recipientsOf(tx, ownerOf(account)));
  return [...mails, ...channels.map(({ kind, id }) => ({ medium: kind, target: id }))];
}
