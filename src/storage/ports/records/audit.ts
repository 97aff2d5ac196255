/** The audit trail: written inside the transaction that it tells of, and never changed. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page } from './row.ts';

export interface AuditEvent {
  id: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId | null;
  /** API key id, `declarative-file` or `bootstrap`. */
  actor: string;
  /** `<noun>.<verb>`, as `integration.create`, `api_key.delete`. */
  action: string;
  resourceId: string;
  /** Secrets are stripped before they get here. */
  before: unknown;
  after: unknown;
  createdAt: number;
}

export interface AuditTrail {
  insert(event: AuditEvent): Promise<void>;
  /** Newest first. */
  list(page: Page): Promise<Listed<AuditEvent>>;
}
