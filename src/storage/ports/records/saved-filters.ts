/** Filters of the log that somebody gave a name, for everybody of the workspace. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';

export interface SavedFilter {
  id: string;
  organisationId: OrganisationId;
  /** null = of the whole organisation, made by one of its keys. */
  workspaceId: WorkspaceId | null;
  name: string;
  /** The query line, as `status:5xx team:payments`. */
  query: string;
  /** Name of the principal that made it. */
  createdBy: string;
  createdAt: number;
}

export interface SavedFilterRepository {
  insert(filter: SavedFilter): Promise<void>;
  /** Of the workspace and of the whole organisation; null = of every workspace. In the order of their names. */
  list(workspaceId: WorkspaceId | null): Promise<SavedFilter[]>;
  findById(id: string): Promise<SavedFilter | null>;
  remove(id: string): Promise<void>;
}
