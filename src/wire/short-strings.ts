/** Which short strings a large document holds, as a filter of some bits that json-skip.wat fills while it passes over them. */

/** The longest that is noted, in bytes, its quotes included. */
export const LONGEST_NOTED = 24;
/** 2048 bits, and a last word that is not 0 once a string was noted that is written with escapes. */
export const FILTER_WORDS = 65;

/**
 * May say yes to a string that does not occur, and never no to one that does. To search 300 KB for a key takes as long as
 * half their scan, and most keys that are asked for are not there.
 */
export class ShortStrings {
  readonly #words: Uint32Array;

  /** `FILTER_WORDS` of them. */
  constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** One of them is written with `\u` or `\/`: it may stand for any other. */
  get hasEscapes(): boolean {
    return this.#words[FILTER_WORDS - 1] !== 0;
  }

  /** `quoted` is the string as it stands in JSON, with its quotes. */
  mayHold(quoted: Buffer): boolean {
    if (quoted.length > LONGEST_NOTED || this.hasEscapes) return true;
    const bit = bitOf(quoted);
    return ((this.#words[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }
}

/** Length and three letters: enough to tell the keys of an API apart, and little beside finding the quotes. */
function bitOf(quoted: Buffer): number {
  const close = quoted.length - 1;
  const first = quoted[1] ?? 0;
  const middle = quoted[close >>> 1] ?? 0;
  const last = quoted[close - 1] ?? 0;
  return (first * 5 + middle * 37 + last * 211 + close * 1009) & 2047;
}
