/** Exports of the log: what is wanted, and how far it has come. The rows themselves stay in the log until they are fetched. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { LogFilter } from '../log.ts';
import type { Listed, Page } from './row.ts';

export type LogExportStatus = 'draft' | 'in_progress' | 'success' | 'failed' | 'stopped';

export interface LogExport {
  id: string;
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
  description: string;
  /** As the caller gave them. */
  filters: Readonly<Record<string, unknown>>;
  /** Names of the members of each line. */
  requestedData: readonly string[];
  status: LogExportStatus;
  /** What the filters meant when it was started, with the rows that the starter may read; null before. */
  frozen: LogFilter | null;
  /** Rows that match; counted when the filters were given. */
  total: number;
  /** Name of the principal that made it. */
  createdBy: string;
  createdAt: number;
  lastUpdatedAt: number;
}

export interface LogExportRepository {
  insert(row: LogExport): Promise<void>;
  replace(row: LogExport): Promise<void>;
  findById(id: string): Promise<LogExport | null>;
  /** Newest first; null = of every workspace. */
  list(workspaceId: WorkspaceId | null, page: Page): Promise<Listed<LogExport>>;
}
