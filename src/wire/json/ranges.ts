/**
 * Where the elements of a JSON array lie, four bytes for each: an array of `1,1,1…` has an element for every two bytes of
 * text, and an object for each would take twenty times the memory of the text.
 */

export interface Range {
  start: number;
  /** Exclusive. */
  end: number;
}

/** Grown by whole pieces, so that no larger copy is ever needed. */
const PIECE = 4096;
const COMMA = 0x2c;

/** In ascending order. Only the ends are kept: between two elements there is nothing but space and one comma. */
export class Ranges implements Iterable<Range> {
  readonly #bytes: Buffer;
  readonly #ends: Uint32Array[] = [];
  #first = 0;
  #length = 0;

  /** `bytes` is the text that the elements lie in. */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#length;
  }

  /** The next element, behind all others. */
  push(start: number, end: number): void {
    if (this.#length === 0) this.#first = start;
    const slot = this.#length % PIECE;
    let piece = this.#ends.at(-1);
    if (slot === 0 || piece === undefined) {
      piece = new Uint32Array(this.#length === 0 ? FIRST_PIECE : PIECE);
      this.#ends.push(piece);
    } else if (slot === piece.length) {
      const grown = new Uint32Array(PIECE);
      grown.set(piece);
      piece = grown;
      this.#ends[this.#ends.length - 1] = piece;
    }
    piece[slot] = end;
    this.#length += 1;
  }

  /** Undefined outside; a negative index counts from the end, as in an array. */
  at(index: number): Range | undefined {
    const from = index < 0 ? this.#length + index : index;
    if (from < 0 || from >= this.#length) return undefined;
    return { start: from === 0 ? this.#first : this.#startAfter(this.endAt(from - 1)), end: this.endAt(from) };
  }

  /** Where the element ends; 0 where there is none. */
  endAt(index: number): number {
    return this.#ends[Math.floor(index / PIECE)]?.[index % PIECE] ?? 0;
  }

  *[Symbol.iterator](): Generator<Range, void> {
    let start = this.#first;
    for (let index = 0; index < this.#length; index += 1) {
      const end = this.endAt(index);
      yield { start, end };
      start = this.#startAfter(end);
    }
  }

  *entries(): Generator<[number, Range], void> {
    let index = 0;
    for (const range of this) {
      yield [index, range];
      index += 1;
    }
  }

  map<Result>(change: (range: Range, index: number) => Result): Result[] {
    return Array.from(this, change);
  }

  #startAfter(end: number): number {
    const bytes = this.#bytes;
    let at = end;
    for (;;) {
      const byte = bytes[at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09 && byte !== COMMA) return at;
      at += 1;
    }
  }
}

/** Most arrays are short. */
const FIRST_PIECE = 64;
