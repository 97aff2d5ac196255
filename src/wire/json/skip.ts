/** Passes over JSON values sixteen bytes at a time, in WebAssembly: json-skip.wat. */
import { SKIP } from './skip.gen.ts';
import { FILTER_WORDS, LONGEST_NOTED, ShortStrings } from './short-strings.ts';

/** A text in WebAssembly's memory. Good until the next one is loaded: who scans does so without a pause. */
export interface LoadedText {
  /** The position after the string, object or array that begins at `at`; -1 where the text ends before it does. */
  skip(at: number): number;
  /** Of all strings that were passed over so far. */
  shortStrings(): ShortStrings;
}

interface Engine {
  readonly memory: WebAssembly.Memory;
  skip(at: number, end: number, longestNoted: number): number;
}

/** As json-skip.wat has it. */
const TEXT_AT = 512;
const STEP_BYTES = 16;
const PAGE_BYTES = 64 * 1024;
/** The memory never shrinks, and the few texts that are larger consist of long strings, which are skipped fast anyhow. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;

const engine = startEngine();

/** Null where there is no SIMD or no memory, and for a very large text: then the plain walk does the same. */
export function loadText(bytes: Buffer): LoadedText | null {
  if (engine === null || bytes.length > MAX_TEXT_BYTES) return null;
  const { memory } = engine;
  if (!hasRoom(memory, TEXT_AT + bytes.length + STEP_BYTES)) return null;
  const filter = new Uint32Array(memory.buffer, 0, FILTER_WORDS);
  filter.fill(0);
  new Uint8Array(memory.buffer).set(bytes, TEXT_AT);
  const end = TEXT_AT + bytes.length;
  return {
    skip(at) {
      const after = engine.skip(TEXT_AT + at, end, LONGEST_NOTED);
      return after === -1 ? -1 : after - TEXT_AT;
    },
    shortStrings: () => new ShortStrings(filter.slice()),
  };
}

/** A processor without SIMD cannot compile it. */
function startEngine(): Engine | null {
  try {
    const module = new WebAssembly.Module(Buffer.from(SKIP, 'base64'));
    return new WebAssembly.Instance(module).exports as unknown as Engine;
  } catch {
    return null;
  }
}

function hasRoom(memory: WebAssembly.Memory, bytes: number): boolean {
  const missing = bytes - memory.buffer.byteLength;
  if (missing <= 0) return true;
  try {
    memory.grow(Math.ceil(missing / PAGE_BYTES));
    return true;
  } catch {
    return false;
  }
}
