/** Signing in: with e-mail address and password, or with a gateway key. This browser keeps a session cookie, nothing else. */
import { useState } from 'react';
import { useDoors, useForgotPassword, useSignIn } from '../../api/queries/session.ts';
import { Button } from '../../ui/button.tsx';
import { DoorFrame, TextField } from '../../forms/door-frame.tsx';

type Way = 'password' | 'key' | 'forgotten';

export function SignInPage() {
  const doors = useDoors();
  const [chosen, setWay] = useState<Way | null>(null);
  if (doors.isPending) return null;
  const hasPeople = doors.data?.people === true;
  const way = chosen ?? (hasPeople ? 'password' : 'key');
  if (way === 'key') return <WithKey hasPeople={hasPeople} onOther={() => setWay('password')} />;
  if (way === 'forgotten') return <Forgotten canMail={doors.data?.mail === true} onBack={() => setWay('password')} />;
  return <WithPassword onKey={() => setWay('key')} onForgotten={() => setWay('forgotten')} />;
}

function WithPassword({ onKey, onForgotten }: { onKey: () => void; onForgotten: () => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useSignIn();
  return (
    <DoorFrame
      title="Sign in to Tollgate"
      error={signIn.error}
      onSubmit={() => signIn.mutate({ email: email.trim(), password })}
    >
      <TextField label="E-mail" type="email" autoComplete="username" autoFocus value={email} onChange={setEmail} />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" look="primary" busy={signIn.isPending} disabled={email.trim() === '' || password === ''}>
        Sign in
      </Button>
      <div className="flex flex-wrap justify-between gap-2 border-t pt-3">
        <Button look="quiet" onClick={onForgotten} className="-ml-3">
          Forgot the password?
        </Button>
        <Button look="quiet" onClick={onKey} className="-mr-3">
          Use a gateway key
        </Button>
      </div>
    </DoorFrame>
  );
}

function WithKey({ hasPeople, onOther }: { hasPeople: boolean; onOther: () => void }) {
  const [key, setKey] = useState('');
  const signIn = useSignIn();
  return (
    <DoorFrame
      title="Sign in to Tollgate"
      summary={
        hasPeople
          ? 'With your own gateway key, or with the admin key.'
          : 'With the admin key that the first start of the gateway printed. The start also prints a link that makes the first owner, who signs in with e-mail and password.'
      }
      error={signIn.error}
      onSubmit={() => signIn.mutate({ key: key.trim() })}
    >
      <TextField
        label="Gateway key"
        type="password"
        autoComplete="current-password"
        autoFocus
        value={key}
        onChange={setKey}
        help="It is sent once and not kept: this browser gets a session cookie in its place."
      />
      <Button type="submit" look="primary" busy={signIn.isPending} disabled={key.trim() === ''}>
        Sign in
      </Button>
      {hasPeople && (
        <Button look="quiet" onClick={onOther} className="-mb-2 self-start -ml-3">
          Use e-mail and password
        </Button>
      )}
    </DoorFrame>
  );
}

function Forgotten({ canMail, onBack }: { canMail: boolean; onBack: () => void }) {
  const [email, setEmail] = useState('');
  const forgot = useForgotPassword();
  const back = (
    <Button look="quiet" onClick={onBack} className="-ml-3 self-start">
      Back to sign in
    </Button>
  );
  if (!canMail) {
    return (
      <DoorFrame
        title="A new password"
        summary="This gateway sends no mail. Ask an administrator for a link: the page People makes one, and so does the command tollgate reset-password."
      >
        {back}
      </DoorFrame>
    );
  }
  if (forgot.isSuccess) {
    return (
      <DoorFrame
        title="Look into your mail"
        summary={`If ${email} has an account here, a link is on its way. It works for an hour.`}
      >
        {back}
      </DoorFrame>
    );
  }
  return (
    <DoorFrame
      title="A new password"
      summary="We send a link to the address of your account."
      error={forgot.error}
      onSubmit={() => forgot.mutate(email.trim())}
    >
      <TextField label="E-mail" type="email" autoComplete="username" autoFocus value={email} onChange={setEmail} />
      <Button type="submit" look="primary" busy={forgot.isPending} disabled={email.trim() === ''}>
        Send the link
      </Button>
      {back}
    </DoorFrame>
  );
}
