/** An identity provider as shown: without its secret, with the addresses that the directory wants to know. */
import { X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import type { IdentityProvider, RoleMapping } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { toIso } from '../fields.ts';
import { linkBase } from '../link-base.ts';
import type { IdentityProviderView } from './schemas.ts';

type Base = Pick<ControlContext, 'publicUrl' | 'request'>;

/** Of one provider alone: an answer of another one cannot arrive here. */
export const providerUrl = (context: Base, id: string, end: string): string =>
  `${linkBase(context)}/auth/providers/${id}/${end}`;

export function viewIdentityProvider(context: Base, provider: IdentityProvider): z.infer<typeof IdentityProviderView> {
  const { id, settings } = provider;
  return {
    object: 'identity-provider',
    id,
    kind: provider.kind,
    preset: provider.preset,
    name: provider.name,
    is_enabled: provider.isEnabled,
    provisions: settings.provisions,
    trusts_email: settings.trustsEmail,
    mappings: settings.mappings.map(viewMapping),
    admin_groups: [...settings.adminGroups],
    max_age_seconds: settings.maxAgeSeconds,
    check_seconds: settings.checkSeconds,
    oidc: provider.kind === 'oidc' ? viewOidc(provider.settings) : null,
    saml: provider.kind === 'saml' ? viewSaml(provider.settings, providerUrl(context, id, 'metadata')) : null,
    has_secret: provider.sealedSecret !== null,
    start_url: providerUrl(context, id, 'start'),
    callback_url: providerUrl(context, id, 'callback'),
    logout_url: providerUrl(context, id, 'logout'),
    created_at: toIso(provider.createdAt),
    last_updated_at: toIso(provider.lastUpdatedAt),
  };
}

const viewMapping = ({ value, workspaceId, role }: RoleMapping) => ({ value, workspace_id: workspaceId, role });

const viewSaml = (settings: Extract<IdentityProvider, { kind: 'saml' }>['settings'], ownMetadataUrl: string) => ({
  entity_id: settings.entityId,
  sign_in_url: settings.signInUrl,
  sign_out_url: settings.signOutUrl,
  metadata_url: settings.metadataUrl,
  certificates: settings.certificates.map((pem) => {
    const { fingerprint256, validToDate } = new X509Certificate(pem);
    return { fingerprint: fingerprint256, expires_at: validToDate.toISOString() };
  }),
  email_attribute: settings.emailAttribute,
  first_name_attribute: settings.firstNameAttribute,
  last_name_attribute: settings.lastNameAttribute,
  groups_attributes: [...settings.groupsAttributes],
  clock_skew_seconds: settings.clockSkewSeconds,
  allows_unsolicited: settings.allowsUnsolicited,
  signs_requests: settings.signingCertificate !== null,
  own_metadata_url: ownMetadataUrl,
});

const viewOidc = (settings: Extract<IdentityProvider, { kind: 'oidc' }>['settings']) => ({
  issuer: settings.issuer,
  client_id: settings.clientId,
  token_auth: settings.tokenAuth,
  scopes: [...settings.scopes],
  email_claim: settings.emailClaim,
  groups_claims: [...settings.groupsClaims],
});
