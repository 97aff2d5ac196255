/** The settings of a SAML directory, as they are given: its metadata is fetched or read before they are saved. */
import { cleanPem } from '../../kernel/secret-text.ts';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { z } from 'zod';
import type { ProvisioningSettings, SamlSettings } from '../../storage/ports/records/identity-providers.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';
import type { SamlMetadata } from '../single-sign-on/directory.ts';
import type { CreateIdentityProvider } from './schemas.ts';

export type WantedSaml = NonNullable<z.output<typeof CreateIdentityProvider>['saml']>;

type Given = SamlMetadata & Pick<SamlSettings, 'metadataUrl'>;

/** null = none is given. Throws `invalid_request`. */
export async function givenMetadata(context: ControlContext, wanted: WantedSaml): Promise<Given | null> {
  const { metadata_url: url, metadata_xml: xml } = wanted;
  if (url !== undefined && xml !== undefined) throw invalid('saml', 'takes either metadata_url or metadata_xml');
  const { saml } = context.directories;
  if (url !== undefined) {
    const reason = context.checkUrl(url);
    if (reason !== null) throw invalid('saml.metadata_url', `the URL is not allowed: ${reason}`);
    const found = await saml.fetchMetadata(url).catch((error: unknown) => {
      throw invalid('saml.metadata_url', whyFailed(error));
    });
    return { ...found, metadataUrl: url };
  }
  if (xml === undefined) return null;
  const found = await saml.readMetadata(xml).catch((error: unknown) => {
    throw invalid('saml.metadata_xml', whyFailed(error));
  });
  return { ...found, metadataUrl: null };
}

export function whyFailed(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : 'it failed';
}

/** Groups as Okta and Keycloak, and Entra ID send them. */
const GROUPS = ['groups', 'Role', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'];

type Optional = Pick<
  SamlSettings,
  | 'emailAttribute'
  | 'firstNameAttribute'
  | 'lastNameAttribute'
  | 'groupsAttributes'
  | 'allowsUnsolicited'
  | 'clockSkewSeconds'
  | 'signingCertificate'
>;

const NOTHING_SAID: Optional = {
  emailAttribute: null,
  firstNameAttribute: null,
  lastNameAttribute: null,
  groupsAttributes: GROUPS,
  allowsUnsolicited: false,
  clockSkewSeconds: 30,
  signingCertificate: null,
};

/** null is an answer, too. */
const saidOr = <Value>(wanted: Value | undefined, before: Value): Value => (wanted === undefined ? before : wanted);

const changedBy = (wanted: WantedSaml, before: Optional): Optional => ({
  emailAttribute: saidOr(wanted.email_attribute, before.emailAttribute),
  firstNameAttribute: saidOr(wanted.first_name_attribute, before.firstNameAttribute),
  lastNameAttribute: saidOr(wanted.last_name_attribute, before.lastNameAttribute),
  clockSkewSeconds: wanted.clock_skew_seconds ?? before.clockSkewSeconds,
  groupsAttributes: wanted.groups_attributes ?? before.groupsAttributes,
  allowsUnsolicited: wanted.allows_unsolicited ?? before.allowsUnsolicited,
  signingCertificate: wanted.signing_certificate ?? before.signingCertificate,
});

interface Known {
  /** null = it is made now. */
  before: SamlSettings | null;
  given: Given | null;
  provisioning: ProvisioningSettings;
}

/** Throws `invalid_request`. */
export function samlSettings(wanted: WantedSaml, { before, given, provisioning }: Known): SamlSettings {
  const directory = given ?? before;
  if (directory === null) throw invalid('saml', 'metadata_url or metadata_xml is needed');
  const { entityId, signInUrl, signOutUrl, certificates, metadataUrl } = directory;
  return {
    ...provisioning,
    entityId,
    signInUrl,
    signOutUrl,
    certificates,
    metadataUrl,
    ...changedBy(wanted, before ?? NOTHING_SAID),
  };
}

/** null = none is given. Throws `invalid_request` unless key and certificate belong together. */
export function wantedSigningKey({ signing_key: key, signing_certificate: pem }: WantedSaml): string | null {
  if (key === undefined && pem === undefined) return null;
  if (key === undefined || pem === undefined) {
    throw invalid('saml', 'takes signing_key and signing_certificate, or neither');
  }
  const clean = cleanPem(key);
  if (!belongTogether(clean, pem)) throw invalid('saml.signing_key', 'is not the key of signing_certificate, in PEM');
  return clean;
}

/** The parser's own words could quote the key. */
function belongTogether(key: string, pem: string): boolean {
  try {
    return new X509Certificate(pem).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
