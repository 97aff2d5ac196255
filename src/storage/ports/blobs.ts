/** The blob port: bytes too big for the log. Engines: src/storage/blobs/. */

/** Where appended bytes lie; opaque to everyone but the engine that made it. */
export type BlobRef = string;

export interface BlobStore {
  /** Appends one block of bytes. The ref is valid at once, also before the promise of durability resolves. */
  append(bytes: Uint8Array): Promise<BlobRef>;
  /** The bytes as appended; null when they are gone (retention) or were never written. Throws on a malformed ref. */
  read(ref: BlobRef): Promise<Buffer | null>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}
