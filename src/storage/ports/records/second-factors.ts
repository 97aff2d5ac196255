/** What people prove beside their password when they sign in, and the codes for when that is lost. */
import type { KeyHash, OrganisationId } from '../../../kernel/ids.ts';

export interface SecondFactor {
  id: string;
  organisationId: OrganisationId;
  userId: string;
  /** `totp`: codes that an authenticator app makes of a shared secret and the time (RFC 6238). `webauthn`: a security key. */
  kind: 'totp' | 'webauthn';
  name: string;
  /** Context `second_factor:<id>`. */
  sealedSecret: string;
  /** The newest step of time whose code was used: no code works twice. Of a security key, how often it says that it has signed. */
  lastStep: number;
  createdAt: number;
  lastUsedAt: number | null;
}

export interface SecondFactorRepository {
  insert(factor: SecondFactor): Promise<void>;
  /** Oldest first. */
  listByUser(userId: string): Promise<SecondFactor[]>;
  /** Whether it was taken: false where this step, or a later one, was used before. */
  useStep(id: string, use: { step: number; at: number }): Promise<boolean>;
  /** As `useStep`, for a security key. Keys that do not count always say 0, and are taken. */
  useCounter(id: string, use: { counter: number; at: number }): Promise<boolean>;
  /** Does nothing where there is none. */
  remove(id: string): Promise<void>;
  /** In place of all that the user has. */
  putRecoveryCodes(userId: string, hashes: readonly KeyHash[]): Promise<void>;
  countRecoveryCodes(userId: string): Promise<number>;
  /** Whether there was such a code; it is gone then. */
  takeRecoveryCode(userId: string, hash: KeyHash): Promise<boolean>;
  /** All factors and codes of the user. */
  removeAll(userId: string): Promise<void>;
}
