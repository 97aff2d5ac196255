/** API keys: who may call, and what they may do. The text itself is stored nowhere. */
import type { KeyHash, OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page, RecordStatus, Repository } from './row.ts';

export type ApiKeyType = 'organisation-service' | 'workspace-service' | 'workspace-user';

/** When a key gets a new text by itself. */
export interface RotationPolicy {
  /** Weekly is Monday, monthly the first of the month; a number is of days. All at midnight UTC. */
  period: 'weekly' | 'monthly' | number;
  /** ms since the epoch, midnight UTC. */
  nextAt: number;
  /** How long the former text goes on, ms. */
  transitionMs: number;
}

/** The text of before a rotation, while it still opens. */
export interface FormerSecret {
  hash: KeyHash;
  masked: string;
  /** ms since the epoch. */
  expiresAt: number;
}

export interface KeyRotation {
  /** Who gets mail about budgets and rotations. */
  alertEmails: string[];
  /** null = by hand only. */
  rotation: RotationPolicy | null;
  previous: FormerSecret | null;
  /** The text that a scheduled rotation made, until somebody fetches it. Sealed, context `api_key:<id>`. */
  sealedSecret: string | null;
}

/** Of a key that was never rotated. */
export const NEVER_ROTATED: KeyRotation = { alertEmails: [], rotation: null, previous: null, sealedSecret: null };

export interface ApiKeyRecord extends KeyRotation {
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
  /** Only keys of this person. */
  userId?: string;
  /** Only keys with this in their name, whatever the case of ASCII letters. */
  nameContains?: string;
}

/** A text is unique among all active keys, of every organisation: SlugTakenError. */
export interface ApiKeyRepository extends Repository<ApiKeyRecord> {
  /** By its text, or by that of before its last rotation. */
  findByHash(hash: KeyHash): Promise<ApiKeyRecord | null>;
  /** Active keys whose policy says that they are due, `now` in ms since the epoch. */
  listDueForRotation(now: number): Promise<ApiKeyRecord[]>;
  /** Active keys that expire after `from` and at or before `until` (ms since the epoch), the next one first. */
  listExpiring(window: { from: number; until: number }, page: Page): Promise<ApiKeyRecord[]>;
  /** The newest of that name in the workspace; null = among the organisation keys. */
  findByName(workspaceId: WorkspaceId | null, name: string): Promise<ApiKeyRecord | null>;
  /** Active keys whose default is that config. */
  listByDefaultConfig(workspaceId: WorkspaceId, slug: string): Promise<ApiKeyRecord[]>;
  /** Active keys of one person in one workspace. */
  listByUser(workspaceId: WorkspaceId, userId: string): Promise<ApiKeyRecord[]>;
  list(filter: ApiKeyFilter, page: Page): Promise<Listed<ApiKeyRecord>>;
}
