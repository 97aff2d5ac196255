/** The blob port: bytes too big for the log. Engines: src/storage/blobs/. */

import type { WorkspaceId } from '../../kernel/ids.ts';

/** Where appended bytes lie; opaque to everyone but the engine that made it. */
export type BlobRef = string;

export interface BlobStore {
  /**
   * Appends one block, whose pieces must not change any more, and returns its place once it survives `kill -9`: at the
   * end of this turn of the event loop, with the others of the same turn. Rejects when it cannot be kept (a full disk).
   * `owner`: whose retention holds for it; absent = that of the gateway alone.
   */
  append(pieces: readonly Uint8Array[], owner?: WorkspaceId): Promise<BlobRef>;
  /** The bytes as appended; null when they are gone (retention). Throws on a malformed ref. */
  read(ref: BlobRef): Promise<Buffer | null>;
  close(): Promise<void>;
}
