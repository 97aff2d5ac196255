/** The engine of the sealer port: AES-256-GCM under one master key. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Sealer } from '../ports/sealer.ts';

const KEY_BYTES = 32;
/** 96 random bits: safe for some 2^32 values under one key (NIST SP 800-38D, 8.3), far more than anyone seals. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1.';

/**
 * Sealed text is `v1.` and the base64url of nonce, ciphertext and tag. `open` throws the same error for every reason,
 * so that it reveals nothing to an attacker.
 */
export function createAesGcmSealer({ masterKey }: { masterKey: Buffer }): Sealer {
  if (masterKey.length !== KEY_BYTES) throw new RangeError(`A master key has ${KEY_BYTES} bytes`);
  return {
    seal(plaintext, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', masterKey, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return VERSION + sealed.toString('base64url');
    },
    open(sealed, context) {
      try {
        return decrypt(masterKey, sealed, context);
      } catch (cause) {
        throw new Error(
          'A sealed value does not open: it was sealed with another master key, for another row, or it was changed.',
          { cause },
        );
      }
    },
  };
}

function decrypt(masterKey: Buffer, sealed: string, context: string): string {
  if (!sealed.startsWith(VERSION)) throw new Error('Unknown version');
  const text = sealed.slice(VERSION.length);
  const bytes = Buffer.from(text, 'base64url');
  // Node skips what is not base64url, so that many texts would decode to the same bytes.
  if (bytes.toString('base64url') !== text) throw new Error('Not base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('Too short');
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const ciphertext = bytes.subarray(NONCE_BYTES, -TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', masterKey, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
}
