/**
 * Packs on this disk, whose references name the node that wrote them: where nodes share one log, each reads of it what others
 * wrote, and the same place in its own packs holds another request's body.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { splitRef } from '../blob-refs.ts';
import type { BlobStore } from '../ports/blobs.ts';
import { keptName } from '../kept-name.ts';

/** Holds the node's name, in the directory of its packs. */
const NODE_FILE = 's3-node';
/** Whether the directory has a name: one whose log was never shared, and which never used a bucket, needs none. */
export const hasNode = (directory: string): boolean => existsSync(join(directory, NODE_FILE));

/** The name of the node whose packs are in this directory; made when it is first asked for. */
export const nodeOf = (directory: string): string => keptName(directory, NODE_FILE);

/**
 * `isLogShared`: other nodes' rows are in the same log. Then what another node wrote is not there, and neither is what names no
 * node, since nobody knows whose it is. Otherwise both mean this node, which may have been one of several before.
 */
export function withNodeRefs<Store extends BlobStore>(
  files: Store,
  { node, isLogShared }: { node: string; isLogShared: boolean },
): Store {
  return {
    ...files,
    append: async (pieces, owner) =>
      isLogShared ? `${node}/${await files.append(pieces, owner)}` : files.append(pieces, owner),
    async read(ref) {
      const { node: of, local } = splitRef(ref);
      return of === node || (of === null && !isLogShared) ? files.read(local) : null;
    },
  };
}
