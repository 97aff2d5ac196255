/**
 * Packs on this disk, whose references name the node that wrote them: where nodes share one log, each reads of it what others
 * wrote, and the same place in its own packs holds another request's body.
 */
import type { BlobRef, BlobStore } from '../ports/blobs.ts';
import { keptName } from '../kept-name.ts';

/** Holds the node's name, in the directory of its packs. */
const NODE_FILE = 's3-node';
/** `<pack>:<offset>:<length>`, behind the node that wrote it, if the reference names one. */
const REF = /^(?:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/)?((\d{1,9}):(\d{1,12}):(\d{1,10}))$/;

/** The name of the node whose packs are in this directory. */
export const nodeOf = (directory: string): string => keptName(directory, NODE_FILE);

/** The parts of a reference; node null = it names none. Throws TypeError where it is malformed. */
export function splitRef(ref: BlobRef) {
  const [, node = null, local, pack, offset, length] = REF.exec(ref) ?? [];
  if (local === undefined) throw new TypeError('Malformed blob ref');
  return { node, local, pack: Number(pack), offset: Number(offset), length: Number(length) };
}

/** What another node wrote is not there, and neither is what names no node: nobody knows whose it is. */
export function withNodeRefs<Store extends BlobStore>(files: Store, node: string): Store {
  return {
    ...files,
    append: async (pieces) => `${node}/${await files.append(pieces)}`,
    async read(ref) {
      const { node: of, local } = splitRef(ref);
      return of === node ? files.read(local) : null;
    },
  };
}
