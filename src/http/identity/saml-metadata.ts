/** The metadata of a directory (SAML metadata 2.0): who it is, where people sign in, and which certificates it signs with. */
import { X509Certificate } from 'node:crypto';
import type { SamlMetadata } from '../../control/single-sign-on/directory.ts';
import { attributeOf, childrenOf, onlyChild, readXml, textOf, type XmlNode } from './saml-xml.ts';

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';

/** Rejects where it is not the metadata of one directory. */
export async function readMetadata(xml: string): Promise<SamlMetadata> {
  const entity = entityIn(await readXml(xml));
  const entityId = attributeOf(entity, 'entityID');
  if (entityId === null || entityId === '') throw new Error('the metadata has no entityID');
  const role = onlyChild(entity, 'IDPSSODescriptor');
  const signInUrl = addressOf(role, 'SingleSignOnService');
  if (signInUrl === null) throw new Error('the metadata has no SingleSignOnService for HTTP-Redirect');
  const certificates = [...new Set(childrenOf(role, 'KeyDescriptor').filter(isForSigning).flatMap(certificatesIn))];
  if (certificates.length === 0) throw new Error('the metadata has no certificate for signing');
  return { entityId, signInUrl, signOutUrl: addressOf(role, 'SingleLogoutService'), certificates };
}

function entityIn(document: XmlNode): XmlNode {
  const [group] = childrenOf(document, 'EntitiesDescriptor');
  const entities = childrenOf(group ?? document, 'EntityDescriptor');
  const [directory, ...more] = entities.filter((entity) => Object.hasOwn(entity, 'IDPSSODescriptor'));
  if (directory === undefined) throw new Error('the XML is not the metadata of a directory (IDPSSODescriptor)');
  if (more.length > 0) throw new Error('the metadata is of several directories');
  return directory;
}

function addressOf(role: XmlNode, name: string): string | null {
  const service = childrenOf(role, name).find((one) => attributeOf(one, 'Binding') === REDIRECT);
  const location = service === undefined ? null : attributeOf(service, 'Location');
  if (location === null) return null;
  const protocol = URL.parse(location)?.protocol;
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`the address of ${name} is not one of the web`);
  return location;
}

/** Without `use`, a key is for both. */
const isForSigning = (key: XmlNode): boolean => (attributeOf(key, 'use') ?? 'signing') === 'signing';

function certificatesIn(key: XmlNode): string[] {
  const data = childrenOf(key, 'KeyInfo').flatMap((info) => childrenOf(info, 'X509Data'));
  return data.flatMap((one) => childrenOf(one, 'X509Certificate')).map((text) => toPem(textOf(text)));
}

function toPem(base64: string): string {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).toString();
  } catch {
    throw new Error('a certificate of the metadata cannot be read');
  }
}
