/** The blob port: bytes too big for the log. Engines: src/storage/blobs/. */

/** Where appended bytes lie; opaque to everyone but the engine that made it. */
export type BlobRef = string;

export interface BlobStore {
  /**
   * Appends one block of bytes and returns where it lies. Synchronous, and survives `kill -9` once it returned.
   * Throws when the bytes cannot be kept (a full disk).
   */
  append(bytes: Uint8Array): BlobRef;
  /** The bytes as appended; null when they are gone (retention). Throws on a malformed ref. */
  read(ref: BlobRef): Promise<Buffer | null>;
  close(): Promise<void>;
}
