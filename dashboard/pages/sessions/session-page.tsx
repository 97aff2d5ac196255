/** One session: its tree with cost and time in aligned columns, so that the expensive branch is seen without reading. */
import { Link, useParams } from '@tanstack/react-router';
import { ChevronDown, ChevronRight, Wrench } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type LogRow, useWholeLog } from '../../api/queries/logs.ts';
import { type SessionTools, useSessionTools } from '../../api/queries/sessions.ts';
import { Stat } from '../../charts/stat.tsx';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatClock } from '../../format/moments.ts';
import { formatCount, formatDuration } from '../../format/numbers.ts';
import { missName, missSentence } from '../../panels/cache-verdict.ts';
import { BesideRequest } from '../../panels/request/beside-request.tsx';
import { MoreRequests } from '../../panels/request/more-requests.tsx';
import { SumFigures } from '../../panels/request/sum-figures.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Card, Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { SessionActivityCard } from './session-activity-card.tsx';
import { StopAgent, StopSession } from './stop-buttons.tsx';
import { type SessionNode, toSessionTree } from './session-tree.ts';

export function SessionPage() {
  const { sessionId } = useParams({ from: '/sessions/$sessionId' });
  const { pages, rows } = useWholeLog({ session_id: sessionId });
  return (
    <BesideRequest>
      <Page
        title="Session"
        summary={<code className="foreign-text font-mono text-xs">{sessionId}</code>}
        actions={<StopSession sessionId={sessionId} />}
      >
        {pages.isPending ? (
          <SkeletonRows rows={12} />
        ) : pages.isError && rows.length === 0 ? (
          <ErrorState error={pages.error} onRetry={() => void pages.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState title="No request of this session is known">
            It may be older than the log, or somebody else’s.
          </EmptyState>
        ) : (
          <>
            <SumFigures of={{ session_id: sessionId }} rows={rows} isWhole={!pages.hasNextPage}>
              <LongestWait rows={rows} isWhole={!pages.hasNextPage} />
            </SumFigures>
            <SessionActivityCard sessionId={sessionId} />
            <Card title="What happened" action={<MoreRequests pages={pages} shown={rows.length} />}>
              <Tree sessionId={sessionId} rows={rows} />
            </Card>
          </>
        )}
      </Page>
    </BesideRequest>
  );
}

function Tree({ sessionId, rows }: { sessionId: string; rows: readonly LogRow[] }) {
  const tools = useSessionTools(sessionId).data;
  const tree = useMemo(() => toSessionTree(sessionId, rows, byRequest(tools)), [sessionId, rows, tools]);
  const costs = rows.map(({ cost_nano_usd: cost }) => cost ?? 0);
  const largest = Math.max(...tree.children.map((child) => child.totals.costNanoUsd), ...costs, 1);
  return (
    <>
      {tools?.is_complete === false && (
        <p className="border-b px-4 py-2 text-xs text-ink-soft">
          Tools are named for the newest requests only: this session has more than are read at once.
        </p>
      )}
      <div role="tree" aria-label="Requests of the session" className="@container overflow-x-auto">
        <div className="min-w-[480px] py-1">
          {tree.children.map((node) => (
            <Branch key={node.id} node={node} whole={tree} largest={largest} />
          ))}
        </div>
      </div>
    </>
  );
}

const byRequest = (tools: SessionTools | undefined) =>
  new Map((tools?.data ?? []).map(({ log_id: id, calls }) => [id, calls]));

interface BranchProps {
  node: SessionNode;
  whole: SessionNode;
  largest: number;
}

function Branch({ node, whole, largest }: BranchProps) {
  const [isOpen, setOpen] = useState(true);
  const { totals, children } = node;
  return (
    <div role="treeitem" aria-expanded={children.length === 0 ? undefined : isOpen} aria-selected={false}>
      <div className="figures flex h-8 items-center gap-3 px-4 text-sm hover:bg-raised/60">
        <div className="flex min-w-0 flex-1 items-center gap-1.5" style={{ paddingLeft: (node.depth - 1) * 20 }}>
          {children.length > 0 ? (
            <button
              type="button"
              aria-label={isOpen ? 'Close the branch' : 'Open the branch'}
              onClick={() => setOpen(!isOpen)}
              className="flex size-5 shrink-0 items-center justify-center rounded hover:bg-raised"
            >
              {isOpen ? (
                <ChevronDown aria-hidden className="size-4" />
              ) : (
                <ChevronRight aria-hidden className="size-4" />
              )}
            </button>
          ) : (
            <Mark node={node} />
          )}
          <Label node={node} whole={whole} />
          <CacheNote node={node} />
        </div>
        <Tokens node={node} />
        <span aria-hidden className="relative h-2 w-40 shrink-0 rounded-sm bg-raised @max-[760px]:hidden">
          <TimeBar node={node} whole={whole} />
        </span>
        <span className="w-16 shrink-0 text-right">
          {node.tool !== null && node.tool.to === null ? '—' : formatDuration(totals.to - totals.from)}
        </span>
        <span aria-hidden className="relative h-2 w-20 shrink-0 rounded-sm bg-raised @max-[760px]:hidden">
          <span
            className="absolute inset-y-0 left-0 rounded-sm bg-ink-soft/60"
            style={{ width: `${Math.min(100, (totals.costNanoUsd / largest) * 100)}%` }}
          />
        </span>
        <Cost node={node} />
      </div>
      {isOpen && children.length > 0 && (
        <div role="group">
          {children.map((child) => (
            <Branch key={child.id} node={child} whole={whole} largest={largest} />
          ))}
        </div>
      )}
    </div>
  );
}

interface LongestWaitProps {
  rows: readonly LogRow[];
  isWhole: boolean;
}

function LongestWait({ rows, isWhole }: LongestWaitProps) {
  const longest = rows.reduce((most, { time_to_first_byte_ms: wait }) => Math.max(most, wait ?? 0), 0);
  return (
    <Stat
      label="Longest wait for a first byte"
      value={formatDuration(longest)}
      change={null}
      note={isWhole ? undefined : 'of the requests below'}
    />
  );
}

function Mark({ node }: { node: SessionNode }) {
  if (node.kind === 'tool') return <Wrench aria-hidden className="mx-1 size-3 shrink-0 text-ink-soft" />;
  return (
    <span
      aria-hidden
      className={classNames('mx-1.5 size-2 shrink-0', node.totals.errors > 0 ? 'bg-bad' : 'rounded-full bg-ok')}
    />
  );
}

function Label({ node, whole }: Pick<BranchProps, 'node' | 'whole'>) {
  const { row, tool } = node;
  if (tool !== null) {
    return (
      <span className="truncate" title={tool.summary ?? undefined}>
        <span className="font-mono text-xs">{tool.name}</span>
        {tool.summary !== null && <span className="ml-2 text-ink-soft">{tool.summary}</span>}
      </span>
    );
  }
  if (row === null) {
    return (
      <>
        <span className="truncate font-medium">{node.label}</span>
        {node.kind === 'agent' && <StopAgent sessionId={whole.id} agentId={node.id} />}
      </>
    );
  }
  return (
    <Link
      to="."
      search={(search) => ({ ...search, open: row.id })}
      replace
      className="truncate underline decoration-line-strong underline-offset-2 hover:decoration-ink"
    >
      {formatClock(row.created_at)} {node.label}
    </Link>
  );
}

function Tokens({ node: { totals, tool } }: { node: SessionNode }) {
  const className = 'w-28 shrink-0 text-right text-xs text-ink-soft';
  if (tool === null) {
    return (
      <span className={className}>
        {formatCount(totals.promptTokens)} → {formatCount(totals.outputTokens)}
      </span>
    );
  }
  return (
    <span className={className} title="Tokens by which the next prompt grew with its result">
      {tool.resultTokens === null ? '' : `result ${formatCount(tool.resultTokens)}`}
    </span>
  );
}

/** Which part of the session it took. A tool without an end has none. */
function TimeBar({ node: { totals, tool }, whole }: Pick<BranchProps, 'node' | 'whole'>) {
  const span = Math.max(1, whole.totals.to - whole.totals.from);
  if (tool !== null && tool.to === null) return null;
  return (
    <span
      className={classNames('absolute inset-y-0 rounded-sm', tool === null ? 'bg-accent/60' : 'bg-ink-soft/50')}
      style={{
        left: `${((totals.from - whole.totals.from) / span) * 100}%`,
        width: `max(2px, ${((totals.to - totals.from) / span) * 100}%)`,
      }}
    />
  );
}

function Cost({ node: { totals, kind } }: { node: SessionNode }) {
  const className = 'w-16 shrink-0 text-right';
  if (kind === 'tool') {
    return (
      <span className={className} title="Its input and its result are paid with the requests around it">
        —
      </span>
    );
  }
  return (
    <span className={className} title={formatMoneyExactly(totals.costNanoUsd)}>
      {formatMoney(totals.costNanoUsd)}
    </span>
  );
}

/** The doctor's verdict of a miss, where the money goes. */
function CacheNote({ node: { row } }: { node: SessionNode }) {
  const sentence = row === null ? null : missSentence(row);
  if (row === null || sentence === null) return null;
  return (
    <span title={sentence} className="min-w-0 truncate rounded bg-warn-soft px-1.5 text-xs text-warn">
      {missName(row.prompt_cache_verdict ?? '')}
      {row.prompt_cache_wasted_nano_usd === null ? '' : `, ${formatMoney(row.prompt_cache_wasted_nano_usd)} more`}
    </span>
  );
}
