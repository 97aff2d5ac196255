/** Google access tokens from service-account keys (RFC 7523). */
import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import type { ServiceAccount } from '../../providers/provider.ts';
import type { Clock } from '../../kernel/clock.ts';
import { objectIn } from '../../kernel/json-object.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { Issued } from './token-cache.ts';

/** POSTs a form and returns the whole answer; rejects with GatewayError when the address is refused or unreachable. */
export type PostForm = (url: string, form: URLSearchParams) => Promise<{ status: number; body: string }>;

/** The longest life that Google accepts for an assertion, seconds. */
const ASSERTION_LIFE_S = 3600;

/** Rejects with GatewayError credentials_rejected | credentials_unreachable. */
export async function requestAccountToken(
  options: { clock: Clock; postForm: PostForm },
  account: ServiceAccount,
  scope: string,
): Promise<Issued<string>> {
  const assertion = signAssertion(account, scope, Math.floor(options.clock.now() / 1000));
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const answer = await options.postForm(account.tokenUri, form);
  const body = objectIn(answer.body);
  const { access_token: token, expires_in: expiresIn } = body;
  if (answer.status === 200 && typeof token === 'string' && token !== '') {
    return { token, expiresInMs: (typeof expiresIn === 'number' ? expiresIn : ASSERTION_LIFE_S) * 1000 };
  }
  const told = [body['error'], body['error_description']].filter((part) => typeof part === 'string').join(': ');
  if (answer.status >= 500 || answer.status === 429) {
    throw new GatewayError(
      'credentials_unreachable',
      `Google's token endpoint answered ${answer.status}. ${told}`.trim(),
    );
  }
  throw new GatewayError(
    'credentials_rejected',
    `Google refused the provider's service account (${answer.status}${told === '' ? '' : `, ${told}`}).`,
    {
      hint: 'Check that the key is not deleted, that its e-mail is right, and that this machine’s clock is; then save the integration again.',
    },
  );
}

/** Source: developers.google.com/identity/protocols/oauth2/service-account. */
function signAssertion(account: ServiceAccount, scope: string, issuedAt: number): string {
  const header = { alg: 'RS256', typ: 'JWT', ...(account.privateKeyId === null ? {} : { kid: account.privateKeyId }) };
  const claims = {
    iss: account.clientEmail,
    scope,
    aud: account.tokenUri,
    iat: issuedAt,
    exp: issuedAt + ASSERTION_LIFE_S,
  };
  const content = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  return `${content}.${sign('RSA-SHA256', Buffer.from(content), privateKey(account)).toString('base64url')}`;
}

function privateKey(account: ServiceAccount): KeyObject {
  try {
    return createPrivateKey(account.privateKey);
  } catch (error) {
    throw new GatewayError(
      'credentials_rejected',
      "The private key in the provider's service account cannot be read.",
      {
        hint: 'Save the integration again with the JSON file as Google gave it.',
        cause: error,
      },
    );
  }
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');
