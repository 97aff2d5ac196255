/** What must hold of the settings of a directory before they are saved. */
import { createPrivateKey } from 'node:crypto';
import type { OidcSettings } from '../../storage/ports/records/identity-providers.ts';
import { cleanPem, cleanSecret } from '../../kernel/secret-text.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';

interface Secrets {
  client_secret?: string | undefined;
  private_key?: string | undefined;
}

/** null = none is given. Throws `invalid_request` for two, and for a key that cannot be read. */
export function wantedSecret({ client_secret: secret, private_key: key }: Secrets): string | null {
  if (secret !== undefined && key !== undefined) throw invalid('oidc', 'takes either client_secret or private_key');
  if (key !== undefined) {
    const pem = cleanPem(key);
    requirePrivateKey(pem);
    return pem;
  }
  return secret === undefined ? null : cleanSecret(secret);
}

/** The parser's own words could quote the key. */
function requirePrivateKey(pem: string): void {
  try {
    createPrivateKey(pem);
  } catch {
    throw invalid('oidc.private_key', 'is no private key in PEM');
  }
}

/** Throws `invalid_request`. */
export function requireOidc(
  context: ControlContext,
  settings: Pick<OidcSettings, 'issuer' | 'scopes' | 'tokenAuth'>,
  hasSecret: boolean,
): void {
  const reason = context.checkUrl(settings.issuer);
  if (reason !== null) throw invalid('oidc.issuer', `the URL is not allowed: ${reason}`);
  if (!settings.scopes.includes('openid')) throw invalid('oidc.scopes', 'must hold "openid"');
  if (settings.tokenAuth !== 'none' && !hasSecret) {
    const name = settings.tokenAuth === 'private_key_jwt' ? 'private_key' : 'client_secret';
    throw invalid(`oidc.${name}`, `is needed for ${settings.tokenAuth}`);
  }
}
