/** The page to which /login of Claude Code leads: a person compares the code, sees what asks and from where, and decides. */
import { useState } from 'react';
import {
  type DeviceCode,
  useApproveDevice,
  useDenyDevice,
  useFindDeviceCode,
  useWorkspaceChoices,
} from '../../api/queries/devices.ts';
import { useSession } from '../../api/queries/session.ts';
import { DoorFrame } from '../../forms/door-frame.tsx';
import { WorkspaceField } from '../../forms/workspace-field.tsx';
import { formatAgo } from '../../format/moments.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';

export function DevicePage() {
  const [code, setCode] = useState(codeInAddress);
  const session = useSession().data;
  const find = useFindDeviceCode();
  const [decided, setDecided] = useState<'approved' | 'denied' | null>(null);
  if (session?.user === null || session?.user === undefined) return <NoPerson />;
  if (decided !== null) return <Decided outcome={decided} />;
  if (find.isSuccess) {
    return <Decide code={find.data} email={session.user.email} onBack={find.reset} onDecided={setDecided} />;
  }
  return (
    <DoorFrame
      title="Sign in a device"
      summary="Type the code that your terminal shows. Never type a code that somebody sent you."
      error={find.error}
      onSubmit={() => find.mutate(code)}
    >
      <TextField label="Code" autoComplete="off" autoFocus value={code} onChange={setCode} help="As WDJB-MJHT." />
      <Button type="submit" look="primary" busy={find.isPending} disabled={code.trim() === ''}>
        Continue
      </Button>
    </DoorFrame>
  );
}

const codeInAddress = (): string => new URLSearchParams(window.location.search).get('user_code') ?? '';

interface DecideProps {
  code: DeviceCode;
  email: string;
  onBack: () => void;
  onDecided: (outcome: 'approved' | 'denied') => void;
}

function Decide({ code, email, onBack, onDecided }: DecideProps) {
  const workspaces = useWorkspaces();
  const [chosen, setWorkspace] = useState<string | null>(null);
  const approve = useApproveDevice();
  const deny = useDenyDevice();
  const workspace = chosen ?? workspaces[0]?.id ?? null;
  const client = code.surface === 'claude_code' ? 'Claude Code' : code.surface || 'A program';
  return (
    <DoorFrame
      title={`Let ${client} act as you?`}
      summary={`It will call models as ${email}, on your budget.`}
      error={approve.error ?? deny.error}
      onSubmit={() =>
        approve.mutate(
          { user_code: code.user_code, workspace_id: workspace },
          { onSuccess: () => onDecided('approved') },
        )
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
        <dt className="text-ink-soft">Code</dt>
        <dd className="font-mono text-base font-semibold">{code.user_code}</dd>
        <dt className="text-ink-soft">Program</dt>
        <dd className="foreign-text truncate">{code.user_agent}</dd>
        <dt className="text-ink-soft">From</dt>
        <dd>
          <code className="font-mono text-xs">{code.client_ip}</code>, {formatAgo(code.created_at)}
        </dd>
      </dl>
      {code.is_other_address && (
        <p role="alert" className="rounded-md border border-warn bg-warn-soft p-3 text-sm">
          The sign-in began at another address than this browser’s. Approve it only if that is your machine.
        </p>
      )}
      <p className="text-sm text-ink-soft">
        Approve only if your own terminal shows this very code. Whoever started the sign-in gets access in your name.
      </p>
      {workspaces.length > 1 && (
        <WorkspaceField
          help="Its requests are counted there."
          workspaces={workspaces}
          value={workspace ?? ''}
          onChange={setWorkspace}
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={approve.isPending}>
          Approve
        </Button>
        <Button
          look="danger"
          busy={deny.isPending}
          onClick={() => deny.mutate(code.user_code, { onSuccess: () => onDecided('denied') })}
        >
          Deny
        </Button>
        <Button look="quiet" onClick={onBack}>
          Another code
        </Button>
      </div>
    </DoorFrame>
  );
}

function useWorkspaces(): readonly { id: string; name: string }[] {
  const session = useSession().data;
  const governs = session?.user?.role !== 'member';
  const all = useWorkspaceChoices(governs);
  return governs ? (all.data?.data ?? []) : (session?.workspaces ?? []);
}

function Decided({ outcome }: { outcome: 'approved' | 'denied' }) {
  return outcome === 'approved' ? (
    <DoorFrame
      title="The device is signed in"
      summary="Go back to your terminal: it goes on within a few seconds. You can sign the device out under Your account."
    />
  ) : (
    <DoorFrame
      title="Denied"
      summary="The device got nothing. If you did not start this sign-in, tell your administrator."
    />
  );
}

function NoPerson() {
  return (
    <DoorFrame
      title="Sign in as a person"
      summary="You signed in with a gateway key. A device acts for a person: sign out, and sign in with your e-mail address."
    />
  );
}
