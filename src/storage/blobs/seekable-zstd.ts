/**
 * A file, compressed in frames of one size so that any range of it can be read without the rest. It is Zstandard's
 * "seekable format": `zstd -d` opens it as one stream, since the table of frames at its end is a skippable frame.
 * https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md
 */
import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { ZstdOptions } from 'node:zlib';

/**
 * Of the original, in each frame but the last. A frame costs some 0.2 ms to begin, and bodies are alike, so a quarter of
 * it takes twice the time and the space; to read a block takes a millisecond for every frame that it lies in.
 */
const FRAME_BYTES = 1024 * 1024;
const SKIPPABLE_MAGIC = 0x184d2a5e;
const SEEKABLE_MAGIC = 0x8f92eab1;
/** Compressed and original length of a frame; no checksums. */
const ENTRY_BYTES = 8;
/** Number of frames, flags, magic. */
const FOOTER_BYTES = 9;
const FASTEST: ZstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const compress = promisify<Buffer, ZstdOptions, Buffer>(zstdCompress);
const decompress = promisify<Buffer, Buffer>(zstdDecompress);

/** Where frames are written to, one after the other. */
export interface FrameSink {
  writeFile(bytes: Buffer): Promise<unknown>;
}

/** Reads `from` to its end and writes it to `to`, frame by frame, off the main thread. False when `isStopped` came true. */
export async function compressFile(from: FileHandle, to: FrameSink, isStopped: () => boolean): Promise<boolean> {
  const frame = Buffer.allocUnsafe(FRAME_BYTES);
  const readFrame = async (index: number): Promise<Buffer> =>
    frame.subarray(0, await readFully(from, frame, index * FRAME_BYTES));
  return writeFrames(readFrame, to, isStopped);
}

/** Writes the same with zeros in these ranges of the original. Resolves with the bytes of the original. */
export async function blankRanges(
  from: RangeSource,
  to: FrameSink,
  ranges: readonly { offset: number; length: number }[],
): Promise<{ size: number }> {
  const frames = await readTable(from);
  const readFrame = async (index: number): Promise<Buffer> => {
    const frame = frames[index];
    if (frame === undefined) return Buffer.alloc(0);
    const bytes = await decompress(await readExactly(from, frame.start, frame.compressedLength));
    const begin = frame.originalEnd - frame.originalLength;
    for (const { offset, length } of ranges) {
      const [first, end] = [Math.max(0, offset - begin), Math.min(bytes.length, offset + length - begin)];
      if (first < end) bytes.fill(0, first, end);
    }
    return bytes;
  };
  await writeFrames(readFrame, to, () => false);
  return { size: frames.at(-1)?.originalEnd ?? 0 };
}

/** `readFrame`: the original of a frame; empty = there is none. False when `isStopped` came true. */
async function writeFrames(
  readFrame: (index: number) => Promise<Buffer>,
  to: FrameSink,
  isStopped: () => boolean,
): Promise<boolean> {
  const entries: Buffer[] = [];
  for (;;) {
    if (isStopped()) return false;
    const original = await readFrame(entries.length);
    if (original.length === 0) break;
    const compressed = await compress(original, FASTEST);
    await to.writeFile(compressed);
    entries.push(words(compressed.length, original.length));
  }
  const footer = Buffer.alloc(FOOTER_BYTES);
  footer.writeUInt32LE(entries.length, 0);
  footer.writeUInt32LE(SEEKABLE_MAGIC, FOOTER_BYTES - 4);
  const tableBytes = entries.length * ENTRY_BYTES + FOOTER_BYTES;
  await to.writeFile(Buffer.concat([words(SKIPPABLE_MAGIC, tableBytes), ...entries, footer]));
  return true;
}

/** What ranges are read from: a file, or an object elsewhere. */
export interface RangeSource {
  stat(): Promise<{ size: number }>;
  read(into: Buffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
}

/** That range of the original; null when it is not in it. Throws when the file is none of ours. */
export async function readRange(file: RangeSource, offset: number, length: number): Promise<Buffer | null> {
  return readFrames(file, await readTable(file), { offset, length });
}

/** `frames`: its table, read before. */
export async function readFrames(
  file: Pick<RangeSource, 'read'>,
  frames: readonly Frame[],
  { offset, length }: { offset: number; length: number },
): Promise<Buffer | null> {
  const end = frames.at(-1)?.originalEnd ?? 0;
  if (offset + length > end) return null;
  const wanted = frames.filter(
    (frame) => frame.originalEnd > offset && frame.originalEnd - frame.originalLength < offset + length,
  );
  const parts: Buffer[] = [];
  for (const { start, compressedLength } of wanted) {
    parts.push(await decompress(await readExactly(file, start, compressedLength)));
  }
  const [first] = wanted;
  const skip = first === undefined ? 0 : offset - (first.originalEnd - first.originalLength);
  return Buffer.concat(parts).subarray(skip, skip + length);
}

export interface Frame {
  /** Where its compressed bytes begin. */
  start: number;
  compressedLength: number;
  originalLength: number;
  originalEnd: number;
}

export async function readTable(file: RangeSource): Promise<Frame[]> {
  const { size } = await file.stat();
  const footer = await readExactly(file, size - FOOTER_BYTES, FOOTER_BYTES);
  if (footer.readUInt32LE(FOOTER_BYTES - 4) !== SEEKABLE_MAGIC) throw new TypeError('Damaged pack: no table of frames');
  const count = footer.readUInt32LE(0);
  const entries = await readExactly(file, size - FOOTER_BYTES - count * ENTRY_BYTES, count * ENTRY_BYTES);
  const frames: Frame[] = [];
  let start = 0;
  let originalEnd = 0;
  for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
    const [compressedLength, originalLength] = [entries.readUInt32LE(at), entries.readUInt32LE(at + 4)];
    originalEnd += originalLength;
    frames.push({ start, compressedLength, originalLength, originalEnd });
    start += compressedLength;
  }
  return frames;
}

async function readExactly(file: Pick<RangeSource, 'read'>, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Math.max(0, length));
  if (position < 0 || (await readFully(file, bytes, position)) !== length) throw new TypeError('Damaged pack: cut off');
  return bytes;
}

/** As many bytes as there are, up to the buffer's length. */
async function readFully(file: Pick<RangeSource, 'read'>, into: Buffer, position: number): Promise<number> {
  let length = 0;
  while (length < into.length) {
    const { bytesRead } = await file.read(into, length, into.length - length, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

function words(first: number, second: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(first, 0);
  bytes.writeUInt32LE(second, 4);
  return bytes;
}
