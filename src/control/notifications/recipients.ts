/**
 * Who is informed by mail (contract#limits): of every limit the owners and administrators of the organisation; of a key's also
 * who made it, whose it is and its `alert_emails`; of a workspace's also its administrators; of a person's also the person. Of a
 * rotation or the end of a key those alone whom the key concerns.
 */
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';

export interface TellableOwner {
  kind: string;
  id: string;
}

/** More people than this are informed through a channel. */
const MAX_PEOPLE = 100;
const PEOPLE = { currentPage: 0, pageSize: MAX_PEOPLE };

/** Addresses, each once. */
export async function recipientsOf(tx: TenantRecords, owner: TellableOwner): Promise<string[]> {
  return [...new Set([...(await governing(tx)), ...(await concerned(tx, owner))])];
}

/** Addresses, each once. Owners and administrators where the key concerns nobody else. */
export async function recipientsOfKeyEvent(tx: TenantRecords, keyId: string): Promise<string[]> {
  const addresses = await concernedByKey(tx, keyId);
  return [...new Set(addresses.length > 0 ? addresses : await governing(tx))];
}

async function governing(tx: TenantRecords): Promise<string[]> {
  const owners = await tx.users.list({ role: 'owner' }, PEOPLE);
  const admins = await tx.users.list({ role: 'admin' }, PEOPLE);
  return [...owners.rows, ...admins.rows].map(({ email }) => email);
}

async function concerned(tx: TenantRecords, { kind, id }: TellableOwner): Promise<string[]> {
  if (kind === 'api_key') return concernedByKey(tx, id);
  if (kind === 'user') return emailOf(tx, id);
  if (kind !== 'workspace') return [];
  const { rows } = await tx.members.list({ workspaceId: id as WorkspaceId, role: 'admin' }, PEOPLE);
  return rows.map(({ user }) => user.email);
}

async function concernedByKey(tx: TenantRecords, id: string): Promise<string[]> {
  const key = await tx.apiKeys.findById(id);
  if (key === null) return [];
  const whose = key.userId === null ? [] : await emailOf(tx, key.userId);
  // Whoever lets a person join has not made the key that follows.
  const by = key.creationMode === 'auto' && key.userId !== null ? [] : await creatorOf(tx, id);
  return [...key.alertEmails, ...whose, ...by];
}

/** As the audit trail has it; nobody where another key or a file made it. */
async function creatorOf(tx: TenantRecords, keyId: string): Promise<string[]> {
  const made = { noun: 'api_key', verb: 'create', resourceId: keyId, actorType: 'user' } as const;
  const [event] = (await tx.audit.list(made, { currentPage: 0, pageSize: 1 })).rows;
  return event === undefined ? [] : emailOf(tx, event.actor);
}

async function emailOf(tx: TenantRecords, userId: string): Promise<string[]> {
  const user = await tx.users.findById(userId);
  return user?.status === 'active' ? [user.email] : [];
}
