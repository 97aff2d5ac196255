/** A memory whose rows of numbers WebAssembly multiplies, four at a time: dot-products.wat. */
import { DOT_PRODUCTS } from './dot-products.gen.ts';

/** So many bytes from there on. */
export interface Span {
  address: number;
  readonly bytes: number;
}

export interface DotMemory {
  /** Another one after each growth. */
  readonly buffer: ArrayBuffer;
  /** Throws a RangeError where the machine has no memory left. */
  grow(byBytes: number): void;
  /**
   * The dot product of each row with the query, in the order of `rows`. All spans have one length, a `rowBytes`. Takes
   * `scratchBytes(rows.length)` from `scratch` on, an address. Summed up in 32-bit floats: about six digits are right.
   */
  dotProducts(rows: readonly Span[], query: Span, scratch: number): Float32Array;
}

interface Exports {
  /** See dot-products.wat. */
  dotProducts(addresses: number, count: number, query: number, bytes: number, products: number): void;
}

const NUMBER_BYTES = Float32Array.BYTES_PER_ELEMENT;
/** What the inner loop of dot-products.wat reads at a time. */
const STEP_BYTES = 32;
const PAGE_BYTES = 64 * 1024;

const code = new WebAssembly.Module(Buffer.from(DOT_PRODUCTS, 'base64'));

/** What a vector of so many numbers takes: whole steps of the loop, filled up with zeros, which change no product. */
export function rowBytes(length: number): number {
  return Math.ceil((length * NUMBER_BYTES) / STEP_BYTES) * STEP_BYTES;
}

/** For the addresses of so many rows, and their products. */
export function scratchBytes(count: number): number {
  return 2 * count * NUMBER_BYTES;
}

/** In whole pages of 64 KB. The system provides what is touched of it. */
export function createDotMemory(bytes: number): DotMemory {
  const memory = new WebAssembly.Memory({ initial: pagesFor(bytes) });
  const { exports } = new WebAssembly.Instance(code, { rows: { memory } });
  const { dotProducts } = exports as unknown as Exports;
  return {
    get buffer() {
      return memory.buffer;
    },
    grow: (byBytes) => memory.grow(pagesFor(byBytes)),
    dotProducts(rows, query, scratch) {
      const products = scratch + rows.length * NUMBER_BYTES;
      new Uint32Array(memory.buffer, scratch, rows.length).set(rows.map(({ address }) => address));
      dotProducts(scratch, rows.length, query.address, query.bytes, products);
      return new Float32Array(memory.buffer, products, rows.length).slice();
    },
  };
}

function pagesFor(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}
