/** What the cache's keys are made of: a body as what it asks, and how the answer to it is to be delivered. */
import { applyEdits, removalCuts, type Edit } from '../json/edit.ts';
import type { JsonDocument, Member } from '../json/scan.ts';

/** Both together are the whole body, byte for byte, but for what is left out on purpose. */
export interface CacheKeyParts {
  /** The body without the members that say how its answer is delivered, as slices of its own bytes. */
  question: Uint8Array[];
  /** What was taken out for that, in order: its place among the members, and its bytes. */
  delivery: { at: number; bytes: Uint8Array }[];
}

/** In their documented form only, and where they stand once: anything else that stands there may change the answer. */
const DELIVERY: readonly { key: string; form: RegExp; maxBytes: number }[] = [
  { key: 'stream', form: /^(?:true|false)$/, maxBytes: 5 },
  {
    key: 'stream_options',
    form: /^\{(?:\s*"include_(?:usage|obfuscation)"\s*:\s*(?:true|false)\s*,?){0,2}\s*\}$/,
    maxBytes: 128,
  },
];

/** `leftOut`: what counts in neither part. It must not touch the members that say how the answer is delivered. */
export function cacheKeyParts(document: JsonDocument, leftOut: readonly Edit[] = []): CacheKeyParts {
  const { bytes, members } = document;
  const cuts = removalCuts(members, deliveryMembers(document));
  const edits = cuts.map((cut): Edit => ({ type: 'splice', ...cut }));
  return {
    question: applyEdits(document, [...leftOut, ...edits]),
    delivery: cuts.map(({ start, end }) => ({
      at: members.findIndex((member) => member.start >= start),
      bytes: bytes.subarray(start, end),
    })),
  };
}

/** Their indexes. */
function deliveryMembers({ bytes, members }: JsonDocument): Set<number> {
  const found = new Set<number>();
  for (const { key, form, maxBytes } of DELIVERY) {
    const [only, ...others] = members.filter((member) => member.key === key);
    if (only === undefined || others.length > 0 || !hasForm(bytes, only, { form, maxBytes })) continue;
    found.add(members.indexOf(only));
  }
  return found;
}

export interface Form {
  form: RegExp;
  maxBytes: number;
}

/** Is the member's value, as it is written, of this form and not longer than that? */
export function hasForm(bytes: Buffer, { valueStart, end }: Member, { form, maxBytes }: Form): boolean {
  return end - valueStart <= maxBytes && form.test(bytes.toString('utf8', valueStart, end));
}
