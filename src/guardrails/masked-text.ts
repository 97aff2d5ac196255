/** A text with placeholders, or what a check wants there, in place of what was found in it. */
import type { Placed } from './conversation.ts';
import { withoutGaps, type Placeholders } from './placeholders.ts';

/** `found`: of one text, by any number of checks. Whatever one of them covers is replaced. */
export function maskedText(text: string, found: readonly Placed[], placeholders: Placeholders): string {
  let out = '';
  let end = 0;
  for (const one of withoutGaps(found, restOf)) {
    const masked = one.replacement ?? placeholders.of(one.kind, one.text, one.isReversible);
    out += text.slice(end, one.start) + (one.isNumber === true ? `"${masked}"` : masked);
    end = one.end;
  }
  return out + text.slice(end);
}

/** Of a finding that another one covers in part. */
export const restOf = (one: Placed, start: number): Placed => ({
  ...one,
  start,
  text: one.text.slice(start - one.start),
});
