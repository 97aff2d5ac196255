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
    const bit = bitOf(quoted, 0, quoted.length - 1);
    return ((this.#words[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0;
  }
}

/** Notes the string between these two quotes, in a filter of `FILTER_WORDS` words: what json-skip.wat does. */
export function noteString(words: Uint32Array, bytes: Buffer, { open, close }: { open: number; close: number }): void {
  const bit = bitOf(bytes, open, close);
  words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
}

/** Length and three letters: enough to distinguish the keys of an API, and little beside finding the quotes. */
function bitOf(bytes: Buffer, open: number, close: number): number {
  const first = bytes[open + 1] ?? 0;
  const middle = bytes[(open + close) >>> 1] ?? 0;
  const last = bytes[close - 1] ?? 0;
  return (first * 5 + middle * 37 + last * 211 + (close - open) * 1009) & 2047;
}
