/** Who belongs to which workspace, and in which role. */
import type { OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { Listed, Page } from './row.ts';
import type { User } from './users.ts';

export type WorkspaceRole = 'admin' | 'manager' | 'member';

export interface Member {
  organisationId: OrganisationId;
  workspaceId: WorkspaceId;
  userId: string;
  role: WorkspaceRole;
  createdAt: number;
  lastUpdatedAt: number;
}

/** With the person. */
export interface MemberWithUser {
  member: Member;
  user: User;
}

export interface MemberFilter {
  workspaceId: WorkspaceId;
  role?: WorkspaceRole;
  email?: string;
}

/** Members of one organisation. A membership of another organisation is not found, and putting one throws. */
export interface MemberRepository {
  /** Inserts it, or replaces the role of the one that is there. */
  put(member: Member): Promise<void>;
  find(workspaceId: WorkspaceId, userId: string): Promise<Member | null>;
  /** Oldest first. */
  listByUser(userId: string): Promise<Member[]>;
  /** Of active users, newest first. */
  list(filter: MemberFilter, page: Page): Promise<Listed<MemberWithUser>>;
  remove(workspaceId: WorkspaceId, userId: string): Promise<void>;
}
