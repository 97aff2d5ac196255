/** Security keys: what the server asks goes to the browser's own dialog, and what the key says goes back. */
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser';
import type { Input } from './call.ts';

type Options = Record<string, unknown>;

/** Do pages of this address get to a security key? Browsers want HTTPS, or localhost. */
export const hasSecurityKeys = browserSupportsWebAuthn;

/** Rejects where the person cancels, and where the key is known already. */
export async function makeCredential(
  options: Options,
): Promise<Input<'POST /account/second-factors/security-key'>['credential']> {
  const { id, rawId, response } = await startRegistration({
    optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON,
  }).catch(inPlainWords);
  const { clientDataJSON, attestationObject, transports } = response;
  return {
    id,
    rawId,
    type: 'public-key',
    response: { clientDataJSON, attestationObject, ...(transports === undefined ? {} : { transports }) },
  };
}

/** Rejects where the person cancels, and where the key is another one. */
export async function signChallenge(options: Options): Promise<object> {
  const { id, rawId, response } = await startAuthentication({
    optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON,
  }).catch(inPlainWords);
  const { clientDataJSON, authenticatorData, signature } = response;
  return { id, rawId, type: 'public-key', response: { clientDataJSON, authenticatorData, signature } };
}

/** Browsers tell no more, so that a page does not learn which keys there are. */
function inPlainWords(cause: Error): never {
  if (cause.name === 'InvalidStateError') throw new Error('This security key is set up already.', { cause });
  if (cause.name !== 'NotAllowedError') throw cause;
  throw new Error('The security key did not answer: it was cancelled, took too long, or is another one.', { cause });
}
