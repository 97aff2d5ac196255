/**
 * Whether a directory still stands by somebody whom it once signed in. Keys and devices of a person work while one of their
 * directories does; where it can be asked, it is asked again without the person (a refresh token of OpenID Connect).
 */
import type { OrganisationId } from '../../../kernel/ids.ts';

export interface Standing {
  id: string;
  organisationId: OrganisationId;
  providerId: string;
  /** Of the directory, as of the person's identity there. */
  subject: string;
  userId: string;
  /** By which the directory is asked, context `standing:<id>`; null = it cannot be. */
  sealedRefreshToken: string | null;
  /** When the directory last said yes, in ms since the epoch; 0 = it has said no since. */
  confirmedAt: number;
  /** null = never. */
  nextCheckAt: number | null;
  /** When its word ends, in ms since the epoch, if it does not repeat it; null = never. */
  endsAt: number | null;
}

export interface StandingRepository {
  /** In place of the one of that person at that directory. */
  put(standing: Standing): Promise<void>;
  find(providerId: string, subject: string): Promise<Standing | null>;
  listByUser(userId: string): Promise<Standing[]>;
  /**
   * When the last of the person's directories stops standing by them; null = never, as for owners, who get in when no directory
   * answers, and for people whom no directory knows.
   */
  endOf(userId: string): Promise<number | null>;
  /** Another age (ms) counts from the last yes on; null = no end. What has ended by a no stays ended. Returns whose these are. */
  changeAge(providerId: string, ageMs: number | null): Promise<string[]>;
  /** Of one directory. Returns whose these were. */
  removeAll(providerId: string): Promise<string[]>;
  /** Takes the next check. False where another process did, or where the person has signed in since. */
  claim(standing: Standing, nextCheckAt: number): Promise<boolean>;
}
