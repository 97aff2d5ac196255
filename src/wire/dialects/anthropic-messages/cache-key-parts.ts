/** What of a Messages request decides its answer, for the cache's key. */
import { BILLING_LINE } from '../../../clients/claude-code.ts';
import { applyEdits, removalCuts } from '../../json/edit.ts';
import { findMember, elementsOf, membersOf } from '../../json/scan.ts';
import type { Edit } from '../../json/edit.ts';
import type { JsonDocument, Member } from '../../json/scan.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
/** `metadata` as the API documents it: one id, which no model is shown. */
const USER_ID = /^\{\s*(?:"user_id"\s*:\s*"(?:[^"\\]|\\.)*"\s*)?\}$/;
const MAX_METADATA_BYTES = 2048;
const STREAM = /^(?:true|false)$/;

/**
 * The body without who asks (`metadata`), how the answer is delivered (`stream`: one stored answer serves both) and
 * Claude Code's billing line, as slices of its own bytes. Two bodies ask the same when their parts, joined, are the same
 * bytes: hash one slice after the other. Each of the three is left out in its documented form only, and where it stands
 * once: whatever else a caller writes in its place goes upstream, and so counts. Marks for the prompt cache stay in, although
 * they change no answer: clients that
 * ask the same set them alike, and to look for them costs as much as to hash the body. Whether an answer may be shared
 * at all (tenant, namespace) is not told by these. Throws JsonScanError where `system` is not JSON.
 */
export function cacheableParts(document: JsonDocument): Uint8Array[] {
  return applyEdits(document, [
    ...withoutMember(document, 'metadata', { form: USER_ID, maxBytes: MAX_METADATA_BYTES }),
    ...withoutMember(document, 'stream', { form: STREAM, maxBytes: 'false'.length }),
    ...billingLine(document),
  ]);
}

interface Form {
  form: RegExp;
  maxBytes: number;
}

function withoutMember({ bytes, members }: JsonDocument, key: string, form: Form): Edit[] {
  const found = members.filter((member) => member.key === key);
  const [only] = found;
  return found.length === 1 && only !== undefined && hasForm(bytes, only, form) ? [{ type: 'remove', key }] : [];
}

function hasForm(bytes: Buffer, { valueStart, end }: Member, { form, maxBytes }: Form): boolean {
  return end - valueStart <= maxBytes && form.test(bytes.toString('utf8', valueStart, end));
}

/** The first block of `system`, in which Claude Code tells its version and a hash of the user's first prompt. */
function billingLine({ bytes, members }: JsonDocument): Edit[] {
  const system = findMember(members, 'system');
  if (system === undefined || bytes[system.valueStart] !== OPEN_ARRAY) return [];
  const blocks = elementsOf(bytes, system.valueStart);
  const first = blocks.at(0);
  if (first === undefined || bytes[first.start] !== OPEN_OBJECT) return [];
  const block = membersOf(bytes, first.start);
  const [type, text] = [findMember(block, 'type'), findMember(block, 'text')];
  const isLine =
    block.length === 2 &&
    type !== undefined &&
    text !== undefined &&
    hasForm(bytes, type, { form: /^"text"$/, maxBytes: '"text"'.length }) &&
    hasForm(bytes, text, BILLING_LINE);
  return isLine ? removalCuts(blocks, new Set([0])).map((cut) => ({ type: 'splice', ...cut })) : [];
}
