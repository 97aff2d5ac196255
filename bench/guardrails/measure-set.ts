/** Precision and recall of one detector on a labelled set, by category. */
import type { Sample } from './secret-samples.ts';

interface Count {
  right: number;
  missed: number;
  wrong: number;
}

export interface Found {
  start: number;
  end: number;
  kind: string;
}

export function measure(
  samples: readonly Sample[],
  scan: (text: string) => Found[],
  kindOf: (found: Found) => string,
): Map<string, Count> {
  const counts = new Map<string, Count>();
  const of = (kind: string): Count => {
    const count = counts.get(kind) ?? { right: 0, missed: 0, wrong: 0 };
    counts.set(kind, count);
    return count;
  };
  for (const { text, wanted } of samples) {
    const left = scan(text);
    for (const { value, kind } of wanted) {
      const start = text.indexOf(value);
      const at = left.findIndex(
        (one) =>
          kindOf(one) === kind && one.start < start + value.length && start < one.end && isClose(one, start, value),
      );
      if (at === -1) {
        of(kind).missed += 1;
      } else {
        of(kind).right += 1;
        left.splice(at, 1);
      }
    }
    for (const one of left) {
      of(kindOf(one)).wrong += 1;
    }
  }
  return counts;
}

/** Most of it, and little beside it. */
const isClose = (one: Found, start: number, value: string): boolean =>
  Math.abs(one.start - start) <= 12 && Math.abs(one.end - (start + value.length)) <= 12;

export function print(name: string, counts: ReadonlyMap<string, Count>): void {
  for (const [kind, { right, missed, wrong }] of counts) {
    const precision = right + wrong === 0 ? 1 : right / (right + wrong);
    const recall = right + missed === 0 ? 1 : right / (right + missed);
    console.log(
      `${name} ${kind.padEnd(18)} precision ${precision.toFixed(3)} recall ${recall.toFixed(3)} (${right} right, ${missed} missed, ${wrong} wrong)`,
    );
  }
}
