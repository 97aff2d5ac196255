/** What everybody has to do to sign in, and for how long it lasts. */
import { type FormEvent, useState } from 'react';
import { type IdentitySettings, useUpdateIdentitySettings } from '../../api/queries/identity.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, Field, Input } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { Section } from './section.tsx';

export function SignInDuty({ settings }: { settings: IdentitySettings }) {
  const update = useUpdateIdentitySettings();
  return (
    <Section title="Rules of signing in" summary="They hold from the next sign-in on.">
      <CheckField
        label="Everybody but owners signs in by a directory"
        help="Owners keep their password, so that they get in when the directory does not answer."
        checked={settings.require_single_sign_on}
        onChange={(holds) => update.mutate({ require_single_sign_on: holds })}
      />
      <CheckField
        label="Whoever signs in with a password takes a second step"
        help="A code of an authenticator app, or a security key. People who have neither set an app up at their next sign-in. Those who come by a directory are not asked."
        checked={settings.require_second_factor}
        onChange={(holds) => update.mutate({ require_second_factor: holds })}
      />
      <CheckField
        label="Security keys ask for a PIN or a fingerprint"
        help="Keys that can do neither are not accepted any more."
        checked={settings.require_user_verification}
        onChange={(holds) => update.mutate({ require_user_verification: holds })}
      />
      {update.isError && <ErrorState error={update.error} />}
      <SessionLength key={settings.max_session_seconds} seconds={settings.max_session_seconds} />
    </Section>
  );
}

const HOUR_S = 3600;
const SHORTEST_HOURS = 0.25;
const LONGEST_HOURS = 168;

function SessionLength({ seconds }: { seconds: number | null }) {
  const update = useUpdateIdentitySettings();
  const [hours, setHours] = useState(seconds === null ? '' : String(seconds / HOUR_S));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    update.mutate({ max_session_seconds: hours === '' ? null : Math.round(Number(hours) * HOUR_S) });
  };
  return (
    <form className="flex flex-col gap-2" onSubmit={submit}>
      <Field
        label="A session lasts at most (hours)"
        optional
        help="At least 15 minutes (0.25). No session lasts longer than 7 days (168), nor 12 hours without use."
      >
        {(ids) => (
          <span className="flex gap-2">
            <Input
              {...ids}
              type="number"
              min={SHORTEST_HOURS}
              max={LONGEST_HOURS}
              step="any"
              className="w-32!"
              value={hours}
              onChange={(event) => setHours(event.target.value)}
            />
            <Button type="submit" busy={update.isPending} aria-label="Save how long a session lasts">
              Save
            </Button>
          </span>
        )}
      </Field>
      {update.isError && <ErrorState error={update.error} />}
    </form>
  );
}
