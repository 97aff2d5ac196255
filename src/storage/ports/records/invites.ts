/** Invitations: an e-mail address, the roles that await it, and the hash of the token in the link. */
import type { KeyHash, OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { WorkspaceRole } from './members.ts';
import type { Listed, Page } from './row.ts';

/** `expired` is not stored: a pending invite whose time is over has expired. */
export type InviteStatus = 'pending' | 'cancelled' | 'accepted';

export interface Invite {
  id: string;
  organisationId: OrganisationId;
  /** In lower case. */
  email: string;
  role: 'admin' | 'member';
  workspaces: { id: WorkspaceId; role: WorkspaceRole }[];
  /** Scopes of the key that accepting makes in each of the workspaces; null = none is made. */
  keyScopes: string[] | null;
  tokenHash: KeyHash;
  status: InviteStatus;
  /** User id or API key id. */
  invitedBy: string;
  expiresAt: number;
  acceptedAt: number | null;
  createdAt: number;
}

export interface InviteFilter {
  role?: 'admin' | 'member';
  email?: string;
  status?: InviteStatus | 'expired';
  /** ms since the epoch: tells pending from expired. */
  now: number;
}

export interface InviteRepository {
  insert(invite: Invite): Promise<void>;
  /** Throws when there is none with the id. */
  replace(invite: Invite): Promise<void>;
  findById(id: string): Promise<Invite | null>;
  /** Newest first. */
  list(filter: InviteFilter, page: Page): Promise<Listed<Invite>>;
}
