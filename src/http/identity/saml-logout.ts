/** Single logout of SAML 2.0: a directory's signed request to end sessions, and our answer. Source: SAML 2.0 Bindings §3.4 and §3.5. */
import { verify, X509Certificate } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { getVerifiedXml, parseDomFromString } from '@node-saml/node-saml/lib/xml.js';
import type { SamlClient, SamlLogout, SamlLogoutMessage } from '../../control/single-sign-on/directory.ts';
import { requireStrongAlgorithms, SIGNATURES, weak } from './saml-algorithms.ts';
import { attributeOf, childrenOf, decodeMessage, onlyChild, readXml, requirePlain, textOf } from './saml-xml.ts';

/** A request is judged at once: its clock may differ, it may not be of yesterday. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_INFLATED_BYTES = 256 * 1024;

/** Rejects unless it is signed by the directory, for us, and of now. */
export async function readLogout(client: SamlClient, message: SamlLogoutMessage, now: number): Promise<SamlLogout> {
  const xml = 'query' in message ? signedQuery(client, message.query) : await signedForm(client, message.form);
  const request = onlyChild(await readXml(xml), 'LogoutRequest');
  const { settings, logoutUrl } = client;
  if (textOf(onlyChild(request, 'Issuer')) !== settings.entityId) throw new Error('the request is of another issuer');
  if (attributeOf(request, 'Destination') !== logoutUrl) throw new Error('the request is for another address');
  const id = attributeOf(request, 'ID');
  if (id === null || id === '') throw new Error('the request has no ID');
  const skew = settings.clockSkewSeconds * 1000;
  const issued = Date.parse(attributeOf(request, 'IssueInstant') ?? '');
  const until = Math.min(issued + MAX_AGE_MS, Date.parse(attributeOf(request, 'NotOnOrAfter') ?? '9999-12-31')) + skew;
  // A comparison with what is no time is false.
  if (!(issued - skew <= now && now < until)) throw new Error('the request is not of now');
  const nameId = textOf(onlyChild(request, 'NameID'));
  if (nameId === '') throw new Error('the request names nobody');
  return { id, expiresAt: until, nameId, sessionIndexes: childrenOf(request, 'SessionIndex').map(textOf) };
}

/** HTTP-POST: the XML of what the signature covers. */
async function signedForm({ settings }: SamlClient, base64: string): Promise<string> {
  const xml = decodeMessage(base64);
  requireStrongAlgorithms(await readXml(xml));
  // Its types are those of a browser, which we do not have: it goes from the library to the library.
  const { documentElement } = (await parseDomFromString(xml)) as unknown as { documentElement: never };
  const signed = getVerifiedXml(xml, documentElement, [...settings.certificates]);
  if (signed === null) throw new Error('the request is not signed by the directory');
  return signed;
}

/** HTTP-Redirect: the signature is over the query, as it was sent. */
function signedQuery({ settings }: SamlClient, query: string): string {
  const sent = query.split('&');
  const one = (name: string): string | null => {
    const [found, ...more] = sent.filter((part) => part.startsWith(`${name}=`));
    if (more.length > 0) throw new Error(`the request has two of ${name}`);
    return found ?? null;
  };
  const parts = [one('SAMLRequest'), one('RelayState'), one('SigAlg')].filter((part) => part !== null);
  const values = new URLSearchParams(query);
  const algorithm = values.get('SigAlg') ?? 'none';
  const digest = SIGNATURES.get(algorithm);
  if (digest === undefined) throw weak(algorithm);
  const signature = Buffer.from(values.get('Signature') ?? '', 'base64');
  const covered = Buffer.from(parts.join('&'));
  const isSigned = settings.certificates.some((pem) =>
    verify(digest, covered, new X509Certificate(pem).publicKey, signature),
  );
  if (!isSigned) throw new Error('the request is not signed by the directory');
  const deflated = Buffer.from(values.get('SAMLRequest') ?? '', 'base64');
  return requirePlain(inflateRawSync(deflated, { maxOutputLength: MAX_INFLATED_BYTES }));
}
