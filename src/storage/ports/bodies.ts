/** The body archive's port: request and response bodies, each shared prefix of a conversation stored once. */
import type { WorkspaceId } from '../../wire/ids.ts';
import type { BlobRef } from './blobs.ts';

export interface BodyArchive {
  /**
   * Keeps one body. `boundaries` are ascending byte offsets inside it at which it may be cut into chunks (the ends of
   * `system`, `tools` and of each message): a chunk that this workspace stored before is only referred to; without any,
   * the body is kept for itself. Secrets are masked before anything is written. Never shares a chunk between workspaces.
   */
  store(workspace: WorkspaceId, body: Buffer, boundaries: readonly number[]): Promise<BlobRef>;
  /** The body with its secrets masked; null when it is gone. */
  read(ref: BlobRef): Promise<Buffer | null>;
  /** Bytes handed in, bytes left after sharing, bytes written with their manifests; since the start of the process. */
  stats(): { receivedBytes: number; uniqueBytes: number; writtenBytes: number };
}
