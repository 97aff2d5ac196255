/** Directories that vouch for people: their settings, whom they have vouched for, and the sign-ins and sessions that are theirs. */
import type { KeyHash, OrganisationId, WorkspaceId } from '../../../kernel/ids.ts';
import type { WorkspaceRole } from './members.ts';
import type { RecordStatus } from './row.ts';

/** What a group or a role of the directory gives. */
export interface RoleMapping {
  /** As the directory writes it. Compared without regard to case. */
  value: string;
  workspaceId: WorkspaceId;
  role: WorkspaceRole;
}

/** What every kind of directory says. */
export interface ProvisioningSettings {
  /** People who are new get an account at their first sign-in. */
  provisions: boolean;
  /** The directory vouches for addresses although it does not say `email_verified`. */
  trustsEmail: boolean;
  mappings: readonly RoleMapping[];
  /** Groups whose members administer the organisation. */
  adminGroups: readonly string[];
  /** How long its word about a person counts for their keys and devices, in seconds; null = until it says otherwise. */
  maxAgeSeconds: number | null;
  /** How often it is asked again where it can be, in seconds. */
  checkSeconds: number;
}

export interface OidcSettings extends ProvisioningSettings {
  issuer: string;
  clientId: string;
  tokenAuth: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none';
  scopes: readonly string[];
  /** Names of claims, with dots for members: `realm_access.roles`. */
  emailClaim: string;
  groupsClaims: readonly string[];
}

export interface SamlSettings extends ProvisioningSettings {
  /** Of the directory. */
  entityId: string;
  signInUrl: string;
  /** null = none. */
  signOutUrl: string | null;
  /** PEM; several while they roll over. */
  certificates: readonly string[];
  /** Where the metadata is fetched again; null = it was given as XML. */
  metadataUrl: string | null;
  /** Names of attributes; null = the NameID. */
  emailAttribute: string | null;
  groupsAttributes: readonly string[];
  /** Answers that nobody here asked for: a sign-in that began at the directory. */
  allowsUnsolicited: boolean;
  firstNameAttribute: string | null;
  lastNameAttribute: string | null;
  /** How far the clocks may differ. */
  clockSkewSeconds: number;
  /** PEM, of the private key that signs requests and opens what is encrypted for us; null = none. */
  signingCertificate: string | null;
}

interface ProviderFrame {
  id: string;
  organisationId: OrganisationId;
  name: string;
  /** Of the presets, as `okta`. */
  preset: string;
  isEnabled: boolean;
  /** Client secret or private key, context `identity_provider:<id>`; null = none. */
  sealedSecret: string | null;
  status: RecordStatus;
  createdAt: number;
  lastUpdatedAt: number;
}

export interface OidcProviderRecord extends ProviderFrame {
  kind: 'oidc';
  settings: OidcSettings;
}

export interface SamlProviderRecord extends ProviderFrame {
  kind: 'saml';
  settings: SamlSettings;
}

export type IdentityProvider = OidcProviderRecord | SamlProviderRecord;

export interface IdentityProviderRepository {
  insert(provider: IdentityProvider): Promise<void>;
  /** Throws when there is none. */
  replace(provider: IdentityProvider): Promise<void>;
  /** Active ones. */
  findById(id: string): Promise<IdentityProvider | null>;
  /** Active ones, oldest first. */
  list(): Promise<IdentityProvider[]>;
}

/** Whom a directory knows, and who that is here. */
export interface Identity {
  organisationId: OrganisationId;
  providerId: string;
  /** Of the directory: never changes, and is never given to somebody else. */
  subject: string;
  userId: string;
  /** Workspaces that a mapping put the person into: a mapping that ends takes them out again, and no others. */
  mappedWorkspaces: readonly string[];
  /** Groups and roles that the directory last named, in lower case. */
  groupNames: readonly string[];
  /** A mapping made the person an administrator. */
  isMappedAdmin: boolean;
  createdAt: number;
  lastUsedAt: number;
}

export interface IdentityRepository {
  find(providerId: string, subject: string): Promise<Identity | null>;
  put(identity: Identity): Promise<void>;
  listByUser(userId: string): Promise<Identity[]>;
  /** Does nothing where there is none. */
  remove(providerId: string, subject: string): Promise<void>;
}

/** A browser that was sent to a directory, and has not come back. */
export interface SignInFlow {
  /** Of what the directory hands back (`state`, RelayState). */
  stateHash: KeyHash;
  organisationId: OrganisationId;
  providerId: string;
  /** Of the secret in the browser's cookie: nobody else's browser ends the flow. */
  cookieHash: KeyHash;
  /** What is checked when it comes back, context `sign_in_flow:<stateHash>`. */
  sealed: string;
  expiresAt: number;
}

/** Assertions of SAML that somebody has signed in with: none is taken twice, by whatever process. */
export interface UsedAssertionRepository {
  /** False = it was used before. `expiresAt`: in ms since the epoch, when nobody would take it any more. */
  use(idHash: KeyHash, expiresAt: number): Promise<boolean>;
  /** `now` in ms since the epoch. */
  removeExpired(now: number): Promise<void>;
}

export interface SignInFlowRepository {
  insert(flow: SignInFlow): Promise<void>;
  /** Once. */
  take(stateHash: KeyHash): Promise<SignInFlow | null>;
  /** `now` in ms since the epoch. */
  removeExpired(now: number): Promise<void>;
}

/** A session of the dashboard that a directory began, and may end. It is gone with the session. */
export interface DirectorySession {
  sessionId: string;
  organisationId: OrganisationId;
  providerId: string;
  subject: string;
  /** The directory's own name of its session; null = it gave none. */
  directorySession: string | null;
  /** For signing out there as well: the ID token, or for SAML the name. Context `directory_session:<sessionId>`; null = none. */
  sealedIdToken: string | null;
}

export interface DirectorySessionRepository {
  insert(session: DirectorySession): Promise<void>;
  find(sessionId: string): Promise<DirectorySession | null>;
  /** Of the person, or only that one session of the directory. */
  list(providerId: string, of: { subject?: string; directorySession?: string }): Promise<DirectorySession[]>;
}
