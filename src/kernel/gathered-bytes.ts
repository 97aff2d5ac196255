/** Bytes as they come in, to be handed on in one piece. */

/** What usually comes in one piece is not worth a copy. */
const ONE_CHUNK_BYTES = 16 * 1024;

/**
 * With a length declared beforehand each chunk is copied into its place as it comes: nothing is held twice, and 64 MB need not be
 * joined in one turn of the event loop.
 */
export class GatheredBytes {
  size = 0;
  #whole: Buffer | null;
  #chunks: Buffer[] = [];

  /** `length` = as declared, bytes; 0 = not declared. A wrong one costs a copy. */
  constructor(length: number) {
    // Of the system's own pages, which cost nothing until they are written: a length alone takes no memory.
    this.#whole = length > ONE_CHUNK_BYTES ? Buffer.allocUnsafeSlow(length) : null;
  }

  push(chunk: Buffer): void {
    if (this.#whole !== null && this.size + chunk.length > this.#whole.length) {
      this.#chunks = [this.#whole.subarray(0, this.size)];
      this.#whole = null;
    }
    if (this.#whole === null) this.#chunks.push(chunk);
    else chunk.copy(this.#whole, this.size);
    this.size += chunk.length;
  }

  take(): Buffer {
    if (this.#whole !== null)
      return this.size === this.#whole.length ? this.#whole : this.#whole.subarray(0, this.size);
    const [first] = this.#chunks;
    return this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.size);
  }
}
