/** Encrypted assertions (XML Encryption 1.1): AES, with its key wrapped for ours by RSA-OAEP. Their signature is judged afterwards. */
import { constants, createDecipheriv, privateDecrypt } from 'node:crypto';
import { requireStrongAlgorithms } from './saml-algorithms.ts';
import {
  attributeOf,
  childrenOf,
  elementsOf,
  onlyChild,
  readXml,
  requirePlain,
  textOf,
  type XmlNode,
} from './saml-xml.ts';

const CBC: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2001/04/xmlenc#aes128-cbc', 'aes-128-cbc'],
  ['http://www.w3.org/2001/04/xmlenc#aes256-cbc', 'aes-256-cbc'],
]);
const GCM: ReadonlyMap<string, 'aes-128-gcm' | 'aes-256-gcm'> = new Map([
  ['http://www.w3.org/2009/xmlenc11#aes128-gcm', 'aes-128-gcm'],
  ['http://www.w3.org/2009/xmlenc11#aes256-gcm', 'aes-256-gcm'],
]);
/** Of RSA-OAEP, and of its mask (MGF1). */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2000/09/xmldsig#sha1', 'sha1'],
  ['http://www.w3.org/2001/04/xmlenc#sha256', 'sha256'],
  ['http://www.w3.org/2001/04/xmlenc#sha512', 'sha512'],
  ['http://www.w3.org/2009/xmlenc11#mgf1sha1', 'sha1'],
  ['http://www.w3.org/2009/xmlenc11#mgf1sha256', 'sha256'],
  ['http://www.w3.org/2009/xmlenc11#mgf1sha512', 'sha512'],
]);
const GCM_IV_BYTES = 12;
const GCM_TAG_BYTES = 16;
const CBC_BLOCK_BYTES = 16;

/** The message with the assertion in place of what was encrypted. Rejects for what our key does not open. */
export async function decryptAssertion(xml: string, response: XmlNode, privateKey: string): Promise<string> {
  const encrypted = onlyChild(response, 'EncryptedAssertion');
  const data = onlyChild(encrypted, 'EncryptedData');
  const key = unwrap(onlyChild({ key: elementsOf(encrypted, 'EncryptedKey') }, 'key'), privateKey);
  const assertion = requirePlain(decrypt(algorithmOf(data), key, cipherOf(data)));
  requireStrongAlgorithms(await readXml(assertion));
  const [whole = '', ...more] =
    xml.match(/<(?:[\w.-]+:)?EncryptedAssertion[\s>].*?<\/(?:[\w.-]+:)?EncryptedAssertion\s*>/gs) ?? [];
  if (whole === '' || more.length > 0) throw new Error('there must be one EncryptedAssertion');
  // A function, since `$&` in the text would mean something.
  return xml.replace(whole, () => assertion.replace(/^<\?xml[^>]*>/, ''));
}

const algorithmOf = (encrypted: XmlNode): string =>
  attributeOf(onlyChild(encrypted, 'EncryptionMethod'), 'Algorithm') ?? '';

const cipherOf = (encrypted: XmlNode): Buffer =>
  Buffer.from(textOf(onlyChild(onlyChild(encrypted, 'CipherData'), 'CipherValue')), 'base64');

function unwrap(encryptedKey: XmlNode, privateKey: string): Buffer {
  const method = onlyChild(encryptedKey, 'EncryptionMethod');
  const hashOf = (name: string): string => {
    const [said] = childrenOf(method, name);
    return said === undefined ? 'sha1' : (HASHES.get(attributeOf(said, 'Algorithm') ?? '') ?? 'none');
  };
  const oaepHash = hashOf('DigestMethod');
  // One hash for both is what node:crypto knows, and what directories send.
  if (oaepHash !== hashOf('MGF'))
    throw new Error('the key is wrapped with two different hashes: choose the same for both');
  return privateDecrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
    cipherOf(encryptedKey),
  );
}

function decrypt(algorithm: string, key: Buffer, sealed: Buffer): Buffer {
  const gcm = GCM.get(algorithm);
  if (gcm !== undefined) {
    const decipher = createDecipheriv(gcm, key, sealed.subarray(0, GCM_IV_BYTES), { authTagLength: GCM_TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(-GCM_TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(GCM_IV_BYTES, -GCM_TAG_BYTES)), decipher.final()]);
  }
  const cbc = CBC.get(algorithm);
  if (cbc === undefined) throw new Error('the assertion is encrypted by an unknown algorithm');
  const decipher = createDecipheriv(cbc, key, sealed.subarray(0, CBC_BLOCK_BYTES)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed.subarray(CBC_BLOCK_BYTES)), decipher.final()]);
  // Padding as XML Encryption has it: only its last byte says something.
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > CBC_BLOCK_BYTES) throw new Error('the assertion does not open');
  return padded.subarray(0, -padding);
}
