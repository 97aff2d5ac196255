/** Moving through the rows of a table by `j`, `k` and the arrows, and opening one by Enter. */
import type { KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const OPENS = 'a[href], button:not([disabled])';

export function onRowKey(event: KeyboardEvent<HTMLElement>): void {
  const { target, currentTarget: frame, key } = event;
  if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return;
  const row = target.closest('tr');
  if (key === 'Enter' && target === row) return row.querySelector<HTMLElement>(OPENS)?.click();
  const next = rowAfter(frame, row, STEPS[key] ?? 0);
  if (next === null) return;
  event.preventDefault();
  next.focus();
}

/** From no row, or from the header: the first one downwards, the last one upwards. */
function rowAfter(frame: HTMLElement, row: HTMLElement | null, step: number): HTMLElement | null {
  if (step === 0) return null;
  const rows = [...frame.querySelectorAll<HTMLElement>('tbody > tr')];
  const at = row === null ? -1 : rows.indexOf(row);
  if (at === -1) return (step > 0 ? rows[0] : rows.at(-1)) ?? null;
  return rows[at + step] ?? null;
}
