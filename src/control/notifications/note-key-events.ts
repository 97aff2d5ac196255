/** Records that a key was rotated, or is about to end, with a message for everybody it concerns: once, whoever sees it first. */
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { KeyEvent, KeyNotification } from '../../storage/ports/records/notifications.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { organisationOf, type ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { byMail, messagesTo, type Place } from './messages.ts';
import { recipientsOfKeyEvent } from './recipients.ts';

const DAY_MS = 86_400_000;
/** How long before a key expires it is said. */
const EXPIRY_DAYS = [1, 7];
const FURTHEST_MS = Math.max(...EXPIRY_DAYS) * DAY_MS;
const PAGE = 200;

interface KeyFact {
  key: ApiKeyRecord;
  kind: KeyEvent;
  /** ms since the epoch. */
  at: number;
  daysAhead?: number;
  /** When the messages are due; absent = now. */
  dueAt?: number;
}

/** Inside the transaction of the rotation. That the former text ends is said again a day before, where that is later than today. */
export async function noteRotation(
  context: ControlContext,
  tx: TenantRecords,
  { key, endsAt }: { key: ApiKeyRecord; endsAt: number },
): Promise<void> {
  await note(context, tx, { key, kind: 'api_key.rotated', at: endsAt });
  const dueAt = endsAt - DAY_MS;
  if (dueAt <= context.clock.now()) return;
  await note(context, tx, { key, kind: 'api_key.former_text_ends', at: endsAt, daysAhead: 1, dueAt });
}

/** Inside the transaction that makes a key for somebody who does not see the answer. */
export async function noteIssued(context: ControlContext, tx: TenantRecords, key: ApiKeyRecord): Promise<void> {
  await note(context, tx, { key, kind: 'api_key.issued', at: key.createdAt });
}

/** Looks for keys that are rotated within a day or expire within a week. Resolves with how many messages are to be sent. */
export async function noteKeyDeadlines(context: ControlContext, nextTurn: () => Promise<void>): Promise<number> {
  const now = context.clock.now();
  let { messages } = await notePage(context, {
    read: (tx) => tx.apiKeys.listDueForRotation(now + DAY_MS),
    factsOf: (key) => rotationDue(key, now),
  });
  const window = { from: now - DAY_MS, until: now + FURTHEST_MS };
  let found = PAGE;
  for (let currentPage = 0; found === PAGE; currentPage += 1) {
    const noted = await notePage(context, {
      read: (tx) => tx.apiKeys.listExpiring(window, { currentPage, pageSize: PAGE }),
      factsOf: (key) => expiry(key, now),
    });
    messages += noted.messages;
    found = noted.found;
    await nextTurn();
  }
  return messages;
}

interface KeyPage {
  read: (tx: TenantRecords) => Promise<readonly ApiKeyRecord[]>;
  factsOf: (key: ApiKeyRecord) => KeyFact[];
}

/** One transaction. `found`: how many keys were read. */
function notePage(context: ControlContext, { read, factsOf }: KeyPage): Promise<{ messages: number; found: number }> {
  return context.records.within(organisationOf(context), async (tx) => {
    let messages = 0;
    const keys = await read(tx);
    for (const fact of keys.flatMap(factsOf)) messages += await note(context, tx, fact);
    return { messages, found: keys.length };
  });
}

/** A key that is rotated every day needs no warning every day. */
function rotationDue(key: ApiKeyRecord, now: number): KeyFact[] {
  const { rotation } = key;
  if (rotation === null || rotation.nextAt <= now || rotation.period === 1) return [];
  return [{ key, kind: 'api_key.rotation_due', at: rotation.nextAt, daysAhead: 1 }];
}

/** Of the warnings that are due the latest alone. A key of less than a day says nothing. */
function expiry(key: ApiKeyRecord, now: number): KeyFact[] {
  const { expiresAt, createdAt } = key;
  if (expiresAt === null || expiresAt - createdAt < DAY_MS) return [];
  if (expiresAt <= now) return [{ key, kind: 'api_key.expired', at: expiresAt }];
  const days = EXPIRY_DAYS.find((one) => expiresAt - one * DAY_MS <= now);
  if (days === undefined || createdAt > expiresAt - days * DAY_MS) return [];
  return [{ key, kind: 'api_key.expires', at: expiresAt, daysAhead: days }];
}

async function note(
  context: ControlContext,
  tx: TenantRecords,
  { key, kind, at, daysAhead = 0, dueAt = context.clock.now() }: KeyFact,
): Promise<number> {
  const { id: keyId, organisationId, workspaceId, name } = key;
  const account = `api_key:${keyId}`;
  const owner = { ownerKind: 'api_key', ownerName: name, workspaceId };
  const frame = { id: newId(context), organisationId, account, ...owner, createdAt: context.clock.now() };
  const notification: KeyNotification = { ...frame, kind, at, daysAhead };
  const places = await placesFor(context, tx, key);
  const deliveries = await messagesTo(context, tx, { notification, places, dueAt });
  return (await tx.notifications.insert(notification, deliveries)) ? deliveries.length : 0;
}

/** A chat hears of keys of services alone: those of people are many, and theirs. */
async function placesFor(context: ControlContext, tx: TenantRecords, { id, type }: ApiKeyRecord): Promise<Place[]> {
  const channels = await tx.notifications.channels();
  const meant = channels.filter(({ kind }) => kind === 'webhook' || type !== 'workspace-user');
  const mails = await byMail(context, () => recipientsOfKeyEvent(tx, id));
  return [...mails, ...meant.map((channel) => ({ medium: channel.kind, target: channel.id }))];
}

/** Why a message that waited is not true any more; null = it is. */
export async function outdated(tx: TenantRecords, { account, kind, at }: KeyNotification): Promise<string | null> {
  const key = await tx.apiKeys.findById(account.slice('api_key:'.length));
  if (key?.status !== 'active') return 'The key was deleted.';
  const stillAt = {
    'api_key.issued': key.sealedSecret === null ? null : at,
    'api_key.rotated': at,
    'api_key.rotation_due': key.rotation?.nextAt,
    'api_key.former_text_ends': key.previous?.expiresAt,
    'api_key.expires': key.expiresAt,
    'api_key.expired': key.expiresAt,
  }[kind];
  return stillAt === at ? null : 'The key was changed since.';
}
