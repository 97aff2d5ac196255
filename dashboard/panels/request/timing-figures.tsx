/** Where the time of a request went. */
import type { LogRow } from '../../api/queries/logs.ts';
import { formatDuration } from '../../format/numbers.ts';

export function TimingFigures({ row }: { row: LogRow }) {
  const waited = row.attempts.reduce((sum, { wait_ms: wait }) => sum + wait, 0);
  const figures: [name: string, ms: number | null, about: string][] = [
    ['Total', row.response_time === 0 ? null : row.response_time, 'From the arrival to the last byte.'],
    ['First byte', row.time_to_first_byte_ms, 'From the arrival to the first byte of the response.'],
    ['Longest silence', row.stall_ms, 'Between two chunks of the response.'],
    ['Gateway', row.gateway_ms, 'What the gateway itself took before the upstream was asked.'],
    ['Guardrails', row.guardrails_ms, 'By how much guardrails made the response later.'],
    ['Waits before retries', row.attempts.length === 0 ? null : waited, 'All waits between attempts together.'],
  ];
  return (
    <dl aria-label="Times" className="grid grid-cols-2 gap-px overflow-hidden rounded-md border bg-line sm:grid-cols-3">
      {figures.map(([name, ms, about]) => (
        <div key={name} title={about} className="bg-surface px-3 py-2">
          <dt className="text-xs text-ink-soft">{name}</dt>
          <dd className="figures text-sm font-medium">{ms === null ? '—' : exactly(ms)}</dd>
        </div>
      ))}
    </dl>
  );
}

const FINE_MS = 10;

/** The gateway’s own times are fractions of a millisecond. */
function exactly(ms: number): string {
  return ms > 0 && ms < FINE_MS ? `${ms.toFixed(2)} ms` : formatDuration(ms);
}
