/** A security key in software: what a browser and a key for USB answer to the options of WebAuthn (w3.org/TR/webauthn-3). */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

interface Key {
  id: Buffer;
  rpId: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  counter: number;
}

/** What an attacker or a weak key does otherwise. */
export interface Deviation {
  /** The page that asks. */
  origin?: string;
  rpId?: string;
  /** Did the key ask for a PIN? */
  isVerified?: boolean;
  /** How often it says that it has signed. */
  counter?: number;
  type?: string;
}

export interface SoftwareAuthenticator {
  /** Answers the options of `navigator.credentials.create`. */
  create(options: unknown, deviation?: Deviation): object;
  /** Answers the options of `navigator.credentials.get`. */
  get(options: unknown, deviation?: Deviation): object;
  /** The same keys, and the count as it is now. */
  copy(): SoftwareAuthenticator;
}

interface Options {
  challenge: string;
  rp?: { id: string };
  rpId?: string;
  allowCredentials?: { id: string }[];
}

/** `counts`: most passkeys do not, and say 0 always. */
export function softwareAuthenticator(origin: string, counts = true, keys: Key[] = []): SoftwareAuthenticator {
  return {
    create(options, deviation = {}) {
      const { challenge, rp } = options as Options;
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const rpId = deviation.rpId ?? rp?.id ?? '';
      const key = { id: randomBytes(32), rpId, privateKey, publicKey, counter: 0 };
      keys.push(key);
      const data = Buffer.concat([authenticatorData(key, 0x41, deviation), attested(key)]);
      const attestation = map([
        [text('fmt'), text('none')],
        [text('attStmt'), map([])],
        [text('authData'), bytes(data)],
      ]);
      return answer(key, {
        clientDataJSON: clientData('webauthn.create', challenge, { origin, ...deviation }),
        attestationObject: attestation.toString('base64url'),
        transports: ['usb'],
      });
    },
    get(options, deviation = {}) {
      const { challenge, allowCredentials = [] } = options as Options;
      const key = keys.find(({ id }) => allowCredentials.some((allowed) => allowed.id === id.toString('base64url')));
      if (key === undefined) throw new Error('None of the keys is asked for.');
      if (counts) key.counter += 1;
      const data = authenticatorData(key, 0x01, deviation);
      const client = clientData('webauthn.get', challenge, { origin, ...deviation });
      const signed = Buffer.concat([data, sha256(Buffer.from(client, 'base64url'))]);
      return answer(key, {
        clientDataJSON: client,
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, key.privateKey).toString('base64url'),
      });
    },
    copy: () =>
      softwareAuthenticator(
        origin,
        counts,
        keys.map((key) => ({ ...key })),
      ),
  };
}

const answer = ({ id }: Key, response: object): object => ({
  id: id.toString('base64url'),
  rawId: id.toString('base64url'),
  type: 'public-key',
  clientExtensionResults: {},
  response,
});

function clientData(usual: string, challenge: string, { origin, type = usual }: Deviation): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url');
}

/** Authenticator data: hash of the RP id, flags (0x01 = present, 0x04 = verified, 0x40 = a new key follows), count. */
function authenticatorData({ rpId, counter }: Key, flags: number, deviation: Deviation): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(deviation.counter ?? counter);
  const all = flags | (deviation.isVerified === true ? 0x04 : 0);
  return Buffer.concat([sha256(Buffer.from(deviation.rpId ?? rpId)), Buffer.from([all]), count]);
}

/** Attested credential data: the key's maker (none), its id, and its public key as COSE writes it: ES256 on P-256. */
function attested({ id, publicKey }: Key): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const cose = map([
    [integer(1), integer(2)],
    [integer(3), integer(-7)],
    [integer(-1), integer(1)],
    [integer(-2), bytes(Buffer.from(x, 'base64url'))],
    [integer(-3), bytes(Buffer.from(y, 'base64url'))],
  ]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(id.length);
  return Buffer.concat([Buffer.alloc(16), length, id, cose]);
}

const sha256 = (data: Buffer): Buffer => createHash('sha256').update(data).digest();

/** CBOR (RFC 8949 §3), as far as this needs it. */
function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  return value < 256
    ? Buffer.from([(major << 5) | 24, value])
    : Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}
const integer = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value));
const bytes = (data: Buffer): Buffer => Buffer.concat([head(2, data.length), data]);
const text = (value: string): Buffer => Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
const map = (entries: [Buffer, Buffer][]): Buffer => Buffer.concat([head(5, entries.length), ...entries.flat()]);
