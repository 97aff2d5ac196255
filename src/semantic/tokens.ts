/** The text of a request as tokens: quotations whole, contractions resolved; and ways of asking brought to one. */
import { PHRASES, REQUESTS } from './vocabulary.ts';

export interface Token {
  /** Lower case, for words; as it stands, for quotations and identifiers. */
  text: string;
  kind: 'word' | 'name' | 'number' | 'identifier' | 'quotation';
  /** Whether a sentence or a clause begins here. */
  starts: boolean;
  /** `France's`: the word owns what follows. */
  owns?: true;
}

/** Code fences, code spans, indented lines, double and single quotation marks: what is inside is taken to the letter. */
const QUOTATION = /```[^`]*```|`[^`]+`|^(?:\t| {2,})\S.*$|"[^"]+"|(?<![\p{L}\p{N}])'[^']+'(?![\p{L}\p{N}])/gmu;
const MARKS = /^["'`]{1,3}|["'`]{1,3}$/g;
/** Stands for a quotation while the rest is cut at white space; never part of a text (see `tokensOf`). */
const MARK = '\u0001';

const OPENING = /^[([{"'¿¡*]+/u;
const CLOSING = new Set(')]}"\'.,;:!?…*');
const ENDS_CLAUSE = /[.,;:!?…]["')\]]{0,2}$/u;
const NUMBER = /^([$€£¥])?(\d[\d,]*(?:\.\d+)*)(%|°|°?[a-z]{1,3})?$/iu;
/** `step-by-step` is read as three words. */
const HYPHENATED = /^(?:\p{L}+-)+\p{L}+$/u;
const DASH = /^[-–—]+$/u;
const PUNCTUATION = /^[.,;:!?…()"'-]+$/u;
/** Ordinals are numbers; `80s` is a decade. */
const ORDINAL = /^(\d+)(st|nd|rd|th)$/i;
const WORD = /^\p{L}+$/u;
const POSSESSIVE = /'s?$/;
/** `useEffect`; but JavaScript is a name, in whatever case people write it. */
const CAMEL_CASE = /^\p{Ll}+\p{Lu}/u;

const CONTRACTIONS = new Map([
  ["n't", 'not'],
  ["'re", 'are'],
  ["'ve", 'have'],
  ["'ll", 'will'],
  ["'d", 'would'],
  ["'m", 'am'],
]);
const IRREGULAR = new Map([
  ["won't", 'will not'],
  ["can't", 'can not'],
  ['cannot', 'can not'],
  ["let's", 'let us'],
]);
/** After these, `'s` is "is" and owns nothing. */
const ASKING = /^(what|who|where|when|how|why|that|it|there|here)'s$/;

/** Linear in the length of the text. */
export function tokensOf(text: string): Token[] {
  const clean = text
    .normalize('NFKC')
    .replaceAll(MARK, ' ')
    .replaceAll(/[‘’]/gu, "'")
    .replaceAll(/[“”«»]/gu, '"');
  const quotations: string[] = [];
  const rest = clean.replaceAll(QUOTATION, (quotation) => {
    quotations.push(/^\s/.test(quotation) ? quotation : quotation.replaceAll(MARKS, '').trim());
    return ` ${MARK} `;
  });
  const tokens: Token[] = [];
  let starts = true;
  let quoted = 0;
  for (const raw of rest.split(/\s+/)) {
    if (raw === '') continue;
    if (raw === MARK) {
      tokens.push({ text: quotations[quoted] ?? '', kind: 'quotation', starts });
      quoted += 1;
    } else pushRaw(tokens, raw, starts);
    starts = ENDS_CLAUSE.test(raw);
  }
  return tokens;
}

/** One piece between white space, as one or more tokens. */
function pushRaw(tokens: Token[], raw: string, starts: boolean): void {
  const bare = withoutClosing(raw.replace(OPENING, ''));
  if (bare === '') {
    // Nothing but marks: an operator, unless it is only punctuation.
    if (!PUNCTUATION.test(raw)) tokens.push({ text: raw, kind: 'identifier', starts });
  } else if (bare === '&') {
    tokens.push({ text: 'and', kind: 'word', starts });
  } else if (HYPHENATED.test(bare)) {
    for (const [index, part] of bare.split('-').entries()) pushPart(tokens, part, starts && index === 0);
  } else if (!DASH.test(bare)) pushPart(tokens, bare, starts);
}

/** A loop, because a pattern that is held to the end alone tries every beginning. */
function withoutClosing(text: string): string {
  let end = text.length;
  while (end > 0 && CLOSING.has(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}

function pushPart(tokens: Token[], bare: string, starts: boolean): void {
  const lower = bare.toLowerCase();
  const spelledOut = resolveContraction(lower);
  if (NUMBER.test(lower) || ORDINAL.test(lower)) pushNumber(tokens, lower, starts);
  else if (spelledOut === undefined) tokens.push(wordToken(bare, starts));
  else {
    for (const [index, text] of spelledOut.split(' ').entries()) {
      tokens.push({ text, kind: 'word', starts: starts && index === 0 });
    }
  }
}

function wordToken(bare: string, starts: boolean): Token {
  const word = bare.replace(POSSESSIVE, '');
  const owns = word.length < bare.length ? { owns: true as const } : {};
  if (!WORD.test(word) || CAMEL_CASE.test(word)) return { text: word, kind: 'identifier', starts, ...owns };
  return { text: word.toLowerCase(), kind: isName(word, starts) ? 'name' : 'word', starts, ...owns };
}

/** A capital letter where no sentence begins, or more than one of them. */
function isName(word: string, starts: boolean): boolean {
  const hasInnerCapital = /^\p{Lu}\p{Ll}*\p{Lu}/u.test(word);
  return hasInnerCapital || (!starts && word !== 'I' && /^\p{Lu}/u.test(word));
}

function resolveContraction(lower: string): string | undefined {
  const irregular = IRREGULAR.get(lower);
  if (irregular !== undefined) return irregular;
  if (ASKING.test(lower)) return `${lower.slice(0, -2)} is`;
  const apostrophe = lower.indexOf("'");
  if (apostrophe === -1) return undefined;
  const from = lower.endsWith("n't") ? lower.length - 3 : apostrophe;
  const ending = CONTRACTIONS.get(lower.slice(from));
  return ending === undefined ? undefined : `${lower.slice(0, from)} ${ending}`;
}

/** `$1,000` is a number and a unit, and so is `5km`. */
function pushNumber(tokens: Token[], lower: string, starts: boolean): void {
  const ordinal = ORDINAL.exec(lower);
  if (ordinal !== null) {
    tokens.push({ text: `#${ordinal[1] ?? ''}`, kind: 'number', starts });
    return;
  }
  const [, currency, digits = '', unit] = NUMBER.exec(lower) ?? [];
  tokens.push({ text: digits.replaceAll(/,(?=\d{3})/g, ''), kind: 'number', starts });
  const measure = unit ?? currency;
  if (measure !== undefined) tokens.push({ text: measure, kind: 'word', starts: false });
}

const byFirstWord = new Map<string, { said: string[]; read: string[]; atStart: boolean }[]>();
for (const [said, read] of PHRASES.toSorted(([a], [b]) => b.length - a.length)) {
  const atStart = said.startsWith('^');
  const words = said.replace('^', '').split(' ');
  const first = words[0] ?? '';
  const phrases = byFirstWord.get(first) ?? [];
  phrases.push({ said: words, read: read.split(' ').filter((word) => word !== ''), atStart });
  byFirstWord.set(first, phrases);
}

function isPoliteRequest([modal, you, verb]: readonly Token[]): boolean {
  return /^(can|could|would|will)$/.test(modal?.text ?? '') && you?.text === 'you' && REQUESTS.has(verb?.text ?? '');
}

/** Ways of asking that come to the same become the same words. The longest phrase wins. */
export function rephrase(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  let at = isPoliteRequest(tokens) ? 2 : 0;
  while (at < tokens.length) {
    const token = tokens[at];
    if (token === undefined) break;
    const starts = token.starts || out.length === 0;
    const phrase = byFirstWord
      .get(token.text)
      ?.find(
        ({ said, atStart }) => (!atStart || out.length === 0) && said.every((word, n) => tokens[at + n]?.text === word),
      );
    if (phrase === undefined) {
      // "please" and a cut beginning leave the start to the next word.
      if (token.text !== 'please') out.push({ ...token, starts });
      at += 1;
      continue;
    }
    for (const [index, word] of phrase.read.entries()) {
      out.push({ text: word, kind: 'word', starts: starts && index === 0 });
    }
    at += phrase.said.length;
  }
  return out;
}
