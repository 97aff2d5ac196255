/** One trace: its requests on one line of time, each with its attempts. */
import { Link, useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type Attempt, type LogRow, useWholeLog } from '../../api/queries/logs.ts';
import { Stat } from '../../charts/stat.tsx';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatClock } from '../../format/moments.ts';
import { formatCount, formatDuration } from '../../format/numbers.ts';
import { BesideRequest } from '../../panels/request/beside-request.tsx';
import { MoreRequests } from '../../panels/request/more-requests.tsx';
import { statusTone } from '../../panels/request/row-facts.ts';
import { SumFigures } from '../../panels/request/sum-figures.tsx';
import { Badge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { spanOf, toTraceRows, type TraceRow } from './trace-tree.ts';

export function TracePage() {
  const { traceId } = useParams({ from: '/traces/$traceId' });
  const { pages, rows } = useWholeLog({ trace_id: traceId });
  return (
    <BesideRequest>
      <Page
        title="Trace"
        summary={
          <span className="flex items-center gap-1">
            <code className="foreign-text font-mono text-xs">{traceId}</code>
            <CopyButton text={traceId} label="Copy the id of the trace" />
          </span>
        }
      >
        {pages.isPending ? (
          <SkeletonRows rows={8} />
        ) : pages.isError && rows.length === 0 ? (
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title="No request of this trace is known">
            The log may no longer have it, or your role may not read it.
          </EmptyState>
        ) : (
          <>
            <Figures traceId={traceId} rows={rows} isWhole={!pages.hasNextPage} />
            <Card title="Requests" action={<MoreRequests pages={pages} shown={rows.length} />}>
              <Requests rows={rows} />
            </Card>
          </>
        )}
      </Page>
    </BesideRequest>
  );
}

interface FiguresProps {
  traceId: string;
  rows: readonly LogRow[];
  /** `rows` are all requests of the trace. */
  isWhole: boolean;
}

function Figures({ traceId, rows, isWhole }: FiguresProps) {
  const attempts = rows.reduce((sum, row) => sum + row.attempts.length, 0);
  return (
    <SumFigures of={{ trace_id: traceId }} rows={rows} isWhole={isWhole}>
      <Stat
        label="Attempts at upstreams"
        value={formatCount(attempts)}
        change={null}
        note={isWhole ? undefined : 'of the requests below'}
      />
    </SumFigures>
  );
}

function Requests({ rows }: { rows: readonly LogRow[] }) {
  const placed = useMemo(() => toTraceRows(rows), [rows]);
  const { from, to } = spanOf(rows);
  return (
    <div className="@container overflow-x-auto">
      <ol aria-label="Requests of the trace" className="min-w-[320px] divide-y">
        {placed.map((one) => (
          <Request key={one.row.id} placed={one} from={from} length={Math.max(1, to - from)} />
        ))}
      </ol>
    </div>
  );
}

interface RequestProps {
  placed: TraceRow;
  /** ms since the epoch. */
  from: number;
  /** ms. */
  length: number;
}

function Request({ placed: { row, depth }, from, length }: RequestProps) {
  const began = Date.parse(row.created_at) - from;
  return (
    <li className="px-4 py-2">
      <Line
        name={
          <span className="flex min-w-0 items-center gap-2" style={{ paddingLeft: depth * 20 }}>
            <Badge tone={statusTone(row)}>{row.response_status_code}</Badge>
            <Link
              to="."
              search={(search) => ({ ...search, open: row.id })}
              replace
              className="truncate underline decoration-line-strong underline-offset-2 hover:decoration-ink"
            >
              {formatClock(row.created_at)} {row.ai_model ?? row.requested_model ?? row.operation}
            </Link>
          </span>
        }
        bar={{ start: began / length, width: row.response_time / length, className: 'h-2 bg-accent/60' }}
        ms={row.response_time}
        end={<span title={formatMoneyExactly(row.cost_nano_usd)}>{formatMoney(row.cost_nano_usd)}</span>}
      />
      {row.attempts.map((attempt, index) => (
        <AttemptLine
          key={attempt.span_id}
          attempt={attempt}
          number={index + 1}
          depth={depth}
          start={(began + attempt.started_ms) / length}
          width={attempt.duration_ms / length}
        />
      ))}
    </li>
  );
}

interface AttemptLineProps {
  attempt: Attempt;
  number: number;
  depth: number;
  /** Shares of the trace. */
  start: number;
  width: number;
}

const FIRST_ERROR = 400;

function AttemptLine({ attempt, number, depth, start, width }: AttemptLineProps) {
  const { provider, status, reason, duration_ms: ms, cost_nano_usd: cost } = attempt;
  const isGood = status > 0 && status < FIRST_ERROR;
  return (
    <Line
      name={
        <span className="truncate text-xs text-ink-soft" style={{ paddingLeft: depth * 20 + 16 }}>
          Attempt {number}: {provider}, {status === 0 ? 'no response' : status}
          {reason === 'answered' || reason.startsWith('status_') ? '' : `, ${reason.replaceAll('_', ' ')}`}
        </span>
      }
      bar={{ start, width, className: classNames('h-1', isGood ? 'bg-ok' : 'bg-bad') }}
      ms={ms}
      end={cost === null ? '' : formatMoney(cost)}
      isSmall
    />
  );
}

interface LineProps {
  name: React.ReactNode;
  /** Shares of the trace. */
  bar: { start: number; width: number; className: string };
  ms: number;
  end: React.ReactNode;
  isSmall?: boolean;
}

function Line({ name, bar, ms, end, isSmall = false }: LineProps) {
  return (
    <div
      className={classNames('figures flex items-center gap-3', isSmall ? 'h-5 text-xs text-ink-soft' : 'h-7 text-sm')}
    >
      <div className="flex min-w-0 flex-1">{name}</div>
      <span
        aria-hidden
        className="relative flex h-2 w-2/5 shrink-0 items-center overflow-hidden rounded-sm bg-raised @max-[620px]:hidden"
      >
        <span
          className={classNames('absolute rounded-sm', bar.className)}
          style={{ left: `${Math.min(99.5, bar.start * 100)}%`, width: `max(2px, ${bar.width * 100}%)` }}
        />
      </span>
      <span className="w-16 shrink-0 text-right">{formatDuration(ms)}</span>
      <span className="w-16 shrink-0 text-right">{end}</span>
    </div>
  );
}
