/** What the control plane asks of a directory, whatever speaks to it. Implemented in src/http/identity/. */
import type { OidcSettings } from '../../storage/ports/records/identity-providers.ts';

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
}

export interface OidcProtocol {
  /** Rejects where the directory cannot be reached. */
  authorizationUrl(client: OidcClient, checks: OidcChecks): Promise<string>;
  /** Rejects where the answer, or what it leads to, is not right. `callbackUrl`: with its query. */
  finish(client: OidcClient, callbackUrl: string, checks: OidcChecks): Promise<OidcAnswer>;
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

export interface Directories {
  oidc: OidcProtocol;
}
