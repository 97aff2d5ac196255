/**
 * How many tokens a request has, where nobody counts them: from its bytes alone, in one pass. An estimate, some fifth too
 * high or too low; for text in languages of few speakers it may be further off. Pictures and files cannot be estimated by their
 * bytes, so each counts as a usual one.
 */

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

/** `body` is JSON text. Claude's newer tokenizers make more of the same text than others: `scale` says by how much. */
export function estimateTokens(body: Uint8Array, scale = 1): number {
  let tokens = 0;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === OPEN_OBJECT) tokens += TOKENS_PER_OBJECT;
    if (byte !== QUOTE) continue;
    const end = endOfString(body, at + 1);
    // Names of members are mostly the envelope's; what is called is in the values.
    if (!isName(body, end)) tokens += tokensOf(body, at + 1, end);
    at = end;
  }
  return Math.max(1, Math.ceil(tokens * scale));
}

/** Of its closing quote. */
function endOfString(body: Uint8Array, start: number): number {
  let at = start;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

function isName(body: Uint8Array, end: number): boolean {
  let at = end + 1;
  while ((body[at] ?? COLON) <= FIRST_OF_SPACE) at += 1;
  return body[at] === COLON;
}

function tokensOf(body: Uint8Array, start: number, end: number): number {
  if (end - start > FILE_CHARACTERS && BASE64.test(Buffer.from(body.subarray(start, start + 400)).toString('latin1'))) {
    return TOKENS_PER_FILE;
  }
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
