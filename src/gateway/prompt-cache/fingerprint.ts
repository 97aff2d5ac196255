/**
 * Short hashes of what a provider caches of a prompt, in its order: tools, system, each message. Two requests of a
 * conversation are compared by them, so that nobody needs to keep a prompt to know why its cache was missed.
 */
import { crc32 } from 'node:zlib';
import type { Slices } from '../../kernel/slices.ts';
import type { Ranges } from '../../wire/json/ranges.ts';
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
  const valueOf = (key: string): Buffer => {
    const member = findMember(members, key);
    return member === undefined ? EMPTY : bytes.subarray(member.valueStart, member.end);
  };
  const tools = valueOf('tools');
  // Anthropic's name for it, and that of OpenAI's newer API: no body has both.
  const system = Buffer.concat([valueOf('system'), valueOf('instructions')]).subarray(0, MAX_SYSTEM_BYTES);
  const messages = yield* hashesOf(bytes, turns);
  return { tools: crc32(withoutMarks(tools)), system: piecesOf(withoutMarks(system)), messages };
}

const EMPTY = Buffer.alloc(0);

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
    const text = withoutMarks(bytes.subarray(turn.start, turn.end));
    // A message that long is an image or a document: its search and its hash take a slice each.
    if (length > SLICE_BYTES) yield;
    hashes[index] = crc32(text);
  }
  return hashes;
}

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
