/** The link of an invitation: a password, and the account is there. Keys that were promised are shown once. */
import { useState } from 'react';
import { type Entered, type NotYet, useAcceptInvite, useInvite } from '../../api/queries/session.ts';
import { KeyOnce } from '../../forms/new-key-form.tsx';
import { Button } from '../../ui/button.tsx';
import { DoorFrame, openDashboard, PASSWORD_HELP, tokenInAddress } from '../../forms/door-frame.tsx';
import { TextField } from '../../ui/field.tsx';

export function AcceptInvitePage() {
  const [token] = useState(tokenInAddress);
  const invite = useInvite(token);
  const accept = useAcceptInvite();
  const [entered, setEntered] = useState<Entered | NotYet | null>(null);
  const keys = entered?.keys ?? [];
  if (entered !== null && keys.length > 0) {
    return (
      <DoorFrame title="Your gateway key">
        <KeyOnce secret={keys.map(({ key }) => key).join('\n')} onStored={() => openDashboard()} />
      </DoorFrame>
    );
  }
  if (invite.isPending) return null;
  if (invite.isError) return <DoorFrame title="Invitation" error={invite.error} />;
  return (
    <AccountForm
      organisation={invite.data.organisation}
      email={invite.data.email}
      busy={accept.isPending}
      error={accept.error}
      onSubmit={(account) =>
        accept.mutate(
          { token, ...account },
          { onSuccess: (made) => ((made.keys ?? []).length === 0 ? openDashboard() : setEntered(made)) },
        )
      }
    />
  );
}

interface AccountFormProps {
  organisation: string;
  email: string;
  busy: boolean;
  error: unknown;
  onSubmit: (account: { password: string; first_name: string; last_name: string }) => void;
}

function AccountForm({ organisation, email, busy, error, onSubmit }: AccountFormProps) {
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [password, setPassword] = useState('');
  return (
    <DoorFrame
      title={`Join ${organisation}`}
      summary="Choose a password, and you are in."
      error={error}
      onSubmit={() => onSubmit({ password, first_name: first.trim(), last_name: last.trim() })}
    >
      <TextField
        label="E-mail"
        type="email"
        autoComplete="username"
        readOnly
        value={email}
        onChange={() => undefined}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField label="First name" optional autoComplete="given-name" value={first} onChange={setFirst} />
        <TextField label="Last name" optional autoComplete="family-name" value={last} onChange={setLast} />
      </div>
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        autoFocus
        help={PASSWORD_HELP}
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" look="primary" busy={busy} disabled={password === ''}>
        Join
      </Button>
    </DoorFrame>
  );
}
