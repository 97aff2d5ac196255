/** A plain table for lists of moderate length. Columns say what to show; wide ones scroll inside their frame. */
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A column with this id holds buttons: it stands at the right, and its title is read out only. */
const ACTIONS = 'actions';

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand right-aligned, in figures of one width. */
  numeric?: boolean;
}

interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
}

export function Table<Row>({ label, columns, rows, rowId }: TableProps<Row>) {
  return (
    <div tabIndex={0} role="region" aria-label={label} className="relative overflow-x-auto">
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr>
            {columns.map(({ id, title, numeric }) => (
              <th
                key={id}
                scope="col"
                className={classNames(
                  'h-9 border-b px-3 text-xs font-medium whitespace-nowrap text-ink-soft first:pl-4 last:pr-4',
                  numeric === true || id === ACTIONS ? 'text-right' : 'text-left',
                )}
              >
                {id === ACTIONS ? <span className="sr-only">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowId(row)} className="border-b last:border-b-0 hover:bg-raised/60">
              {columns.map(({ id, cell, numeric }) => (
                <td
                  key={id}
                  className={classNames(
                    'h-9 max-w-80 min-w-24 px-3 py-1 first:min-w-36 first:pl-4 last:pr-4',
                    numeric === true && 'figures text-right whitespace-nowrap',
                    id === ACTIONS && 'text-right whitespace-nowrap',
                  )}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
