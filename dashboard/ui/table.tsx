/**
 * A plain table; what is longer than `PAGE_ROWS` is shown by pages, and sorted as a whole. Columns say what to show, and some by what to sort; wide ones scroll inside their
 * frame. Once the focus is in it, `j` and `k` move through the rows and `Enter` opens one. Columns are left out and resized by
 * hand, which the browser remembers; a click on a cell copies it.
 */
import { ChevronDown, ChevronUp } from 'lucide-react';
import { type MouseEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { classNames } from './class-names.ts';
import { cellUnder, copyCell } from './copy-cell.ts';
import { Pager } from './pager.tsx';
import { onRowKey } from './row-keys.ts';
import { sorted, type Sorting, type SortKey, turned } from './sorting.ts';
import { TableMenu } from './table-menu.tsx';
import { type ColumnChoice, useColumnChoice } from './use-column-choice.ts';

/** A column with this id holds buttons: it stands at the right, and its title is read out only. */
const ACTIONS = 'actions';

/** Of a page. */
const PAGE_ROWS = 200;

/** So few are all worth their place. */
const FEW_COLUMNS = 3;

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  /** Its texts are short, as a time ago: it takes no more room than they do. */
  isShort?: boolean;
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
  const choice = useColumnChoice(label);
  const frame = useRef<HTMLTableElement>(null);
  const [copied, setCopied] = useState('');
  const key = columns.find(({ id }) => id === sorting?.id)?.sort;
  const ordered = useMemo(
    () => (sorting === null || key === undefined ? rows : sorted(rows, key, sorting.isDescending)),
    [rows, key, sorting],
  );
  const [wantedPage, setPage] = useState(0);
  // The list may have become shorter.
  const page = Math.min(wantedPage, Math.max(0, Math.ceil(rows.length / PAGE_ROWS) - 1));
  const shown = ordered.slice(page * PAGE_ROWS, (page + 1) * PAGE_ROWS);
  // The first one says what the row is about, and the buttons have no text.
  const optional = columns.slice(1).filter(({ id }) => id !== ACTIONS);
  const visible = columns.filter((column) => !optional.includes(column) || !choice.isHidden(column.id));
  const hasMenu = columns.length > FEW_COLUMNS;
  const onCopy = (event: MouseEvent<HTMLElement>): void => {
    const cell = cellUnder(event.target);
    if (cell !== null) void copyCell(cell).then((text) => setCopied(text === null ? '' : `Copied ${text}`));
  };
  return (
    <div className="relative">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its rows are moved through by keys */}
      <div tabIndex={0} role="region" aria-label={label} className="relative overflow-x-auto" onKeyDown={onRowKey}>
        <table ref={frame} className="w-full border-collapse text-sm">
          <thead>
            <tr>
              {visible.map((column, index) => (
                <HeaderCell
                  key={column.id}
                  column={column}
                  sorting={sorting?.id === column.id ? sorting : null}
                  choice={choice}
                  onSort={() => {
                    setSorting(turned(sorting, column));
                    setPage(0);
                  }}
                  isBesideMenu={hasMenu && index === visible.length - 1}
                />
              ))}
            </tr>
          </thead>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a convenience of the mouse: by keyboard text is selected and copied */}
          <tbody onClick={onCopy}>
            {shown.map((row) => (
              <tr
                key={rowId(row)}
                tabIndex={-1}
                className="border-b -outline-offset-2 last:border-b-0 hover:bg-raised/60 focus:bg-raised"
              >
                {visible.map(({ id, cell, numeric, isShort }) => (
                  <td
                    key={id}
                    data-actions={id === ACTIONS ? '' : undefined}
                    data-numeric={numeric === true ? '' : undefined}
                    style={choice.styleOf(id)}
                    className={classNames(
                      'h-9 max-w-80 px-3 py-1 first:pl-4 last:pr-4 data-copied:bg-accent-soft',
                      isShort === true ? 'whitespace-nowrap' : numeric !== true && 'min-w-24 first:min-w-40',
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
        <span role="status" className="sr-only">
          {copied}
        </span>
      </div>
      {rows.length > PAGE_ROWS && (
        <Pager page={page} pageSize={PAGE_ROWS} total={rows.length} onPage={setPage} steps={['Previous', 'Next']} />
      )}
      {hasMenu && <TableMenu label={label} columns={optional} choice={choice} frame={frame} />}
    </div>
  );
}

interface HeaderCellProps<Row> {
  column: Column<Row>;
  /** null = the table is not sorted by it. */
  sorting: Sorting | null;
  choice: ColumnChoice;
  onSort: () => void;
  /** It leaves room for the menu of the table. */
  isBesideMenu: boolean;
}

function HeaderCell<Row>({ column, sorting, choice, onSort, isBesideMenu }: HeaderCellProps<Row>) {
  const { id } = column;
  const isRight = column.numeric === true || id === ACTIONS;
  return (
    <th
      scope="col"
      aria-sort={sorting === null ? undefined : sorting.isDescending ? 'descending' : 'ascending'}
      style={choice.styleOf(id)}
      className={classNames(
        'relative h-9 border-b px-3 text-xs font-medium whitespace-nowrap text-ink-soft first:pl-4 last:pr-4',
        isRight ? 'text-right' : 'text-left',
        isBesideMenu && 'pr-9!',
      )}
    >
      <Title column={column} sorting={sorting} isRight={isRight} onSort={onSort} />
      {!isBesideMenu && (
        <span
          aria-hidden
          title="Drag to resize, double-click for the usual width"
          onPointerDown={(event) => choice.beginResize(id, event)}
          onDoubleClick={() => choice.resize(id, null)}
          className="absolute inset-y-1.5 right-0 w-1.5 cursor-col-resize rounded hover:bg-line-strong"
        />
      )}
    </th>
  );
}

interface TitleProps<Row> extends Pick<HeaderCellProps<Row>, 'column' | 'sorting' | 'onSort'> {
  isRight: boolean;
}

function Title<Row>({ column: { id, title, sort }, sorting, isRight, onSort }: TitleProps<Row>) {
  if (id === ACTIONS) return <span className="sr-only">{title}</span>;
  if (sort === undefined) return title;
  const Arrow = sorting?.isDescending === false ? ChevronUp : ChevronDown;
  return (
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
  );
}
