/** Which columns of a table somebody has left out, and how wide the others were made. The browser remembers it. */
import { type CSSProperties, type PointerEvent, useState } from 'react';

interface Chosen {
  hidden: readonly string[];
  /** By column, px. */
  widths: Readonly<Record<string, number>>;
}

export interface ColumnChoice {
  isHidden(id: string): boolean;
  toggle(id: string): void;
  /** null = the usual width. */
  resize(id: string, width: number | null): void;
  /** On the edge of a header cell: it follows the pointer until that is let go. */
  beginResize(id: string, event: PointerEvent<HTMLElement>): void;
  styleOf(id: string): CSSProperties | undefined;
}

const LEAST_PX = 56;
const NOTHING: Chosen = { hidden: [], widths: {} };

/** `table`: its label. */
export function useColumnChoice(table: string): ColumnChoice {
  const [chosen, setChosen] = useState<Chosen>(() => read(table));
  const keep = (next: Chosen): void => {
    setChosen(next);
    localStorage.setItem(nameOf(table), JSON.stringify(next));
  };
  const resize = (id: string, width: number | null): void => {
    const { [id]: _, ...others } = chosen.widths;
    keep({ ...chosen, widths: width === null ? others : { ...others, [id]: Math.max(LEAST_PX, Math.round(width)) } });
  };
  return {
    isHidden: (id) => chosen.hidden.includes(id),
    toggle(id) {
      const without = chosen.hidden.filter((one) => one !== id);
      keep({ ...chosen, hidden: without.length === chosen.hidden.length ? [...without, id] : without });
    },
    resize,
    beginResize(id, event) {
      const cell = event.currentTarget.parentElement;
      if (cell === null) return;
      event.preventDefault();
      const { clientX } = event;
      const before = cell.offsetWidth;
      const onMove = (move: globalThis.PointerEvent): void => resize(id, before + move.clientX - clientX);
      window.addEventListener('pointermove', onMove);
      window.addEventListener('pointerup', () => window.removeEventListener('pointermove', onMove), { once: true });
    },
    styleOf(id) {
      const width = chosen.widths[id];
      return width === undefined ? undefined : { width, minWidth: width, maxWidth: width, overflow: 'hidden' };
    },
  };
}

const nameOf = (table: string): string => `tollgate.table.${table}`;

function read(table: string): Chosen {
  try {
    return { ...NOTHING, ...(JSON.parse(localStorage.getItem(nameOf(table)) ?? '{}') as Partial<Chosen>) };
  } catch {
    return NOTHING;
  }
}
