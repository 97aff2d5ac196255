/** Masks secrets in bytes and texts, known ones and those that look like one, as `[masked:<kind>]`. */
import { atOnce, type Slices } from '../slices.ts';
import { BEGINS_SECRET, BYTE_KIND, ENDS_WORD, mayBegin, secretAt } from './shapes.ts';

/** What is known to be secret, whatever it looks like. */
export interface KnownSecrets {
  /** A word of letters, digits, `_` and `-`: is it one of them? Asked for words of 16 to 200 characters. */
  isSecret(word: string): boolean;
  /** Texts that are masked wherever they stand: of `formsOf`. */
  readonly forms: readonly string[];
}

export const NOTHING_KNOWN: KnownSecrets = { isSecret: () => false, forms: [] };

/** A shorter one would take half of a sentence with it. */
const MIN_VALUE = 8;
/** A word as anybody writes it: it is masked where it stands alone, and not inside of a longer one. */
const PLAIN_WORD = /^[A-Za-z]{8,15}$/;

/** Values as they are, and as JSON and a URL write them. Those too short to distinguish from a word are left out. */
export function formsOf(values: Iterable<string>): string[] {
  const forms = new Set<string>();
  for (const value of values) {
    if (value.length < MIN_VALUE) continue;
    forms.add(value);
    if (!PLAIN.test(value)) forms.add(JSON.stringify(value).slice(1, -1)).add(encodeURIComponent(value));
  }
  return [...forms];
}

const PLAIN = /^[\w.-]+$/;
const MIN_WORD = 16;
const MAX_WORD = 200;
/** Of work between two pauses, bytes. */
const SLICE_BYTES = 256 * 1024;

/** All at once: for what is small, or where nobody waits. */
export function maskSecrets(bytes: Buffer, known: KnownSecrets = NOTHING_KNOWN): Buffer {
  return atOnce(maskSlices(bytes, known));
}

/**
 * The bytes with their secrets masked, or the very same buffer when there is none. Bytes that are no UTF-8 pass as they are.
 * Takes some 2 ms for a megabyte.
 */
export function* maskSlices(bytes: Buffer, known: KnownSecrets = NOTHING_KNOWN): Slices<Buffer> {
  let masked = yield* maskShapes(bytes, known);
  for (const form of known.forms) {
    if (masked.length > SLICE_BYTES) yield;
    if (yield* holdsForm(masked, form)) masked = maskForm(masked, form);
  }
  return masked;
}

/** Of a short text, as a column of the log or a message. The very same text where there is no secret in it. */
export function maskText(text: string, known: KnownSecrets): string {
  const masked = maskForms(text, known.forms);
  if (!MAY_HOLD_SHAPE.test(masked) && !holdsSecretWord(masked, known)) return masked;
  const bytes = Buffer.from(masked);
  return maskSecrets(bytes, { ...known, forms: [] }).toString();
}

/** False where `maskText` would leave the text, and each of its lines, as it is. */
function mayHoldSecret(text: string, known: KnownSecrets): boolean {
  return known.forms.some((form) => text.includes(form)) || MAY_HOLD_SHAPE.test(text) || holdsSecretWord(text, known);
}

/** For the columns of a log row. */
export function rowMasking(known: KnownSecrets): { mayHoldSecret(texts: string): boolean; mask(text: string): string } {
  return { mayHoldSecret: (texts) => mayHoldSecret(texts, known), mask: (text) => maskText(text, known) };
}

/** Of a text that may not be changed otherwise: masks these forms alone, and nothing that only looks like a secret. */
export function maskForms(text: string, forms: readonly string[]): string {
  let masked = text;
  for (const form of forms) if (masked.includes(form)) masked = masked.replaceAll(patternOf(form), MASKED_KEY);
  return masked;
}

/** What every kind of secret begins with, or has before it. */
const MAY_HOLD_SHAPE =
  /-----BEGIN |sk-|A[KS]IA|AIza|ya29\.|gh[pousr]_|github_pat_|xox[abeoprs]-|xapp-|eyJ|tg-|earer |BEARER |ecret_?[aA]ccess|ECRET_ACCESS/;
/** Letters, digits, `_` and `-`, by their code: a regular expression for whole words looks at most characters many times. */
const IN_WORD = Uint8Array.from({ length: 128 }, (_, code) => (/[\w-]/.test(String.fromCharCode(code)) ? 1 : 0));

function holdsSecretWord(text: string, known: KnownSecrets): boolean {
  if (text.length < MIN_WORD) return false;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    // Behind the end there is NaN, which is no place of the table.
    if (IN_WORD[text.charCodeAt(at)] === 1) continue;
    const length = at - start;
    if (length >= MIN_WORD && length <= MAX_WORD && known.isSecret(text.slice(start, at))) return true;
    start = at + 1;
  }
  // Behind an escape the search in bytes knows better.
  return text.includes('\\');
}

