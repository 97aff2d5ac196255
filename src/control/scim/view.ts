/** People and groups as SCIM shows them. */
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ScimGroup, ScimUser } from '../../storage/ports/records/scim.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { linkBase } from '../link-base.ts';
import type { Resource } from './resource.ts';
import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from './schema.data.ts';

/** What a list is asked for. */
export interface Found {
  filter: string | null;
  page: { offset: number; limit: number };
}

export interface Listing {
  total: number;
  resources: Resource[];
}

export const SCIM_BASE = '/scim/v2';

type Base = Pick<ControlContext, 'publicUrl' | 'request'>;

const locationOf = (context: Base, kind: 'Users' | 'Groups', id: string): string =>
  `${linkBase(context)}${SCIM_BASE}/${kind}/${id}`;

export async function viewUser(context: Base, tx: TenantRecords, user: ScimUser): Promise<Resource> {
  const { userId: id, attributes } = user;
  const account = await tx.users.findById(id);
  const isActive = account?.status === 'active';
  const groups = (await tx.scimGroups.groupsOf(id)).map((group) => ({
    value: group.id,
    display: group.displayName,
    $ref: locationOf(context, 'Groups', group.id),
  }));
  return {
    schemas: Object.hasOwn(attributes, ENTERPRISE_SCHEMA) ? [USER_SCHEMA, ENTERPRISE_SCHEMA] : [USER_SCHEMA],
    ...attributes,
    id,
    ...(isActive && attributes['active'] === undefined ? {} : { active: isActive }),
    ...(groups.length === 0 ? {} : { groups }),
    meta: metaOf('User', user, locationOf(context, 'Users', id)),
  };
}

export async function viewGroup(
  context: Base & { leavesMembersOut?: boolean },
  tx: TenantRecords,
  group: ScimGroup,
): Promise<Resource> {
  const { id, displayName, externalId } = group;
  const withMembers = context.leavesMembersOut !== true;
  const members = withMembers ? await tx.scimGroups.memberIds(id) : [];
  return {
    schemas: [GROUP_SCHEMA],
    id,
    displayName,
    ...(externalId === null ? {} : { externalId }),
    ...(withMembers ? { members: members.map((value) => ({ value, $ref: locationOf(context, 'Users', value) })) } : {}),
    meta: metaOf('Group', group, locationOf(context, 'Groups', id)),
  };
}

const metaOf = (resourceType: string, row: { createdAt: number; lastUpdatedAt: number }, location: string) => ({
  resourceType,
  created: toIso(row.createdAt),
  lastModified: toIso(row.lastUpdatedAt),
  location,
});
