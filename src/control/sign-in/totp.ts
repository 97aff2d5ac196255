/** Codes of authenticator apps: six digits of a shared secret and the time. Source: RFC 6238, with RFC 4226 and RFC 4648 (base 32). */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** As every app has it by default. */
const STEP_S = 30;
const DIGITS = 6;
const SECRET_BYTES = 20;
/** Clocks that are off, and codes that were typed slowly: one step each way. */
const SKEW = 1;
const BASE_32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** In base 32, as apps take it: 160 bits. */
export function newTotpSecret({ randomBytes }: { randomBytes: (size: number) => Uint8Array }): string {
  return [...randomBytes(SECRET_BYTES)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .replaceAll(/.{5}/g, (bits) => BASE_32.charAt(Number.parseInt(bits, 2)));
}

function bytesOf(secret: string): Buffer {
  const bits = Array.from(secret, (letter) => BASE_32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

export function totpAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 0x0f) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** The step that the code belongs to, about `now` (ms since the epoch); null = it is of none. */
export function stepOf(secret: string, code: string, now: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const current = Math.floor(now / 1000 / STEP_S);
  let found: number | null = null;
  // Every step is compared, so that the time taken says nothing about which one it was.
  for (let step = current - SKEW; step <= current + SKEW; step += 1) {
    if (timingSafeEqual(Buffer.from(totpAt(secret, step)), Buffer.from(code))) found = step;
  }
  return found;
}

/** What a QR code for an app holds. Source: Google Authenticator's page "Key URI Format". */
export function totpUri(secret: string, { account, issuer }: { account: string; issuer: string }): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?${new URLSearchParams({ secret, issuer }).toString().replaceAll('+', '%20')}`;
}
