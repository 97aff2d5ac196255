/** Values over time as stacked bars or as lines: crosshair with a legend, drag to choose a time, click for the rows, the same figures as a table. */
import 'uplot/dist/uPlot.min.css';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { Table } from '../ui/table.tsx';
import { coloursFor } from './series-colours.ts';

export interface ChartLine {
  name: string;
  /** Added up of what is too small for a line of its own. */
  isRest?: boolean;
  /** One for each time; null is a gap. */
  values: readonly (number | null)[];
}

interface TimeChartProps {
  label: string;
  /** ms since the epoch. */
  times: readonly number[];
  lines: readonly ChartLine[];
  bucketMs: number;
  format: (value: number) => string;
  isDark: boolean;
  /** What adds up is stacked; what does not, as quantiles, is drawn as lines. */
  look?: 'stacked' | 'lines';
  height?: number;
  /** Of the time that was dragged over, ms since the epoch. */
  onZoom?: (from: number, to: number) => void;
  /** Of the bucket that was clicked, ms since the epoch. */
  onPick?: (from: number, to: number) => void;
}

export function TimeChart({ height = 220, ...props }: TimeChartProps) {
  const [isTable, setTable] = useState(false);
  const { label, times, lines, format } = props;
  const { isDark } = props;
  const colours = useMemo(
    () =>
      coloursFor(
        lines.map(({ name, isRest }) => (isRest === true ? null : name)),
        isDark,
      ),
    [lines, isDark],
  );
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 't' && !event.ctrlKey && !event.metaKey && !event.altKey) setTable(!isTable);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- `t` is what the button in it does
    <div className="flex flex-col gap-2" onKeyDown={onKey}>
      {isTable ? (
        <FigureTable label={label} times={times} lines={lines} format={format} />
      ) : (
        <Plot {...props} height={height} colours={colours} />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs">
        {lines.map(({ name }, index) => (
          <span key={name} className="inline-flex min-w-0 items-center gap-1.5">
            <span aria-hidden className="size-2.5 shrink-0 rounded-sm" style={{ background: colours[index] }} />
            <span className="foreign-text">{name}</span>
          </span>
        ))}
        <button
          type="button"
          aria-keyshortcuts="t"
          className="ml-auto text-ink-soft underline"
          onClick={() => setTable(!isTable)}
        >
          {isTable ? 'Show the chart' : 'Show as table'}
        </button>
      </div>
    </div>
  );
}

