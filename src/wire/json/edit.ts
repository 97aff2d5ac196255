/**
 * The untouched lane's editor: cuts and splices the members of a JSON object, so that a large body reaches the upstream
 * byte for byte but for what must change. Nothing is parsed that is not looked at.
 */
import { findMember, type JsonDocument, type Member, type Range } from './scan.ts';

export type Edit =
  /** Takes the member out, every occurrence of it, with the comma that belongs to it. */
  | { type: 'remove'; key: string }
  /** Replaces the member's value in place, or appends the member. `json` is JSON text. */
  | { type: 'set'; key: string; json: string }
  /** Replaces any range of bytes inside a member's value. Ranges must not overlap one another. */
  | { type: 'splice'; start: number; end: number; replacement: string };

export interface Cut extends Range {
  replacement: string;
}

/** Ranges by their index: an array, or `Ranges`. */
export interface Items {
  readonly length: number;
  at(index: number): Range | undefined;
}

/** More pieces than this become one: each is an object of some hundred bytes, however few of the text it stands for. */
const MAX_PIECES = 1000;

/**
 * The document with the edits applied, as slices of the original bytes with the new pieces between them (nothing large
 * is copied). A splice inside a removed member is dropped with it.
 */
export function applyEdits(document: JsonDocument, edits: readonly Edit[]): Buffer[] {
  const { bytes, members } = document;
  if (edits.length === 0) return [bytes];
  const removed = removedBy(edits, members);
  const cuts = removalCuts(members, removed);
  let appended = '';
  for (const edit of edits) {
    if (edit.type !== 'set') continue;
    const member = findMember(members, edit.key);
    if (member === undefined) appended += `,${JSON.stringify(edit.key)}:${edit.json}`;
    else cuts.push({ start: member.valueStart, end: member.end, replacement: edit.json });
  }
  const whole = cuts.length;
  for (const edit of edits) {
    if (edit.type === 'splice' && !isInside(edit, cuts, whole)) cuts.push(edit);
  }
  if (appended !== '') {
    const at = members.at(-1)?.end ?? bytes.indexOf('{') + 1;
    cuts.push({ start: at, end: at, replacement: removed.size === members.length ? appended.slice(1) : appended });
  }
  return cutOut(bytes, cuts);
}

/** Is the range inside one of the first `count` cuts? */
function isInside({ start, end }: Range, cuts: readonly Cut[], count: number): boolean {
  for (let index = 0; index < count; index += 1) {
    const cut = cuts[index];
    if (cut !== undefined && start >= cut.start && end <= cut.end) return true;
  }
  return false;
}

/** Indexes: a removed key goes wherever it stands; a set key that stands twice keeps its last place only. */
function removedBy(edits: readonly Edit[], members: readonly Member[]): Set<number> {
  const removed = new Set<number>();
  for (const edit of edits) {
    if (edit.type === 'splice') continue;
    const kept = edit.type === 'set' ? findMember(members, edit.key) : undefined;
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index];
      if (member?.key === edit.key && member !== kept) removed.add(index);
    }
  }
  return removed;
}

/** The total length of the pieces, bytes. */
export function lengthOf(pieces: readonly Uint8Array[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

function cutOut(bytes: Buffer, cuts: Cut[]): Buffer[] {
  if (cuts.length * 2 > MAX_PIECES) return [cutOutWhole(bytes, cuts)];
  cuts.sort((a, b) => a.start - b.start || a.end - b.end);
  const pieces: Buffer[] = [];
  let at = 0;
  for (const cut of cuts) {
    if (cut.start > at) pieces.push(bytes.subarray(at, cut.start));
    if (cut.replacement !== '') pieces.push(Buffer.from(cut.replacement));
    at = Math.max(at, cut.end);
  }
  if (at < bytes.length) pieces.push(bytes.subarray(at));
  return pieces;
}

/** As `cutOut`, in one new buffer. */
function cutOutWhole(bytes: Buffer, cuts: Cut[]): Buffer {
  cuts.sort((a, b) => a.start - b.start || a.end - b.end);
  const replaced = cuts.reduce((sum, { replacement }) => sum + Buffer.byteLength(replacement), 0);
  const whole = Buffer.allocUnsafeSlow(bytes.length + replaced);
  let length = 0;
  let at = 0;
  for (const cut of cuts) {
    if (cut.start > at) length += bytes.copy(whole, length, at, cut.start);
    length += whole.write(cut.replacement, length);
    at = Math.max(at, cut.end);
  }
  length += bytes.copy(whole, length, at);
  return whole.subarray(0, length);
}

/**
 * The ranges that take items out of an object or array: a run of removed ones goes with the comma before it, or, at the
 * front, with the one after it. `removed` holds indexes of `items`.
 */
export function removalCuts(items: Items, removed: ReadonlySet<number>): Cut[] {
  const cuts: Cut[] = [];
  let last = -1;
  for (const index of [...removed].sort((a, b) => a - b)) {
    // Of a run that has been cut.
    if (index <= last) continue;
    last = index;
    while (removed.has(last + 1)) last += 1;
    cuts.push(...cutOfRun(items, index, last));
  }
  return cuts;
}

function cutOfRun(items: Items, from: number, to: number): Cut[] {
  const first = items.at(from);
  const last = items.at(to);
  if (first === undefined || last === undefined) return [];
  const before = from === 0 ? undefined : items.at(from - 1);
  const after = items.at(to + 1);
  const start = before?.end ?? first.start;
  const end = before === undefined && after !== undefined ? after.start : last.end;
  return [{ start, end, replacement: '' }];
}
