/** Signing in: with e-mail address and password, or with a gateway key. This browser keeps a session cookie, nothing else. */
import { useState } from 'react';
import { useDoors, useForgotPassword, useSignIn } from '../../api/queries/session.ts';
import { Button } from '../../ui/button.tsx';
import { SecondStepForm } from './second-step-form.tsx';
import { DoorFrame } from '../../forms/door-frame.tsx';
import { TextField } from '../../ui/field.tsx';

type Way = 'password' | 'key' | 'forgotten';

export function SignInPage() {
  const doors = useDoors();
  const [chosen, setWay] = useState<Way | null>(null);
  if (doors.isPending) return null;
  const hasPeople = doors.data?.people === true;
  const way = chosen ?? (hasPeople ? 'password' : 'key');
  const providers = doors.data?.providers ?? [];
  if (way === 'key') return <WithKey hasPeople={hasPeople} onOther={() => setWay('password')} />;
  if (way === 'forgotten') return <Forgotten canMail={doors.data?.mail === true} onBack={() => setWay('password')} />;
  return <WithPassword providers={providers} onKey={() => setWay('key')} onForgotten={() => setWay('forgotten')} />;
}

interface WithPasswordProps {
  providers: readonly { id: string; name: string }[];
  onKey: () => void;
  onForgotten: () => void;
}

function WithPassword({ providers, onKey, onForgotten }: WithPasswordProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useSignIn();
  const next = signIn.data !== undefined && 'second_factor' in signIn.data ? signIn.data.second_factor : undefined;
  if (next !== undefined) {
    return <SecondStepForm step={next} proof={{ email: email.trim(), password }} onBack={() => signIn.reset()} />;
  }
  return (
    <DoorFrame
      title="Sign in to Tollgate"
      error={signIn.error ?? refusalInAddress()}
      onSubmit={() => signIn.mutate({ email: email.trim(), password })}
    >
      <Directories providers={providers} />
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

/** A button for each directory. It comes back to the page that was asked for, as that of a device. */
function Directories({ providers }: Pick<WithPasswordProps, 'providers'>) {
  if (providers.length === 0) return null;
  return (
    <div className="flex flex-col gap-2 border-b pb-4">
      {providers.map(({ id, name }) => (
        <Button key={id} onClick={() => window.location.assign(startUrl(id))}>
          Sign in with {name}
        </Button>
      ))}
    </div>
  );
}

function startUrl(id: string): string {
  const { pathname, search } = window.location;
  const isRefused = new URLSearchParams(search).has('sign_in_error');
  const target = isRefused ? '/' : `${pathname}${search}`;
  return `/auth/providers/${encodeURIComponent(id)}/start?return_to=${encodeURIComponent(target)}`;
}

/** By the names that src/control/single-sign-on/refusal.ts gives; another text is none of ours. */
const REFUSALS: Readonly<Record<string, string>> = {
  'directory-unreachable': 'Your directory does not answer. Try again in a while.',
  'directory-refused': 'Your directory did not let you in.',
  'answer-invalid': 'What your directory said could not be believed. Tell your administrator.',
  'algorithm-weak':
    'Your directory signs or encrypts in a way that is not safe any more. Tell your administrator to choose SHA-256 and RSA-OAEP there.',
  'assertion-encrypted':
    'Your directory encrypts what it says, and there is no key here to open it. Tell your administrator to save a signing key for the directory, or to switch encryption off there.',
  'flow-over': 'This sign-in is over, or began in another browser. Start again.',
  'email-missing': 'Your directory did not tell your e-mail address.',
  'email-unverified': 'Your directory has not verified your e-mail address.',
  'domain-not-allowed': 'Addresses of your domain may not sign in here. Tell your administrator.',
  'owner-not-linked':
    'Owners sign in with their password first, and link the directory by POST /v1/session/link. Nobody else can do it for them.',
  'linked-to-another': 'This account of the directory belongs to somebody else here.',
  'no-account': 'You have no account here. Ask your administrator for an invitation.',
};

function refusalInAddress(): Error | null {
  const reason = new URLSearchParams(window.location.search).get('sign_in_error');
  const text = reason === null ? undefined : REFUSALS[reason];
  return text === undefined ? null : new Error(text);
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
