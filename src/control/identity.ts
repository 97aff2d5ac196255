/** Names for new things: ids, slugs, and gateway keys with their hash and mask. */
import { z } from 'zod';
import type { ControlContext } from './context.ts';

export type Chance = Pick<ControlContext, 'randomBytes'>;

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62^43 is the first power of 62 above 2^256. */
const KEY_CHARACTERS = 43;
const SLUG_CHARACTERS = 64;
const SUFFIX_BYTES = 3;

/** A slug that the caller chose. */
export const Slug = z
  .string()
  .regex(/^[a-zA-Z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"')
  .meta({ description: '1 to 64 letters, digits, "_" or "-". Derived from the name when absent.' });

/** A UUID, version 4. */
export function newId({ randomBytes }: Chance): string {
  const bytes = Buffer.from(randomBytes(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** `<prefix><name in slug letters>-<6 hex>`: readable, and unique enough not to ask first. */
export function newSlug(chance: Chance, name: string, prefix = ''): string {
  const suffix = Buffer.from(chance.randomBytes(SUFFIX_BYTES)).toString('hex');
  const room = SLUG_CHARACTERS - prefix.length - suffix.length - 1;
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, room)
    .replaceAll(/^-+|-+$/g, '');
  return [`${prefix}${words}`, suffix].filter((part) => part !== '').join('-');
}

/** A new gateway key of 256 random bits: `tg-` and 43 base-62 characters. */
export function newKey({ randomBytes }: Chance): string {
  let rest = BigInt(`0x${Buffer.from(randomBytes(32)).toString('hex')}`);
  let text = '';
  for (let place = 0; place < KEY_CHARACTERS; place++) {
    text = BASE62.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return `tg-${text}`;
}

/** Enough to recognise a secret by, and far too little to use it; short ones show nothing. */
export function maskSecret(secret: string): string {
  return secret.length < 16 ? '****' : `${secret.slice(0, 5)}****${secret.slice(-4)}`;
}
