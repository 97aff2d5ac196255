/** Keys in the table of requests: `j` and `k` move, Enter opens, Escape closes. */
import { useEffect, useState } from 'react';
import type { LogRow } from '../../api/queries/logs.ts';

interface RowKeys {
  rows: readonly LogRow[];
  openId: string | null;
  onOpen: (id: string | null) => void;
  /** Brings the row into view. */
  show: (index: number) => void;
}

/** Returns the index of the row that the keys have reached; -1 = none. */
export function useRowKeys({ rows, openId, onOpen, show }: RowKeys): number {
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const selected = rows.findIndex(({ id }) => id === (openId ?? selectedId));
  useEffect(() => {
    const move = (step: number): void => {
      const index = Math.min(rows.length - 1, Math.max(0, selected + step));
      const id = rows[index]?.id;
      if (id === undefined) return;
      setSelectedId(id);
      show(index);
      if (openId !== null) onOpen(id);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (isElsewhere(event)) return;
      const { key } = event;
      if (key === 'j' || key === 'ArrowDown') move(1);
      else if (key === 'k' || key === 'ArrowUp') move(-1);
      else if (key === 'Enter' && selectedId !== null) onOpen(selectedId);
      else if (key === 'Escape' && openId !== null) onOpen(null);
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [rows, selected, selectedId, openId, onOpen, show]);
  return selected;
}

/** In a field, a dialog, a menu, or on a button that has the key itself. */
function isElsewhere({ target, key, metaKey, ctrlKey, altKey }: KeyboardEvent): boolean {
  if (metaKey || ctrlKey || altKey || !(target instanceof HTMLElement)) return true;
  if (/^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable) return true;
  if (target.closest('[role="dialog"], [role="menu"], [role="tablist"]') !== null && key !== 'Escape') return true;
  const isControl = target.closest('button, a, pre') !== null;
  return isControl && key !== 'j' && key !== 'k' && key !== 'Escape';
}
