/** SAML 2.0 spoken to a directory (node-saml): requests, signed assertions, metadata. Nothing here decides who gets in. */
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import type { SamlAnswer, SamlClient, SamlProtocol } from '../../control/single-sign-on/directory.ts';
import type { GuardedFetch } from '../outbound/guarded-fetch.ts';
import { CLOCK_TOLERANCE_MS, readAssertion } from './saml-assertion.ts';
import { readMetadata } from './saml-metadata.ts';
import { attributeOf, decodeMessage, onlyChild, readXml } from './saml-xml.ts';

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
    ownMetadata: (client) =>
      speaker(client, '_metadata').generateServiceProviderMetadata(null, client.settings.signingCertificate),
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
    privateKey === null || signingCertificate === null ? {} : { privateKey, publicCert: signingCertificate };
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
    acceptedClockSkewMs: CLOCK_TOLERANCE_MS,
    maxAssertionAgeMs: MAX_AGE_MS,
    // The flow knows the request, for all processes: ./saml-assertion.ts compares them.
    validateInResponseTo: ValidateInResponseTo.never,
    identifierFormat: null,
    disableRequestedAuthnContext: true,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    generateUniqueId: () => id,
    ...signing,
  });
}

async function finish(
  client: SamlClient,
  { response, requestId }: { response: string; requestId: string | null },
  now: number,
): Promise<SamlAnswer> {
  const xml = decodeMessage(response);
  await requireForUs(xml, client, requestId);
  const { profile } = await speaker(client, '_unused').validatePostResponseAsync({
    SAMLResponse: Buffer.from(xml).toString('base64'),
  });
  // Read anew from the very bytes that the signature covers.
  const signed = profile?.getAssertionXml?.();
  if (signed === undefined) throw new Error('the answer has no assertion');
  return readAssertion(onlyChild(await readXml(signed), 'Assertion'), { client, requestId, now });
}

/** The envelope may be unsigned: what it says may only lead to a refusal. */
async function requireForUs(xml: string, client: SamlClient, requestId: string | null): Promise<void> {
  const response = onlyChild(await readXml(xml), 'Response');
  const destination = attributeOf(response, 'Destination');
  if (destination !== null && destination !== client.callbackUrl) throw new Error('the answer is for another address');
  if (attributeOf(response, 'InResponseTo') !== requestId) throw new Error('the answer is to another request');
}
