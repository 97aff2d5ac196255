/** One request in full: what happened in a sentence, then tabs. */
import { Link } from '@tanstack/react-router';
import { type LogDetail as Detail, useLog } from '../../api/queries/logs.ts';
import { formatUtc } from '../../format/moments.ts';
import { formatBytes } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { missSentence } from '../cache-verdict.ts';
import { readConversation } from './conversation.ts';
import { ConversationView } from './conversation-view.tsx';
import { CostView } from './cost-view.tsx';
import { GuardrailsView } from './guardrails-view.tsx';
import { RawView } from './raw-view.tsx';
import { LogActions } from './log-actions.tsx';
import { type Mark, otherMarks, sentenceOf, statesOf, statusTone } from './row-facts.ts';
import { TimingFigures } from './timing-figures.tsx';
import { Waterfall } from './waterfall.tsx';

export function LogDetail({ id }: { id: string }) {
  const log = useLog(id);
  if (log.isPending) return <SkeletonRows rows={10} />;
  if (log.isError) return <ErrorState error={log.error} onRetry={() => void log.refetch()} />;
  return <Loaded log={log.data} />;
}

function Loaded({ log }: { log: Detail }) {
  const { metrics: row } = log;
  const conversation = readConversation(log.request.body, log.response.body);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-col gap-2 border-b p-4">
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone={statusTone(row)}>{row.response_status_code}</Badge>
          <span className="foreign-text font-mono text-sm font-medium">
            {row.ai_model ?? row.requested_model ?? row.operation}
          </span>
          <Marks marks={otherMarks(row)} />
        </p>
        <p className="text-sm">{sentenceOf(row)}</p>
        <p className="flex flex-wrap gap-1.5">
          <Marks marks={statesOf(row)} />
        </p>
        {missSentence(row) !== null && <p className="foreign-text text-sm text-warn">{missSentence(row)}</p>}
        <LogActions log={log} />
        {row.error_message !== null && <p className="foreign-text text-sm text-bad">{row.error_message}</p>}
        {row.notes.map((note) => (
          <p key={note} className="foreign-text text-sm text-ink-soft">
            {note}
          </p>
        ))}
      </div>
      <Tabs
        label="Parts of the request"
        tabs={[
          {
            id: 'conversation',
            label: 'Conversation',
            content: conversation === null ? <NoBodies log={log} /> : <ConversationView conversation={conversation} />,
          },
          {
            id: 'attempts',
            label: `Attempts ${row.attempts.length}`,
            content: (
              <div className="flex flex-col gap-4">
                <TimingFigures row={row} />
                <Waterfall attempts={row.attempts} totalMs={row.response_time} />
              </div>
            ),
          },
          { id: 'cost', label: 'Cost', content: <CostView row={row} /> },
          {
            id: 'guardrails',
            label: row.guardrails === null ? 'Guardrails' : `Guardrails ${row.guardrails.length}`,
            content: <GuardrailsView row={row} />,
          },
          { id: 'raw', label: 'Raw', content: <RawView request={log.request.body} response={log.response.body} /> },
          { id: 'facts', label: 'Headers', content: <Facts log={log} /> },
        ]}
      />
    </div>
  );
}

function Marks({ marks }: { marks: readonly Mark[] }) {
  return marks.map(({ label, title, tone }) => (
    <Badge key={label} tone={tone} title={title}>
      {label}
    </Badge>
  ));
}

function NoBodies({ log }: { log: Detail }) {
  return (
    <p className="text-sm text-ink-soft">
      {log.request.body === null
        ? 'The bodies of this request were not stored: they are switched off, or it was refused before its body was read.'
        : 'This request is no conversation. Its bodies are under “Raw”.'}
    </p>
  );
}

function Facts({ log }: { log: Detail }) {
  const { metrics: row } = log;
  const facts: [string, string | null][] = [
    ['Request id', row.id],
    ['Began', formatUtc(row.created_at)],
    ['Sizes', `${formatBytes(row.request_bytes)} in, ${formatBytes(row.response_bytes)} out`],
    ['Asked', `${row.request_method} ${row.request_url}`],
    ['Config', row.config],
    ['Strategy', row.mode],
    ['Trace', row.trace_id],
    ['Session', row.session_id],
    ['Agent', row.agent_id],
    ['Client', row.user_agent],
    ['Beta flags dropped', row.betas_dropped.length === 0 ? null : row.betas_dropped.join(', ')],
  ];
  return (
    <div className="flex flex-col gap-5">
      <FactList title="This request" facts={facts} />
      <FactList title="Metadata" facts={Object.entries(row.metadata)} />
      <FactList
        title="Headers of the request"
        facts={Object.entries({ ...log.request.headers, ...log.request.portkeyHeaders })}
      />
      <FactList title="Headers of the response" facts={Object.entries(log.response.headers)} />
      <p className="flex flex-wrap gap-4 text-sm">
        <Link to="/traces/$traceId" params={{ traceId: row.trace_id }} className="text-accent underline">
          All requests of this trace
        </Link>
        {row.session_id !== null && (
          <Link to="/sessions/$sessionId" params={{ sessionId: row.session_id }} className="text-accent underline">
            All requests of this session
          </Link>
        )}
      </p>
    </div>
  );
}

function FactList({ title, facts }: { title: string; facts: readonly (readonly [string, string | null])[] }) {
  const known = facts.filter((fact): fact is [string, string] => fact[1] !== null);
  if (known.length === 0) return null;
  return (
    <section>
      <h3 className="mb-1 text-sm font-semibold">{title}</h3>
      <dl className="grid grid-cols-[minmax(90px,180px)_1fr] gap-x-4 text-sm">
        {known.map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid border-b py-1 last:border-b-0">
            <dt className="foreign-text text-ink-soft">{name}</dt>
            <dd className="group flex min-w-0 items-start gap-1">
              <span className="foreign-text min-w-0 font-mono text-xs leading-5">{value}</span>
              <CopyButton
                text={value}
                label={`Copy ${name}`}
                className="-my-1.5 opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
              />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
