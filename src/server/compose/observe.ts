/** Where every request is reported besides the log: metrics, and an OpenTelemetry collector where the operator wants one. */
import { createOtlpPost } from '../../http/outbound/post-otlp.ts';
import type { Collected } from '../../observe/exposition.ts';
import { createMetrics, type MetricNames } from '../../observe/metrics.ts';
import { createOtlp } from '../../observe/otlp.ts';
import type { Degradations } from '../../observe/degradations.ts';
import type { LogRow } from '../../storage/ports/log.ts';
import type { ServerOptions } from '../config/options.ts';
import { createRuntimeFigures } from '../runtime-figures.ts';
import { after, every, systemClock } from '../timers.ts';
import { collectFromAll } from '../workers/shared-figures.ts';
import { workerChannel } from '../workers/worker-channel.ts';

export interface Observers {
  onRow: (row: LogRow) => void;
  /** Requests, then the process itself; of all workers, where there are several. */
  collect: (names: MetricNames) => Promise<Collected[]>;
  close: () => Promise<void>;
}

const COLLECTOR = 'OpenTelemetry collector';

/** `running`: requests and streams that run at the moment. */
export function observe(
  { otlp, egress }: Pick<ServerOptions, 'otlp' | 'egress'>,
  { degradations, running }: { degradations: Degradations; running: () => number },
): Observers {
  const metrics = createMetrics();
  const runtime = createRuntimeFigures({ degradations: degradations.current, running });
  const collect = (names: MetricNames) => [...metrics.collect(names), ...runtime()];
  if (otlp === null)
    return {
      onRow: metrics.record,
      collect: collectFromAll(collect, { channel: workerChannel(), after }),
      close: () => Promise.resolve(),
    };
  const { serviceName, resource } = otlp;
  const exporter = createOtlp({
    post: createOtlpPost(otlp, egress),
    serviceName,
    resource,
    collect: () => collect('tollgate'),
    now: systemClock.now,
    every,
    onDegradation: (reason) => degradations.set(COLLECTOR, reason),
  });
  return {
    onRow(row) {
      metrics.record(row);
      exporter.push(row);
    },
    collect: collectFromAll(collect, { channel: workerChannel(), after }),
    close: () => exporter.close(),
  };
}
