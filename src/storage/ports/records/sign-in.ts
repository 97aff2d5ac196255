/** What signing in looks up above all tenants: whoever opens a link or types an e-mail address has named none yet. */
import type { KeyHash } from '../../../kernel/ids.ts';
import type { Device, DeviceCodeRepository } from './devices.ts';
import type { IdentityProvider, SignInFlowRepository, UsedAssertionRepository } from './identity-providers.ts';
import type { Invite } from './invites.ts';
import type { OneTimeToken } from './one-time-tokens.ts';
import type { ScimToken } from './scim.ts';
import type { SessionRecord } from './sessions.ts';
import type { Standing } from './standings.ts';
import type { User } from './users.ts';

export interface SignInRecords {
  /** Active users of every organisation with the address, oldest first, at most `MAX_ACCOUNTS`. */
  usersByEmail(email: string): Promise<User[]>;
  /** Has anybody an account, in any organisation? */
  hasUsers(): Promise<boolean>;
  findSession(tokenHash: KeyHash): Promise<SessionRecord | null>;
  /** Whatever its status. */
  findInvite(tokenHash: KeyHash): Promise<Invite | null>;
  /** Expired ones too. */
  findToken(tokenHash: KeyHash): Promise<OneTimeToken | null>;
  /** By its refresh token, or by the one before. */
  findDevice(refreshHash: KeyHash): Promise<Device | null>;
  deviceCodes: DeviceCodeRepository;
  /** Active, of any organisation. */
  findIdentityProvider(id: string): Promise<IdentityProvider | null>;
  flows: SignInFlowRepository;
  usedAssertions: UsedAssertionRepository;
  /** Whose directory is to be asked again, longest due first; `now` in ms since the epoch. */
  dueStandings(now: number, limit: number): Promise<Standing[]>;
  findScimToken(tokenHash: KeyHash): Promise<ScimToken | null>;
}

/** Each is checked against the password, which takes a tenth of a second. */
export const MAX_ACCOUNTS = 5;
