/** API keys: who may call, and what they may do. The text itself is stored nowhere. */
import type { KeyHash, OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page, RecordStatus, Repository } from './row.ts';

export type ApiKeyType = 'organisation-service' | 'workspace-service' | 'workspace-user';

export interface ApiKeyRecord {
  id: string;
  organisationId: OrganisationId;
  /** null for organisation (admin) keys. */
  workspaceId: WorkspaceId | null;
  type: ApiKeyType;
  userId: string | null;
  name: string;
  description: string | null;
  hash: KeyHash;
  /** Enough of the key to recognise it, as `tg-ab…wxyz`. */
  masked: string;
  scopes: string[];
  defaults: {
    metadata: Record<string, string>;
    /** Config slug. */
    configId: string | null;
    allowConfigOverride: boolean;
  };
  creationMode: 'ui' | 'api' | 'auto';
  expiresAt: number | null;
  status: RecordStatus;
  createdAt: number;
  lastUpdatedAt: number;
}

export interface ApiKeyFilter {
  /** Absent = every key of the organisation, those of no workspace included. */
  workspaceId?: WorkspaceId;
  types: readonly ApiKeyType[];
  ids?: readonly string[];
}

/** A text is unique among all active keys, of every organisation: SlugTakenError. */
export interface ApiKeyRepository extends Repository<ApiKeyRecord> {
  findByHash(hash: KeyHash): Promise<ApiKeyRecord | null>;
  /** The newest of that name in the workspace; null = among the organisation keys. */
  findByName(workspaceId: WorkspaceId | null, name: string): Promise<ApiKeyRecord | null>;
  /** Active keys whose default is that config. */
  listByDefaultConfig(workspaceId: WorkspaceId, slug: string): Promise<ApiKeyRecord[]>;
  /** Active keys of one person in one workspace. */
  listByUser(workspaceId: WorkspaceId, userId: string): Promise<ApiKeyRecord[]>;
  list(filter: ApiKeyFilter, page: Page): Promise<Listed<ApiKeyRecord>>;
}
