/** What has been stored lately: the chunks that a new body may refer to instead of storing them again. */
import { hash } from 'node:crypto';
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
  return `${workspace} ${hash('sha256', bytes, 'base64')}`;
}

/** Holds at most `maxEntries`, and forgets the one that was asked for the longest ago. */
export function createShareIndex(maxEntries: number, maxAgeMs: number): ShareIndex {
  // A Map keeps the order of insertion; an entry that is used is put in again and so stands last.
  const entries = new Map<string, Stored>();
  return {
    find(key, now) {
      const stored = entries.get(key);
      if (stored === undefined) return null;
      entries.delete(key);
      if (now - stored.storedAt > maxAgeMs) return null;
      entries.set(key, stored);
      return stored;
    },
    add(key, stored) {
      entries.delete(key);
      entries.set(key, stored);
      if (entries.size <= maxEntries) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}
