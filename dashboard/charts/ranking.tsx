/** A short list of the largest, each with a bar of its share; every row leads somewhere. */
import type { ReactNode } from 'react';

export interface RankedRow {
  key: string;
  label: ReactNode;
  value: string;
  /** Of the largest, 0 to 1. */
  share: number;
  note?: string;
}

export function Ranking({ label, rows }: { label: string; rows: readonly RankedRow[] }) {
  return (
    <ol aria-label={label} className="flex flex-col py-1">
      {rows.map((row) => (
        <li key={row.key} className="relative flex h-8 items-center gap-3 px-4 text-sm">
          <span
            aria-hidden
            className="absolute inset-y-1 left-2 rounded-sm bg-accent-soft"
            style={{ width: `calc((100% - 16px) * ${row.share})` }}
          />
          <span className="relative min-w-0 flex-1 truncate">{row.label}</span>
          {row.note !== undefined && (
            <span className="figures relative shrink-0 text-xs text-ink-soft">{row.note}</span>
          )}
          <span className="figures relative shrink-0 text-right">{row.value}</span>
        </li>
      ))}
    </ol>
  );
}
