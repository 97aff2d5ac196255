/** Puts a packed state that came in a block of its own into the part that follows it. */
import type { Part } from './call.ts';
import { unpackState } from './opaque-state.ts';

/** `signatureOf` gives what may be a packed state; null for a block that has none. */
export function withStatesAhead<Block>(
  blocks: readonly Block[],
  read: { signatureOf: (block: Block) => unknown; parts: (block: Block) => Part[] },
): Part[] {
  const parts: Part[] = [];
  let ahead: ReturnType<typeof unpackState> = null;
  for (const block of blocks) {
    const signature = read.signatureOf(block);
    const unpacked = typeof signature === 'string' ? unpackState(signature) : null;
    if (unpacked?.place === 'next') {
      ahead = unpacked;
      continue;
    }
    for (const part of read.parts(block)) {
      const takesState = part.type === 'tool-call' || part.type === 'text' || part.type === 'image';
      parts.push(ahead !== null && takesState ? { ...part, state: ahead.state } : part);
      ahead = null;
    }
  }
  return parts;
}
