/** Looks into the arrays of a body that is not parsed: only at what holds the words that are looked for. */
import { elementsOf } from '../../json/scan.ts';
import type { Member, Range } from '../../json/scan.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

export interface Item extends Range {
  /** Its place in the array. */
  index: number;
}

/**
 * The objects in a member's array whose bytes contain the needle; none where the member is no array. Nothing is scanned when
 * the needle does not occur at all. Throws JsonScanError.
 */
export function objectsIn(bytes: Buffer, member: Member | undefined, needle: Buffer): Item[] {
  const found: Item[] = [];
  if (member === undefined || bytes[member.valueStart] !== OPEN_ARRAY) return found;
  if (!bytes.subarray(member.valueStart, member.end).includes(needle)) return found;
  const items = member.elements ?? elementsOf(bytes, member.valueStart);
  for (const [index, { start, end }] of items.entries()) {
    if (bytes[start] === OPEN_OBJECT && bytes.subarray(start, end).includes(needle)) found.push({ start, end, index });
  }
  return found;
}
