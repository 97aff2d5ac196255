/** A body on its way into the archive: which of it is stored already, and what has to be written. */
import type { WorkspaceId } from '../../wire/ids.ts';
import { cutIntoChunks, groupIntoRuns } from './chunks.ts';
import type { Chunk } from './chunks.ts';
import { encodeManifest, joinParts } from './manifest.ts';
import type { Part } from './manifest.ts';
import { maskCredentials } from './mask-credentials.ts';
import { chunkKey } from './share-index.ts';
import type { ShareIndex } from './share-index.ts';

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
}

export function draftBody(body: Buffer, boundaries: readonly number[], shelf: Shelf): Draft {
  const { workspace, index, now } = shelf;
  const pieces: Buffer[] = [];
  const learned: Found[] = [];
  let length = 0;
  let newBytes = 0;

  const findStored = (key: string): Found | null => {
    const stored = index.find(key, now);
    return stored === null ? null : { key, parts: stored.slices, storedAt: stored.storedAt };
  };
  const findOrAdd = ({ start, end }: Chunk): Found => {
    const bytes = body.subarray(start, end);
    const key = chunkKey(workspace, bytes);
    const stored = findStored(key);
    if (stored !== null) return stored;
    const masked = maskCredentials(bytes);
    const added = { key, parts: [{ block: null, start: length, length: masked.length }], storedAt: now };
    pieces.push(masked);
    learned.push(added);
    length += masked.length;
    newBytes += bytes.length;
    return added;
  };
  const findRun = (run: readonly Chunk[]): Found => {
    const key = chunkKey(workspace, body.subarray(run[0]?.start, run.at(-1)?.end));
    const stored = findStored(key);
    if (stored !== null) return stored;
    const found = run.map(findOrAdd);
    const parts = joinParts(found.flatMap((chunk) => chunk.parts));
    const whole = { key, parts, storedAt: Math.min(...found.map(({ storedAt }) => storedAt)) };
    learned.push(whole);
    return whole;
  };

  const parts = groupIntoRuns(cutIntoChunks(body.length, boundaries)).flatMap((run) => {
    const [only] = run;
    return only !== undefined && run.length === 1 ? findOrAdd(only).parts : findRun(run).parts;
  });
  if (newBytes === body.length) return { pieces, manifestStart: null, newBytes, learned };
  return { pieces: [...pieces, encodeManifest(parts)], manifestStart: length, newBytes, learned };
}
