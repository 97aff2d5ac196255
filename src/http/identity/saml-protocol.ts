/** SAML 2.0 spoken to a directory (node-saml): requests, signed assertions, metadata. Nothing here decides who gets in. */
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import type { SamlAnswer, SamlClient, SamlName, SamlProtocol } from '../../control/single-sign-on/directory.ts';
import { SignInRefusal } from '../../control/single-sign-on/refusal.ts';
import type { GuardedFetch } from '../outbound/guarded-fetch.ts';
import { requireStrongAlgorithms } from './saml-algorithms.ts';
import { readAssertion } from './saml-assertion.ts';
import { decryptAssertion } from './saml-encryption.ts';
import { readLogout } from './saml-logout.ts';
import { readMetadata } from './saml-metadata.ts';
import { attributeOf, childrenOf, decodeMessage, onlyChild, readXml } from './saml-xml.ts';

export interface SamlParts {
  fetch: GuardedFetch;
  /** ms since the epoch. */
  now: () => number;
}

/** Of an assertion, from its issue on. */
const MAX_AGE_MS = 10 * 60_000;

export function createSamlProtocol({ fetch, now }: SamlParts): SamlProtocol {
  return {
    requestUrl: (client, { requestId, relayState }) =>
      speaker(client, requestId).getAuthorizeUrlAsync(relayState, undefined, {}),
    finish: (client, told) => finish(client, told, now()),
    signOutUrl,
    readLogout: (client, message) => readLogout(client, message, now()),
    logoutAnswerUrl,
    ownMetadata,
    readMetadata,
    async fetchMetadata(url) {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(`the address of the metadata answered ${answer.status}`);
      return readMetadata(await answer.text());
    },
  };
}

/** `id` is that of the message to be made. */
function speaker({ settings, privateKey, ...ours }: SamlClient, id: string): SAML {
  const { signingCertificate } = settings;
  const signing =
    privateKey === null || signingCertificate === null
      ? {}
      : { privateKey, publicCert: signingCertificate, decryptionPvk: privateKey, logoutCallbackUrl: ours.logoutUrl };
  const leaving = settings.signOutUrl === null ? {} : { logoutUrl: settings.signOutUrl };
  return new SAML({
    issuer: ours.entityId,
    audience: ours.entityId,
    callbackUrl: ours.callbackUrl,
    entryPoint: settings.signInUrl,
    idpCert: [...settings.certificates],
    idpIssuer: settings.entityId,
    wantAssertionsSigned: true,
    // Nothing outside of the assertion is believed.
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: settings.clockSkewSeconds * 1000,
    maxAssertionAgeMs: MAX_AGE_MS,
    // The flow knows the request, for all processes: ./saml-assertion.ts compares them.
    validateInResponseTo: ValidateInResponseTo.never,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    generateUniqueId: () => id,
    ...signing,
    ...leaving,
  });
}

const mayLeave = ({ settings, privateKey }: SamlClient): boolean => settings.signOutUrl !== null && privateKey !== null;

async function signOutUrl(
  client: SamlClient,
  { requestId, name, sessionIndex }: { requestId: string; name: SamlName; sessionIndex: string | null },
): Promise<string | null> {
  if (!mayLeave(client)) return null;
  const person = {
    issuer: client.entityId,
    nameID: name.value,
    nameIDFormat: name.format ?? UNSPECIFIED,
    ...(name.nameQualifier === null ? {} : { nameQualifier: name.nameQualifier }),
    ...(name.spNameQualifier === null ? {} : { spNameQualifier: name.spNameQualifier }),
    ...(sessionIndex === null ? {} : { sessionIndex }),
  };
  return speaker(client, requestId).getLogoutUrlAsync(person, '', {});
}

/** What a NameID is that says nothing. */
const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

async function logoutAnswerUrl(
  client: SamlClient,
  { id, requestId, relayState }: { id: string; requestId: string; relayState: string | null },
): Promise<string | null> {
  if (!mayLeave(client)) return null;
  const asked = { ID: requestId, issuer: client.entityId, nameID: '', nameIDFormat: '' };
  return speaker(client, id).getLogoutResponseUrlAsync(asked, relayState ?? '', {}, true);
}

/** The library knows one binding of single logout; Entra ID uses the other. */
function ownMetadata(client: SamlClient): string {
  const { signingCertificate } = client.settings;
  const xml = speaker(client, '_metadata').generateServiceProviderMetadata(signingCertificate, signingCertificate);
  return xml.replace(/<SingleLogoutService [^>]*\/>/, (one) => `${one}${one.replace('HTTP-POST', 'HTTP-Redirect')}`);
}

async function finish(
  client: SamlClient,
  { response, requestId }: { response: string; requestId: string | null },
  now: number,
): Promise<SamlAnswer> {
  const xml = await readableMessage(decodeMessage(response), client, requestId);
  const { profile } = await speaker(client, '_unused').validatePostResponseAsync({
    SAMLResponse: Buffer.from(xml).toString('base64'),
  });
  // Read anew from the very bytes that the signature covers.
  const signed = profile?.getAssertionXml?.();
  if (signed === undefined) throw new Error('the answer has no assertion');
  return readAssertion(onlyChild(await readXml(signed), 'Assertion'), { client, requestId, now });
}

/** Decrypted. The envelope may be unsigned: what it says may only lead to a refusal. */
async function readableMessage(xml: string, client: SamlClient, requestId: string | null): Promise<string> {
  const message = await readXml(xml);
  const response = onlyChild(message, 'Response');
  requireStrongAlgorithms(message);
  const destination = attributeOf(response, 'Destination');
  if (destination !== null && destination !== client.callbackUrl) throw new Error('the answer is for another address');
  if (attributeOf(response, 'InResponseTo') !== requestId) throw new Error('the answer is to another request');
  if (childrenOf(response, 'EncryptedAssertion').length === 0) return xml;
  if (client.privateKey === null) throw new SignInRefusal('assertion-encrypted');
  return decryptAssertion(xml, response, client.privateKey);
}
