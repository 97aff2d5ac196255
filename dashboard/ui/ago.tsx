/** How long ago something was; the exact time in UTC under the pointer. */
import { formatAgo, formatUtc } from '../format/moments.ts';

/** `at`: ISO 8601, or ms since the epoch. */
export function Ago({ at }: { at: string | number }) {
  return <time title={formatUtc(at)}>{formatAgo(at)}</time>;
}
