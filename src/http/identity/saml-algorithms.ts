/** Which algorithms a directory may sign and encrypt with: none by SHA-1, and none that leaks the key. */
import { SignInRefusal } from '../../control/single-sign-on/refusal.ts';
import { attributeOf, childrenOf, elementsOf, type XmlNode } from './saml-xml.ts';

/** With the digest that node:crypto knows. Source: RFC 6931. */
export const SIGNATURES: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha384', 'sha384'],
  ['http://www.w3.org/2001/04/xmldsig-more#rsa-sha512', 'sha512'],
]);

const DIGESTS: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmldsig-more#sha384',
  'http://www.w3.org/2001/04/xmlenc#sha512',
]);

/** RSA of PKCS #1 1.5 is not among them: with it, whoever may try often enough reads what is encrypted. Nor is Triple DES. */
const ENCRYPTIONS: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
  'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
  'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  'http://www.w3.org/2009/xmlenc11#aes256-gcm',
  'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
  'http://www.w3.org/2009/xmlenc11#rsa-oaep',
]);

/** Throws SignInRefusal, wherever in the message a weak one stands. */
export function requireStrongAlgorithms(message: XmlNode): void {
  for (const method of elementsOf(message, 'SignatureMethod')) require(method, SIGNATURES);
  // RSA-OAEP has a digest of its own, where SHA-1 does no harm: those are not below a Reference.
  for (const reference of elementsOf(message, 'Reference')) {
    for (const method of childrenOf(reference, 'DigestMethod')) require(method, DIGESTS);
  }
  for (const method of elementsOf(message, 'EncryptionMethod')) require(method, ENCRYPTIONS);
}

function require(method: XmlNode, allowed: { has(algorithm: string): boolean }): void {
  const algorithm = attributeOf(method, 'Algorithm') ?? 'none';
  if (!allowed.has(algorithm)) throw weak(algorithm);
}

export const weak = (algorithm: string): SignInRefusal =>
  new SignInRefusal('algorithm-weak', new Error(`the directory uses the algorithm "${algorithm.slice(0, 100)}"`));
