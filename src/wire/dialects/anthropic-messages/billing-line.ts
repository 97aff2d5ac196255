/** The one part of a Messages request that the cache's key leaves out. */
import { BILLING_LINE } from '../../../clients/claude-code.ts';
import { removalCuts } from '../../json/edit.ts';
import { findMember, elementsOf, membersOf } from '../../json/scan.ts';
import type { Edit } from '../../json/edit.ts';
import type { JsonDocument } from '../../json/scan.ts';
import { hasForm } from '../cache-key-parts.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

/**
 * Takes out the first block of `system`, in which Claude Code reports its version and a hash of the user's first prompt. It
 * must have its exact form: whatever else a caller writes in its place goes upstream, and so counts. Throws JsonScanError
 * where `system` is not JSON.
 */
export function withoutBillingLine({ bytes, members }: JsonDocument): Edit[] {
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
