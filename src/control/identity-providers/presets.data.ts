/** Directories that people use, with what differs between them. Sources: their own documentation of OpenID Connect. */

export interface Preset {
  id: string;
  name: string;
  /** With the part in capitals to be replaced. */
  issuer: string;
  scopes: readonly string[];
  emailClaim: string;
  groupsClaims: readonly string[];
  /** Its `email` is always an address that the directory itself gives out. */
  trustsEmail: boolean;
  /** What to do there, step by step. `{callback}` and `{logout}` are replaced. */
  help: readonly string[];
}

const USUAL = { scopes: ['openid', 'profile', 'email'], emailClaim: 'email', groupsClaims: ['groups'] } as const;

export const PRESETS: readonly Preset[] = [
  {
    ...USUAL,
    id: 'okta',
    name: 'Okta',
    issuer: 'https://YOUR-ORG.okta.com',
    scopes: ['openid', 'profile', 'email', 'groups'],
    trustsEmail: true,
    help: [
      'Applications › Create App Integration › OIDC › Web Application.',
      'Sign-in redirect URI: {callback}. Back-channel logout URI: {logout}.',
      'Sign On › OpenID Connect ID Token › Groups claim: filter "groups", matches regex ".*".',
      'Copy the client id and the client secret.',
    ],
  },
  {
    ...USUAL,
    id: 'entra',
    name: 'Microsoft Entra ID',
    issuer: 'https://login.microsoftonline.com/TENANT-ID/v2.0',
    groupsClaims: ['groups', 'roles'],
    // The claim can be written by whoever owns an account: src/control/single-sign-on/admit-person.ts.
    trustsEmail: false,
    help: [
      'App registrations › New registration, for accounts of this directory only. Redirect URI (Web): {callback}.',
      'Certificates & secrets › New client secret.',
      'Token configuration › Add optional claim › ID: email and xms_edov. Add groups claim › groups assigned to the application.',
      'Groups arrive as object ids: map those. App roles arrive by their value.',
      'Entra does not say that it verified an address. Without xms_edov, switch on "The directory vouches for addresses" only for a single-tenant issuer.',
    ],
  },
  {
    ...USUAL,
    // house-allow no-provider-literal: an identity provider, which is no provider of models
    id: 'google',
    name: 'Google Workspace',
    issuer: 'https://accounts.google.com',
    groupsClaims: [],
    trustsEmail: false,
    help: [
      'Google Cloud console › APIs & Services › Credentials › Create OAuth client ID › Web application.',
      'Authorised redirect URI: {callback}.',
      'OAuth consent screen › User type: Internal.',
      'Google sends no groups: bring them by SCIM, or assign roles here.',
    ],
  },
  {
    ...USUAL,
    id: 'auth0',
    name: 'Auth0',
    issuer: 'https://YOUR-TENANT.auth0.com/',
    groupsClaims: ['https://tollgate/groups'],
    trustsEmail: false,
    help: [
      'Applications › Create Application › Regular Web Application.',
      'Allowed Callback URLs: {callback}. Back-Channel Logout URI: {logout}.',
      'Actions › Login: api.idToken.setCustomClaim("https://tollgate/groups", event.authorization.roles).',
    ],
  },
  {
    ...USUAL,
    id: 'keycloak',
    name: 'Keycloak',
    issuer: 'https://KEYCLOAK/realms/REALM',
    groupsClaims: ['groups', 'realm_access.roles'],
    trustsEmail: false,
    help: [
      'Clients › Create client › OpenID Connect, with client authentication. Valid redirect URI: {callback}.',
      'Backchannel logout URL: {logout}.',
      'Client scopes › dedicated scope › Add mapper › Group Membership, claim "groups", without the full path.',
    ],
  },
  {
    ...USUAL,
    id: 'custom',
    name: 'Other',
    issuer: 'https://IDENTITY-PROVIDER',
    trustsEmail: false,
    help: ['Redirect URI: {callback}.', 'Back-channel logout URI: {logout}.'],
  },
];

export const presetOf = (id: string): Preset | undefined => PRESETS.find((preset) => preset.id === id);
