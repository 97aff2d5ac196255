/**
 * What secrets look like, one function for each kind: where does the secret that begins at this byte end? Every one is linear
 * in what it reads, and reads no byte more than a few times, whatever the text is made of.
 */

export interface FoundSecret {
  kind: string;
  /** Where the secret itself begins: behind the word that gives it away, as `Bearer `. */
  start: number;
  /** Exclusive. */
  end: number;
}

const ALNUM = 1;
const WORD = 2;
const UPPER_DIGIT = 4;
const BASE64 = 8;
const BEARER = 16;
const DIGIT = 32;
const HEX = 64;

const CLASSES = new Uint16Array(256);
const mark = (characters: string, flags: number): void => {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    CLASSES[code] = (CLASSES[code] ?? 0) | flags;
  }
};
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
mark(UPPER, ALNUM | WORD | UPPER_DIGIT | BASE64 | BEARER);
mark(UPPER.toLowerCase(), ALNUM | WORD | BASE64 | BEARER);
mark('0123456789', ALNUM | WORD | UPPER_DIGIT | BASE64 | BEARER | DIGIT | HEX);
mark('abcdefABCDEF', HEX);
mark('_-', WORD);
mark('+/', BASE64 | BEARER);
mark('._~-', BEARER);

const isIn = (byte: number | undefined, flags: number): boolean =>
  byte !== undefined && ((CLASSES[byte] ?? 0) & flags) !== 0;

/** Where the run of bytes of that class ends, at `max` bytes at the latest. */
function runEnd(bytes: Buffer, from: number, { flags, max = Infinity }: { flags: number; max?: number }): number {
  const limit = Math.min(bytes.length, from + max);
  let at = from;
  while (at < limit && ((CLASSES[bytes[at] ?? 0] ?? 0) & flags) !== 0) at += 1;
  return at;
}

function startsAt(bytes: Buffer, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

const BACKSLASH = 0x5c;
const ESCAPES = new Set(Array.from('bfnrt', (letter) => letter.charCodeAt(0)));

/**
 * Not in the middle of a longer word: `task-…` is no `sk-…`, and a run of base64 has no keys inside. A letter that belongs to
 * a JSON escape (`\n`, `\u003c`) is not part of the word.
 */
function beginsWord(bytes: Buffer, at: number): boolean {
  if (at === 0 || !isIn(bytes[at - 1], WORD)) return true;
  if (bytes[at - 2] === BACKSLASH && ESCAPES.has(bytes[at - 1] ?? 0)) return true;
  return bytes[at - 6] === BACKSLASH && bytes[at - 5] === 0x75 && runEnd(bytes, at - 4, { flags: HEX, max: 4 }) === at;
}

/** Keys have digits, and long hyphenated words have none: one within the first 64 bytes, before anything but letters. */
function hasDigitSoon(bytes: Buffer, from: number): boolean {
  const limit = Math.min(bytes.length, from + 65);
  for (let at = from; at < limit; at += 1) {
    const flags = CLASSES[bytes[at] ?? 0] ?? 0;
    if ((flags & DIGIT) !== 0) return true;
    if ((flags & (WORD | BEARER)) === 0) return false;
  }
  return false;
}

/** Where the secret ends that begins at `at`; 0 = there is none. */
type Shape = (bytes: Buffer, at: number) => number;

/** `prefix`, and behind it a run of at least `min` bytes of a class. */
function prefixed(prefix: string, flags: number, min: number): Shape {
  return (bytes, at) => {
    if (!startsAt(bytes, at, prefix)) return 0;
    const from = at + prefix.length;
    const end = runEnd(bytes, from, { flags });
    return end - from >= min ? end : 0;
  };
}

/** A run of exactly so many bytes behind a prefix that begins a word. */
function exactly(prefix: string, flags: number, length: number): Shape {
  return (bytes, at) => {
    if (!startsAt(bytes, at, prefix) || !beginsWord(bytes, at)) return 0;
    const end = at + prefix.length + length;
    const isWhole = runEnd(bytes, at + prefix.length, { flags, max: length }) === end;
    return isWhole && !isIn(bytes[end], flags | ALNUM) ? end : 0;
  };
}

const ofWord =
  (shape: Shape): Shape =>
  (bytes, at) =>
    beginsWord(bytes, at) ? shape(bytes, at) : 0;

const withDigit =
  (shape: Shape, prefix: number): Shape =>
  (bytes, at) =>
    hasDigitSoon(bytes, at + prefix) ? shape(bytes, at) : 0;

/** Also the `private_key` of a Google service account, whose line ends JSON writes as `\\n`, or nested `\n`. */
const privateKey: Shape = (bytes, at) => {
  const body = headerEnd(bytes, at);
  return body === 0 ? 0 : (trailerEnd(bytes, body) ?? cutKeyEnd(bytes, body));
};

const BEGIN = '-----BEGIN ';
const MAX_HEADER = 100;
const HEADER = /^(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?$/;

function headerEnd(bytes: Buffer, at: number): number {
  if (!startsAt(bytes, at, BEGIN)) return 0;
  const from = at + BEGIN.length;
  const dash = bytes.subarray(from, from + MAX_HEADER).indexOf(0x2d);
  if (dash === -1 || !startsAt(bytes, from + dash, '-----')) return 0;
  return HEADER.test(bytes.toString('latin1', from, from + dash)) ? from + dash + 5 : 0;
}

const MAX_KEY = 20_000;
const MAX_BEHIND_DASH = 200;
const MAX_DASHES = 8;
const TRAILER = /^-----END [A-Z0-9 ]{1,40}-----/;

/** Behind the `-----END …-----` that belongs to the header; null where a quote or another header comes first. */
function trailerEnd(bytes: Buffer, body: number): number | null {
  let dash = dashBehind(bytes, body, MAX_KEY);
  for (let dashes = 0; dash !== null; dashes += 1) {
    if (startsAt(bytes, dash, '-----END ')) {
      const [trailer] = TRAILER.exec(bytes.toString('latin1', dash, dash + 60)) ?? [];
      return trailer === undefined ? null : dash + trailer.length;
    }
    if (dashes === MAX_DASHES || bytes[dash + 1] === 0x2d) return null;
    dash = dashBehind(bytes, dash + 1, MAX_BEHIND_DASH);
  }
  return null;
}

function dashBehind(bytes: Buffer, from: number, max: number): number | null {
  const limit = Math.min(bytes.length, from + max + 1);
  for (let at = from; at < limit; at += 1) {
    const byte = bytes[at];
    if (byte === 0x2d) return at;
    if (byte === 0x22) return null;
  }
  return null;
}

/** One without an end (output that was cut) ends with its base64. */
function cutKeyEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (isIn(bytes[at], BASE64) || KEY_SPACE.has(bytes[at] ?? 0))) at += 1;
  return at;
}

