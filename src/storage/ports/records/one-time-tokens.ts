/** Links that work once: to reset a password, or to become the first owner. Only the hash of the token is stored. */
import type { KeyHash, OrganisationId } from '../../../kernel/ids.ts';

export interface OneTimeToken {
  tokenHash: KeyHash;
  organisationId: OrganisationId;
  purpose: 'password-reset' | 'first-owner';
  /** null for `first-owner`, which makes the user. */
  userId: string | null;
  expiresAt: number;
}

export interface OneTimeTokenRepository {
  /** Takes the place of the user's former token for the same purpose: only the newest link works. */
  put(token: OneTimeToken): Promise<void>;
  /** Removes the token and returns it; null where it is not there, as when it was used before. */
  take(tokenHash: KeyHash): Promise<OneTimeToken | null>;
}
