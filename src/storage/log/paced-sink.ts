/** A sink that is given no more rows a second than it can take beside its other work. */
import type { Clock } from '../../kernel/clock.ts';
import type { LogSink } from './sink.ts';

export interface Pace {
  rowsPerSecond: number;
  wait: (ms: number) => Promise<unknown>;
}

/** What a node writes as it comes goes at once: only a backlog, after an outage, is slowed down. */
export function pacedSink(sink: LogSink, { rowsPerSecond, wait }: Pace, clock: Clock): LogSink {
  /** When all that was taken so far would have been, at that speed. */
  let caughtUpAt = Number.NEGATIVE_INFINITY;
  return {
    ...sink,
    async take(segment) {
      const early = caughtUpAt - clock.elapsed();
      if (early > 0) await wait(early);
      const begun = clock.elapsed();
      const rows = await sink.take(segment);
      caughtUpAt = Math.max(caughtUpAt, begun) + ((rows ?? 0) * 1000) / rowsPerSecond;
      return rows;
    },
  };
}
