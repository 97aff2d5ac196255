/** Guardrails: saved lists of checks. Every update makes a new version, and the newest is the live one. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page, RecordStatus, Repository } from './row.ts';

export interface GuardrailRow {
  id: string;
  slug: string;
  organisationId: OrganisationId;
  /** null = of the whole organisation. */
  workspaceId: WorkspaceId | null;
  name: string;
  status: RecordStatus;
  ownerId: string;
  updatedBy: string;
  createdAt: number;
  lastUpdatedAt: number;
  versionId: string;
  /** Checks and actions as JSON, sealed for `guardrail:<id>`: parameters may be credentials. */
  sealedDefinition: string;
  /** Sides of every request of its workspace, or of its organisation, for which it holds without being named. */
  defaultSides: readonly ('input' | 'output')[];
  /** Workspaces for whose requests it does not hold by default. */
  excludedWorkspaces: readonly WorkspaceId[];
}

export interface GuardrailVersion {
  id: string;
  guardrailId: string;
  sealedDefinition: string;
  createdBy: string;
  createdAt: number;
}

/** Absent = any. */
export interface GuardrailFilter {
  /** null = those of the organisation only; absent with `isWithOrganisation`: those of a workspace and of the organisation. */
  workspaceId?: WorkspaceId | null;
  isWithOrganisation?: boolean;
  ids?: readonly string[];
}

/** A slug is unique in its organisation: a workspace names its own and the organisation's in the same way. */
export interface GuardrailRepository extends Repository<GuardrailRow> {
  findBySlug(slug: string): Promise<GuardrailRow | null>;
  /** The newest of that name. */
  findByName(workspaceId: WorkspaceId | null, name: string): Promise<GuardrailRow | null>;
  list(filter: GuardrailFilter, page: Page): Promise<Listed<GuardrailRow>>;
  /** It may come before its guardrail. */
  insertVersion(version: GuardrailVersion): Promise<void>;
  /** Newest first. */
  listVersions(guardrailId: string): Promise<GuardrailVersion[]>;
}
