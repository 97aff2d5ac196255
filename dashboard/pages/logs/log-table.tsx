/** The table of requests: virtual rows of one line, columns to choose and resize, moved through by keyboard. */
import { flexRender, getCoreRowModel, useReactTable, type Row, type Table } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import type { LogRow } from '../../api/queries/logs.ts';
import { classNames } from '../../ui/class-names.ts';
import { COLUMN_NAMES, logColumns, NUMERIC } from './columns.tsx';
import { useRowKeys } from './row-keys.ts';

const ROW_PX = 36;
const OVERSCAN = 12;
/** Older rows are asked for when this many are left below. */
const ASK_AHEAD = 20;

interface LogTableProps {
  rows: readonly LogRow[];
  keyName: (id: string) => string;
  shown: Record<string, boolean>;
  isNarrow: boolean;
  openId: string | null;
  onOpen: (id: string | null) => void;
  hasMore: boolean;
  onMore: () => void;
}

export function LogTable({ rows, keyName, shown, isNarrow, openId, onOpen, hasMore, onMore }: LogTableProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { held, fresh, release } = useHeldRows(rows, frame);
  const columns = useMemo(() => logColumns(keyName, isNarrow), [keyName, isNarrow]);
  // oxlint-disable-next-line react/incompatible-library -- the React compiler is not in use, so nothing is memoized behind our back
  const table = useReactTable({
    data: held as LogRow[],
    columns,
    state: { columnVisibility: shown },
    getCoreRowModel: getCoreRowModel(),
    getRowId: ({ id }) => id,
    columnResizeMode: 'onChange',
    defaultColumn: { minSize: 56 },
  });
  const virtual = useVirtualizer({
    count: held.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
    getItemKey: (index) => held[index]?.id ?? index,
  });
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastIndex >= held.length - ASK_AHEAD) onMore();
  }, [hasMore, lastIndex, held.length, onMore]);
  const selected = useRowKeys({ rows: held, openId, onOpen, show: (index) => virtual.scrollToIndex(index) });
  const tableRows = table.getRowModel().rows;
  return (
    <div className="relative min-h-0 flex-1">
      {fresh > 0 && (
        <button
          type="button"
          onClick={release}
          className="absolute top-11 left-1/2 z-10 -translate-x-1/2 rounded-full bg-accent px-3 py-1 text-xs font-medium text-accent-ink"
        >
          {fresh} new
        </button>
      )}
      <div
        ref={frame}
        role="grid"
        aria-label="Requests"
        aria-rowcount={hasMore ? -1 : held.length + 1}
        tabIndex={0}
        className="h-full overflow-auto bg-surface"
      >
        <HeaderRow table={table} />
        <div
          role="rowgroup"
          className="relative"
          style={{ height: virtual.getTotalSize(), minWidth: table.getTotalSize() + 32 }}
        >
          {items.map(({ index, start, key }) => {
            const row = tableRows[index];
            return (
              row !== undefined && (
                <BodyRow
                  key={key}
                  row={row}
                  index={index}
                  start={start}
                  isOpen={row.id === openId}
                  isSelected={index === selected}
                  onOpen={onOpen}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function HeaderRow({ table }: { table: Table<LogRow> }) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className="sticky top-0 z-[5] flex h-9 items-center border-b bg-surface px-4 text-xs font-medium text-ink-soft"
      style={{ minWidth: table.getTotalSize() + 32 }}
    >
      {table.getFlatHeaders().map((header) => (
        <div
          key={header.id}
          role="columnheader"
          className={classNames('relative flex h-full items-center pr-3', NUMERIC.has(header.id) && 'justify-end')}
          style={{ width: header.getSize() }}
        >
          {COLUMN_NAMES[header.id]}
          <span
            aria-hidden
            onMouseDown={header.getResizeHandler()}
            className="absolute inset-y-1 right-0.5 w-1 cursor-col-resize hover:bg-line-strong"
          />
        </div>
      ))}
    </div>
  );
}

interface BodyRowProps {
  row: Row<LogRow>;
  index: number;
  start: number;
  isOpen: boolean;
  isSelected: boolean;
  onOpen: (id: string) => void;
}

function BodyRow({ row, index, start, isOpen, isSelected, onOpen }: BodyRowProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys of all rows are in row-keys.ts
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      onClick={() => onOpen(row.id)}
      className={classNames(
        'absolute inset-x-0 flex h-9 cursor-pointer items-center border-b px-4 text-sm',
        isOpen ? 'bg-accent-soft' : isSelected ? 'bg-raised' : 'hover:bg-raised/70',
      )}
      style={{ transform: `translateY(${start}px)` }}
    >
      {row.getVisibleCells().map((cell) => (
        <div
          key={cell.id}
          role="gridcell"
          className={classNames(
            'flex min-w-0 items-center overflow-hidden pr-3',
            NUMERIC.has(cell.column.id) && 'justify-end',
          )}
          style={{ width: cell.column.getSize() }}
        >
          {flexRender(cell.column.columnDef.cell, cell.getContext())}
        </div>
      ))}
    </div>
  );
}

/** While the reader is not at the top, rows that arrive are counted and not shown: nothing moves under the eyes. */
function useHeldRows(rows: readonly LogRow[], frame: RefObject<HTMLDivElement | null>) {
  const [firstId, setFirstId] = useState<string | null>(null);
  const newest = rows[0]?.id ?? null;
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const onScroll = (): void => {
      const isAtTop = element.scrollTop < ROW_PX;
      setFirstId((held) => (isAtTop ? null : (held ?? newest)));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [frame, newest]);
  const fresh =
    firstId === null
      ? 0
      : Math.max(
          0,
          rows.findIndex(({ id }) => id === firstId),
        );
  return {
    held: fresh === 0 ? rows : rows.slice(fresh),
    fresh,
    release: () => {
      setFirstId(null);
      frame.current?.scrollTo({ top: 0 });
    },
  };
}
