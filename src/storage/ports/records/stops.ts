/** What was stopped by hand: a session, a subagent of one, or a key. Its requests are refused until the stop is lifted. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page } from './row.ts';

export type StopKind = 'session' | 'agent' | 'api_key';

export interface Stop {
  id: string;
  organisationId: OrganisationId;
  /** Whose requests it stops; null = of every workspace. */
  workspaceId: WorkspaceId | null;
  kind: StopKind;
  /** As clients name it; null for `api_key`. */
  sessionId: string | null;
  /** As clients name it; null for the others. */
  agentId: string | null;
  /** null for the others. */
  apiKeyId: string | null;
  /** Shown to whoever is stopped; null = none was given. */
  reason: string | null;
  createdBy: string;
  createdAt: number;
  /** null = it holds. */
  liftedAt: number | null;
}

export interface StopRepository {
  insert(stop: Stop): Promise<void>;
  /** Throws when there is none. */
  replace(stop: Stop): Promise<void>;
  /** Lifted ones too. */
  findById(id: string): Promise<Stop | null>;
  /** Those that hold, newest first; `workspaceId` null = of all. */
  list(workspaceId: WorkspaceId | null, page: Page): Promise<Listed<Stop>>;
}
