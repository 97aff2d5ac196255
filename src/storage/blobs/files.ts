/** The embedded engine of the blob port: append-only pack files in one directory. */
import { mkdirSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openAppendOnlyFile } from '../append-only-file.ts';
import type { BlobRef, BlobStore } from '../ports/blobs.ts';

const DEFAULT_MAX_PACK_BYTES = 64 * 1024 * 1024;
const PACK_FILE = /^pack-(\d{1,9})\.bin$/;
/** `<pack>:<offset>:<length>`, decimal numbers and nothing else: a ref can never name another file. */
const REF = /^(\d{1,9}):(\d{1,12}):(\d{1,10})$/;

/**
 * Opens (or makes) the packs in `directory`, which this process must have for itself. A pack is closed for writing when
 * the next block would make it longer than `maxPackBytes`; a longer block gets a pack of its own. A pack that retention
 * has deleted reads as null; retention must leave the newest one, from which the numbers go on.
 */
export async function openFileBlobs(options: { directory: string; maxPackBytes?: number }): Promise<BlobStore> {
  const { directory, maxPackBytes = DEFAULT_MAX_PACK_BYTES } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  let number = lastPackNumber(directory) ?? 1;
  let pack = openAppendOnlyFile(packPath(directory, number));
  let closed = false;
  return {
    append(bytes) {
      if (closed) throw new Error('The blob store is closed');
      if (pack.size > 0 && pack.size + bytes.length > maxPackBytes) {
        const next = openAppendOnlyFile(packPath(directory, number + 1));
        pack.close();
        pack = next;
        number += 1;
      }
      return `${number}:${pack.append(bytes)}:${bytes.length}`;
    },
    read: async (ref) => readBlock(directory, parseRef(ref)),
    async close() {
      if (!closed) pack.close();
      closed = true;
    },
  };
}

async function readBlock(directory: string, block: Block): Promise<Buffer | null> {
  const file = await open(packPath(directory, block.pack), 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return null;
  try {
    if (block.offset + block.length > (await file.stat()).size) return null;
    const bytes = Buffer.allocUnsafe(block.length);
    const { bytesRead } = await file.read(bytes, 0, block.length, block.offset);
    return bytesRead === block.length ? bytes : null;
  } finally {
    await file.close();
  }
}

interface Block {
  pack: number;
  offset: number;
  length: number;
}

function parseRef(ref: BlobRef): Block {
  const match = REF.exec(ref);
  if (match === null) throw new TypeError('Malformed blob ref');
  const [pack, offset, length] = match.slice(1).map(Number);
  if (pack === undefined || offset === undefined || length === undefined) throw new TypeError('Malformed blob ref');
  return { pack, offset, length };
}

function lastPackNumber(directory: string): number | null {
  const numbers = readdirSync(directory).flatMap((name) => PACK_FILE.exec(name)?.slice(1).map(Number) ?? []);
  return numbers.length === 0 ? null : Math.max(...numbers);
}

function packPath(directory: string, number: number): string {
  return join(directory, `pack-${number}.bin`);
}
