/** What the control plane asks of a directory, whatever speaks to it. Implemented in src/http/identity/. */
import type { OidcSettings, SamlSettings } from '../../storage/ports/records/identity-providers.ts';

export interface OidcClient {
  /** Of the provider's record. */
  id: string;
  settings: OidcSettings;
  /** Client secret, or private key in PEM; null = none. */
  secret: string | null;
}

/** What one sign-in must repeat. */
export interface OidcChecks {
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
}

export interface OidcAnswer {
  /** Of the ID token, whose signature, issuer, audience, time and nonce hold, with those of userinfo. */
  claims: Readonly<Record<string, unknown>>;
  idToken: string;
  /** By which the directory is asked again; null = it gave none. */
  refreshToken: string | null;
}

export interface OidcConfirmed {
  /** The next one; null = the same. */
  refreshToken: string | null;
  /** As of a sign-in. */
  claims: Readonly<Record<string, unknown>>;
  /** An ID token came, as at a sign-in; else the claims are those of userinfo alone. */
  isWhole: boolean;
}

export interface OidcProtocol {
  /** Rejects where the directory cannot be reached. */
  authorizationUrl(client: OidcClient, checks: OidcChecks): Promise<string>;
  /** Rejects where the answer, or what it leads to, is not right. `callbackUrl`: with its query. */
  finish(client: OidcClient, callbackUrl: string, checks: OidcChecks): Promise<OidcAnswer>;
  /**
   * Does the directory still know whom it gave this refresh token, and what does it say of them now? Rejects where it does not
   * answer, or answers something else.
   */
  confirm(client: OidcClient, asked: { refreshToken: string; subject: string }): Promise<'no' | OidcConfirmed>;
  /** null = the directory has no such address. */
  signOutUrl(client: OidcClient, asked: { idToken: string; returnUrl: string }): Promise<string | null>;
  /** Rejects where the token is not right. */
  readLogoutToken(
    client: OidcClient,
    token: string,
  ): Promise<{ subject: string | null; directorySession: string | null }>;
  /** Of the private key, for `private_key_jwt`; null = the client has none. */
  publicKeys(client: OidcClient): Promise<object | null>;
  test(client: OidcClient): Promise<{ name: string; ok: boolean; detail: string }[]>;
}

export interface SamlClient {
  settings: SamlSettings;
  /** PEM, signs what we send and opens what is encrypted for us; null = none. */
  privateKey: string | null;
  /** Our name at the directory: the address of our metadata. */
  entityId: string;
  callbackUrl: string;
  logoutUrl: string;
}

/** Whom a directory means, as it said it: a request to sign out repeats it. */
export interface SamlName {
  value: string;
  format: string | null;
  nameQualifier: string | null;
  spNameQualifier: string | null;
}

/** Of an assertion that holds. */
export interface SamlAnswer {
  /** Of the assertion. */
  id: string;
  /** When nobody takes it any more, in ms since the epoch. */
  expiresAt: number;
  name: SamlName;
  sessionIndex: string | null;
  /** When the directory wants the session to be over, ms since the epoch; null = it does not say. */
  sessionEndsAt: number | null;
  attributes: ReadonlyMap<string, readonly string[]>;
}

/** What the metadata of a directory says. */
export interface SamlMetadata {
  entityId: string;
  signInUrl: string;
  /** null = none. */
  signOutUrl: string | null;
  /** PEM. */
  certificates: string[];
}

/** As the browser, or the directory itself, brings it. */
export type SamlLogoutMessage =
  /** HTTP-Redirect: with its signature. */
  | { query: string }
  /** HTTP-POST: `SAMLRequest`, in base64. */
  | { form: string };

/** A request that holds. */
export interface SamlLogout {
  /** Of the request. */
  id: string;
  /** When nobody takes it any more, in ms since the epoch. */
  expiresAt: number;
  nameId: string;
  /** None = all sessions of the person. */
  sessionIndexes: string[];
}

export interface SamlProtocol {
  requestUrl(client: SamlClient, asked: { requestId: string; relayState: string }): Promise<string>;
  /**
   * Rejects unless the assertion is signed by the directory, for us, now, and in answer to the request. `response` in base64;
   * `requestId` null = nobody asked.
   */
  finish(client: SamlClient, told: { response: string; requestId: string | null }): Promise<SamlAnswer>;
  /** A signed request to sign out there. null = the directory has no such address, or we have no key to sign with. */
  signOutUrl(
    client: SamlClient,
    asked: { requestId: string; name: SamlName; sessionIndex: string | null },
  ): Promise<string | null>;
  /** Rejects unless the request is signed by the directory, for us, and of now. */
  readLogout(client: SamlClient, message: SamlLogoutMessage): Promise<SamlLogout>;
  /** Our signed answer. null as for `signOutUrl`. `id`: of the answer. */
  logoutAnswerUrl(
    client: SamlClient,
    answer: { id: string; requestId: string; relayState: string | null },
  ): Promise<string | null>;
  /** Of ours, as XML. */
  ownMetadata(client: SamlClient): string;
  /** Rejects where it is no metadata of a directory. */
  readMetadata(xml: string): Promise<SamlMetadata>;
  /** Rejects where the address is not allowed or does not answer. */
  fetchMetadata(url: string): Promise<SamlMetadata>;
}

export interface Directories {
  oidc: OidcProtocol;
  saml: SamlProtocol;
}
