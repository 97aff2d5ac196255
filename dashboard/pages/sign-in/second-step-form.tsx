/** What comes after the password: a security key or a code of the authenticator app, or setting one of them up. */
import { useState } from 'react';
import { type Entered, type NotYet, type SecondStep, useSignIn, useSignInByKey } from '../../api/queries/session.ts';
import { hasSecurityKeys } from '../../api/security-key.ts';
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
  const codes = recoveryCodesIn(byKey.data ?? signIn.data);
  if (codes !== undefined) return <CodesToKeep codes={codes} />;
  const isNew = step.kind === 'enrol';
  const key = keyIn(step);
  const byKeyFirst = key !== null && !isNew;
  const submit = (): void => {
    byKey.reset();
    signIn.mutate({ ...proof, code: code.trim(), ...(isNew ? { enrolment: step.enrolment } : {}) });
  };
  return (
    <DoorFrame
      title={isNew ? 'Set up a second step' : 'One more step'}
      summary={summaryOf(isNew, key !== null)}
      error={byKey.error ?? signIn.error}
      onSubmit={submit}
    >
      {key !== null && (
        <Button
          look={byKeyFirst ? 'primary' : 'plain'}
          busy={byKey.isPending}
          onClick={() => byKey.mutate({ ...proof, asked: key, isNew })}
        >
          {isNew ? 'Set up a security key' : 'Use the security key'}
        </Button>
      )}
      {isNew && <AuthenticatorSecret uri={step.uri} secret={step.secret} />}
      <TextField label="Code" autoComplete="one-time-code" autoFocus={!byKeyFirst} value={code} onChange={setCode} />
      <Button
        type="submit"
        look={byKeyFirst ? 'plain' : 'primary'}
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

const keyIn = (step: SecondStep) => (step.kind === 'code' || hasSecurityKeys() ? step.security_key : null);

const recoveryCodesIn = (entered: Entered | NotYet | undefined): readonly string[] | undefined =>
  entered !== undefined && 'recovery_codes' in entered ? entered.recovery_codes : undefined;

function summaryOf(isNew: boolean, hasKey: boolean): string {
  const byApp = 'can this with an authenticator app, and type the code that it shows.';
  if (isNew) {
    return `Your organisation wants more than a password. ${hasKey ? `Set up a security key; or s${byApp}` : `S${byApp}`}`;
  }
  return hasKey
    ? 'Use your security key. A code of an authenticator app or a recovery code works as well.'
    : 'Type the code that your authenticator app shows, or one of your recovery codes.';
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
