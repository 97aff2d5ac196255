/** References to bytes in packs: `<pack>:<offset>:<length>`, behind the name of the node that wrote them, where they have one. */
import type { BlobRef } from './ports/blobs.ts';

const REF = /^(?:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/)?((\d{1,9}):(\d{1,12}):(\d{1,10}))$/;

/** The parts of a reference; node null = it names none. Throws TypeError where it is malformed. */
export function splitRef(ref: BlobRef) {
  const [, node = null, local, pack, offset, length] = REF.exec(ref) ?? [];
  if (local === undefined) throw new TypeError('Malformed blob ref');
  return { node, local, pack: Number(pack), offset: Number(offset), length: Number(length) };
}

/** A reference inside of a body that another reference led to: one that names no node means the node of that body. */
export function refBeside(ref: BlobRef, inside: BlobRef): BlobRef {
  const cut = ref.indexOf('/');
  return cut === -1 || inside.includes('/') ? inside : `${ref.slice(0, cut)}/${inside}`;
}
