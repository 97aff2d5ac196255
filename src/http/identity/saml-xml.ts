/** XML of SAML, read without what makes XML dangerous: no document types, no entities, no comments inside of values. */
import { parseXml2JsFromString } from '@node-saml/node-saml/lib/xml.js';

/** An element, or a document: its children are members, by their names without a prefix. */
export type XmlNode = Readonly<Record<string, unknown>>;

const MAX_XML_CHARACTERS = 512 * 1024;
const MAX_MESSAGE_CHARACTERS = 1024 * 1024;

/** Throws for what is no base64 of such XML. */
export function decodeMessage(base64: string): string {
  if (base64.length > MAX_MESSAGE_CHARACTERS) throw new Error('the message is too large');
  // Two steps: one pattern for both would take time in the square of the length.
  const compact = base64.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw new Error('the message is not in base64');
  return requirePlain(Buffer.from(compact, 'base64'));
}

/** The text. Throws for bytes that are no text, and for what no directory sends and attacks live in. */
export function requirePlain(bytes: Uint8Array): string {
  const xml = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  // Signatures do not cover comments, so one could cut a name in two. No directory sends any.
  if (xml.includes('<!')) throw new Error('the message has a document type, an entity, a comment or CDATA');
  if (/<\?(?!xml\s)/.test(xml)) throw new Error('the message has a processing instruction');
  return xml;
}

/** Rejects for document types and what is not well-formed. */
export async function readXml(xml: string): Promise<XmlNode> {
  if (xml.length > MAX_XML_CHARACTERS) throw new Error('the XML is too large');
  if (/<!(?!--)/.test(xml)) throw new Error('the XML has a document type, an entity or CDATA');
  const document: unknown = await parseXml2JsFromString(xml);
  if (!isNode(document)) throw new Error('this is no XML');
  return document;
}

const isNode = (value: unknown): value is XmlNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function childrenOf(node: XmlNode, name: string): XmlNode[] {
  const found = Object.hasOwn(node, name) ? node[name] : undefined;
  return Array.isArray(found) ? found.filter(isNode) : isNode(found) ? [found] : [];
}

/** Of that name, wherever they stand. */
export function elementsOf(root: XmlNode, name: string): XmlNode[] {
  const found: XmlNode[] = [];
  const left: XmlNode[] = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    for (const child of Object.keys(node)) {
      // Attributes, and text.
      if (child === '$' || child === '_') continue;
      const children = childrenOf(node, child);
      if (child === name) found.push(...children);
      left.push(...children);
    }
  }
  return found;
}

/** Throws unless there is exactly one. */
export function onlyChild(node: XmlNode, name: string): XmlNode {
  const [first, ...more] = childrenOf(node, name);
  if (first === undefined || more.length > 0) throw new Error(`there must be one ${name}`);
  return first;
}

/** null = it has none of that name. */
export function attributeOf(node: XmlNode, name: string): string | null {
  const attributes = node['$'];
  if (!isNode(attributes) || !Object.hasOwn(attributes, name)) return null;
  const value = attributes[name];
  return typeof value === 'string' ? value : null;
}

export function textOf(node: XmlNode): string {
  const text = node['_'];
  return typeof text === 'string' ? text.trim() : '';
}
