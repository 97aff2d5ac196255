/** What has been stored lately: the chunks that a new body may refer to instead of storing them again. */
import { createHash } from 'node:crypto';
import type { WorkspaceId } from '../../wire/ids.ts';
import type { BlobRef } from '../ports/blobs.ts';

/** Bytes inside an opened block. */
export interface Slice {
  block: BlobRef;
  start: number;
  length: number;
}

export interface ShareIndex {
  /** null when the chunk is unknown, or too old for a new body to rely on. */
  find(key: string, now: number): Slice | null;
  add(key: string, slice: Slice, now: number): void;
}

/** Bound to the workspace: another one's chunk has another key, even if its bytes are the same. */
export function chunkKey(workspace: WorkspaceId, bytes: Uint8Array): string {
  return createHash('sha256').update(workspace).update('\0').update(bytes).digest('base64');
}

/** Holds at most `maxEntries`, and forgets the one that was asked for the longest ago. */
export function createShareIndex(maxEntries: number, maxAgeMs: number): ShareIndex {
  // A Map keeps the order of insertion; an entry that is used is put in again and so stands last.
  const entries = new Map<string, { slice: Slice; storedAt: number }>();
  return {
    find(key, now) {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      entries.delete(key);
      if (now - entry.storedAt > maxAgeMs) return null;
      entries.set(key, entry);
      return entry.slice;
    },
    add(key, slice, now) {
      entries.delete(key);
      entries.set(key, { slice, storedAt: now });
      if (entries.size <= maxEntries) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}
