/** What of a Messages request decides its answer, for the cache's key. */
import { applyEdits, removalCuts } from '../../json-edit.ts';
import { findMember, elementsOf, membersOf } from '../../json-scan.ts';
import type { Edit } from '../../json-edit.ts';
import type { JsonDocument } from '../../json-scan.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const BILLING_LINE = Buffer.from('"x-anthropic-billing-header:');

/**
 * The body without who asks (`metadata`), how the answer is delivered (`stream`: one stored answer serves both) and
 * Claude Code's billing line, as slices of its own bytes. Two bodies ask the same when their parts, joined, are the same
 * bytes: hash one slice after the other. Marks for the prompt cache stay in, although they change no answer: clients that
 * ask the same set them alike, and to look for them costs as much as to hash the body. Whether an answer may be shared
 * at all (tenant, namespace) is not told by these. Throws JsonScanError where `system` is not JSON.
 */
export function cacheableParts(document: JsonDocument): Uint8Array[] {
  return applyEdits(document, [
    { type: 'remove', key: 'metadata' },
    { type: 'remove', key: 'stream' },
    ...billingLine(document),
  ]);
}

/** The first block of `system`, in which Claude Code tells its version and a hash of the user's first prompt. */
function billingLine({ bytes, members }: JsonDocument): Edit[] {
  const system = findMember(members, 'system');
  if (system === undefined || bytes[system.valueStart] !== OPEN_ARRAY) return [];
  const blocks = elementsOf(bytes, system.valueStart);
  const first = blocks.at(0);
  if (first === undefined || bytes[first.start] !== OPEN_OBJECT) return [];
  const text = findMember(membersOf(bytes, first.start), 'text');
  if (text === undefined || !startsWith(bytes.subarray(text.valueStart, text.end), BILLING_LINE)) return [];
  return removalCuts(blocks, new Set([0])).map((cut) => ({ type: 'splice', ...cut }));
}

function startsWith(bytes: Buffer, prefix: Buffer): boolean {
  return bytes.subarray(0, prefix.length).equals(prefix);
}
