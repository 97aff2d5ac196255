/** The body archive's port: request and response bodies, each shared prefix of a conversation stored once. */
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { KnownSecrets } from '../../kernel/secrets/mask.ts';
import type { BlobRef } from './blobs.ts';

export interface StoreBody {
  /**
   * Ascending byte offsets at which the body may be cut into chunks (the ends of `system`, `tools` and of each message): a
   * chunk that this workspace stored before is only referred to. Without any, the body is kept for itself.
   */
  boundaries: readonly number[];
  /** What is masked by its value; absent = only what looks like a secret. */
  secrets?: KnownSecrets;
}

export interface BodyArchive {
  /**
   * Keeps one body. Secrets are masked before anything is written. Never shares a chunk between workspaces. The body must
   * not change before the promise has settled: large ones are worked through in slices.
   */
  store(workspace: WorkspaceId, body: Buffer, how: StoreBody): Promise<BlobRef>;
  /** The body with its secrets masked; null when it is gone. */
  read(ref: BlobRef): Promise<Buffer | null>;
  /** Bytes handed in, bytes left after sharing, bytes written with their manifests; since the start of the process. */
  stats(): { receivedBytes: number; uniqueBytes: number; writtenBytes: number };
}
