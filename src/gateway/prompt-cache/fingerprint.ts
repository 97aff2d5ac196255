/**
 * Short hashes of what a provider caches of a prompt, in its order: tools, system, each message. Two requests of a
 * conversation are compared by them, so that nobody needs to keep a prompt to know why its cache was missed.
 */
import { crc32 } from 'node:zlib';
import type { Slices } from '../../kernel/slices.ts';
import { besideLongStrings, endOfLongString } from '../../wire/json/long-strings.ts';
import type { Range, Ranges } from '../../wire/json/ranges.ts';
import { findMember, type JsonDocument } from '../../wire/json/scan.ts';

export interface Fingerprint {
  /** 0 = there are none. */
  tools: number;
  /** Of each piece of `SYSTEM_PIECE` bytes, so that a change is reported with its place. */
  system: Uint32Array;
  messages: Uint32Array;
}

/** Bytes. */
export const SYSTEM_PIECE = 256;
/** Beyond these a conversation is compared by its beginning only. */
const MAX_MESSAGES = 4096;
const MAX_SYSTEM_BYTES = 1024 * 1024;

/** Of work between two pauses, bytes. */
const SLICE_BYTES = 1024 * 1024;

/**
 * null where the body is no conversation. A pass over the bytes, in slices: about 1 ms for a megabyte. It keeps to the bytes
 * that the document has when it begins: the document may be let go meanwhile, its memory may not.
 */
export function* fingerprintSlices({ bytes, members }: JsonDocument): Slices<Fingerprint | null> {
  const turns = members.find(({ elements }) => elements !== null)?.elements ?? null;
  if (turns === null || turns.length === 0) return null;
  const valueOf = (key: string): Range => {
    const member = findMember(members, key);
    return member === undefined ? NOWHERE : { start: member.valueStart, end: member.end };
  };
  // Anthropic's name for it, and that of OpenAI's newer API: no body has both.
  const system = Buffer.concat(
    ['system', 'instructions'].map((key) => textAt(bytes, valueOf(key)).subarray(0, MAX_SYSTEM_BYTES)),
  ).subarray(0, MAX_SYSTEM_BYTES);
  const tools = yield* hashOf(bytes, valueOf('tools'));
  const messages = yield* hashesOf(bytes, turns);
  return { tools, system: piecesOf(withoutMarks(system)), messages };
}

const NOWHERE: Range = { start: 0, end: 0 };
const textAt = (bytes: Buffer, { start, end }: Range): Buffer => bytes.subarray(start, end);

function* hashesOf(bytes: Buffer, turns: Ranges): Slices<Uint32Array> {
  const hashes = new Uint32Array(Math.min(turns.length, MAX_MESSAGES));
  let passed = 0;
  for (let index = 0; index < hashes.length; index += 1) {
    const turn = turns.at(index);
    if (turn === undefined) continue;
    const length = turn.end - turn.start;
    if (passed + length > SLICE_BYTES) {
      passed = 0;
      yield;
    }
    passed += length;
    hashes[index] = yield* hashOf(bytes, turn);
  }
  return hashes;
}

function* hashOf(bytes: Buffer, range: Range): Slices<number> {
  const isLong = range.end - range.start > SLICE_BYTES;
  return isLong ? yield* hashOfLong(bytes, range) : crc32(withoutMarks(textAt(bytes, range)));
}

/** Of an image or a document: what is left out is looked for beside its long strings, and nothing of it is copied. */
function* hashOfLong(bytes: Buffer, range: Range): Slices<number> {
  const left = [...(yield* marksIn(bytes, range)), ...wrappingOf(bytes, range)].toSorted((a, b) => a.start - b.start);
  let hash = 0;
  let at = range.start;
  for (const cut of [...left, { start: range.end, end: range.end }]) {
    while (at < cut.start) {
      const end = Math.min(at + SLICE_BYTES, cut.start);
      hash = crc32(bytes.subarray(at, end), hash);
      at = end;
      yield;
    }
    at = Math.max(at, cut.end);
  }
  return hash;
}

function* marksIn(bytes: Buffer, range: Range): Slices<Range[]> {
  const found: Range[] = [];
  for (const { start, end } of besideLongStrings(bytes, range)) {
    for (let from = start; from < end; from += SLICE_BYTES) {
      // Pieces overlap by the longest mark, so that none is cut in two.
      const last = found.at(-1)?.end ?? 0;
      const marks = marksAt(bytes, { start: from, end: Math.min(end, from + SLICE_BYTES + LONGEST_MARK) });
      for (const mark of marks) if (mark.start >= last) found.push(mark);
      if (end - start > SLICE_BYTES) yield;
    }
  }
  return found;
}

function marksAt(bytes: Buffer, range: Range): Range[] {
  const piece = textAt(bytes, range);
  if (!piece.includes(MARK)) return [];
  return Array.from(piece.toString('latin1').matchAll(MARKS), ({ index, 0: mark }) => ({
    start: range.start + index,
    end: range.start + index + mark.length,
  }));
}

/** Bytes of a mark, with its lifetime and its scope. */
const LONGEST_MARK = 256;

/** What makes one text a block: cut out, it is the text alone. */
function wrappingOf(bytes: Buffer, { start, end }: Range): Range[] {
  const head = /"content"\s*:\s*(\[\s*\{\s*"type"\s*:\s*"text"\s*,\s*"text"\s*:\s*)"/.exec(
    bytes.toString('latin1', start, Math.min(end, start + LONGEST_MARK)),
  );
  if (head?.[1] === undefined) return [];
  const open = start + head.index + head[0].length - 1;
  const close = endOfLongString(bytes, open);
  if (close === undefined) return [];
  const tail = BEHIND_TEXT.exec(bytes.toString('latin1', close, Math.min(end, close + LONGEST_MARK)));
  return tail === null
    ? []
    : [
        { start: open - head[1].length, end: open },
        { start: close, end: close + tail[0].length },
      ];
}

const BEHIND_TEXT = /^(?:\s*,\s*"cache_control"\s*:\s*\{[^{}]*\})?\s*\}\s*\]/;

function piecesOf(text: Buffer): Uint32Array {
  const pieces = new Uint32Array(Math.ceil(text.length / SYSTEM_PIECE));
  for (let index = 0; index < pieces.length; index += 1) {
    pieces[index] = crc32(text.subarray(index * SYSTEM_PIECE, (index + 1) * SYSTEM_PIECE));
  }
  return pieces;
}

const MARK = Buffer.from('"cache_control"');
/** Flat, as every API has it: nothing in it can be another object. */
const MARKS = /,\s*"cache_control"\s*:\s*\{[^{}]*\}|"cache_control"\s*:\s*\{[^{}]*\}\s*,?/g;
/** A client that marks a message writes its text as a block; the provider reads both alike. */
const SINGLE_BLOCK = /"content"\s*:\s*\[\s*\{\s*"type"\s*:\s*"text"\s*,\s*"text"\s*:\s*("(?:[^"\\]|\\.)*")\s*\}\s*\]/g;

/** Where a client marks what is to be cached moves on with every turn, and changes nothing of what is cached. */
function withoutMarks(text: Buffer): Buffer {
  if (!text.includes(MARK)) return text.includes(BLOCK) ? asPlain(text.toString('latin1')) : text;
  return asPlain(text.toString('latin1').replaceAll(MARKS, ''));
}

const BLOCK = Buffer.from('"content":[{"type":"text"');

function asPlain(text: string): Buffer {
  return Buffer.from(text.replaceAll(SINGLE_BLOCK, '"content":$1'), 'latin1');
}
