/** Runs a costly search only near what a cheap one finds: most of a text is nowhere near personal data or a credential. */
import type { Finding } from './check.ts';

export interface Nearby {
  /** Global; without look-around, so that it is fast. */
  trigger: RegExp;
  /** UTF-16 units before and after the beginning of a trigger. */
  before: number;
  after: number;
}

/** What `find` finds in the windows around the triggers, at its place in the whole text. */
export function near(text: string, { trigger, before, after }: Nearby, find: (window: string) => Finding[]): Finding[] {
  const found: Finding[] = [];
  let start = -1;
  let end = -1;
  const search = (): void => {
    for (const one of find(text.slice(start, end)))
      found.push({ ...one, start: one.start + start, end: one.end + start });
  };
  trigger.lastIndex = 0;
  for (let match = trigger.exec(text); match !== null; match = trigger.exec(text)) {
    const from = Math.max(0, match.index - before);
    if (from > end) {
      if (end !== -1) search();
      start = from;
    }
    end = Math.min(text.length, match.index + after);
    if (match[0] === '') trigger.lastIndex += 1;
  }
  if (end !== -1) search();
  return found;
}
