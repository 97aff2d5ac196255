/** One figure with what it is called, and how it stands against the window before. */
import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';

interface StatProps {
  label: string;
  value: string;
  /** Every digit, on hover. */
  exact?: string;
  /** Of the same figure in the window before; null = nothing to compare with. */
  change: { share: number; isGood: boolean | null } | null;
  note?: ReactNode;
}

export function Stat({ label, value, exact, change, note }: StatProps) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5 px-4 py-3">
      <span className="truncate text-xs text-ink-soft">{label}</span>
      <span className="figures truncate text-xl font-semibold" title={exact}>
        {value}
      </span>
      <span className="figures truncate text-xs text-ink-soft">
        {change !== null && <Change {...change} />} {note}
      </span>
    </div>
  );
}

const UNCHANGED = 0.005;

function Change({ share, isGood }: { share: number; isGood: boolean | null }) {
  if (Math.abs(share) < UNCHANGED) return <span>as before</span>;
  const percent = Math.abs(share * 100).toLocaleString('en-US', { maximumFractionDigits: 0 });
  return (
    <span className={classNames(isGood === true && 'text-ok', isGood === false && 'text-bad')}>
      {share > 0 ? '▲' : '▼'} {percent} %
    </span>
  );
}

/** How a figure stands against the one before; `lower` says which direction is the better one. */
export function changeOf(
  now: number | null | undefined,
  before: number | null | undefined,
  better: 'higher' | 'lower' | 'neither',
): StatProps['change'] {
  if (now === null || now === undefined || before === null || before === undefined || before === 0) return null;
  const share = (now - before) / before;
  return { share, isGood: better === 'neither' ? null : better === 'higher' ? share > 0 : share < 0 };
}
