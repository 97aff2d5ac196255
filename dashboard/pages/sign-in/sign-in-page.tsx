/** Signing in: a gateway key once, in return for a session that this browser keeps in a cookie. */
import { useState } from 'react';
import { useSignIn } from '../../api/queries/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { usePageTitle } from '../../ui/page.tsx';
import { ErrorState } from '../../ui/states.tsx';

export function SignInPage() {
  usePageTitle('Sign in');
  const [key, setKey] = useState('');
  const signIn = useSignIn();
  return (
    <main className="flex min-h-full items-center justify-center p-4">
      <form
        className="flex w-full max-w-sm flex-col gap-4 rounded-md border bg-surface p-6"
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate(key.trim());
        }}
      >
        <div>
          <h1 className="text-xl font-semibold">Sign in to Tollgate</h1>
          <p className="mt-1 text-sm text-ink-soft">
            With the admin key that the first start of the gateway printed, or with your own gateway key.
          </p>
        </div>
        <Field
          label="Gateway key"
          help="It is sent once and not kept: this browser gets a session cookie in its place."
        >
          {(ids) => (
            <Input
              {...ids}
              type="password"
              autoFocus
              autoComplete="current-password"
              placeholder="tg-…"

              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
        {signIn.isError && (
          <div className="-mx-4 -my-2">
            <ErrorState error={signIn.error} />
          </div>
        )}
        <Button type="submit" look="primary" busy={signIn.isPending} disabled={key.trim() === ''}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
