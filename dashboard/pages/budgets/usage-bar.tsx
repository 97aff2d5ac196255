/** How full a budget is: what is spent solid, what is held hatched. */
import { classNames } from '../../ui/class-names.ts';

interface UsageBarProps {
  spent: number;
  held: number;
  limit: number;
  /** What it says, for those who do not see it. */
  label: string;
}

const percent = (part: number, whole: number): number => Math.max(0, Math.min(100, (100 * part) / whole));

export function UsageBar({ spent, held, limit, label }: UsageBarProps) {
  const spentWidth = percent(spent, limit);
  const heldWidth = Math.min(100 - spentWidth, percent(held, limit));
  const tone = spentWidth >= 100 ? 'bg-bad' : spentWidth >= 75 ? 'bg-warn' : 'bg-accent';
  return (
    <div role="img" aria-label={label} title={label} className="flex h-2 w-32 overflow-hidden rounded-sm bg-raised">
      <span className={classNames('h-full', tone)} style={{ width: `${spentWidth}%` }} />
      <span
        className="h-full bg-[repeating-linear-gradient(135deg,currentColor_0_2px,transparent_2px_5px)] text-ink-soft"
        style={{ width: `${heldWidth}%` }}
      />
    </div>
  );
}
