/** Bytes as they come in, to be handed on in one piece. */

/** What usually comes in one piece is not worth a copy. */
const ONE_CHUNK_BYTES = 16 * 1024;
/** Up to here the chunks are joined when they are taken: one copy of what is small costs least. */
const JOINED_AT_ONCE_BYTES = 1024 * 1024;

/**
 * With a length declared beforehand each chunk is copied into its place as it comes: nothing is held twice, and 64 MB need not be
 * joined in one turn of the event loop. Without one, the place doubles whenever it is full, so that no turn copies more than half.
 */
export class GatheredBytes {
  size = 0;
  #place: Buffer | null;
  #chunks: Buffer[] = [];

  /** `length` = as declared, bytes; 0 = not declared. A wrong one costs a copy. */
  constructor(length: number) {
    // Of the system's own pages, which cost nothing until they are written: a length alone takes no memory.
    this.#place = length > ONE_CHUNK_BYTES ? Buffer.allocUnsafeSlow(length) : null;
  }

  push(chunk: Buffer): void {
    const size = this.size + chunk.length;
    if (this.#place === null && size <= JOINED_AT_ONCE_BYTES) this.#chunks.push(chunk);
    else chunk.copy(this.#placeFor(size), this.size);
    this.size = size;
  }

  #placeFor(size: number): Buffer {
    const place = this.#place ?? Buffer.concat(this.#chunks, this.size);
    if (this.#place !== null && size <= place.length) return place;
    const grown = Buffer.allocUnsafeSlow(Math.max(size, place.length * 2));
    place.copy(grown, 0, 0, this.size);
    this.#place = grown;
    this.#chunks = [];
    return grown;
  }

  take(): Buffer {
    if (this.#place !== null)
      return this.size === this.#place.length ? this.#place : this.#place.subarray(0, this.size);
    const [first] = this.#chunks;
    return this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.size);
  }
}