const MASKED_KEY = '[masked:key]';

/** Of a search between two pauses: native code takes some tenths of a millisecond for a megabyte. */
const SEARCHED_BYTES = 4 * 1024 * 1024;

function* holdsForm(bytes: Buffer, form: string): Slices<boolean> {
  const value = Buffer.from(form);
  for (let at = 0; at < bytes.length; at += SEARCHED_BYTES) {
    if (at > 0) yield;
    if (bytes.subarray(at, at + SEARCHED_BYTES + value.length).includes(value)) return true;
  }
  return false;
}

function maskForm(bytes: Buffer, form: string): Buffer {
  const value = Buffer.from(form);
  const out = new Output(bytes);
  const isWord = PLAIN_WORD.test(form);
  for (let at = bytes.indexOf(value); at !== -1; at = bytes.indexOf(value, at + value.length)) {
    const end = at + value.length;
    const isInside = BYTE_KIND[bytes[at - 1] ?? 0] !== ENDS_WORD || BYTE_KIND[bytes[end] ?? 0] !== ENDS_WORD;
    if (!(isWord && isInside)) out.replace(at, end, MASKED_KEY);
  }
  return out.finish();
}

function patternOf(form: string): string | RegExp {
  return PLAIN_WORD.test(form) ? new RegExp(`(?<![\\w-])${form}(?![\\w-])`, 'g') : form;
}

function* maskShapes(bytes: Buffer, known: KnownSecrets): Slices<Buffer> {
  const search: Search = { bytes, known, out: new Output(bytes), at: 0, wordStart: 0 };
  while (search.at < bytes.length) {
    searchTo(search, Math.min(bytes.length, search.at + SLICE_BYTES));
    if (search.at < bytes.length) yield;
  }
  maskWord(search, search.at);
  return search.out.finish();
}

interface Search {
  bytes: Buffer;
  known: KnownSecrets;
  out: Output;
  at: number;
  /** Where the word that `at` is in, or behind, begins. */
  wordStart: number;
}

function searchTo(search: Search, limit: number): void {
  const { bytes } = search;
  let { at } = search;
  while (at < limit) {
    const byte = bytes[at] ?? 0;
    const kind = BYTE_KIND[byte];
    if (kind === ENDS_WORD) {
      if (at - search.wordStart >= MIN_WORD) maskWord(search, at);
      search.wordStart = at + 1;
    } else if (kind === BEGINS_SECRET && mayBegin(byte, bytes[at + 1] ?? 0)) {
      const found = secretAt(bytes, at);
      if (found !== null) {
        search.out.replace(found.start, found.end, `[masked:${found.kind}]`);
        at = found.end;
        search.wordStart = at;
        continue;
      }
    }
    at += 1;
  }
  search.at = at;
}

const ESCAPED = /^(?:[bfnrt]|u[\da-fA-F]{4})/;

/** The word that ends here. What follows a JSON escape seems to begin with its letters. */
function maskWord({ bytes, known, out, wordStart }: Search, end: number): void {
  if (end - wordStart < MIN_WORD || end - wordStart > MAX_WORD) return;
  const word = bytes.toString('latin1', wordStart, end);
  if (known.isSecret(word)) return out.replace(wordStart, end, MASKED_KEY);
  const [escape] = bytes[wordStart - 1] === 0x5c ? (ESCAPED.exec(word) ?? []) : [];
  if (escape !== undefined && known.isSecret(word.slice(escape.length)))
    out.replace(wordStart + escape.length, end, MASKED_KEY);
}

/** The bytes with replacements, in one new buffer: an object for each piece would take more memory than the text. */
class Output {
  readonly #from: Buffer;
  #copied = 0;
  #out: Buffer | null = null;
  #length = 0;

  constructor(from: Buffer) {
    this.#from = from;
  }

  /** Replacements come in ascending order. */
  replace(start: number, end: number, text: string): void {
    this.#copyTo(start, text.length);
    this.#length += this.#out?.write(text, this.#length, 'latin1') ?? 0;
    this.#copied = end;
  }

  finish(): Buffer {
    if (this.#out === null) return this.#from;
    this.#copyTo(this.#from.length, 0);
    return this.#out.subarray(0, this.#length);
  }

  #copyTo(end: number, more: number): void {
    const needed = this.#length + end - this.#copied + more;
    if (this.#out === null || needed > this.#out.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#from.length, Math.ceil(needed * 1.5)));
      this.#out?.copy(grown, 0, 0, this.#length);
      this.#out = grown;
    }
    this.#length += this.#from.copy(this.#out, this.#length, this.#copied, end);
    this.#copied = end;
  }
}
