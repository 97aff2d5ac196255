/** Passwords: which are taken, how they are stored, and how they are checked without revealing whether there is an account. */
import { scrypt, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../kernel/errors.ts';

const MIN_CHARACTERS = 12;
const MAX_CHARACTERS = 256;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Of scrypt (RFC 7914). `logN` 15 with `p` 3 takes 32 MB and is one of the settings that OWASP lists. */
export interface ScryptCost {
  logN: number;
  r: number;
  p: number;
}

const USUAL_COST: ScryptCost = { logN: 15, r: 8, p: 3 };

/** Hashing at the same time. Each takes 32 MB and a core for a tenth of a second or more. */
const MAX_AT_ONCE = 2;
/** Waiting beyond that; more are refused. */
const MAX_WAITING = 32;

export interface Passwords {
  /** What is stored: the parameters, the salt and the hash. Throws `overloaded`. */
  hash(password: string): Promise<string>;
  /** `stored` null = there is no account: takes as long as a wrong password, and is false. Throws `overloaded`. */
  verify(password: string, stored: string | null): Promise<boolean>;
}

/** `cost` is for tests, which cannot wait. */
export function createPasswords(options: { randomBytes: (size: number) => Uint8Array; cost?: ScryptCost }): Passwords {
  const { randomBytes, cost = USUAL_COST } = options;
  const queue = createQueue();
  const derive = (password: string, salt: Uint8Array, with_: ScryptCost): Promise<Buffer> =>
    queue(() => deriveKey(password, salt, with_));
  const nobody = Buffer.alloc(SALT_BYTES);
  return {
    async hash(password) {
      const salt = Buffer.from(randomBytes(SALT_BYTES));
      return format(cost, salt, await derive(password, salt, cost));
    },
    async verify(password, stored) {
      const known = stored === null ? null : parse(stored);
      const derived = await derive(password, known?.salt ?? nobody, known?.cost ?? cost);
      return known !== null && derived.length === known.hash.length && timingSafeEqual(derived, known.hash);
    },
  };
}

/** Why the password is not taken; null when it will do. `email` in lower case. */
export function passwordWeakness(password: string, email: string): string | null {
  const { length } = password;
  if (length < MIN_CHARACTERS)
    return `A password has at least ${MIN_CHARACTERS} characters. Several words are easy to keep.`;
  if (length > MAX_CHARACTERS) return `A password has at most ${MAX_CHARACTERS} characters.`;
  const bare = password.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const name = email.split('@', 1)[0]?.replaceAll(/[^a-z0-9]/g, '') ?? '';
  if (name.length > 3 && bare.includes(name) && bare.length - name.length < MIN_CHARACTERS / 2) {
    return 'This password is little more than the e-mail address.';
  }
  if (COMMON.test(bare)) return 'This password is one that everybody would try.';
  if (new Set(password).size < MIN_DIFFERENT) return 'This password repeats itself, so that it can be guessed.';
  return null;
}

const COMMON =
  /^(?:passw[o0]rd|letmein|qwerty|welcome|tollgate|changeme|iloveyou|admin|abc|123|0123)+[0-9]*$|^(?:0?1234567890?)+$/;
const MIN_DIFFERENT = 5;

/** Throws `invalid_request`. */
export function requireStrong(password: string, email: string): void {
  const weakness = passwordWeakness(password, email);
  if (weakness !== null) throw new GatewayError('invalid_request', `password: ${weakness}`);
}

function deriveKey(password: string, salt: Uint8Array, { logN, r, p }: ScryptCost): Promise<Buffer> {
  const N = 2 ** logN;
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r + 2 ** 20 }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

const format = ({ logN, r, p }: ScryptCost, salt: Buffer, hash: Buffer): string =>
  ['scrypt', logN, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');

/** null for what this version did not write. */
function parse(stored: string): { cost: ScryptCost; salt: Buffer; hash: Buffer } | null {
  const [, logN, r, p, salt, hash] = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) return null;
  return {
    cost: { logN: Number(logN), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}

/** A few at a time, a bounded number waiting. */
function createQueue() {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= MAX_AT_ONCE) {
      if (waiting.length >= MAX_WAITING) {
        throw new GatewayError('overloaded', 'Too many people are signing in at this moment.', { retryAfter: 2 });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
