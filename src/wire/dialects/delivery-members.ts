/** How an answer is to be delivered, which the cache's key leaves out: one stored answer serves a stream and none. */
import type { Edit } from '../json/edit.ts';
import type { JsonDocument, Member } from '../json/scan.ts';

/** In their documented form only, and where they stand once: whatever else stands there goes upstream, and so counts. */
const MEMBERS: readonly { key: string; form: RegExp; maxBytes: number }[] = [
  { key: 'stream', form: /^(?:true|false)$/, maxBytes: 5 },
  {
    key: 'stream_options',
    form: /^\{(?:\s*"include_(?:usage|obfuscation)"\s*:\s*(?:true|false)\s*,?){0,2}\s*\}$/,
    maxBytes: 128,
  },
];

export function withoutDelivery({ bytes, members }: JsonDocument): Edit[] {
  return MEMBERS.flatMap(({ key, form, maxBytes }): Edit[] => {
    const found = members.filter((member) => member.key === key);
    const [only] = found;
    const isKnown = found.length === 1 && only !== undefined && hasForm(bytes, only, { form, maxBytes });
    return isKnown ? [{ type: 'remove', key }] : [];
  });
}

export interface Form {
  form: RegExp;
  maxBytes: number;
}

/** Is the member's value, as it is written, of this form and not longer than that? */
export function hasForm(bytes: Buffer, { valueStart, end }: Member, { form, maxBytes }: Form): boolean {
  return end - valueStart <= maxBytes && form.test(bytes.toString('utf8', valueStart, end));
}
