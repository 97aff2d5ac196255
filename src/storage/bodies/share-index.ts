/** What has been stored lately: the chunks that a new body may refer to instead of storing them again. */
import { createCipheriv, createSecretKey, hash, randomBytes } from 'node:crypto';
import type { WorkspaceId } from '../../wire/ids.ts';
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

/**
 * Holds at most `maxEntries`, in two generations: what is used moves to the young one, and when that is full the old one
 * is forgotten as a whole. (A Map that loses its first entry again and again takes ever longer to find the next.)
 */
export function createShareIndex(maxEntries: number, maxAgeMs: number): ShareIndex {
  let young = new Map<string, Stored>();
  let old = new Map<string, Stored>();
  const put = (key: string, stored: Stored): void => {
    if (young.size >= maxEntries / 2) {
      old = young;
      young = new Map();
    }
    young.set(key, stored);
  };
  return {
    find(key, now) {
      const inYoung = young.get(key);
      const stored = inYoung ?? old.get(key);
      if (stored === undefined || now - stored.storedAt > maxAgeMs) return null;
      if (inYoung === undefined) put(key, stored);
      return stored;
    },
    add: put,
  };
}
