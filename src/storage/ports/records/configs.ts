/** Configs: saved routing objects. Every update makes a new version, and the newest is the live one. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page, RecordStatus, Repository } from './row.ts';

export interface ConfigRecord {
  id: string;
  slug: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
  name: string;
  isDefault: boolean;
  status: RecordStatus;
  ownerId: string;
  updatedBy: string;
  createdAt: number;
  lastUpdatedAt: number;
  versionId: string;
  /** The live version's JSON object, as the user saved it, secrets sealed (src/routing/seal.ts). */
  config: Record<string, unknown>;
}

export interface ConfigVersion {
  id: string;
  configId: string;
  config: Record<string, unknown>;
  createdBy: string;
  createdAt: number;
}

/** A slug is unique in its workspace. */
export interface ConfigRepository extends Repository<ConfigRecord> {
  findBySlug(workspaceId: WorkspaceId, slug: string): Promise<ConfigRecord | null>;
  /** Active ones, in every workspace of the organisation. */
  listBySlug(slug: string): Promise<ConfigRecord[]>;
  /** The newest of that name. */
  findByName(workspaceId: WorkspaceId, name: string): Promise<ConfigRecord | null>;
  /** Active ones whose text has that member somewhere, as `custom_host`: a superset of those that use it. */
  listWithMember(workspaceId: WorkspaceId, member: string): Promise<ConfigRecord[]>;
  /** Active ones, in every workspace, whose text has this string as a value or a member: a superset of those that name it. */
  listWithText(text: string): Promise<ConfigRecord[]>;
  list(workspaceId: WorkspaceId, page: Page): Promise<Listed<ConfigRecord>>;
  /** Of a config of this organisation. It may come before its config. */
  insertVersion(version: ConfigVersion): Promise<void>;
  /** Newest first. */
  listVersions(configId: string): Promise<ConfigVersion[]>;
}
