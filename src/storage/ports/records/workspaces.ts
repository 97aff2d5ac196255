/** Workspaces: where requests, keys, providers and configs belong. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { RequestLogging } from './organisation-settings.ts';
import type { Listed, Page, RecordStatus, Repository } from './row.ts';

export interface Workspace {
  id: WorkspaceId;
  organisationId: OrganisationId;
  slug: string;
  name: string;
  description: string | null;
  /** One for each organisation: who names no workspace means this one. It is never archived. */
  isDefault: boolean;
  defaults: {
    /** Added to every request in this workspace; it wins over a key's and the request's own. */
    metadata: Record<string, string>;
    /** Guardrails by slug or id that hold for every request; absent = none. */
    inputGuardrails?: string[];
    outputGuardrails?: string[];
    /** Slug of the config that keys of users get which name none; absent = none. */
    userKeyConfig?: string;
    /** Where the organisation lets workspaces decide; absent = as the organisation says. */
    requestLogging?: RequestLogging;
  };
  status: RecordStatus;
  createdAt: number;
  lastUpdatedAt: number;
}

export interface WorkspaceFilter {
  /** Only this one. */
  id?: WorkspaceId;
  /** Part of the name, in any case. */
  name?: string;
  exactName?: string;
  status?: RecordStatus;
}

/** What a workspace still holds, in active rows. */
export interface WorkspaceContents {
  integrations: number;
  providers: number;
  configs: number;
  guardrails: number;
  apiKeys: number;
}

export interface WorkspaceRepository extends Repository<Workspace> {
  /** Active ones. */
  findBySlug(slug: string): Promise<Workspace | null>;
  findDefault(): Promise<Workspace | null>;
  /** Oldest first. `status` absent = active. */
  list(filter: WorkspaceFilter, page: Page): Promise<Listed<Workspace>>;
  contents(id: WorkspaceId): Promise<WorkspaceContents>;
}
