/**
 * Notifies people when budgets pass their thresholds, and before keys end. Settlements leave a note here, which is written down
 * beside the requests' way; a sweep at the start, and every ten minutes, finds what a crash or a lowered limit left out, and
 * the keys that end soon. Messages that are due are sent from the records, so that none is lost.
 */
import { deliverDue } from '../control/notifications/deliver.ts';
import { noteKeyDeadlines } from '../control/notifications/note-key-events.ts';
import { noteThresholds, type SpentBudget } from '../control/notifications/note-threshold.ts';
import type { ControlContext } from '../control/context.ts';
import { allWorkspaces } from '../control/integration-workspaces/list.ts';
import { factsOfOwner } from '../control/limits/owner.ts';
import { isOfEach, spreadOver } from '../control/limits/spread.ts';
import type { Principal } from '../control/principal.ts';
import { compileLimits } from '../routing/compiled-limits.ts';
import { policyAccounts } from '../routing/compiled-policies.ts';
import { BoundedMap } from '../kernel/bounded-map.ts';
import type { OrganisationId } from '../kernel/ids.ts';
import type { LimitWindow, Period } from '../kernel/limit-window.ts';
import type { Logger } from '../observe/logger.ts';
import { budgetAccount, type Budget, type LimitsRecord } from '../storage/ports/records/limits.ts';
import { isOfBudget, type BudgetNotification } from '../storage/ports/records/notifications.ts';
import type { Records, TenantRecords } from '../storage/ports/records/records.ts';
import type { Ledger } from '../storage/ports/ledger.ts';

/** Accounts whose notes may wait at once; what has no room is found by the next sweep. */
const MAX_NOTES = 10_000;
/** Accounts of which it is known what was sent. */
const MAX_SENT = 200_000;
const DELIVER_EVERY_MS = 5000;
const SWEEP_EVERY_MS = 600_000;
const DAY_MS = 86_400_000;
/** Of windows that are over. */
const KEPT_MS = 90 * DAY_MS;

/** What was sent for one window of an account. */
export interface SentAlerts {
  /** For the limit's own `alert_threshold`. */
  threshold: boolean;
  /** That all of it is spent. */
  exhausted: boolean;
}

export interface BudgetNotes {
  /** From the settlement of a request: nothing is written here. */
  note(budget: SpentBudget): void;
  sent(account: string, window: number): SentAlerts;
  /** What has waited since the last call. */
  take(): SpentBudget[];
  remember(notification: BudgetNotification): void;
  /** Called with the first note of those that wait. */
  onNote: () => void;
}

const NOTHING_SENT: SentAlerts = { threshold: false, exhausted: false };

export function createBudgetNotes(): BudgetNotes {
  let waiting = new Map<string, SpentBudget>();
  const sent = new BoundedMap<SentAlerts>(MAX_SENT);
  const keyOf = (account: string, window: number): string => `${window} ${account}`;
  const notes: BudgetNotes = {
    note(budget) {
      const key = keyOf(budget.account, budget.window.start);
      if (waiting.size >= MAX_NOTES && !waiting.has(key)) return;
      waiting.set(key, budget);
      if (waiting.size === 1) notes.onNote();
    },
    sent: (account, window) => sent.get(keyOf(account, window)) ?? NOTHING_SENT,
    take() {
      const taken = [...waiting.values()];
      waiting = new Map();
      return taken;
    },
    remember({ account, window, thresholdKind, threshold }) {
      const known = sent.get(keyOf(account, window)) ?? NOTHING_SENT;
      sent.set(keyOf(account, window), {
        threshold: known.threshold || thresholdKind === 'amount',
        exhausted: known.exhausted || (thresholdKind === 'percent' && threshold >= 100),
      });
    },
    onNote: () => undefined,
  };
  return notes;
}

export interface NotificationParts {
  notes: BudgetNotes;
  records: Pick<Records, 'system' | 'within'>;
  ledger: Pick<Ledger, 'balance' | 'accounts'>;
  windowOf: (period: Period, now: number) => LimitWindow;
  control: (principal: Principal) => ControlContext;
  logger: Logger;
  every: (ms: number, run: () => void) => () => void;
  nextTurn: () => Promise<void>;
}

