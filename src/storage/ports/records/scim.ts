/** People and groups as a directory keeps them here (SCIM 2.0), the tokens that it writes with, and what its groups give. */
import type { KeyHash, OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { WorkspaceRole } from './members.ts';
import type { Listed } from './row.ts';

export interface ScimToken {
  id: string;
  organisationId: OrganisationId;
  name: string;
  tokenHash: KeyHash;
  createdBy: string;
  createdAt: number;
}

export interface ScimTokenRepository {
  insert(token: ScimToken): Promise<void>;
  /** Newest first. */
  list(): Promise<ScimToken[]>;
  /** False where there is none. */
  remove(id: string): Promise<boolean>;
}

/** What a directory says of a person, beside the account that it is about. */
export interface ScimUser {
  organisationId: OrganisationId;
  userId: string;
  /** In lower case. */
  userName: string;
  externalId: string | null;
  /** Attributes of the schema, with the names as it writes them; without id, groups and meta. */
  attributes: Readonly<Record<string, unknown>>;
  /** Workspaces that a group put the person into. */
  mappedWorkspaces: readonly string[];
  createdAt: number;
  lastUpdatedAt: number;
}

export interface ScimUserRepository {
  /** Throws SlugTakenError where another has the name. */
  insert(user: ScimUser): Promise<void>;
  /** Throws when there is none, and SlugTakenError. */
  replace(user: ScimUser): Promise<void>;
  find(userId: string): Promise<ScimUser | null>;
  /** `userName` in lower case. */
  findByName(userName: string): Promise<ScimUser | null>;
  findByExternalId(externalId: string): Promise<ScimUser | null>;
  /** Oldest first. SCIM pages begin anywhere. */
  list(page: { offset: number; limit: number }): Promise<Listed<ScimUser>>;
  remove(userId: string): Promise<void>;
}

export interface ScimGroup {
  id: string;
  organisationId: OrganisationId;
  displayName: string;
  externalId: string | null;
  createdAt: number;
  lastUpdatedAt: number;
}

export interface ScimGroupRepository {
  insert(group: ScimGroup): Promise<void>;
  /** Throws when there is none. */
  replace(group: ScimGroup): Promise<void>;
  findById(id: string): Promise<ScimGroup | null>;
  /** In any case. */
  findByName(displayName: string): Promise<ScimGroup | null>;
  /** Oldest first. */
  list(): Promise<ScimGroup[]>;
  /** With its members. */
  remove(id: string): Promise<void>;
  memberIds(groupId: string): Promise<string[]>;
  groupsOf(userId: string): Promise<ScimGroup[]>;
  /** Does nothing where the person is a member. */
  addMember(groupId: string, userId: string): Promise<void>;
  removeMember(groupId: string, userId: string): Promise<void>;
}

export interface ScimMapping {
  id: string;
  organisationId: OrganisationId;
  groupId: string;
  workspaceId: WorkspaceId;
  role: WorkspaceRole;
  createdAt: number;
}

export interface ScimMappingRepository {
  insert(mapping: ScimMapping): Promise<void>;
  /** Oldest first. */
  list(): Promise<ScimMapping[]>;
  remove(id: string): Promise<void>;
}
