/** Integrations: stored credentials for one AI service. One belongs to the organisation, or to one workspace of it. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Offer } from './model-provisioning.ts';
import type { SecretMapping } from './secret-references.ts';
import type { Listed, Page, RecordStatus, Repository } from './row.ts';

export interface Integration extends Offer {
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
  /** Fields of the credentials whose values a secret manager keeps: they are not among the sealed ones. */
  secretMappings: readonly SecretMapping[];
  status: RecordStatus;
  createdAt: number;
  lastUpdatedAt: number;
}

export interface IntegrationFilter {
  /** Those of the organisation itself. */
  ofOrganisation: boolean;
  /** Those of workspaces: none, every workspace's, or one workspace's. */
  ofWorkspaces: 'none' | 'all' | WorkspaceId;
}

/** A slug is unique in the organisation. */
export interface IntegrationRepository extends Repository<Integration> {
  findBySlug(slug: string): Promise<Integration | null>;
  /** The newest of that name. */
  findByName(name: string): Promise<Integration | null>;
  list(filter: IntegrationFilter, page: Page): Promise<Listed<Integration>>;
}
