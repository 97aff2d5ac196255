/** Who may sign in, as shown. */
import type { z } from 'zod';
import type { IdentitySettings } from '../../storage/ports/records/identity-settings.ts';
import { toIsoOrNull } from '../fields.ts';
import { proofOf } from './domains.ts';
import type { IdentitySettingsView } from './schemas.ts';

export function viewIdentitySettings(settings: IdentitySettings): z.infer<typeof IdentitySettingsView> {
  return {
    object: 'identity-settings',
    domains: settings.domains.map((allowed) => ({
      domain: allowed.domain,
      allow_subdomains: allowed.allowsSubdomains,
      verified_at: toIsoOrNull(allowed.verifiedAt),
      record_name: proofOf(allowed).name,
      record_text: proofOf(allowed).text,
    })),
    require_single_sign_on: settings.requiresSingleSignOn,
    require_second_factor: settings.requiresSecondFactor,
    require_user_verification: settings.requiresUserVerification,
    max_session_seconds: settings.maxSessionSeconds,
  };
}
