/** People as a directory creates, changes, deactivates and removes them. */
import { newId } from '../identity.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { SlugTakenError } from '../../storage/ports/records/row.ts';
import type { ScimUser } from '../../storage/ports/records/scim.ts';
import type { User } from '../../storage/ports/records/users.ts';
import type { ControlContext } from '../context.ts';
import { normalEmail } from '../identity-settings/domains.ts';
import { audit, change, look } from '../transaction.ts';
import { endAccount } from '../users/end-account.ts';
import { newUser } from '../users/new-user.ts';
import { parseFilter, simpleEquals } from './filter.ts';
import { applyGroups } from './group-roles.ts';
import { patch } from './patch.ts';
import { isObject, toResource, USER, type Resource } from './resource.ts';
import { ScimError } from './scim-error.ts';
import { viewUser, type Listing, type Found } from './view.ts';

export function createScimUser(context: ControlContext, body: Resource): Promise<Resource> {
  const attributes = toResource(USER, body);
  const told = readPerson(attributes);
  return change(context, async (tx) => {
    if ((await tx.scimUsers.findByName(told.userName)) !== null) throw taken(told.userName);
    const user = await findOrMake(context, tx, told);
    const now = context.clock.now();
    const scim: ScimUser = {
      organisationId: tx.organisationId,
      userId: user.id,
      userName: told.userName,
      externalId: told.externalId,
      attributes,
      mappedWorkspaces: [],
      createdAt: now,
      lastUpdatedAt: now,
    };
    if ((await tx.scimUsers.find(user.id)) !== null) throw taken(told.email);
    await tx.scimUsers.insert(scim);
    await tell(context, tx, { action: 'user.provision', user, after: attributes });
    if (!told.isActive) await deactivate(context, tx, user);
    return viewUser(context, tx, scim);
  });
}

export const getScimUser = (context: ControlContext, id: string): Promise<Resource> =>
  look(context, async (tx) => viewUser(context, tx, await find(tx, id)));

/** The whole resource anew: what it does not name is gone. */
export const replaceScimUser = (context: ControlContext, id: string, body: Resource): Promise<Resource> =>
  write(context, id, () => toResource(USER, body));

export const patchScimUser = (context: ControlContext, id: string, body: Resource): Promise<Resource> =>
  write(context, id, (before) => patch(USER, before, body));

/** The account ends, as with `active: false`; another one may have the name from then on. */
export function deleteScimUser(context: ControlContext, id: string): Promise<void> {
  return change(context, async (tx) => {
    const scim = await find(tx, id);
    const user = await tx.users.findById(id);
    if (user?.status === 'active') await deactivate(context, tx, user);
    for (const group of await tx.scimGroups.groupsOf(id)) await tx.scimGroups.removeMember(group.id, id);
    await tx.scimUsers.remove(scim.userId);
    if (user !== null) await tell(context, tx, { action: 'user.deprovision', user });
  });
}

const MAX_MATCHED = 10_000;

export function listScimUsers(context: ControlContext, { filter, page }: Found): Promise<Listing> {
  return look(context, async (tx) => {
    const show = (users: readonly ScimUser[]) => Promise.all(users.map((user) => viewUser(context, tx, user)));
    if (filter === null) {
      const { total, rows } = await tx.scimUsers.list(page);
      return { total, resources: await show(rows) };
    }
    const found = await findSimply(tx, filter);
    if (found !== undefined)
      return { total: found === null ? 0 : 1, resources: await show(found === null ? [] : [found]) };
    const fits = parseFilter(filter);
    const all = await show((await tx.scimUsers.list({ offset: 0, limit: MAX_MATCHED })).rows);
    const matched = all.filter(fits);
    return { total: matched.length, resources: matched.slice(page.offset, page.offset + page.limit) };
  });
}

/** By the database, where the filter asks for one name or id; undefined = it asks for something else. */
async function findSimply(tx: TenantRecords, filter: string): Promise<ScimUser | null | undefined> {
  const asked = simpleEquals(filter);
  if (asked?.name === 'username') return tx.scimUsers.findByName(asked.value.toLowerCase());
  if (asked?.name === 'externalid') return tx.scimUsers.findByExternalId(asked.value);
  return asked?.name === 'id' ? tx.scimUsers.find(asked.value) : undefined;
}

async function find(tx: TenantRecords, id: string): Promise<ScimUser> {
  const found = await tx.scimUsers.find(id);
  if (found === null) throw new ScimError(404, null, `There is no user "${id.slice(0, 200)}".`);
  return found;
}

interface Person {
  userName: string;
  externalId: string | null;
  email: string;
  firstName: string;
  lastName: string;
  isActive: boolean;
}

