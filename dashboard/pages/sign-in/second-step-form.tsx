/** What comes after the password: a security key or a code of the authenticator app, or setting an app up. */
import { useState } from 'react';
import { type SecondStep, useSignIn, useSignInByKey } from '../../api/queries/session.ts';
import { AuthenticatorSecret } from '../../forms/authenticator-secret.tsx';
import { DoorFrame, openDashboard } from '../../forms/door-frame.tsx';
import { TextField } from '../../ui/field.tsx';
import { RecoveryCodes } from '../../forms/recovery-codes.tsx';
import { Button } from '../../ui/button.tsx';

interface SecondStepFormProps {
  step: SecondStep;
  proof: { email: string; password: string };
  onBack: () => void;
}

export function SecondStepForm({ step, proof, onBack }: SecondStepFormProps) {
  const [code, setCode] = useState('');
  const signIn = useSignIn();
  const byKey = useSignInByKey();
  const codes = signIn.data !== undefined && 'recovery_codes' in signIn.data ? signIn.data.recovery_codes : undefined;
  if (codes !== undefined) return <CodesToKeep codes={codes} />;
  const isNew = step.kind === 'enrol';
  const key = step.kind === 'code' ? step.security_key : null;
  const submit = (): void => {
    byKey.reset();
    signIn.mutate({ ...proof, code: code.trim(), ...(isNew ? { enrolment: step.enrolment } : {}) });
  };
  return (
    <DoorFrame
      title={isNew ? 'Set up a second step' : 'One more step'}
      summary={
        isNew
          ? 'Your organisation wants more than a password. Scan this with an authenticator app, and type the code that it shows.'
          : key === null
            ? 'Type the code that your authenticator app shows, or one of your recovery codes.'
            : 'Use your security key. A code of an authenticator app or a recovery code works as well.'
      }
      error={byKey.error ?? signIn.error}
      onSubmit={submit}
    >
      {isNew && <AuthenticatorSecret uri={step.uri} secret={step.secret} />}
      {key !== null && (
        <Button look="primary" busy={byKey.isPending} onClick={() => byKey.mutate({ ...proof, asked: key })}>
          Use the security key
        </Button>
      )}
      <TextField label="Code" autoComplete="one-time-code" autoFocus={key === null} value={code} onChange={setCode} />
      <Button
        type="submit"
        look={key === null ? 'primary' : 'plain'}
        busy={signIn.isPending}
        disabled={code.trim() === ''}
      >
        Sign in
      </Button>
      <Button look="quiet" onClick={onBack} className="-mb-2 -ml-3 self-start">
        Back
      </Button>
    </DoorFrame>
  );
}

function CodesToKeep({ codes }: { codes: readonly string[] }) {
  return (
    <DoorFrame
      title="Keep these recovery codes"
      summary="Each works once in place of a code, for when the phone is lost. They are shown this once."
      onSubmit={openDashboard}
    >
      <RecoveryCodes codes={codes} />
      <Button type="submit" look="primary">
        I have stored them
      </Button>
    </DoorFrame>
  );
}
