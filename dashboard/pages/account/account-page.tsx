/** One's own account: name, password, and where one is signed in. */
import { useState } from 'react';
import {
  type OwnSession,
  useChangePassword,
  useEndSession,
  useOwnSessions,
  useSignOutEverywhere,
  useUpdateAccount,
} from '../../api/queries/account.ts';
import { SecondFactorsCard } from './second-factors-card.tsx';
import { useEndOwnDevice, useOwnDevices } from '../../api/queries/devices.ts';
import { type SignedIn, useSession } from '../../api/queries/session.ts';
import { browserName } from '../../format/browser-name.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';

export function AccountPage() {
  const user = useSession().data?.user ?? null;
  if (user === null) {
    return (
      <Page title="Account">
        <Card>
          <EmptyState title="A key has no account">
            You signed in with a gateway key. Whoever signs in with an e-mail address has a name, a password and
            sessions.
          </EmptyState>
        </Card>
      </Page>
    );
  }
  return (
    <Page title="Account" summary={user.email}>
      <div className="grid items-start gap-4 min-[900px]:grid-cols-2">
        <NameCard user={user} />
        <PasswordCard />
      </div>
      <SecondFactorsCard />
      <SessionsCard />
      <DevicesCard />
    </Page>
  );
}

function NameCard({ user }: { user: NonNullable<SignedIn['user']> }) {
  const [first, setFirst] = useState(user.first_name);
  const [last, setLast] = useState(user.last_name);
  const update = useUpdateAccount();
  return (
    <Card title="Name">
      <form
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          update.mutate({ first_name: first.trim(), last_name: last.trim() });
        }}
      >
        <TextField label="First name" optional autoComplete="given-name" value={first} onChange={setFirst} />
        <TextField label="Last name" optional autoComplete="family-name" value={last} onChange={setLast} />
        {update.isError && <ErrorState error={update.error} />}
        <Button type="submit" busy={update.isPending} className="self-start">
          {update.isSuccess ? 'Saved' : 'Save'}
        </Button>
      </form>
    </Card>
  );
}

function PasswordCard() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useChangePassword();
  const submit = (): void =>
    change.mutate(
      { current_password: current, new_password: next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
        },
      },
    );
  return (
    <Card title="Password">
      <form
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label="Present password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
        <TextField
          label="New password"
          help="At least 12 characters. Your other sessions end."
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
        />
        {change.isError && (
          <div className="-m-4">
            <ErrorState error={change.error} />
          </div>
        )}
        <Button type="submit" busy={change.isPending} className="self-start">
          {change.isSuccess && next === '' ? 'Changed' : 'Change the password'}
        </Button>
      </form>
    </Card>
  );
}

function SessionsCard() {
  const sessions = useOwnSessions();
  const everywhere = useSignOutEverywhere();
  return (
    <Card
      title="Signed in"
      action={
        <Button look="danger" busy={everywhere.isPending} onClick={() => everywhere.mutate()}>
          Sign out everywhere
        </Button>
      }
    >
      {sessions.isPending ? (
        <SkeletonRows rows={3} />
      ) : sessions.isError ? (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : (
        <Table
          label="Sessions"
          rows={sessions.data.data}
          rowId={({ id }) => id}
          columns={[
            {
              id: 'where',
              title: 'Browser',
              cell: ({ user_agent: agent }) => (
                <span className="foreign-text block truncate" title={agent}>
                  {browserName(agent)}
                </span>
              ),
            },
            {
              id: 'address',
              title: 'Address',
              cell: ({ client_ip: address }) => <code className="font-mono text-xs">{address}</code>,
            },
            {
              id: 'started',
              title: 'Since',
              cell: ({ started_at: at }) => <Ago at={at} />,
            },
            {
              id: 'used',
              title: 'Last used',
              cell: ({ used_at: at }) => <Ago at={at} />,
            },
            { id: 'actions', title: '', cell: (session) => <EndButton session={session} /> },
          ]}
        />
      )}
    </Card>
  );
}

function DevicesCard() {
  const devices = useOwnDevices();
  const end = useEndOwnDevice();
  return (
    <Card title="Devices">
      {devices.isPending ? (
        <SkeletonRows rows={2} />
      ) : devices.isError ? (
        <ErrorState error={devices.error} onRetry={() => void devices.refetch()} />
      ) : devices.data.total === 0 ? (
        <EmptyState title="No device is signed in">Type /login in Claude Code to sign one in.</EmptyState>
      ) : (
        <Table
          label="Devices"
          rows={devices.data.data}
          rowId={({ id }) => id}
          columns={[
            {
              id: 'program',
              title: 'Program',
              cell: ({ user_agent: agent }) => (
                <span className="foreign-text block truncate" title={agent}>
                  {agent}
                </span>
              ),
            },
            {
              id: 'address',
              title: 'Address',
              cell: ({ client_ip: address }) => <code className="font-mono text-xs">{address}</code>,
            },
            {
              id: 'started',
              title: 'Since',
              cell: ({ created_at: at }) => <Ago at={at} />,
            },
            {
              id: 'refreshed',
              title: 'Last refreshed',
              cell: ({ refreshed_at: at }) => <Ago at={at} />,
            },
            {
              id: 'actions',
              title: '',
              cell: ({ id }) => (
                <Button look="quiet" busy={end.isPending && end.variables === id} onClick={() => end.mutate(id)}>
                  Sign out
                </Button>
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}

function EndButton({ session }: { session: OwnSession }) {
  const end = useEndSession();
  if (session.is_current) return <Badge tone="ok">This one</Badge>;
  return (
    <Button look="quiet" busy={end.isPending} onClick={() => end.mutate(session.id)}>
      Sign out
    </Button>
  );
}
