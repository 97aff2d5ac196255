/** One figure with what it is called, how it stands against the window before, and its course. */
import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';
import { Sparkline } from './sparkline.tsx';

export interface Change {
  /** As `▲ 19 %`. */
  text: string;
  isGood: boolean | null;
}

interface StatProps {
  /** A link in it covers the whole figure. */
  label: ReactNode;
  value: string;
  /** Every digit, on hover. */
  exact?: string;
  /** Against the same figure in the window before; null = nothing to compare with. */
  change: Change | null;
  /** The figure of the window before, as text. */
  before?: string;
  note?: ReactNode;
  course?: readonly (number | null)[];
}

export function Stat({ label, value, exact, change, before, note, course }: StatProps) {
  return (
    <div className="relative flex min-w-0 flex-col gap-0.5 px-4 py-3 has-[a]:hover:bg-raised/60">
      <span className="line-clamp-2 text-xs text-ink-soft">{label}</span>
      <span className="flex items-center justify-between gap-2">
        <span className="figures truncate text-xl font-semibold" title={exact}>
          {value}
        </span>
        {course !== undefined && (
          <span className="hidden min-[1240px]:inline">
            <Sparkline values={course} />
          </span>
        )}
      </span>
      <span className="figures truncate text-xs text-ink-soft">
        {change !== null && (
          <span className={classNames(change.isGood === true && 'text-ok', change.isGood === false && 'text-bad')}>
            {change.text}
          </span>
        )}{' '}
        {change !== null && before !== undefined && `from ${before}`} {note}
      </span>
    </div>
  );
}

type Better = 'higher' | 'lower' | 'neither';

const UNCHANGED = 0.005;

/** How a figure stands against the one before, in percent of that; `better` says which direction is the good one. */
export function changeOf(
  now: number | null | undefined,
  before: number | null | undefined,
  better: Better,
): Change | null {
  if (now === null || now === undefined || before === null || before === undefined || before === 0) return null;
  const share = (now - before) / before;
  return toChange(share, UNCHANGED, { better, text: `${round(Math.abs(share * 100), 0)} %` });
}

const UNCHANGED_POINTS = 0.0005;

/** How a share of 1 stands against the one before, in points: 1.8 % after 1.2 % is up by 0.6 points. */
export function pointsOf(now: number | null, before: number | null, better: Better): Change | null {
  if (now === null || before === null) return null;
  const points = now - before;
  return toChange(points, UNCHANGED_POINTS, { better, text: `${round(Math.abs(points * 100), 1)} pt` });
}

function toChange(size: number, least: number, { better, text }: { better: Better; text: string }): Change {
  if (Math.abs(size) < least) return { text: 'unchanged', isGood: null };
  const isGood = better === 'neither' ? null : better === 'higher' ? size > 0 : size < 0;
  return { text: `${size > 0 ? '▲' : '▼'} ${text}`, isGood };
}

function round(value: number, digits: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
