/** A body on its way into the archive: which of it is stored already, and what has to be written. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import { maskSlices, type KnownSecrets } from '../../kernel/secrets/mask.ts';
import type { Slices } from '../../kernel/slices.ts';
import { cutIntoChunks, groupIntoRuns } from './chunks.ts';
import type { Chunk } from './chunks.ts';
import { encodeManifest, joinParts } from './manifest.ts';
import type { Part } from './manifest.ts';
import { chunkKey, chunkKeySlices } from './share-index.ts';
import type { ShareIndex } from './share-index.ts';

/** Of a body between two pauses. */
const SLICE_BYTES = 512 * 1024;
/** Beyond these the chunks of a run are one: each takes a hash, an entry in the index and a part of the manifest of its own. */
const MAX_SINGLE_CHUNKS = 2000;

export interface Draft {
  /** The block to be written: the new chunks, masked, and behind them the manifest, if there is one. */
  pieces: readonly Buffer[];
  /** Its offset in the block; null = everything is new, and the block is the body. */
  manifestStart: number | null;
  /** Bytes that were not stored yet, before masking. */
  newBytes: number;
  /** For the index once the block is written, and not before: nothing may refer to bytes that are lost. */
  learned: readonly Found[];
}

interface Found {
  key: string;
  /** null as their block is the one to be written. */
  parts: readonly Part[];
  /** Of the oldest of them, ms since the epoch. */
  storedAt: number;
}

interface Shelf {
  workspace: WorkspaceId;
  index: ShareIndex;
  now: number;
  secrets: KnownSecrets;
}

/** In slices: some 2 ms for half a megabyte that is not stored yet. */
export function* draftBody(body: Buffer, boundaries: readonly number[], shelf: Shelf): Slices<Draft> {
  const { workspace, index, now, secrets } = shelf;
  const pieces: Buffer[] = [];
  const learned: Found[] = [];
  let length = 0;
  let newBytes = 0;

  const chunks = cutIntoChunks(body.length, boundaries);
  const isOfMany = chunks.length > MAX_SINGLE_CHUNKS;
  const findStored = (key: string): Found | null => {
    const stored = index.find(key, now);
    return stored === null ? null : { key, parts: stored.slices, storedAt: stored.storedAt };
  };
  const findOrAdd = function* ({ start, end }: Chunk): Slices<Found> {
    const bytes = body.subarray(start, end);
    const key = yield* chunkKeySlices(workspace, bytes);
    const stored = findStored(key);
    if (stored !== null) return stored;
    const masked = yield* maskSlices(bytes, secrets);
    const added = { key, parts: [{ block: null, start: length, length: masked.length }], storedAt: now };
    pieces.push(masked);
    learned.push(added);
    length += masked.length;
    newBytes += bytes.length;
    return added;
  };
  const findRun = function* (run: readonly Chunk[]): Slices<Found> {
    const key = chunkKey(workspace, body.subarray(run[0]?.start, run.at(-1)?.end));
    const stored = findStored(key);
    if (stored !== null) return stored;
    if (isOfMany) return yield* findOrAdd({ start: run[0]?.start ?? 0, end: run.at(-1)?.end ?? 0 });
    const found: Found[] = [];
    for (const chunk of run) found.push(yield* findOrAdd(chunk));
    const parts = joinParts(found.flatMap((chunk) => chunk.parts));
    const whole = { key, parts, storedAt: Math.min(...found.map(({ storedAt }) => storedAt)) };
    learned.push(whole);
    return whole;
  };

  const parts: Part[] = [];
  let pauseAt = SLICE_BYTES;
  for (const run of groupIntoRuns(chunks)) {
    const [only] = run;
    const found = yield* only !== undefined && run.length === 1 ? findOrAdd(only) : findRun(run);
    for (const part of found.parts) parts.push(part);
    if ((run[0]?.start ?? 0) >= pauseAt) {
      pauseAt += SLICE_BYTES;
      yield;
    }
  }
  if (newBytes === body.length) return { pieces, manifestStart: null, newBytes, learned };
  return { pieces: [...pieces, encodeManifest(parts)], manifestStart: length, newBytes, learned };
}
