/**
 * The body archive: a client that resends its whole conversation every turn costs only what is new in it. A body is one
 * block: its new chunks, masked, and behind them a manifest that says how they and slices of older blocks make it up.
 */
import type { Clock } from '../../kernel/clock.ts';
import { maskSlices, NOTHING_KNOWN } from '../../kernel/secrets/mask.ts';
import { atOnce, inSlices, type NextTurn, type Slices } from '../../kernel/slices.ts';
import { refBeside } from '../blob-refs.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { BlobRef, BlobStore } from '../ports/blobs.ts';
import type { BodyArchive } from '../ports/bodies.ts';
import { draftBody } from './draft.ts';
import { decodeManifest } from './manifest.ts';
import type { Part } from './manifest.ts';
import { createShareIndex } from './share-index.ts';

/** Some 400 bytes each, and a conversation takes one for every message. */
const DEFAULT_MAX_INDEX_ENTRIES = 40_000;
/** Retention deletes by age, and a body must not lose a chunk that is much older than itself. */
const DEFAULT_MAX_SHARE_AGE_MS = 24 * 3_600 * 1_000;
/** To remember where a message of a few hundred bytes lies takes as much memory as it would save of the disk. */
const DEFAULT_MIN_SHARE_BYTES = 4096;

/** From here on a body is worked through in slices. */
const LARGE_BYTES = 1024 * 1024;

export interface BodyArchiveOptions {
  blobs: BlobStore;
  clock: Clock;
  maxIndexEntries?: number;
  maxShareAgeMs?: number;
  /** A shorter body is stored whole. */
  minShareBytes?: number;
  nextTurn?: NextTurn;
}

/** `whole <block>`: the block is the body. `parts <n> <block>`: the manifest begins at its byte n. */
const BODY_REF = /^(?:whole|parts (\d{1,10})) (.+)$/;

/**
 * The index of what can be shared is in memory: after a start each conversation is stored whole once more. `boundaries`
 * must not cut a secret in two (the ends of JSON values never do), for chunks are masked one by one.
 */
export function createBodyArchive(options: BodyArchiveOptions): BodyArchive {
  const { blobs, clock } = options;
  const { maxIndexEntries = DEFAULT_MAX_INDEX_ENTRIES, maxShareAgeMs = DEFAULT_MAX_SHARE_AGE_MS } = options;
  const { minShareBytes = DEFAULT_MIN_SHARE_BYTES, nextTurn = immediate } = options;
  const index = createShareIndex(maxIndexEntries, maxShareAgeMs);
  const stats = { receivedBytes: 0, uniqueBytes: 0, writtenBytes: 0 };

  /** What is small is done at once; what is large begins in a turn of its own. */
  const run = <Result>(slices: Slices<Result>, body: Buffer): Result | Promise<Result> =>
    body.length < LARGE_BYTES ? atOnce(slices) : nextTurn().then(() => inSlices(slices, nextTurn));
  const append = async (pieces: readonly Buffer[], workspace: WorkspaceId): Promise<BlobRef> => {
    const block = await blobs.append(pieces, workspace);
    for (const piece of pieces) stats.writtenBytes += piece.length;
    return block;
  };

  return {
    async store(workspace, body, { boundaries, secrets = NOTHING_KNOWN }) {
      stats.receivedBytes += body.length;
      if (boundaries.length === 0 || body.length < minShareBytes) {
        stats.uniqueBytes += body.length;
        return `whole ${await append([await run(maskSlices(body, secrets), body)], workspace)}`;
      }
      const now = clock.now();
      const draft = await run(draftBody(body, boundaries, { workspace, index, now, secrets }), body);
      stats.uniqueBytes += draft.newBytes;
      const block = await append(draft.pieces, workspace);
      for (const { key, parts, storedAt } of draft.learned) {
        index.add(key, { slices: parts.map((part) => ({ ...part, block: part.block ?? block })), storedAt });
      }
      return draft.manifestStart === null ? `whole ${block}` : `parts ${draft.manifestStart} ${block}`;
    },
    async read(ref) {
      const [, manifestStart, block = ''] = BODY_REF.exec(ref) ?? [];
      const bytes = await blobs.read(block);
      if (bytes === null || manifestStart === undefined) return bytes;
      const parts = decodeManifest(bytes.subarray(Number(manifestStart)));
      const placed = parts.map((part) => ({
        ...part,
        block: part.block === null ? null : refBeside(block, part.block),
      }));
      return readParts(blobs, bytes, placed);
    },
    stats: () => ({ ...stats }),
  };
}

const immediate: NextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** null when a block is gone. Every block is read once. */
async function readParts(blobs: BlobStore, own: Buffer, parts: readonly Part[]): Promise<Buffer | null> {
  const blocks = new Map<BlobRef, Buffer>();
  const pieces: Buffer[] = [];
  for (const { block, start, length } of parts) {
    const bytes = block === null ? own : (blocks.get(block) ?? (await blobs.read(block)));
    if (bytes === null) return null;
    if (block !== null) blocks.set(block, bytes);
    pieces.push(bytes.subarray(start, start + length));
  }
  return Buffer.concat(pieces);
}

/** The same reference, which names the node that wrote the body, as a log that nodes share must have it. */
export function withNode(ref: BlobRef, node: string): BlobRef {
  const [, , block = ''] = BODY_REF.exec(ref) ?? [];
  return block === '' || block.includes('/') ? ref : `${ref.slice(0, ref.length - block.length)}${node}/${block}`;
}
