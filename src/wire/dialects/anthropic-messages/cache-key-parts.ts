/** What of a Messages request decides its answer, for the cache's key. */
import { BILLING_LINE } from '../../../clients/claude-code.ts';
import { applyEdits, removalCuts } from '../../json/edit.ts';
import { findMember, elementsOf, membersOf } from '../../json/scan.ts';
import type { Edit } from '../../json/edit.ts';
import type { JsonDocument } from '../../json/scan.ts';
import { hasForm, withoutDelivery } from '../delivery-members.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

/**
 * The body without how the answer is delivered and without Claude Code's billing line, as slices of its own bytes. Two bodies
 * ask the same when their parts, joined, are the same bytes: hash one slice after the other. The line is left out in its
 * exact form only: whatever else a caller writes in its place goes upstream, and so counts, like every other byte. Whether
 * these do not say whether an answer may be shared at all (tenant, namespace). Throws JsonScanError where `system` is not JSON.
 */
export function cacheableParts(document: JsonDocument): Uint8Array[] {
  return applyEdits(document, [...withoutDelivery(document), ...billingLine(document)]);
}

/** The first block of `system`, in which Claude Code reports its version and a hash of the user's first prompt. */
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
