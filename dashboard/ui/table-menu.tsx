/** What can be done with a table as a whole: choosing its columns, and saving what is shown. */
import { Ellipsis } from 'lucide-react';
import type { RefObject } from 'react';
import { textOf } from './copy-cell.ts';
import { Menu } from './menu.tsx';
import { saveFile } from './save-file.ts';
import type { ColumnChoice } from './use-column-choice.ts';

interface TableMenuProps {
  label: string;
  /** Those that may be left out. */
  columns: readonly { id: string; title: string }[];
  choice: ColumnChoice;
  frame: RefObject<HTMLTableElement | null>;
}

export function TableMenu({ label, columns, choice, frame }: TableMenuProps) {
  return (
    <Menu
      label={`${label}: columns and export`}
      trigger={
        <button
          type="button"
          aria-label={`${label}: columns and export`}
          className="absolute top-1.5 right-1 flex size-6 items-center justify-center rounded bg-surface text-ink-soft hover:bg-raised hover:text-ink"
        >
          <Ellipsis aria-hidden className="size-4" />
        </button>
      }
      items={[
        ...columns.map(({ id, title }) => ({
          label: title,
          checked: !choice.isHidden(id),
          staysOpen: true,
          onSelect: () => choice.toggle(id),
        })),
        {
          label: 'Save as CSV',
          onSelect: () => {
            if (frame.current !== null) save(label, frame.current);
          },
        },
      ]}
    />
  );
}

function save(label: string, table: HTMLTableElement): void {
  const rows = [...table.rows].map((row) =>
    [...row.cells].filter((cell) => !('actions' in cell.dataset)).map((cell) => quoted(textOf(cell))),
  );
  const text = rows.map((cells) => `${cells.join(',')}\r\n`).join('');
  const name = label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  saveFile(`tollgate-${name}.csv`, new Blob([text], { type: 'text/csv' }));
}

/** A spreadsheet runs what begins like a formula: an apostrophe makes a text of it. Numbers are left alone. */
function quoted(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^-?[\d.,]+%?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
