/** Saves a directory that vouches for people. Whoever may sign in by it is everybody but owners: it takes an administrator. */
import type { z } from 'zod';
import type { OidcProviderRecord, OidcSettings } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { requireMayGiveRole } from '../users/rank.ts';
import { readMappings } from './mappings.ts';
import { presetOf } from './presets.data.ts';
import { CreateIdentityProvider, type IdentityProviderView } from './schemas.ts';
import { sealSecret } from './secret.ts';
import { requireOidc, wantedSecret } from './wanted.ts';
import { viewIdentityProvider } from './view.ts';

export async function createIdentityProvider(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IdentityProviderView>> {
  requireScope(context, 'organisation_settings.update');
  requireMayGiveRole(context, 'admin');
  const wanted = parseInput(CreateIdentityProvider, input);
  const preset = presetOf(wanted.preset);
  if (preset === undefined) throw invalid('preset', `there is no preset "${wanted.preset}"`);
  const { oidc } = wanted;
  const id = newId(context);
  const secret = wantedSecret(oidc);
  return change(context, async (tx) => {
    const now = context.clock.now();
    const settings: OidcSettings = {
      issuer: oidc.issuer,
      clientId: oidc.client_id,
      tokenAuth: oidc.token_auth ?? (oidc.private_key === undefined ? 'client_secret_basic' : 'private_key_jwt'),
      scopes: oidc.scopes ?? preset.scopes,
      emailClaim: oidc.email_claim ?? preset.emailClaim,
      groupsClaims: oidc.groups_claims ?? preset.groupsClaims,
      provisions: wanted.provisions,
      trustsEmail: wanted.trusts_email ?? preset.trustsEmail,
      mappings: await readMappings(tx, wanted.mappings),
      adminGroups: wanted.admin_groups,
    };
    requireOidc(context, settings, secret !== null);
    const provider: OidcProviderRecord = {
      id,
      organisationId: tx.organisationId,
      kind: 'oidc',
      name: wanted.name,
      preset: preset.id,
      isEnabled: wanted.is_enabled,
      settings,
      sealedSecret: secret === null ? null : sealSecret(context, id, secret),
      status: 'active',
      createdAt: now,
      lastUpdatedAt: now,
    };
    await tx.identityProviders.insert(provider);
    const after = viewIdentityProvider(context, provider);
    const subject = { ...provider, workspaceId: null };
    await audit(context, tx, { action: 'identity_provider.create', subject, after });
    return after;
  });
}
