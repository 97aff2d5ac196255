/** The records port: the nouns of the control plane. Engines: src/storage/records/. */
import type { KeyHash, OrganisationId, WorkspaceId } from '../../wire/ids.ts';

/** Soft delete of the contract: an archived row stays for the log's sake and is invisible to lists and the snapshot. */
export type RecordStatus = 'active' | 'archived';

export interface Organisation {
  id: OrganisationId;
  name: string;
  createdAt: number;
}

export interface Workspace {
  id: WorkspaceId;
  organisationId: OrganisationId;
  slug: string;
  name: string;
  isDefault: boolean;
  createdAt: number;
}

/** Stored credentials for one AI service. Belongs to the organisation, or to one workspace of it. */
export interface Integration {
  id: string;
  slug: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId | null;
  name: string;
  description: string | null;
  /** A provider's id, as `vertex-ai`. */
  aiProviderId: string;
  /** Sealed JSON `{key, configurations}`; see src/storage/ports/sealer.ts, context `integration:<id>`. */
  sealedCredentials: string;
  status: RecordStatus;
  createdAt: number;
  lastUpdatedAt: number;
}

/** A workspace's usable instance of an integration, addressed as `@slug`. */
export interface ProviderRecord {
  id: string;
  slug: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
  integrationId: string;
  name: string;
  note: string | null;
  expiresAt: number | null;
  status: RecordStatus;
  createdAt: number;
  lastUpdatedAt: number;
}

/** A saved routing object; every update makes a new version, and the newest is the live one. */
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
  /** The live version's JSON object, as the user saved it, secrets sealed (sealed-config.ts). */
  config: Record<string, unknown>;
}

export interface ConfigVersion {
  id: string;
  configId: string;
  config: Record<string, unknown>;
  createdBy: string;
  createdAt: number;
}

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

export interface AuditEvent {
  id: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId | null;
  /** API key id, `declarative-file` or `bootstrap`. */
  actor: string;
  /** `integration.create`, `api_key.delete`, … */
  action: string;
  resourceId: string;
  /** Secrets are stripped before they get here. */
  before: unknown;
  after: unknown;
  createdAt: number;
}

/** A slug is unique in its workspace among rows that are not archived; integrations in their organisation. */
interface Repository<Row> {
  insert(row: Row): Promise<void>;
  /** By id, whatever its status. Replaces the whole row. Throws when there is none. */
  replace(row: Row): Promise<void>;
  findById(id: string): Promise<Row | null>;
}

export interface IntegrationRepository extends Repository<Integration> {
  findBySlug(organisationId: OrganisationId, slug: string): Promise<Integration | null>;
  list(organisationId: OrganisationId, page: Page): Promise<Listed<Integration>>;
}
export interface ProviderRepository extends Repository<ProviderRecord> {
  findBySlug(workspaceId: WorkspaceId, slug: string): Promise<ProviderRecord | null>;
  list(workspaceId: WorkspaceId, page: Page): Promise<Listed<ProviderRecord>>;
}
export interface ConfigRepository extends Repository<ConfigRecord> {
  findBySlug(workspaceId: WorkspaceId, slug: string): Promise<ConfigRecord | null>;
  list(workspaceId: WorkspaceId, page: Page): Promise<Listed<ConfigRecord>>;
  insertVersion(version: ConfigVersion): Promise<void>;
  /** Newest first. */
  listVersions(configId: string): Promise<ConfigVersion[]>;
}
export interface ApiKeyRepository extends Repository<ApiKeyRecord> {
  /** `workspaceId` null = every key of the organisation. */
  list(organisationId: OrganisationId, workspaceId: WorkspaceId | null, page: Page): Promise<Listed<ApiKeyRecord>>;
}

/** 0-based, as the contract §6.1. */
export interface Page {
  currentPage: number;
  pageSize: number;
}
export interface Listed<Row> {
  total: number;
  rows: Row[];
}

/** Everything the data plane needs, read in one go when a snapshot is compiled. Archived rows are left out. */
export interface RecordsDump {
  organisations: Organisation[];
  workspaces: Workspace[];
  integrations: Integration[];
  providers: ProviderRecord[];
  configs: ConfigRecord[];
  apiKeys: ApiKeyRecord[];
}

export interface RecordsTransaction {
  organisations: Pick<Repository<Organisation>, 'insert' | 'findById'> & { list(): Promise<Organisation[]> };
  workspaces: Pick<Repository<Workspace>, 'insert' | 'findById'> & {
    list(organisationId: OrganisationId): Promise<Workspace[]>;
  };
  integrations: IntegrationRepository;
  providers: ProviderRepository;
  configs: ConfigRepository;
  apiKeys: ApiKeyRepository;
  audit: { insert(event: AuditEvent): Promise<void>; list(organisationId: OrganisationId): Promise<AuditEvent[]> };
}

export interface Records {
  /** All or nothing; a throw rolls back. Transactions run one after another. */
  transaction<Result>(work: (tx: RecordsTransaction) => Promise<Result>): Promise<Result>;
  dump(): Promise<RecordsDump>;
  close(): Promise<void>;
}

/** Thrown by `insert` and `replace` when another row that is not archived already has the slug. */
export class SlugTakenError extends Error {
  readonly slug: string;
  constructor(slug: string, cause?: unknown) {
    super(`The slug "${slug}" is already taken.`, cause === undefined ? undefined : { cause });
    this.name = 'SlugTakenError';
    this.slug = slug;
  }
}