const KEY_SPACE = new Set([0x3d, BACKSLASH, 0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0xa0]);

const jwt: Shape = (bytes, at) => {
  if (!startsAt(bytes, at, 'eyJ') || !beginsWord(bytes, at)) return 0;
  let end = at;
  for (const prefix of ['eyJ', '.eyJ', '.']) {
    if (!startsAt(bytes, end, prefix)) return 0;
    const from = end + prefix.length;
    end = runEnd(bytes, from, { flags: WORD });
    if (end - from < 10) return 0;
  }
  return end;
};

const bearer: Shape = (bytes, at) => {
  let end = runEnd(bytes, at, { flags: BEARER });
  if (end - at < 20 || !hasDigitSoon(bytes, at)) return 0;
  while (bytes[end] === 0x3d) end += 1;
  return end;
};

/** Forty characters of base64 are a secret only behind their name. */
const NAMED = /^(?:ecret_access_key|ECRET_ACCESS_KEY|ecretAccessKey)[\\"']{0,5}\s{0,3}[:=]\s{0,3}[\\"']{0,5}/;
const MAX_NAME = 48;

function behindName(bytes: Buffer, at: number): number {
  const [name] = NAMED.exec(bytes.toString('latin1', at, at + MAX_NAME)) ?? [];
  return name === undefined ? 0 : name.length;
}

const awsSecret: Shape = (bytes, at) => {
  const end = runEnd(bytes, at, { flags: BASE64, max: 41 });
  return end - at === 40 ? end : 0;
};

interface Kind {
  kind: string;
  shape: Shape;
  /** Length of what stands before the secret and stays; 0 = it is not there. */
  behind?: (bytes: Buffer, at: number) => number;
}

/** By their first byte. Where two match at the same place the first one wins, so the special ones come before the general. */
const KINDS: Readonly<Record<string, readonly Kind[]>> = {
  '-': [{ kind: 'private_key', shape: privateKey }],
  s: [
    { kind: 'anthropic_key', shape: prefixed('sk-ant-', WORD, 20) },
    // OpenAI and those that copied its prefix.
    { kind: 'api_key', shape: ofWord(withDigit(prefixed('sk-', WORD, 20), 3)) },
  ],
  A: [
    { kind: 'aws_access_key', shape: exactly('AKIA', UPPER_DIGIT, 16) },
    { kind: 'aws_access_key', shape: exactly('ASIA', UPPER_DIGIT, 16) },
    { kind: 'google_api_key', shape: exactly('AIza', WORD, 35) },
  ],
  y: [{ kind: 'google_token', shape: googleToken }],
  g: [
    ...Array.from('pousr', (letter) => ({ kind: 'github_token', shape: prefixed(`gh${letter}_`, ALNUM, 36) })),
    { kind: 'github_token', shape: githubPat },
  ],
  x: [{ kind: 'slack_token', shape: slackToken }],
  e: [
    { kind: 'jwt', shape: jwt },
    { kind: 'aws_secret_key', shape: awsSecret, behind: behindName },
  ],
  E: [{ kind: 'aws_secret_key', shape: awsSecret, behind: behindName }],
  t: [{ kind: 'gateway_key', shape: ofWord(prefixed('tg-', ALNUM, 32)) }],
  B: [{ kind: 'bearer_token', shape: bearer, behind: behindBearer }],
  b: [{ kind: 'bearer_token', shape: bearer, behind: behindBearer }],
};

function behindBearer(bytes: Buffer, at: number): number {
  return ['Bearer ', 'bearer ', 'BEARER '].some((word) => startsAt(bytes, at, word)) ? 7 : 0;
}

function googleToken(bytes: Buffer, at: number): number {
  if (!startsAt(bytes, at, 'ya29.')) return 0;
  let end = at + 5;
  while (isIn(bytes[end], WORD) || bytes[end] === 0x2e) end += 1;
  return end - at - 5 >= 20 ? end : 0;
}

function githubPat(bytes: Buffer, at: number): number {
  if (!startsAt(bytes, at, 'github_pat_')) return 0;
  let end = at + 11;
  while (isIn(bytes[end], ALNUM) || bytes[end] === 0x5f) end += 1;
  return end - at - 11 >= 22 ? end : 0;
}

function slackToken(bytes: Buffer, at: number): number {
  const isApp = startsAt(bytes, at, 'xapp-');
  const isOther = startsAt(bytes, at, 'xox') && 'abeoprs'.includes(String.fromCharCode(bytes[at + 3] ?? 0));
  if (!isApp && !(isOther && bytes[at + 4] === 0x2d)) return 0;
  let end = at + 5;
  while (isIn(bytes[end], ALNUM) || bytes[end] === 0x2d) end += 1;
  return end - at - 5 >= 10 ? end : 0;
}

const BY_FIRST: readonly (readonly Kind[] | undefined)[] = Array.from(
  { length: 256 },
  (_, byte) => KINDS[String.fromCharCode(byte)],
);

export const BEGINS_SECRET = 1;
export const ENDS_WORD = 2;

/** By first byte, the second bytes that any of them has: most letters are ruled out by the one behind them. */
const SECOND: Readonly<Record<string, string>> = {
  '-': '-',
  s: 'k',
  A: 'KSI',
  y: 'a',
  g: 'hi',
  x: 'oa',
  e: 'yc',
  E: 'C',
  t: 'g',
  B: 'eE',
  b: 'e',
};

/**
 * By byte: 1 = it may begin a secret, as `MAY_FOLLOW` of the next one then says; 2 = it ends a word. One look at a table for
 * each byte is what the whole search costs where there is nothing to find.
 */
export const BYTE_KIND = new Uint8Array(256).map((_, byte) => (isIn(byte, WORD) ? 0 : ENDS_WORD));
const MAY_FOLLOW = new Uint8Array(256 * 256);
for (const [first, seconds] of Object.entries(SECOND)) {
  BYTE_KIND[first.charCodeAt(0)] = BEGINS_SECRET;
  for (const second of seconds) MAY_FOLLOW[first.charCodeAt(0) * 256 + second.charCodeAt(0)] = 1;
}

export function mayBegin(first: number, second: number): boolean {
  return MAY_FOLLOW[first * 256 + second] === 1;
}

/** The secret that begins at this byte, or behind the name that does; null where there is none. */
export function secretAt(bytes: Buffer, at: number): FoundSecret | null {
  for (const { kind, shape, behind } of BY_FIRST[bytes[at] ?? 0] ?? []) {
    const before = behind === undefined ? 0 : behind(bytes, at);
    if (behind !== undefined && before === 0) continue;
    const end = shape(bytes, at + before);
    if (end !== 0) return { kind, start: at + before, end };
  }
  return null;
}
