/** The link of the first start: makes the owner of the organisation. */
import { useState } from 'react';
import { useFirstOwner } from '../../api/queries/session.ts';
import { Button } from '../../ui/button.tsx';
import { DoorFrame, openDashboard, PASSWORD_HELP, tokenInAddress } from '../../forms/door-frame.tsx';
import { TextField } from '../../ui/field.tsx';

export function FirstOwnerPage() {
  const [email, setEmail] = useState('');
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [password, setPassword] = useState('');
  const make = useFirstOwner();
  const submit = (): void =>
    make.mutate(
      { token: tokenInAddress(), email: email.trim(), password, first_name: first.trim(), last_name: last.trim() },
      { onSuccess: openDashboard },
    );
  return (
    <DoorFrame
      title="Become the first owner"
      summary="Owners govern everything: people, workspaces, providers and keys. The admin key goes on working."
      error={make.error}
      onSubmit={submit}
    >
      <TextField label="E-mail" type="email" autoComplete="username" autoFocus value={email} onChange={setEmail} />
      <div className="grid grid-cols-2 gap-3">
        <TextField label="First name" optional autoComplete="given-name" value={first} onChange={setFirst} />
        <TextField label="Last name" optional autoComplete="family-name" value={last} onChange={setLast} />
      </div>
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        help={PASSWORD_HELP}
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" look="primary" busy={make.isPending} disabled={email.trim() === '' || password === ''}>
        Make the account
      </Button>
    </DoorFrame>
  );
}
