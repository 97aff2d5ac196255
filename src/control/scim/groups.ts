/** Groups as a directory creates, changes and removes them. A change of members is a change of what they may do, at once. */
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ScimGroup } from '../../storage/ports/records/scim.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { audit, change, look } from '../transaction.ts';
import { parseFilter } from './filter.ts';
import { applyGroups } from './group-roles.ts';
import { patch } from './patch.ts';
import { GROUP, isObject, toResource, type Resource } from './resource.ts';
import { ScimError } from './scim-error.ts';
import { viewGroup, type Found, type Listing } from './view.ts';

export function createScimGroup(context: ControlContext, body: Resource): Promise<Resource> {
  const wanted = toResource(GROUP, body);
  const displayName = nameIn(wanted);
  return change(context, async (tx) => {
    const named = await tx.scimGroups.findByName(displayName);
    if (named !== null && !(await isPromised(tx, named))) {
      throw new ScimError(409, 'uniqueness', `There is a group "${displayName}".`);
    }
    const now = context.clock.now();
    const { organisationId } = tx;
    const externalId = externalIdIn(wanted);
    const fresh = { id: newId(context), organisationId, displayName, externalId, createdAt: now, lastUpdatedAt: now };
    const group = named === null ? fresh : { ...named, displayName, externalId, lastUpdatedAt: now };
    await (named === null ? tx.scimGroups.insert(group) : tx.scimGroups.replace(group));
    await tell(context, tx, { action: 'scim_group.create', group, after: { displayName } });
    await setMembers(context, tx, { group, wanted: memberIdsIn(wanted), renamed: false });
    return viewGroup(context, tx, group);
  });
}

/** A mapping may name a group before the directory brings it. */
async function isPromised(tx: TenantRecords, group: ScimGroup): Promise<boolean> {
  return group.externalId === null && (await tx.scimGroups.memberIds(group.id)).length === 0;
}

export const getScimGroup = (context: ControlContext, id: string): Promise<Resource> =>
  look(context, async (tx) => viewGroup(context, tx, await find(tx, id)));

export const replaceScimGroup = (context: ControlContext, id: string, body: Resource): Promise<Resource> =>
  write(context, id, () => toResource(GROUP, body));

export const patchScimGroup = (context: ControlContext, id: string, body: Resource): Promise<Resource> =>
  write(context, id, (before) => patch(GROUP, before, body));

/** Its members lose what it gave. */
export function deleteScimGroup(context: ControlContext, id: string): Promise<void> {
  return change(context, async (tx) => {
    const group = await find(tx, id);
    const members = await tx.scimGroups.memberIds(id);
    for (const mapping of await tx.scimMappings.list())
      if (mapping.groupId === id) await tx.scimMappings.remove(mapping.id);
    await tx.scimGroups.remove(id);
    await tell(context, tx, { action: 'scim_group.delete', group, before: { displayName: group.displayName } });
    for (const userId of members) await applyGroups(context, tx, userId);
  });
}

export function listScimGroups(
  context: ControlContext,
  { filter, page, withMembers }: Found & { withMembers: boolean },
): Promise<Listing> {
  return look(context, async (tx) => {
    const fits = filter === null ? () => true : parseFilter(filter);
    const needsMembers = withMembers || (filter !== null && /members/i.test(filter));
    const resources: Resource[] = [];
    for (const group of await tx.scimGroups.list()) {
      const shown = await viewGroup({ ...context, leavesMembersOut: !needsMembers }, tx, group);
      if (fits(shown)) resources.push(shown);
    }
    return { total: resources.length, resources: resources.slice(page.offset, page.offset + page.limit) };
  });
}

async function find(tx: TenantRecords, id: string): Promise<ScimGroup> {
  const found = await tx.scimGroups.findById(id);
  if (found === null) throw new ScimError(404, null, `There is no group "${id.slice(0, 200)}".`);
  return found;
}

function write(context: ControlContext, id: string, changed: (before: Resource) => Resource): Promise<Resource> {
  return change(context, async (tx) => {
    const before = await find(tx, id);
    const members = (await tx.scimGroups.memberIds(id)).map((value) => ({ value }));
    const { displayName, externalId } = before;
    const resource = changed({ displayName, ...(externalId === null ? {} : { externalId }), members });
    const after = {
      ...before,
      displayName: nameIn(resource),
      externalId: externalIdIn(resource),
      lastUpdatedAt: context.clock.now(),
    };
    const named = await tx.scimGroups.findByName(after.displayName);
    if (named !== null && named.id !== id)
      throw new ScimError(409, 'uniqueness', `There is a group "${after.displayName}".`);
    await tx.scimGroups.replace(after);
    const views = { before: { displayName }, after: { displayName: after.displayName } };
    await tell(context, tx, { action: 'scim_group.update', group: after, ...views });
    await setMembers(context, tx, {
      group: after,
      wanted: memberIdsIn(resource),
      renamed: after.displayName !== displayName,
    });
    return viewGroup(context, tx, after);
  });
}

async function setMembers(
  context: ControlContext,
  tx: TenantRecords,
  { group, wanted, renamed }: { group: ScimGroup; wanted: ReadonlySet<string>; renamed: boolean },
): Promise<void> {
  const before = new Set(await tx.scimGroups.memberIds(group.id));
  const [joined, left] = [[...wanted].filter((id) => !before.has(id)), [...before].filter((id) => !wanted.has(id))];
  for (const userId of joined) {
    if ((await tx.scimUsers.find(userId)) === null) {
      throw new ScimError(400, 'invalidValue', `members: there is no user "${userId.slice(0, 200)}".`);
    }
    await tx.scimGroups.addMember(group.id, userId);
  }
  for (const userId of left) await tx.scimGroups.removeMember(group.id, userId);
  for (const userId of new Set([...joined, ...left, ...(renamed ? wanted : [])]))
    await applyGroups(context, tx, userId);
}

function nameIn({ displayName }: Resource): string {
  if (typeof displayName === 'string' && displayName.trim() !== '') return displayName;
  throw new ScimError(400, 'invalidValue', 'displayName: is required.');
}

const externalIdIn = ({ externalId }: Resource): string | null => (typeof externalId === 'string' ? externalId : null);

/** Some name a member by its address alone. */
function memberIdsIn({ members }: Resource): Set<string> {
  const list = (Array.isArray(members) ? (members as unknown[]) : []).filter(isObject);
  const ids = list.map(
    ({ value, $ref: address }) => value ?? (typeof address === 'string' ? address.split('/').pop() : null),
  );
  return new Set(ids.filter((id) => typeof id === 'string'));
}

interface Told {
  action: string;
  group: ScimGroup;
  before?: unknown;
  after?: unknown;
}

const tell = (context: ControlContext, tx: TenantRecords, { action, group, ...views }: Told): Promise<void> =>
  audit(context, tx, { action, subject: { ...group, workspaceId: null }, ...views });
