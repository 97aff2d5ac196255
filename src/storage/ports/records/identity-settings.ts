/** Who may sign in to an organisation, and for how long. */
import type { OrganisationId } from '../../../kernel/ids.ts';

export interface AllowedDomain {
  /** In lower case. */
  domain: string;
  allowsSubdomains: boolean;
  /** What a TXT record of the domain must say. */
  token: string;
  /** ms since the epoch; null = not proven yet, and of no use. */
  verifiedAt: number | null;
}

export interface IdentitySettings {
  organisationId: OrganisationId;
  domains: readonly AllowedDomain[];
  /** Passwords are for owners only. */
  requiresSingleSignOn: boolean;
  /** Whoever signs in with a password proves a second thing. */
  requiresSecondFactor: boolean;
  /** A security key counts only where it knew its person, by PIN or fingerprint. */
  requiresUserVerification: boolean;
  /** How long a session lasts at most, seconds; null = as usual. */
  maxSessionSeconds: number | null;
}

export const usualIdentitySettings = (organisationId: OrganisationId): IdentitySettings => ({
  organisationId,
  domains: [],
  requiresSingleSignOn: false,
  requiresSecondFactor: false,
  requiresUserVerification: false,
  maxSessionSeconds: null,
});

export interface IdentitySettingsRepository {
  read(): Promise<IdentitySettings>;
  write(settings: IdentitySettings): Promise<void>;
}
