/** Scans texts of any length in windows, with a pause between them: a line of 10 MB must not hold the event loop. */
import type { Slices } from '../kernel/slices.ts';
import { CheckError, type Finding } from './check.ts';

/** UTF-16 units: a window takes a few ms at most. */
const WINDOW = 64 * 1024;
/** What may lie across the end of a window is seen whole in the next. Longer findings than this do not exist. */
const OVERLAP = 8 * 1024;
/** In one text: nothing that people write has as many. */
export const MAX_FINDINGS = 10_000;

/** Throws CheckError where there are too many: to go on unread would be to let pass what was to be replaced. */
export function* scanInWindows(text: string, scan: (text: string) => Finding[]): Slices<Finding[]> {
  if (text.length <= WINDOW) return bounded(scan(text));
  const found: Finding[] = [];
  let covered = 0;
  for (let start = 0; start < text.length; start += WINDOW - OVERLAP) {
    const end = Math.min(start + WINDOW, text.length);
    const safe = end === text.length ? end : end - OVERLAP / 2;
    for (const finding of scan(text.slice(start, end))) {
      const placed = { ...finding, start: finding.start + start, end: finding.end + start };
      // Cut off by the window's own beginning or end: the window beside it has the whole.
      if (placed.start < covered || placed.start >= safe) continue;
      found.push(placed);
      covered = placed.end;
    }
    covered = Math.max(covered, safe);
    bounded(found);
    if (end === text.length) return found;
    yield;
  }
  return found;
}

function bounded(found: Finding[]): Finding[] {
  if (found.length <= MAX_FINDINGS) return found;
  throw new CheckError('too_many_findings', `A text holds more than ${MAX_FINDINGS} findings.`);
}
