/**
 * How many tokens a request has, where nobody counts them: from its bytes alone, in one pass. An estimate, some fifth too
 * high or too low; for text in languages of few speakers it may be further off. Pictures and files cannot be estimated by their
 * bytes, so each counts as a usual one.
 */

import type { Slices } from '../kernel/slices.ts';

/** Characters a token, as tokenizers of today's models have it on average: of English and code, and of other scripts by the bytes of a character. */
const CHARACTERS_PER_TOKEN = { ascii: 3.8, two: 2.2, three: 1.3, four: 0.5 } as const;
/** What stands around a turn, a block or a tool. Source: vendors' pages on counting tokens; three or four for each. */
const TOKENS_PER_OBJECT = 1.5;
/** A picture of some megapixels at Claude, or a page of a document. */
const TOKENS_PER_FILE = 1600;
/** Base64 that is longer than this is a file. */
const FILE_CHARACTERS = 1000;
const BASE64 = /^(?:data:[\w/+.;=-]{0,100},)?[A-Za-z0-9+/_-]{200}/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const FIRST_OF_SPACE = 0x20;

/** Of work between two pauses, bytes: some milliseconds. */
const SLICE_BYTES = 256 * 1024;

/** `body` is JSON text. A large one takes a third of a second. */
export function* estimateSlices(body: Uint8Array): Slices<number> {
  let tokens = 0;
  let pauseAt = SLICE_BYTES;
  for (let at = 0; at < body.length; at += 1) {
    if (at >= pauseAt) {
      pauseAt = at + SLICE_BYTES;
      yield;
    }
    const byte = body[at] ?? 0;
    if (byte === OPEN_OBJECT) tokens += TOKENS_PER_OBJECT;
    if (byte !== QUOTE) continue;
    const end = yield* endOfString(body, at + 1);
    // Names of members are mostly the envelope's; what is called is in the values.
    if (!isName(body, end)) tokens += yield* tokensOf(body, at + 1, end);
    at = end;
  }
  return Math.max(1, Math.ceil(tokens));
}

const WALKED_BYTES = 1024;

/** Of its closing quote. */
function* endOfString(body: Uint8Array, start: number): Slices<number> {
  let at = start;
  let pausedAt = start;
  for (;;) {
    if (at - pausedAt >= SLICE_BYTES) {
      pausedAt = at;
      yield;
    }
    const walked = Math.min(body.length, at + WALKED_BYTES);
    while (at < walked && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
    if (at < walked || at >= body.length) return at;
    // The native search passes over a long text at once; a quote that is escaped is not its end.
    const quote = body.indexOf(QUOTE, at);
    if (quote === -1) return body.length;
    let escapes = quote;
    while (escapes > at && body[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote;
    at = quote + 1;
  }
}

function isName(body: Uint8Array, end: number): boolean {
  let at = end + 1;
  while ((body[at] ?? COLON) <= FIRST_OF_SPACE) at += 1;
  return body[at] === COLON;
}

function* tokensOf(body: Uint8Array, start: number, end: number): Slices<number> {
  if (end - start > FILE_CHARACTERS && BASE64.test(Buffer.from(body.subarray(start, start + 400)).toString('latin1'))) {
    return TOKENS_PER_FILE;
  }
  let tokens = 0;
  for (let from = start; from < end; from += SLICE_BYTES) {
    if (from > start) yield;
    tokens += tokensOfPiece(body, from, Math.min(end, from + SLICE_BYTES));
  }
  return tokens;
}

function tokensOfPiece(body: Uint8Array, start: number, end: number): number {
  let tokens = 0;
  for (let at = start; at < end; at += 1) {
    const byte = body[at] ?? 0;
    if (byte < 0x80) {
      // Runs of blanks, as the indentation of code, are one token.
      if (byte !== FIRST_OF_SPACE || body[at - 1] !== FIRST_OF_SPACE) tokens += 1 / CHARACTERS_PER_TOKEN.ascii;
    } else if (byte >= 0xf0) tokens += 1 / CHARACTERS_PER_TOKEN.four;
    else if (byte >= 0xe0) tokens += 1 / CHARACTERS_PER_TOKEN.three;
    else if (byte >= 0xc0) tokens += 1 / CHARACTERS_PER_TOKEN.two;
  }
  return tokens;
}
