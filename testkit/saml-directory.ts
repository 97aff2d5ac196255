/** A directory that speaks SAML 2.0, as far as a gateway sees it: metadata, requests that come in, assertions that it signs. */
import { createCipheriv, publicEncrypt, randomBytes, sign } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { signXml } from '@node-saml/node-saml/lib/xml.js';
import { SIGNER, type SamlSigner } from './saml-signers.data.ts';

const ENTITY_ID = 'https://directory.example/saml';

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

interface Weak {
  signatureAlgorithm?: 'sha1' | 'sha256';
  digestAlgorithm?: 'sha1' | 'sha256';
}

/** Where the directory is signed out of. */
export const SIGN_OUT_URL = 'https://directory.example/sign-out';

/** `inner`: more of what the directory offers. */
export function directoryMetadata(
  signers: readonly SamlSigner[] = [SIGNER],
  { entityId = ENTITY_ID, inner = '' }: { entityId?: string; inner?: string } = {},
): string {
  const keys = signers.map(
    ({ certificate }) =>
      `<KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`,
  );
  return `<?xml version="1.0"?><!-- a comment --><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.join('')}${inner}<SingleSignOnService Binding="${REDIRECT}" Location="https://directory.example/sign-in"/></IDPSSODescriptor></EntityDescriptor>`;
}

export interface SamlRequest {
  id: string;
  issuer: string;
  callbackUrl: string;
  relayState: string;
}

/** What the address says to which a gateway sends the browser. */
export function readRequest(location: string): SamlRequest {
  const { searchParams } = new URL(location);
  const xml = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64')).toString('utf8');
  const one = (pattern: RegExp): string => pattern.exec(xml)?.[1] ?? '';
  return {
    id: one(/ ID="([^"]*)"/),
    issuer: one(/Issuer[^>]*>([^<]*)</),
    callbackUrl: one(/AssertionConsumerServiceURL="([^"]*)"/),
    relayState: searchParams.get('RelayState') ?? '',
  };
}

/** What an assertion says; each can be made wrong by a test. */
export interface Assertion {
  id: string;
  issuer: string;
  audience: string;
  recipient: string;
  destination: string;
  /** null = it answers no request. */
  inResponseTo: string | null;
  /** ms from now. */
  validFor: number;
  /** SessionNotOnOrAfter, ms from now; null = it is not said. */
  sessionFor: number | null;
  nameId: string;
  attributes: Record<string, readonly string[]>;
}

export function assertionFor(request: SamlRequest, more: Partial<Assertion> = {}): Assertion {
  return {
    id: `_a${Math.random().toString(16).slice(2)}`,
    issuer: ENTITY_ID,
    audience: request.issuer,
    recipient: request.callbackUrl,
    destination: request.callbackUrl,
    inResponseTo: request.id,
    validFor: 300_000,
    sessionFor: null,
    nameId: 'dora',
    attributes: { email: ['dora@example.com'], groups: ['engineers'] },
    ...more,
  };
}

const inFrom = (ms: number): string => new Date(Date.now() + ms).toISOString();

