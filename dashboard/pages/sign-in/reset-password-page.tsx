/** The link to reset a password. */
import { useState } from 'react';
import { useResetPassword } from '../../api/queries/session.ts';
import { Button } from '../../ui/button.tsx';
import { DoorFrame, openDashboard, PASSWORD_HELP, tokenInAddress } from '../../forms/door-frame.tsx';
import { TextField } from '../../ui/field.tsx';

export function ResetPasswordPage() {
  const [password, setPassword] = useState('');
  const reset = useResetPassword();
  return (
    <DoorFrame
      title="Choose a new password"
      summary="You are signed in here, and signed out everywhere else."
      error={reset.error}
      onSubmit={() => reset.mutate({ token: tokenInAddress(), password }, { onSuccess: openDashboard })}
    >
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        autoFocus
        help={PASSWORD_HELP}
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" look="primary" busy={reset.isPending} disabled={password === ''}>
        Save the password
      </Button>
    </DoorFrame>
  );
}
