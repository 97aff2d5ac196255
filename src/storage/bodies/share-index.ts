/** What has been stored lately: the chunks that a new body may refer to instead of storing them again. */
import { createCipheriv, createSecretKey, hash, randomBytes } from 'node:crypto';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { Slices } from '../../kernel/slices.ts';
import type { BlobRef } from '../ports/blobs.ts';

/** Bytes inside a block. */
export interface Slice {
  block: BlobRef;
  start: number;
  length: number;
}

/** Where a chunk is stored, or the chunks of a run one after the other. */
export interface Stored {
  slices: readonly Slice[];
  /** Of the oldest of them, ms since the epoch. */
  storedAt: number;
}

export interface ShareIndex {
  /** null when the chunk is unknown, or too old for a new body to rely on. */
  find(key: string, now: number): Stored | null;
  add(key: string, stored: Stored): void;
}

/** Bound to the workspace: another one's chunk has another key, even if its bytes are the same. */
export function chunkKey(workspace: WorkspaceId, bytes: Uint8Array): string {
  return `${workspace} ${bytes.length < GMAC_FROM_BYTES ? hash('sha256', bytes, 'base64') : gmac(bytes)}`;
}

/** As `chunkKey`; of many megabytes, by the keys of their pieces. */
export function* chunkKeySlices(workspace: WorkspaceId, bytes: Uint8Array): Slices<string> {
  if (bytes.length <= SLICE_BYTES) return chunkKey(workspace, bytes);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    pieces.push(gmac(bytes.subarray(at, at + SLICE_BYTES)));
    yield;
  }
  return `${workspace} of ${pieces.length} ${gmac(Buffer.from(pieces.join(' ')))}`;
}

/** Of work between two pauses. */
const SLICE_BYTES = 1024 * 1024;

/** From here on GMAC takes less time than SHA-256: a fifth of it for a run of old messages. */
const GMAC_FROM_BYTES = 8 * 1024;
const GMAC_KEY = createSecretKey(randomBytes(16));
const GMAC_NONCE = Buffer.alloc(12);

/**
 * As a keyed hash: for anyone who knows neither key nor tags, two texts of a megabyte collide with a chance of 2⁻¹¹². Key
 * and tags stay in this process, so the nonce, which protects them where tags are shown, may be always the same.
 */
function gmac(bytes: Uint8Array): string {
  const cipher = createCipheriv('aes-128-gcm', GMAC_KEY, GMAC_NONCE).setAAD(bytes);
  cipher.final();
  return cipher.getAuthTag().toString('base64');
}

export function createShareIndex(maxEntries: number, maxAgeMs: number): ShareIndex {
  const index = new BoundedMap<Stored>(maxEntries);
  return {
    find(key, now) {
      const stored = index.get(key);
      return stored === undefined || now - stored.storedAt > maxAgeMs ? null : stored;
    },
    add: (key, stored) => index.set(key, stored),
  };
}