/** Returns what ends it: resolves when nothing of it runs any more. */
export function startNotifications(parts: NotificationParts): () => Promise<void> {
  const { notes, logger, every } = parts;
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  /** One after the other: no two of them meet in the records. */
  const inTurn = (what: string, work: () => Promise<void>): void => {
    const before = running;
    running = (async () => {
      await before;
      if (isOver) return;
      try {
        await work();
      } catch (error) {
        logger.error(`${what} failed. It is tried again.`, { error });
      }
    })();
  };
  let isDelivering = false;
  const deliverSoon = (): void => {
    if (isDelivering) return;
    isDelivering = true;
    inTurn('Sending notifications', async () => {
      isDelivering = false;
      await deliverAll(parts);
    });
  };
  const write = (): void =>
    inTurn('Writing down notifications of budgets', async () => {
      const waiting = notes.take();
      try {
        for (const budget of waiting) await noteThresholds(contextOf(parts, budget.organisationId), budget);
      } catch (error) {
        for (const budget of waiting) notes.note(budget);
        throw error;
      }
      if (waiting.length > 0) deliverSoon();
    });
  notes.onNote = write;
  inTurn('Reading notifications of budgets', () => rememberSent(parts));
  const sweep = (): void => inTurn('Looking for what people are to be notified of', () => sweepAll(parts));
  sweep();
  deliverSoon();
  const stops = [every(DELIVER_EVERY_MS, deliverSoon), every(SWEEP_EVERY_MS, sweep)];
  return async () => {
    isOver = true;
    for (const stop of stops) stop();
    await running;
  };
}

type Parts = NotificationParts;

const contextOf = ({ control }: Pick<Parts, 'control'>, organisationId: OrganisationId): ControlContext =>
  control({ kind: 'schedule', organisationId });

const organisationsOf = ({ records }: Parts): Promise<OrganisationId[]> =>
  records.system(async ({ organisations }) => (await organisations.list()).map(({ id }) => id));

async function rememberSent(parts: Parts): Promise<void> {
  for (const organisationId of await organisationsOf(parts)) {
    const sent = await parts.records.within(organisationId, (tx) => tx.notifications.sent(0));
    for (const notification of sent) parts.notes.remember(notification);
  }
}

async function deliverAll(parts: Parts): Promise<void> {
  for (const organisationId of await organisationsOf(parts)) {
    let isMore = true;
    while (isMore) {
      const delivered = await deliverDue(contextOf(parts, organisationId));
      for (const notification of delivered.sent) if (isOfBudget(notification)) parts.notes.remember(notification);
      if (delivered.failed > 0) {
        parts.logger.error('Notifications could not be delivered.', { failed: delivered.failed });
      }
      isMore = delivered.isMore;
    }
  }
}

async function sweepAll(parts: Parts): Promise<void> {
  for (const organisationId of await organisationsOf(parts)) {
    const context = contextOf(parts, organisationId);
    for (const budget of await standing(parts, organisationId)) {
      await noteThresholds(context, budget);
      await parts.nextTurn();
    }
    await noteKeyDeadlines(context, parts.nextTurn);
    const now = context.clock.now();
    await parts.records.within(organisationId, (tx) => tx.notifications.trim(now - KEPT_MS, now));
  }
}

async function named(tx: TenantRecords, isSpent: (record: LimitsRecord) => boolean) {
  const all = [];
  for (const record of await spread(tx)) {
    if (isSpent(record)) all.push({ record, name: (await factsOfOwner(tx, record)).name });
  }
  return all;
}

async function spread(tx: TenantRecords): Promise<LimitsRecord[]> {
  const all = await tx.limits.list();
  if (!all.some(isOfEach)) return all;
  return spreadOver(
    all,
    (await allWorkspaces(tx)).map(({ id }) => id),
  );
}

/** Every budget of which something is spent in its running window. */
async function standing({ records, ledger, windowOf, control }: Parts, organisationId: OrganisationId) {
  const { clock } = control({ kind: 'schedule', organisationId });
  const now = clock.now();
  const spentOf = (account: string, { period }: Budget): number =>
    ledger.balance({ limit: account, window: windowOf(period, now).start }).spent;
  const isSpent = (record: LimitsRecord): boolean =>
    record.budgets.some((budget) => spentOf(budgetAccount(record, budget.unit), budget) > 0);
  const { limits, policies } = await records.within(organisationId, async (tx) => ({
    limits: await named(tx, isSpent),
    policies: await tx.policies.list('usage_limits'),
  }));
  const all: SpentBudget[] = [];
  const add = (account: string, budget: Budget, owner: { kind: string; name: string }): void => {
    const window = windowOf(budget.period, now);
    const spent = spentOf(account, budget);
    const { unit, amount, alertAt, period } = budget;
    if (spent === 0) return;
    const told = { ownerKind: owner.kind, ownerName: owner.name, unit, amount, alertAt, period };
    all.push({ organisationId, account, ...told, window, spent });
  };
  for (const { record, name } of limits) {
    for (const budget of compileLimits(record, name).budgets) add(budget.account, budget, budget.owner);
  }
  for (const { id, name, rule, status } of policies) {
    const { budget } = rule;
    if (budget === null || status !== 'active') continue;
    for (const { limit } of ledger.accounts(policyAccounts(id))) {
      const value = limit.slice(policyAccounts(id).length);
      add(limit, budget, { kind: 'policy', name: value === '' ? (name ?? id) : `${name ?? id} (${value})` });
    }
  }
  return all;
}
