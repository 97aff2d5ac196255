/** A directory that speaks SAML 2.0, as far as a gateway sees it: metadata, requests that come in, assertions that it signs. */
import { inflateRawSync } from 'node:zlib';
import { signXml } from '@node-saml/node-saml/lib/xml.js';
import { SIGNER, type SamlSigner } from './saml-signers.data.ts';

const ENTITY_ID = 'https://directory.example/saml';

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

export function directoryMetadata(signers: readonly SamlSigner[] = [SIGNER], entityId = ENTITY_ID): string {
  const keys = signers.map(
    ({ certificate }) =>
      `<KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`,
  );
  return `<?xml version="1.0"?><!-- a comment --><EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">${keys.join('')}<SingleSignOnService Binding="${REDIRECT}" Location="https://directory.example/sign-in"/></IDPSSODescriptor></EntityDescriptor>`;
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
    nameId: 'dora',
    attributes: { email: ['dora@example.com'], groups: ['engineers'] },
    ...more,
  };
}

const inFrom = (ms: number): string => new Date(Date.now() + ms).toISOString();

export function assertionXml(told: Assertion): string {
  const answers = told.inResponseTo === null ? '' : ` InResponseTo="${told.inResponseTo}"`;
  const until = inFrom(told.validFor);
  const attributes = Object.entries(told.attributes).map(
    ([name, values]) =>
      `<saml:Attribute Name="${name}">${values.map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`).join('')}</saml:Attribute>`,
  );
  return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${told.id}" Version="2.0" IssueInstant="${inFrom(-1000)}"><saml:Issuer>${told.issuer}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${told.nameId}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData${answers} NotOnOrAfter="${until}" Recipient="${told.recipient}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${inFrom(-60_000)}" NotOnOrAfter="${until}"><saml:AudienceRestriction><saml:Audience>${told.audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${inFrom(-1000)}" SessionIndex="s1"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement></saml:Assertion>`;
}

export const pem = (base64: string, label: string): string =>
  `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;

/** With an enveloped signature behind the issuer, as the schema wants it. */
export function signed(assertion: string, signer: SamlSigner = SIGNER): string {
  return signXml(
    assertion,
    "/*[local-name()='Assertion']",
    { reference: "/*[local-name()='Assertion']/*[local-name()='Issuer']", action: 'after' },
    { privateKey: pem(signer.key, 'PRIVATE KEY'), signatureAlgorithm: 'sha256', digestAlgorithm: 'sha256' },
  );
}

/** The envelope, unsigned. */
export function responseXml(told: Assertion, inner: string): string {
  const answers = told.inResponseTo === null ? '' : ` InResponseTo="${told.inResponseTo}"`;
  return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r${told.id}" Version="2.0" IssueInstant="${inFrom(0)}" Destination="${told.destination}"${answers}><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${told.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${inner}</samlp:Response>`;
}
