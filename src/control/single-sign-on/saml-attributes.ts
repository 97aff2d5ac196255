/** What a SAML directory says of a person, read from an assertion that holds. */
import type { SamlSettings } from '../../storage/ports/records/identity-providers.ts';
import type { Asserted } from './claims.ts';
import type { SamlAnswer } from './directory.ts';
import { writeName } from './saml-client.ts';

/** As Okta and Keycloak, Entra ID, and directories of universities name them. */
const EMAIL = [
  'email',
  'mail',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'urn:oid:1.2.840.113549.1.9.1',
];
const FIRST_NAME = [
  'firstName',
  'givenName',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname',
  'urn:oid:2.5.4.42',
];
const LAST_NAME = [
  'lastName',
  'surname',
  'sn',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname',
  'urn:oid:2.5.4.4',
];

const MAX_NAME = 100;

export function readAttributes(answer: SamlAnswer, settings: SamlSettings): Asserted {
  const { attributes, name } = answer;
  const nameId = name.value;
  const first = (names: readonly string[]): string | null =>
    names.map((one) => attributes.get(one)?.[0]).find((value) => value !== undefined && value !== '') ?? null;
  const byNameId = nameId.includes('@') ? nameId : null;
  return {
    subject: nameId,
    email: settings.emailAttribute === null ? (first(EMAIL) ?? byNameId) : first([settings.emailAttribute]),
    // SAML has no such flag: `trustsEmail` decides.
    isEmailVerified: null,
    firstName: (first(named(settings.firstNameAttribute, FIRST_NAME)) ?? '').slice(0, MAX_NAME),
    lastName: (first(named(settings.lastNameAttribute, LAST_NAME)) ?? '').slice(0, MAX_NAME),
    groups: groupsIn(answer, settings.groupsAttributes),
    directorySession: answer.sessionIndex,
    signOutHint: writeName(name),
    refreshToken: null,
    sessionEndsAt: answer.sessionEndsAt,
  };
}

const named = (own: string | null, usual: readonly string[]): readonly string[] => (own === null ? usual : [own]);

/** What Entra sends in place of groups where there are many. */
const GROUPS_LINK = 'http://schemas.microsoft.com/claims/groups.link';

/** A directory leaves out an attribute without a value: who has no group has none. */
function groupsIn({ attributes }: SamlAnswer, names: readonly string[]): string[] | null {
  if (names.length === 0 || attributes.has(GROUPS_LINK)) return null;
  return names.flatMap((name) => attributes.get(name) ?? []).filter((value) => value !== '');
}