function Plot({
  times,
  lines,
  bucketMs,
  format,
  isDark,
  height,
  colours,
  label,
  look = 'stacked',
  onZoom,
  onPick,
}: TimeChartProps & { height: number; colours: readonly string[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const drawn = useMemo(
    () => (look === 'lines' ? sideBySide(times, lines) : stack(times, lines)),
    [look, times, lines],
  );
  const doors = useRef({ onZoom, onPick, bucketMs });
  useEffect(() => {
    doors.current = { onZoom, onPick, bucketMs };
  }, [onZoom, onPick, bucketMs]);
  useEffect(() => {
    const element = frame.current;
    if (element === null || times.length === 0) return;
    const ground = isDark ? '#14171d' : '#ffffff';
    const chart = new uPlot(
      {
        width: Math.max(200, element.clientWidth),
        height,
        padding: [10, 24, 0, 0],
        legend: { show: false },
        cursor: {
          x: true,
          y: false,
          points: { show: false },
          drag: { x: true, y: false, setScale: false },
          sync: SHARED_CROSSHAIR,
        },
        scales: { x: { time: true }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.06 : 1] } },
        axes: axes(isDark, format),
        series: [
          {},
          ...drawn.order.map((index) =>
            look === 'lines' ? stroke(colours[index] ?? '') : bars(colours[index] ?? '', ground),
          ),
        ],
        hooks: {
          setCursor: [(plot) => showTip(plot, { tip: tip.current, lines, colours, format })],
          setSelect: [
            (plot) => {
              const { left, width } = plot.select;
              if (width > CLICK_PX) {
                doors.current.onZoom?.(plot.posToVal(left, 'x') * 1000, plot.posToVal(left + width, 'x') * 1000);
              }
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
      },
      drawn.data,
      element,
    );
    const pick = (): void => {
      const at = chart.cursor.idx;
      const time = at === null || at === undefined ? undefined : times[at];
      if (time !== undefined) doors.current.onPick?.(time, time + doors.current.bucketMs);
    };
    const release = onClick(chart.over, pick);
    const observer = new ResizeObserver(() => chart.setSize({ width: Math.max(200, element.clientWidth), height }));
    observer.observe(element);
    return () => {
      release();
      observer.disconnect();
      chart.destroy();
    };
  }, [times, lines, drawn, look, colours, isDark, height, format]);
  return (
    <div
      className="relative"
      tabIndex={0}
      role="img"
      aria-label={`${label}: a chart over time. “Show as table” has its figures.`}
    >
      <div ref={frame} style={{ height }} />
      <div
        ref={tip}
        data-chart-tip
        className="figures pointer-events-none absolute top-1 z-10 hidden max-w-72 rounded-md border bg-surface p-2 text-xs shadow-lg"
      />
    </div>
  );
}

/** Every chart of the page shows the same moment. What is dragged or clicked concerns its own chart alone. */
const SHARED_CROSSHAIR: uPlot.Cursor.Sync = {
  key: 'page',
  scales: ['x', null],
  setSeries: false,
  filters: { pub: (type) => /^mouse(?:move|enter|leave)$/.test(type) },
};

/** A pointer that moves further than this drags. */
const CLICK_PX = 4;

/** Calls on a press that moved nowhere. Returns how to stop. */
function onClick(element: HTMLElement, act: () => void): () => void {
  let from = Number.NaN;
  const onDown = (event: MouseEvent): void => void (from = event.clientX);
  const onUp = (event: MouseEvent): void => {
    if (Math.abs(event.clientX - from) <= CLICK_PX) act();
    from = Number.NaN;
  };
  element.addEventListener('mousedown', onDown);
  element.addEventListener('mouseup', onUp);
  return () => {
    element.removeEventListener('mousedown', onDown);
    element.removeEventListener('mouseup', onUp);
  };
}

function sideBySide(times: readonly number[], lines: readonly ChartLine[]) {
  const order = lines.map((_, index) => index);
  const data = [times.map((time) => time / 1000), ...lines.map(({ values }) => [...values])] as uPlot.AlignedData;
  return { data, order };
}

function stroke(colour: string): uPlot.Series {
  return { stroke: colour, width: 2, points: { show: true, size: 4, fill: colour, stroke: colour }, spanGaps: false };
}

/** Bars are drawn over each other, the tallest first: each value has those before it added. */
function stack(times: readonly number[], lines: readonly ChartLine[]) {
  const sums = times.map(() => 0);
  const piles = lines.map(({ values }) =>
    times.map((_, index) => {
      const value = values[index] ?? null;
      if (value === null) return null;
      sums[index] = (sums[index] ?? 0) + value;
      return sums[index];
    }),
  );
  const order = lines.map((_, index) => index).toReversed();
  const data = [times.map((time) => time / 1000), ...order.map((index) => piles[index] ?? [])] as uPlot.AlignedData;
  return { data, order };
}

/** The room of one bar, with the gap beside it. */
const NARROW_PX = 4;

function bars(colour: string, ground: string): uPlot.Series {
  return {
    // A hairline in the ground's colour keeps stacked pieces apart. uPlot fills a bar too thin for one with its colour.
    stroke: (plot) => (plot.width / plot.data[0].length < NARROW_PX ? colour : ground),
    fill: colour,
    width: 1,
    points: { show: false },
    paths: uPlot.paths.bars?.({ size: [0.8, 40, 1], align: 1 }) ?? null,
  } as uPlot.Series;
}

function axes(isDark: boolean, format: (value: number) => string): uPlot.Axis[] {
  const look = {
    stroke: isDark ? '#9ca4b3' : '#555c6b',
    font: '12px Inter, sans-serif',
    ticks: { show: false },
    grid: { stroke: isDark ? '#272c36' : '#e3e5ea', width: 1 },
  };
  return [
    { ...look, grid: { show: false }, space: 70, size: 28, values: (_, seconds) => seconds.map(timeLabel) },
    { ...look, size: 64, space: 40, values: (_, values) => values.map((value) => format(value)) },
  ];
}

/** The day where one begins, else the time of day. */
function timeLabel(seconds: number): string {
  const date = new Date(seconds * 1000);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  return isMidnight
    ? date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
    : date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

interface Tip {
  tip: HTMLDivElement | null;
  lines: readonly ChartLine[];
  colours: readonly string[];
  format: (value: number) => string;
}

const SHOWN_IN_TIP = 9;

/** Built of text nodes: names of series come from outside. */
function showTip(plot: uPlot, { tip, lines, colours, format }: Tip): void {
  const { idx, left } = plot.cursor;
  if (tip === null) return;
  if (idx === null || idx === undefined || left === undefined || left < 0) {
    tip.style.display = 'none';
    return;
  }
  const time = plot.data[0][idx] ?? 0;
  const rows = lines
    .map(({ name, values }, index) => ({ name, value: values[idx] ?? 0, colour: colours[index] ?? '' }))
    .filter(({ value }) => value !== 0)
    .slice(0, SHOWN_IN_TIP);
  const title = document.createElement('div');
  title.textContent = new Date(time * 1000).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  title.className = 'font-medium';
  tip.replaceChildren(title, ...rows.map((row) => tipRow(row, format)));
  tip.style.display = 'block';
  const width = tip.offsetWidth;
  const place = left + 80;
  tip.style.left = `${place + width > plot.width ? Math.max(0, place - width - 40) : place}px`;
}

function tipRow(
  { name, value, colour }: { name: string; value: number; colour: string },
  format: (value: number) => string,
): HTMLElement {
  const row = document.createElement('div');
  row.className = 'flex items-center gap-2';
  const dot = document.createElement('span');
  dot.className = 'size-2 shrink-0 rounded-sm';
  dot.style.background = colour;
  const text = document.createElement('span');
  text.className = 'min-w-0 flex-1 truncate';
  text.textContent = name;
  const figure = document.createElement('span');
  figure.textContent = format(value);
  row.append(dot, text, figure);
  return row;
}

interface FigureTableProps {
  label: string;
  times: readonly number[];
  lines: readonly ChartLine[];
  format: (value: number) => string;
}

function FigureTable({ label, times, lines, format }: FigureTableProps) {
  const rows = times.map((time, index) => ({ time, index })).toReversed();
  return (
    <div className="max-h-80 overflow-y-auto rounded-md border">
      <Table
        label={label}
        rows={rows}
        rowId={({ time }) => String(time)}
        columns={[
          {
            id: 'time',
            title: 'From',
            cell: ({ time }) =>
              new Date(time).toLocaleString('en-GB', {
                day: 'numeric',
                month: 'short',
                hour: '2-digit',
                minute: '2-digit',
              }),
          },
          ...lines.map((line) => ({
            id: line.name,
            title: line.name,
            numeric: true,
            cell: ({ index }: { index: number }) => {
              const value = line.values[index] ?? null;
              return value === null ? '—' : format(value);
            },
          })),
        ]}
      />
    </div>
  );
}
