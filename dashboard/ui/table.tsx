/**
 * A plain table for lists of moderate length. Columns say what to show, and some by what to sort; wide ones scroll inside their
 * frame. Once the focus is in it, `j` and `k` move through the rows and `Enter` opens one.
 */
import { ChevronDown, ChevronUp } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useMemo, useState } from 'react';
import { classNames } from './class-names.ts';
import { sorted, type Sorting, type SortKey, turned } from './sorting.ts';

/** A column with this id holds buttons: it stands at the right, and its title is read out only. */
const ACTIONS = 'actions';

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Numbers stand right-aligned, in figures of one width. */
  numeric?: boolean;
  /** Absent = the table cannot be sorted by it. */
  sort?: (row: Row) => SortKey;
}

interface TableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
}

export function Table<Row>({ label, columns, rows, rowId }: TableProps<Row>) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const key = columns.find(({ id }) => id === sorting?.id)?.sort;
  const shown = useMemo(
    () => (sorting === null || key === undefined ? rows : sorted(rows, key, sorting.isDescending)),
    [rows, key, sorting],
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its rows are moved through by keys
    <div tabIndex={0} role="region" aria-label={label} className="relative overflow-x-auto" onKeyDown={onRowKey}>
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell
                key={column.id}
                column={column}
                sorting={sorting?.id === column.id ? sorting : null}
                onSort={() => setSorting(turned(sorting, column))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr
              key={rowId(row)}
              tabIndex={-1}
              className="border-b -outline-offset-2 last:border-b-0 hover:bg-raised/60 focus:bg-raised"
            >
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

interface HeaderCellProps<Row> {
  column: Column<Row>;
  /** null = the table is not sorted by it. */
  sorting: Sorting | null;
  onSort: () => void;
}

function HeaderCell<Row>({ column: { id, title, numeric, sort }, sorting, onSort }: HeaderCellProps<Row>) {
  const isRight = numeric === true || id === ACTIONS;
  const Arrow = sorting?.isDescending === false ? ChevronUp : ChevronDown;
  return (
    <th
      scope="col"
      aria-sort={sorting === null ? undefined : sorting.isDescending ? 'descending' : 'ascending'}
      className={classNames(
        'h-9 border-b px-3 text-xs font-medium whitespace-nowrap text-ink-soft first:pl-4 last:pr-4',
        isRight ? 'text-right' : 'text-left',
      )}
    >
      {id === ACTIONS ? (
        <span className="sr-only">{title}</span>
      ) : sort === undefined ? (
        title
      ) : (
        <button
          type="button"
          onClick={onSort}
          className={classNames(
            'group/sort inline-flex items-center gap-0.5 hover:text-ink',
            isRight && 'flex-row-reverse',
            sorting !== null && 'text-ink',
          )}
        >
          {title}
          <Arrow
            aria-hidden
            className={classNames('size-3', sorting === null && 'opacity-0 group-hover/sort:opacity-60')}
          />
        </button>
      )}
    </th>
  );
}

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const OPENS = 'a[href], button:not([disabled])';

function onRowKey(event: KeyboardEvent<HTMLElement>): void {
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
