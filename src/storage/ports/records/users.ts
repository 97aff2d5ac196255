/** People: who may sign in, and what they are in their organisation. */
import type { OrganisationId } from '../../../kernel/ids.ts';
import type { Listed, Page, RecordStatus, Repository } from './row.ts';

export type OrganisationRole = 'owner' | 'admin' | 'member';

export interface User {
  id: string;
  organisationId: OrganisationId;
  /** In lower case. Unique among the active users of an organisation. */
  email: string;
  firstName: string;
  lastName: string;
  role: OrganisationRole;
  status: RecordStatus;
  createdAt: number;
  lastUpdatedAt: number;
}

export interface UserFilter {
  role?: OrganisationRole;
  email?: string;
}

/** Throws SlugTakenError where another active user of the organisation has the e-mail address. */
export interface UserRepository extends Repository<User> {
  /** Active ones. */
  findByEmail(email: string): Promise<User | null>;
  /** Active ones, newest first. */
  list(filter: UserFilter, page: Page): Promise<Listed<User>>;
  /** The hash of the password, as src/control/sign-in/password.ts writes it; null = the user has none. */
  findPassword(userId: string): Promise<string | null>;
  /** null takes the password away: the user cannot sign in with one any more. */
  putPassword(userId: string, hash: string | null): Promise<void>;
}
