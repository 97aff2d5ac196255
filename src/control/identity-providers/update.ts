/** Changes a directory. A secret stays with its issuer: another issuer takes it again. */
import type { z } from 'zod';
import type {
  IdentityProvider,
  OidcProviderRecord,
  OidcSettings,
  ProvisioningSettings,
  SamlProviderRecord,
} from '../../storage/ports/records/identity-providers.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { noteKeysOf } from '../single-sign-on/standing.ts';
import { audit, change } from '../transaction.ts';
import { requireMayGiveRole } from '../users/rank.ts';
import { findIdentityProvider } from './find.ts';
import { readMappings } from './mappings.ts';
import { givenMetadata, samlSettings, wantedSigningKey, type WantedSaml } from './saml-settings.ts';
import { UpdateIdentityProvider, type IdentityProviderView } from './schemas.ts';
import { sealSecret } from './secret.ts';
import { requireOidc, wantedSecret } from './wanted.ts';
import { viewIdentityProvider } from './view.ts';

type Wanted = z.output<typeof UpdateIdentityProvider>;

export async function updateIdentityProvider(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof IdentityProviderView>> {
  requireScope(context, 'organisation_settings.update');
  requireMayGiveRole(context, 'admin');
  const wanted = parseInput(UpdateIdentityProvider, input);
  const given = wanted.saml === undefined ? null : await givenMetadata(context, wanted.saml);
  return change(context, async (tx) => {
    const before = await findIdentityProvider(tx, wanted.id);
    const after = await changed(context, tx, { before, wanted, given });
    await tx.identityProviders.replace(after);
    const shown = viewIdentityProvider(context, after);
    await audit(context, tx, {
      action: 'identity_provider.update',
      subject: { ...after, workspaceId: null },
      before: viewIdentityProvider(context, before),
      after: shown,
    });
    await changeAge(tx, before, after);
    return shown;
  });
}

/** Of those who have signed in there before. */
async function changeAge(tx: TenantRecords, before: IdentityProvider, after: IdentityProvider): Promise<void> {
  const { maxAgeSeconds } = after.settings;
  if (maxAgeSeconds === before.settings.maxAgeSeconds) return;
  const ageMs = maxAgeSeconds === null ? null : maxAgeSeconds * 1000;
  await noteKeysOf(tx, await tx.standings.changeAge(after.id, ageMs));
}

async function changed(
  context: ControlContext,
  tx: TenantRecords,
  { before, wanted, given }: { before: IdentityProvider; wanted: Wanted; given: Given },
): Promise<IdentityProvider> {
  const frame = {
    name: wanted.name ?? before.name,
    isEnabled: wanted.is_enabled ?? before.isEnabled,
    lastUpdatedAt: context.clock.now(),
  };
  const provisioning = await readProvisioning(tx, wanted, before.settings);
  if (before.kind === 'saml') {
    if (wanted.oidc !== undefined) throw invalid('oidc', 'this directory speaks SAML');
    return { ...before, ...frame, ...changedSaml(context, before, { saml: wanted.saml ?? {}, given, provisioning }) };
  }
  if (wanted.saml !== undefined) throw invalid('saml', 'this directory speaks OpenID Connect');
  return { ...before, ...frame, ...changedOidc(context, before, { oidc: wanted.oidc ?? {}, provisioning }) };
}

type Given = Awaited<ReturnType<typeof givenMetadata>>;

function changedSaml(
  context: ControlContext,
  before: SamlProviderRecord,
  { saml, given, provisioning }: { saml: WantedSaml; given: Given; provisioning: ProvisioningSettings },
): Pick<SamlProviderRecord, 'settings' | 'sealedSecret'> {
  const key = wantedSigningKey(saml);
  return {
    settings: samlSettings(saml, { before: before.settings, given, provisioning }),
    sealedSecret: key === null ? before.sealedSecret : sealSecret(context, before.id, key),
  };
}

function changedOidc(
  context: ControlContext,
  before: OidcProviderRecord,
  { oidc, provisioning }: { oidc: NonNullable<Wanted['oidc']>; provisioning: ProvisioningSettings },
): Pick<OidcProviderRecord, 'settings' | 'sealedSecret'> {
  const secret = wantedSecret(oidc);
  const settings = { ...before.settings, ...provisioning, ...readOidc(oidc, before.settings) };
  if (settings.issuer !== before.settings.issuer && secret === null && settings.tokenAuth !== 'none') {
    throw invalid('oidc.issuer', 'another issuer takes the secret again');
  }
  requireOidc(context, settings, secret !== null || before.sealedSecret !== null);
  return { settings, sealedSecret: secret === null ? before.sealedSecret : sealSecret(context, before.id, secret) };
}

async function readProvisioning(
  tx: TenantRecords,
  wanted: Wanted,
  before: ProvisioningSettings,
): Promise<ProvisioningSettings> {
  return {
    provisions: wanted.provisions ?? before.provisions,
    trustsEmail: wanted.trusts_email ?? before.trustsEmail,
    mappings: wanted.mappings === undefined ? before.mappings : await readMappings(tx, wanted.mappings),
    adminGroups: wanted.admin_groups ?? before.adminGroups,
    maxAgeSeconds: wanted.max_age_seconds === undefined ? before.maxAgeSeconds : wanted.max_age_seconds,
    checkSeconds: wanted.check_seconds ?? before.checkSeconds,
  };
}

function readOidc(oidc: NonNullable<Wanted['oidc']>, before: OidcSettings) {
  return {
    issuer: oidc.issuer ?? before.issuer,
    clientId: oidc.client_id ?? before.clientId,
    tokenAuth: oidc.token_auth ?? before.tokenAuth,
    scopes: oidc.scopes ?? before.scopes,
    emailClaim: oidc.email_claim ?? before.emailClaim,
    groupsClaims: oidc.groups_claims ?? before.groupsClaims,
  };
}
