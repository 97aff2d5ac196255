/** The columns of the log table. */
import { createColumnHelper } from '@tanstack/react-table';
import type { LogRow } from '../../api/queries/logs.ts';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatMoment, formatUtc } from '../../format/moments.ts';
import { formatCount, formatDuration, formatExactly } from '../../format/numbers.ts';
import { ProviderMark } from '../../panels/provider-mark.tsx';
import { Badge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { cachedShare, marksOf, statusTone } from '../../panels/request/row-facts.ts';

const column = createColumnHelper<LogRow>();

const DOTS = { ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad' } as const;

function Status({ row }: { row: LogRow }) {
  const tone = statusTone(row);
  return (
    <span className="figures inline-flex items-center gap-1.5" title={row.error_message ?? row.outcome}>
      <span
        aria-hidden
        className={classNames(
          'size-2',
          tone === 'bad' ? 'rounded-none' : 'rounded-full',
          DOTS[tone as keyof typeof DOTS],
        )}
      />
      {row.response_status_code}
    </span>
  );
}

/** In and out; the line below the input shows the part of it that came from the prompt cache. */
function Tokens({ row }: { row: LogRow }) {
  const cached = cachedShare(row) ?? 0;
  if (row.req_units === null && row.res_units === null) return <span className="text-ink-soft">—</span>;
  return (
    <span
      className="figures relative inline-flex gap-1"
      title={`Input ${formatExactly(row.req_units)}, of it cached ${formatExactly(row.cache_read_tokens)}; output ${formatExactly(row.res_units)}`}
    >
      <span className="relative pb-1">
        {formatCount(row.req_units)}
        {cached > 0 && (
          <span
            aria-hidden
            className="absolute bottom-0.5 left-0 h-0.5 bg-cached"
            style={{ width: `${cached * 100}%` }}
          />
        )}
      </span>
      <span aria-hidden className="text-ink-soft">
        →
      </span>
      <span>{formatCount(row.res_units)}</span>
    </span>
  );
}

const LONGEST_MS = 60_000;

/** On a logarithmic scale to a minute; the mark is the first byte. */
function Duration({ row }: { row: LogRow }) {
  const width = (ms: number): number => Math.min(100, (Math.log1p(ms) / Math.log1p(LONGEST_MS)) * 100);
  const first = row.time_to_first_byte_ms;
  return (
    <span
      className="flex w-full items-center gap-2"
      title={first === null ? '' : `First byte after ${formatDuration(first)}`}
    >
      <span className="figures w-14 shrink-0 text-right">
        {row.response_time === 0 ? '—' : formatDuration(row.response_time)}
      </span>
      <span aria-hidden className="relative h-1.5 min-w-0 flex-1 rounded-sm bg-raised">
        <span
          className="absolute inset-y-0 left-0 rounded-sm bg-accent/45"
          style={{ width: `${width(row.response_time)}%` }}
        />
        {first !== null && (
          <span className="absolute -inset-y-0.5 w-0.5 bg-accent" style={{ left: `${width(first)}%` }} />
        )}
      </span>
    </span>
  );
}

export const NUMERIC = new Set(['cost', 'tokens']);
export const SHOWN_AT_FIRST: Record<string, boolean> = {
  provider: false,
  region: false,
  session: false,
  trace: false,
  operation: false,
};

export const COLUMN_NAMES: Record<string, string> = {
  time: 'Time',
  status: 'Status',
  model: 'Model',
  tokens: 'Tokens in → out',
  cost: 'Cost',
  duration: 'Duration',
  key: 'Key',
  badges: 'Notes',
  provider: 'Provider',
  region: 'Region',
  session: 'Session',
  trace: 'Trace',
  operation: 'Operation',
};

/** What fits beside each other on a phone. */
export const SHOWN_NARROW: Record<string, boolean> = Object.fromEntries(
  Object.keys(COLUMN_NAMES).map((id) => [id, ['time', 'status', 'model', 'cost'].includes(id)]),
);

/** `keyName`: what people call the key with this id. */
export function logColumns(keyName: (id: string) => string, isNarrow: boolean) {
  const cut = (text: string | null) => (
    <span className="truncate" title={text ?? ''}>
      {text ?? '—'}
    </span>
  );
  return [
    column.display({
      id: 'time',
      size: isNarrow ? 84 : 120,
      cell: ({ row }) => (
        <time className="figures" dateTime={row.original.created_at} title={formatUtc(row.original.created_at)}>
          {formatMoment(row.original.created_at)}
        </time>
      ),
    }),
    column.display({ id: 'status', size: isNarrow ? 58 : 72, cell: ({ row }) => <Status row={row.original} /> }),
    column.display({
      id: 'model',
      size: isNarrow ? 136 : 200,
      cell: ({ row }) => (
        <span className="flex min-w-0 items-center gap-1.5">
          <ProviderMark id={row.original.ai_org} name={row.original.ai_org ?? 'no provider'} />
          {cut(row.original.ai_model ?? row.original.requested_model)}
        </span>
      ),
    }),
    column.display({ id: 'tokens', size: 120, cell: ({ row }) => <Tokens row={row.original} /> }),
    column.display({
      id: 'cost',
      size: isNarrow ? 76 : 80,
      cell: ({ row }) => (
        <span className="figures" title={formatMoneyExactly(row.original.cost_nano_usd)}>
          {formatMoney(row.original.cost_nano_usd)}
        </span>
      ),
    }),
    column.display({ id: 'duration', size: 170, cell: ({ row }) => <Duration row={row.original} /> }),
    column.display({
      id: 'key',
      size: 150,
      cell: ({ row }) => cut(keyName(row.original.user_id ?? row.original.api_key_id)),
    }),
    column.display({
      id: 'badges',
      size: 200,
      cell: ({ row }) => (
        <span className="flex gap-1">
          {marksOf(row.original).map(({ label, title, tone }) => (
            <Badge key={label} tone={tone} title={title}>
              {label}
            </Badge>
          ))}
        </span>
      ),
    }),
    column.display({ id: 'provider', size: 130, cell: ({ row }) => cut(row.original.virtual_key) }),
    column.display({ id: 'region', size: 110, cell: ({ row }) => cut(row.original.region) }),
    column.display({ id: 'session', size: 150, cell: ({ row }) => cut(row.original.session_id) }),
    column.display({ id: 'trace', size: 150, cell: ({ row }) => cut(row.original.trace_id) }),
    column.display({ id: 'operation', size: 130, cell: ({ row }) => cut(row.original.operation) }),
  ];
}