export function assertionXml(told: Assertion): string {
  const answers = told.inResponseTo === null ? '' : ` InResponseTo="${told.inResponseTo}"`;
  const until = inFrom(told.validFor);
  const sessionEnd = told.sessionFor === null ? '' : ` SessionNotOnOrAfter="${inFrom(told.sessionFor)}"`;
  const attributes = Object.entries(told.attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${name}">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  );
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${told.id}" Version="2.0" IssueInstant="${inFrom(-1000)}"><saml:Issuer>${told.issuer}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${told.nameId}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData${answers} NotOnOrAfter="${until}" Recipient="${told.recipient}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${inFrom(-60_000)}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${told.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${inFrom(-1000)}" SessionIndex="s1"${sessionEnd}><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement></saml:Assertion>`;
}

export const pem = (base64: string, label: string): string =>
  `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;

/** With an enveloped signature behind the issuer, as the schema wants it. */
export function signed(message: string, signer: SamlSigner = SIGNER, weak: Weak = {}): string {
  const { signatureAlgorithm = 'sha256', digestAlgorithm = 'sha256' } = weak;
  return signXml(
    message,
    '/*',
    { reference: "/*/*[local-name()='Issuer']", action: 'after' },
    { privateKey: pem(signer.key, 'PRIVATE KEY'), signatureAlgorithm, digestAlgorithm },
  );
}

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';

interface Encryption {
  /** How the key is said to be wrapped. It always is by RSA-OAEP. */
  method?: string;
  hash?: 'sha1' | 'sha256';
  content?: 'aes-256-gcm' | 'aes-256-cbc';
}

const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#';

/** For whoever has the key of that certificate. */
export function encrypted(assertion: string, to: SamlSigner, how: Encryption = {}): string {
  const { method = `${XMLENC}rsa-oaep-mgf1p`, hash = 'sha1', content = 'aes-256-gcm' } = how;
  const key = randomBytes(32);
  const wrapped = publicEncrypt({ key: pem(to.certificate, 'CERTIFICATE'), oaepHash: hash }, key);
  const value = (bytes: Buffer): string =>
    `<e:CipherData><e:CipherValue>${bytes.toString('base64')}</e:CipherValue></e:CipherData>`;
  const digest = `<ds:DigestMethod Algorithm="${hash === 'sha1' ? DSIG : XMLENC}${hash}"/><f:MGF xmlns:f="${XMLENC11}" Algorithm="${XMLENC11}mgf1${hash}"/>`;
  const encryptedKey = `<e:EncryptedKey><e:EncryptionMethod Algorithm="${method}">${digest}</e:EncryptionMethod>${value(wrapped)}</e:EncryptedKey>`;
  const algorithm = content === 'aes-256-gcm' ? `${XMLENC11}aes256-gcm` : `${XMLENC}aes256-cbc`;
  return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><e:EncryptedData xmlns:e="${XMLENC}" xmlns:ds="${DSIG}" Type="${XMLENC}Element"><e:EncryptionMethod Algorithm="${algorithm}"/><ds:KeyInfo>${encryptedKey}</ds:KeyInfo>${value(sealed(assertion, key, content))}</e:EncryptedData></saml:EncryptedAssertion>`;
}

function sealed(text: string, key: Buffer, content: 'aes-256-gcm' | 'aes-256-cbc'): Buffer {
  if (content === 'aes-256-cbc') {
    const iv = randomBytes(16);
    const cipher = createCipheriv(content, key, iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
  }
  const iv = randomBytes(12);
  const cipher = createCipheriv(content, key, iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** A request of the directory to end sessions; each part can be made wrong by a test. */
export interface LogoutRequest {
  id: string;
  issuer: string;
  destination: string;
  nameId: string;
  sessionIndex: string | null;
  /** ms from now. */
  issued: number;
}

export function logoutRequest(destination: string, more: Partial<LogoutRequest> = {}): LogoutRequest {
  const id = `_l${Math.random().toString(16).slice(2)}`;
  return { id, issuer: ENTITY_ID, destination, nameId: 'dora', sessionIndex: 's1', issued: -1000, ...more };
}

export function logoutXml({ id, issuer, destination, nameId, sessionIndex, issued }: LogoutRequest): string {
  const session = sessionIndex === null ? '' : `<samlp:SessionIndex>${sessionIndex}</samlp:SessionIndex>`;
  return `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${inFrom(issued)}" Destination="${destination}"><saml:Issuer>${issuer}</saml:Issuer><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${nameId}</saml:NameID>${session}</samlp:LogoutRequest>`;
}

/** The query of HTTP-Redirect, signed as it is sent. */
export function signedQuery(xml: string, { signer = SIGNER, digest = 'sha256' } = {}): string {
  const algorithm = digest === 'sha1' ? `${DSIG}rsa-sha1` : `http://www.w3.org/2001/04/xmldsig-more#rsa-${digest}`;
  const message = encodeURIComponent(deflateRawSync(xml).toString('base64'));
  const query = `SAMLRequest=${message}&RelayState=r1&SigAlg=${encodeURIComponent(algorithm)}`;
  const signature = sign(digest, Buffer.from(query), pem(signer.key, 'PRIVATE KEY')).toString('base64');
  return `${query}&Signature=${encodeURIComponent(signature)}`;
}

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

/** The envelope, unsigned. */
export function responseXml(told: Assertion, inner: string): string {
  const answers = told.inResponseTo === null ? '' : ` InResponseTo="${told.inResponseTo}"`;
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r${told.id}" Version="2.0" IssueInstant="${inFrom(0)}" Destination="${told.destination}"${answers}><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${told.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${inner}</samlp:Response>`;
}
