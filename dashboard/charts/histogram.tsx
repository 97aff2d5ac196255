/** A thin row of bars over time, the failed part told apart; dragging chooses a time. */
import { type PointerEvent, useRef, useState } from 'react';

export interface HistogramBar {
  /** ms since the epoch, where the bar begins. */
  time: number;
  total: number;
  /** Of the total. */
  failed: number;
}

interface HistogramProps {
  label: string;
  bars: readonly HistogramBar[];
  bucketMs: number;
  onZoom: (from: number, to: number) => void;
}

const HEIGHT = 44;

export function Histogram({ label, bars, bucketMs, onZoom }: HistogramProps) {
  const frame = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const most = Math.max(...bars.map(({ total }) => total), 1);
  const barAt = (event: PointerEvent): number => {
    const { left = 0, width = 1 } = frame.current?.getBoundingClientRect() ?? {};
    return Math.min(bars.length - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * bars.length)));
  };
  const finish = (): void => {
    if (drag === null) return;
    const [first, last] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    const [from, to] = [bars[first]?.time, bars[last]?.time];
    setDrag(null);
    if (from !== undefined && to !== undefined && first !== last) onZoom(from, to + bucketMs);
  };
  return (
    <svg
      ref={frame}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${Math.max(1, bars.length)} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-11 w-full cursor-crosshair touch-none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: barAt(event), to: barAt(event) });
      }}
      onPointerMove={(event) => drag !== null && setDrag({ ...drag, to: barAt(event) })}
      onPointerUp={finish}
    >
      {bars.map(({ time, total, failed }, index) => (
        <g key={time}>
          <title>{`${new Date(time).toLocaleString('en-GB')}: ${total} requests, ${failed} failed`}</title>
          <rect x={index} y={0} width={1} height={HEIGHT} className="fill-transparent" />
          <rect
            x={index + 0.12}
            width={0.76}
            y={HEIGHT - (total / most) * HEIGHT}
            height={((total - failed) / most) * HEIGHT}
            className="fill-accent/55"
          />
          <rect
            x={index + 0.12}
            width={0.76}
            y={HEIGHT - (failed / most) * HEIGHT}
            height={(failed / most) * HEIGHT}
            className="fill-bad"
          />
        </g>
      ))}
      {drag !== null && (
        <rect
          x={Math.min(drag.from, drag.to)}
          width={Math.abs(drag.to - drag.from) + 1}
          y={0}
          height={HEIGHT}
          className="fill-ink/15"
        />
      )}
    </svg>
  );
}
