/** What the process takes of the machine, as metrics. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Collected } from '../observe/exposition.ts';
import type { Degradation } from '../observe/degradations.ts';

const NANO_PER_SECOND = 1e9;
const MICRO_PER_SECOND = 1e6;

export function createRuntimeFigures({
  degradations,
  running,
}: {
  degradations: () => readonly Degradation[];
  /** Requests and streams. */
  running: () => number;
}): () => Collected[] {
  const delay = monitorEventLoopDelay();
  delay.enable();
  const single = (type: 'counter' | 'gauge', name: string, [help, value]: [string, number]): Collected => ({
    name,
    help,
    type,
    series: [{ labels: {}, value }],
  });
  return () => {
    const { user, system } = process.cpuUsage();
    const memory = process.memoryUsage();
    const p99 = delay.percentile(99);
    const figures = [
      single('gauge', 'tollgate_processes', ['Processes that serve here: 1, or the workers.', 1]),
      single('gauge', 'tollgate_running_requests', ['Requests and streams that run at the moment.', running()]),
      single('counter', 'node_process_cpu_seconds_total', ['Processor time.', (user + system) / MICRO_PER_SECOND]),
      single('gauge', 'node_process_resident_memory_bytes', ['Resident memory.', memory.rss]),
      single('gauge', 'node_nodejs_heap_size_used_bytes', ['Used heap.', memory.heapUsed]),
      single('gauge', 'node_nodejs_external_memory_bytes', ['Memory outside of the heap.', memory.external]),
      single('gauge', 'node_nodejs_eventloop_lag_p99_seconds', [
        'How late timers ran since the last reading, at the 99th percentile.',
        Number.isFinite(p99) ? p99 / NANO_PER_SECOND : 0,
      ]),
      single('gauge', 'node_process_uptime_seconds', ['Since the start of the process.', process.uptime()]),
      {
        name: 'tollgate_trouble',
        help: 'Parts that are out of order while answers go on.',
        type: 'gauge' as const,
        series: degradations().map(({ part }) => ({ labels: { part }, value: 1 })),
      },
    ];
    delay.reset();
    return figures;
  };
}
