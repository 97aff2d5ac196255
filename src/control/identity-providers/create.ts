/** Saves a directory that vouches for people. Whoever may sign in by it is everybody but owners: it takes an administrator. */
import type { z } from 'zod';
import type { IdentityProvider, ProvisioningSettings } from '../../storage/ports/records/identity-providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { newId } from '../identity.ts';
import { isVerified } from '../identity-settings/domains.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { requireMayGiveRole } from '../users/rank.ts';
import { readMappings } from './mappings.ts';
import { presetOf, type Preset } from './presets.data.ts';
import { givenMetadata, samlSettings, wantedSigningKey } from './saml-settings.ts';
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
  const id = newId(context);
  const spoken = await readSpoken(context, wanted, preset);
  return change(context, async (tx) => {
    const now = context.clock.now();
    const { secret, ...kindAndSettings } = spoken({
      provisions: wanted.provisions,
      trustsEmail: wanted.trusts_email ?? (wanted.kind === 'saml' ? await hasDomain(tx) : preset.trustsEmail),
      mappings: await readMappings(tx, wanted.mappings),
      adminGroups: wanted.admin_groups,
      maxAgeSeconds: wanted.max_age_seconds,
      checkSeconds: wanted.check_seconds,
    });
    const provider: IdentityProvider = {
      id,
      organisationId: tx.organisationId,
      ...kindAndSettings,
      name: wanted.name,
      preset: preset.id,
      isEnabled: wanted.is_enabled,
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

/** SAML has no flag for verified addresses. An organisation that has proven a domain has said whose word counts there. */
const hasDomain = async (tx: TenantRecords): Promise<boolean> =>
  (await tx.identitySettings.read()).domains.some(isVerified);

type Wanted = z.output<typeof CreateIdentityProvider>;
type Spoken = Pick<Extract<IdentityProvider, { kind: 'oidc' }>, 'kind' | 'settings'>;
type SpokenSaml = Pick<Extract<IdentityProvider, { kind: 'saml' }>, 'kind' | 'settings'>;
/** The rest of the settings is known within the transaction only. */
type ReadSpoken = (provisioning: ProvisioningSettings) => (Spoken | SpokenSaml) & { secret: string | null };

/** What the protocol needs. Asks the directory for its metadata, so not within a transaction. Throws `invalid_request`. */
async function readSpoken(context: ControlContext, wanted: Wanted, preset: Preset): Promise<ReadSpoken> {
  const { kind, oidc, saml } = wanted;
  if (kind === 'saml') {
    if (saml === undefined || oidc !== undefined) throw invalid('saml', 'is needed for SAML, and oidc is not');
    const [given, secret] = [await givenMetadata(context, saml), wantedSigningKey(saml)];
    return (provisioning) => ({ kind, secret, settings: samlSettings(saml, { before: null, given, provisioning }) });
  }
  if (oidc === undefined || saml !== undefined) throw invalid('oidc', 'is needed for OpenID Connect, and saml is not');
  const secret = wantedSecret(oidc);
  const settings = {
    issuer: oidc.issuer,
    clientId: oidc.client_id,
    tokenAuth: oidc.token_auth ?? (oidc.private_key === undefined ? 'client_secret_basic' : 'private_key_jwt'),
    scopes: oidc.scopes ?? preset.scopes,
    emailClaim: oidc.email_claim ?? preset.emailClaim,
    groupsClaims: oidc.groups_claims ?? preset.groupsClaims,
  } as const;
  requireOidc(context, settings, secret !== null);
  return (provisioning) => ({ kind, secret, settings: { ...settings, ...provisioning } });
}
