/** The numbers of all vectors, one after the other in one memory. */
import { createDotMemory, type DotMemory, rowBytes, scratchBytes, type Span } from './dot-products.ts';

/** A vector that was added. Where it lies changes when others go. */
export type VectorRow = Span;

export interface VectorRows {
  /** Copies the vector. Throws a RangeError where the machine has no memory left. */
  add(vector: Float32Array): VectorRow;
  remove(row: VectorRow): void;
  /** Of each row with the query, in the order of `rows`, which all have the query's length. Not finite if a number is not. */
  products(rows: readonly VectorRow[], query: Float32Array): Float32Array;
  /** Of the rows, as `rowBytes` says for each; of the memory around them, see `createVectorRows`. */
  readonly bytes: number;
}

/** So much the memory grows at a time, and so large it is at first. */
const GROWTH_BYTES = 1024 * 1024;

/**
 * Rows of any length. Beyond them and one query, an eighth of their memory may be gaps, and a step of growth not yet used;
 * when removals leave three quarters unused, a smaller memory takes its place.
 */
export function createVectorRows(): VectorRows {
  /** In the order of their addresses. */
  const rows = new Set<VectorRow>();
  let memory = createDotMemory(GROWTH_BYTES);
  let bytes = 0;
  /** Where the last row ends. What was removed has left gaps before it. */
  let end = 0;

  /** Closes the gaps, be it in another memory. */
  function moveTo(target: DotMemory): void {
    const from = new Uint8Array(memory.buffer);
    const to = new Uint8Array(target.buffer);
    memory = target;
    end = 0;
    for (const row of rows) {
      to.set(from.subarray(row.address, row.address + row.bytes), end);
      row.address = end;
      end += row.bytes;
    }
  }

  /** Room behind the last row; its address. Gaps are closed only if that frees an eighth of the memory, for it moves the rest. */
  function makeRoom(wanted: number): number {
    const missing = () => end + wanted - memory.buffer.byteLength;
    if (missing() > 0 && bytes + wanted <= (memory.buffer.byteLength * 7) / 8) moveTo(memory);
    if (missing() > 0) memory.grow(inSteps(missing()));
    return end;
  }

  /** Behind the last row, with room for more behind it; not yet a row itself. */
  function write(vector: Float32Array, more = 0): Span {
    const size = rowBytes(vector.length);
    const address = makeRoom(size + more);
    const numbers = new Float32Array(memory.buffer, address, size / vector.BYTES_PER_ELEMENT);
    numbers.set(vector);
    numbers.fill(0, vector.length);
    return { address, bytes: size };
  }

  return {
    add(vector) {
      const row = write(vector);
      rows.add(row);
      bytes += row.bytes;
      end += row.bytes;
      return row;
    },
    remove(row) {
      if (!rows.delete(row)) return;
      bytes -= row.bytes;
      const isLarge = memory.buffer.byteLength > GROWTH_BYTES;
      if (isLarge && bytes <= memory.buffer.byteLength / 4) moveTo(createDotMemory(inSteps(bytes)));
    },
    products(asked, query) {
      const written = write(query, scratchBytes(asked.length));
      return memory.dotProducts(asked, written, written.address + written.bytes);
    },
    get bytes() {
      return bytes;
    },
  };
}

function inSteps(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / GROWTH_BYTES)) * GROWTH_BYTES;
}
