/** Providers: a workspace's usable instance of an integration, addressed as `@slug`. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page, RecordStatus, Repository } from './row.ts';

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

/** A slug is unique in its workspace. */
export interface ProviderRepository extends Repository<ProviderRecord> {
  findBySlug(workspaceId: WorkspaceId, slug: string): Promise<ProviderRecord | null>;
  /** The newest of that name. */
  findByName(workspaceId: WorkspaceId, name: string): Promise<ProviderRecord | null>;
  /** In every workspace of the organisation. */
  listByIntegration(integrationId: string): Promise<ProviderRecord[]>;
  list(workspaceId: WorkspaceId, page: Page): Promise<Listed<ProviderRecord>>;
}
