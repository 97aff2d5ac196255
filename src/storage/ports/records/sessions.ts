/** Sessions of the dashboard: the hash of a cookie stands for a person, or for the gateway key that signed in. */
import type { KeyHash, OrganisationId } from '../../../kernel/ids.ts';

export interface SessionRecord {
  /** Public: by it a person ends a session from another one. */
  id: string;
  organisationId: OrganisationId;
  /** Of the secret in the cookie. */
  tokenHash: KeyHash;
  /** Exactly one of the two is not null. */
  userId: string | null;
  /** Of the gateway key that signed in. */
  apiKeyHash: KeyHash | null;
  /** How the person proved who they are: `password`, `api-key`, or an identity provider's name. */
  method: string;
  /** Where it began. */
  address: string;
  userAgent: string;
  /** ms since the epoch. */
  startedAt: number;
  /** ms since the epoch. Written at most once a minute. */
  usedAt: number;
  /** ms since the epoch: over then, however it is used; null = as every session. */
  expiresAt: number | null;
}

export interface SessionRepository {
  insert(session: SessionRecord): Promise<void>;
  touch(id: string, usedAt: number): Promise<void>;
  /** Newest first. */
  listByUser(userId: string): Promise<SessionRecord[]>;
  /** Of everybody, newest first, at most `limit`. */
  list(limit: number): Promise<SessionRecord[]>;
  findById(id: string): Promise<SessionRecord | null>;
  /** Does nothing where there is none. */
  remove(id: string): Promise<void>;
  /** Every session of the user but `except`. */
  removeByUser(userId: string, except?: string): Promise<void>;
  /** Those of the organisation that began or were used before. */
  removeOver(before: { startedAt: number; usedAt: number }): Promise<void>;
}