const MAX_NAME = 100;

/** Throws ScimError invalidValue. The address is the primary one, else the first, else the name. */
function readPerson(attributes: Resource): Person {
  const { userName, externalId, name, emails, active } = attributes;
  if (typeof userName !== 'string' || userName.trim() === '')
    throw new ScimError(400, 'invalidValue', 'userName: is required.');
  const list = (Array.isArray(emails) ? (emails as unknown[]) : []).filter(isObject);
  const chosen = list.find((one) => one['primary'] === true) ?? list[0];
  const address = chosen?.['value'];
  const email = normalEmail(typeof address === 'string' ? address : userName);
  if (email === null)
    throw new ScimError(400, 'invalidValue', 'emails: an address in ASCII is needed, or one as userName.');
  const parts = isObject(name) ? name : {};
  const part = (key: string): string => (typeof parts[key] === 'string' ? parts[key].slice(0, MAX_NAME) : '');
  return {
    userName: userName.trim().toLowerCase(),
    externalId: typeof externalId === 'string' ? externalId : null,
    email,
    firstName: part('givenName'),
    lastName: part('familyName'),
    isActive: active !== false,
  };
}

/** Somebody who was invited, or signed in, before the directory said so, is the same person. */
async function findOrMake(context: ControlContext, tx: TenantRecords, told: Person): Promise<User> {
  const known = await tx.users.findByEmail(told.email);
  if (known !== null) return known;
  const { organisationId } = tx;
  const { email, firstName, lastName } = told;
  const user = newUser(context, { organisationId, email, first_name: firstName, last_name: lastName, role: 'member' });
  await tx.users.insert({ ...user, id: newId(context) });
  return (await tx.users.findByEmail(email)) ?? user;
}

function write(context: ControlContext, id: string, changed: (before: Resource) => Resource): Promise<Resource> {
  return change(context, async (tx) => {
    const before = await find(tx, id);
    const attributes = changed({ ...before.attributes });
    const told = readPerson(attributes);
    const other = await tx.scimUsers.findByName(told.userName);
    if (other !== null && other.userId !== id) throw taken(told.userName);
    const { userName, externalId } = told;
    const after = { ...before, userName, externalId, attributes, lastUpdatedAt: context.clock.now() };
    await tx.scimUsers.replace(after);
    await follow(context, tx, { id, told, before: before.attributes, after: attributes });
    return viewUser(context, tx, (await tx.scimUsers.find(id)) ?? after);
  });
}

/** The account follows what is said of it. */
async function follow(
  context: ControlContext,
  tx: TenantRecords,
  { id, told, before, after }: { id: string; told: Person; before: unknown; after: unknown },
): Promise<void> {
  const user = await tx.users.findById(id);
  if (user === null) return;
  const { email, firstName, lastName } = told;
  const wanted: User = {
    ...user,
    // Whoever can write to the directory must not become the owner by an address.
    email: user.role === 'owner' ? user.email : email,
    firstName,
    lastName,
    status: told.isActive ? 'active' : user.status,
    lastUpdatedAt: context.clock.now(),
  };
  await replaceUser(tx, wanted);
  await tell(context, tx, { action: 'user.update', user, before, after });
  if (!told.isActive && user.status === 'active') await deactivate(context, tx, wanted);
  if (told.isActive && user.status === 'archived') {
    await tell(context, tx, { action: 'user.reactivate', user });
    await applyGroups(context, tx, id);
  }
}

async function replaceUser(tx: TenantRecords, user: User): Promise<void> {
  try {
    await tx.users.replace(user);
  } catch (error) {
    throw error instanceof SlugTakenError ? taken(user.email) : error;
  }
}

/** An owner stays: somebody must be left to open the door when the directory is wrong. */
async function deactivate(context: ControlContext, tx: TenantRecords, user: User): Promise<void> {
  if (user.role === 'owner') {
    throw new ScimError(403, null, 'An owner is not deactivated by a directory. Another owner removes the role first.');
  }
  await endAccount(context, tx, user);
  const scim = await tx.scimUsers.find(user.id);
  if (scim !== null) await tx.scimUsers.replace({ ...scim, mappedWorkspaces: [] });
  await tell(context, tx, { action: 'user.deactivate', user });
}

interface Told {
  action: string;
  user: User;
  before?: unknown;
  after?: unknown;
}

const tell = (context: ControlContext, tx: TenantRecords, { action, user, ...views }: Told): Promise<void> =>
  audit(context, tx, { action, subject: { ...user, workspaceId: null }, ...views });

const taken = (name: string): ScimError => new ScimError(409, 'uniqueness', `"${name}" is taken.`);
