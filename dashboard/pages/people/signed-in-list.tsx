/** Everybody's sessions and devices, and signing them out. */
import { type ReactNode } from 'react';
import { useAllDevices, useEndDevice } from '../../api/queries/devices.ts';
import { useEndPersonsSession, useSessions, useUsers } from '../../api/queries/people.ts';
import { useHolds } from '../../api/queries/session.ts';
import { browserName } from '../../format/browser-name.ts';
import { Ago } from '../../ui/ago.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { fullName } from './names.ts';

interface Row {
  id: string;
  user_id: string | null;
  client_ip: string;
  user_agent: string;
}

export function SignedInList() {
  return (
    <div className="flex flex-col gap-6">
      <Part title="Browsers">
        <Sessions />
      </Part>
      <Part title="Devices">
        <Devices />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      <div className="-mx-4">{children}</div>
    </section>
  );
}

function Sessions() {
  const sessions = useSessions();
  const end = useEndPersonsSession();
  const frame = useFrame(end);
  if (sessions.isPending) return <SkeletonRows rows={4} />;
  if (sessions.isError) return <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />;
  const [who, ...rest] = frame;
  return (
    <>
      {end.isError && <ErrorState error={end.error} />}
      <Table
        label="Sessions of everybody"
        rows={sessions.data.data}
        rowId={({ id }) => id}
        columns={[
          ...(who === undefined ? [] : [who]),
          { id: 'method', title: 'By', cell: ({ method }) => <span className="foreign-text">{method}</span> },
          { id: 'since', title: 'Since', cell: ({ started_at: at }) => <Ago at={at} /> },
          { id: 'used', title: 'Last used', cell: ({ used_at: at }) => <Ago at={at} /> },
          ...rest,
        ]}
      />
    </>
  );
}

function Devices() {
  const devices = useAllDevices();
  const end = useEndDevice();
  const frame = useFrame(end);
  if (devices.isPending) return <SkeletonRows rows={4} />;
  if (devices.isError) return <ErrorState error={devices.error} onRetry={() => void devices.refetch()} />;
  if (devices.data.total === 0) {
    return <EmptyState title="No device is signed in">People sign one in by typing /login in Claude Code.</EmptyState>;
  }
  const [who, ...rest] = frame;
  return (
    <>
      {end.isError && <ErrorState error={end.error} />}
      <Table
        label="Devices of everybody"
        rows={devices.data.data}
        rowId={({ id }) => id}
        columns={[
          ...(who === undefined ? [] : [who]),
          { id: 'since', title: 'Since', cell: ({ created_at: at }) => <Ago at={at} /> },
          { id: 'refreshed', title: 'Last refreshed', cell: ({ refreshed_at: at }) => <Ago at={at} /> },
          ...rest,
        ]}
      />
    </>
  );
}

/** What both tables have: who first, then from where, and the end. */
function useFrame(end: {
  isPending: boolean;
  variables: string | undefined;
  mutate: (id: string) => void;
}): Column<Row>[] {
  const users = useUsers().data?.data ?? [];
  const mayEnd = useHolds('organisation_users.update');
  const nameOf = (id: string | null): string => {
    const user = users.find((one) => one.id === id);
    return user === undefined ? (id ?? 'A gateway key') : fullName(user);
  };
  const frame: Column<Row>[] = [
    {
      id: 'who',
      title: 'Who',
      cell: ({ user_id: id }) => <span className="foreign-text block min-w-44 font-medium">{nameOf(id)}</span>,
    },
    {
      id: 'program',
      title: 'Program',
      cell: ({ user_agent: agent }) => (
        <span className="foreign-text block max-w-64 truncate" title={agent}>
          {browserName(agent)}
        </span>
      ),
    },
    { id: 'address', title: 'Address', cell: ({ client_ip: ip }) => <code className="font-mono text-xs">{ip}</code> },
  ];
  if (!mayEnd) return frame;
  const action: Column<Row> = {
    id: 'actions',
    title: '',
    cell: ({ id }) => (
      <Button look="quiet" busy={end.isPending && end.variables === id} onClick={() => end.mutate(id)}>
        Sign out
      </Button>
    ),
  };
  return [...frame, action];
}
