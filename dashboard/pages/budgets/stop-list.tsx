/** What was stopped by hand, and may go on. */
import { Link } from '@tanstack/react-router';
import { useNames } from '../../api/queries/api-keys.ts';
import { useHolds } from '../../api/queries/session.ts';
import { type Stop, useLiftStop, useStops } from '../../api/queries/stops.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

export function StopList() {
  const stops = useStops();
  const lift = useLiftStop();
  const mayLift = useHolds('policies.delete');
  const nameOf = useNames(stops.data?.data.map(({ api_key_id: id }) => id));
  if (stops.isPending) return <SkeletonRows rows={3} />;
  if (stops.isError) return <ErrorState error={stops.error} onRetry={() => void stops.refetch()} />;
  const rows = stops.data.data;
  if (rows.length === 0) {
    return (
      <EmptyState title="Nothing is stopped">
        The page of a session has a button that stops it, or one of its subagents, from its next request on.
      </EmptyState>
    );
  }
  return (
    <div className="-mx-4">
      {lift.error !== null && <ErrorState error={lift.error} />}
      <Table
        label="Stopped"
        rows={rows}
        rowId={({ id }) => id}
        columns={[
          { id: 'what', title: 'What', cell: (stop) => <Stopped stop={stop} nameOf={nameOf} /> },
          { id: 'reason', title: 'Why', cell: ({ reason }) => <span className="foreign-text">{reason}</span> },
          {
            id: 'since',
            title: 'Since',
            cell: ({ created_at: at }) => <Ago at={at} />,
          },
          {
            id: 'actions',
            title: 'Actions',
            cell: ({ id }) => (
              <Button look="quiet" disabled={!mayLift} busy={lift.isPending} onClick={() => lift.mutate(id)}>
                Let it go on
              </Button>
            ),
          },
        ]}
      />
    </div>
  );
}

function Stopped({ stop, nameOf }: { stop: Stop; nameOf: (id: string) => string }) {
  const { kind, session_id: session, agent_id: agent, api_key_id: key } = stop;
  if (kind === 'api_key') return `API key ${nameOf(key ?? '')}`;
  return (
    <span className="flex flex-wrap items-baseline gap-1.5">
      {kind === 'agent' && <code className="foreign-text font-mono text-xs">{agent}</code>}
      <span>{kind === 'agent' ? 'of session' : 'Session'}</span>
      <Link
        to="/sessions/$sessionId"
        params={{ sessionId: session ?? '' }}
        className="foreign-text font-mono text-xs underline underline-offset-2"
      >
        {session}
      </Link>
    </span>
  );
}
