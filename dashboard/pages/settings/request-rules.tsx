/** What requests may bring along themselves. */
import { useState } from 'react';
import { type OrganisationSettings, useUpdateOrganisationSettings } from '../../api/queries/organisation-settings.ts';
import { Field, TextArea } from '../../ui/field.tsx';
import { SaveBar } from './save-bar.tsx';

const LEVELS = {
  off: {
    label: 'Anything',
    text: 'Requests may name a provider, a host and credentials of their own, and send a config along.',
  },
  providers: {
    label: 'Saved providers only',
    text: 'Requests may send a config along, but every provider in it must be a saved one: no credentials and no hosts of their own.',
  },
  all: {
    label: 'Saved providers and saved configs only',
    text: 'Requests name what is saved here, and nothing else.',
  },
} as const;

type Level = keyof typeof LEVELS;

export function RequestRules({ settings }: { settings: OrganisationSettings }) {
  const update = useUpdateOrganisationSettings();
  const [level, setLevel] = useState<Level>(settings.saved_only);
  const [hosts, setHosts] = useState(settings.inline_hosts?.join('\n') ?? '');
  return (
    <form
      className="flex max-w-2xl flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const rules = hosts.split(/\s+/).filter((host) => host !== '');
        update.mutate({ saved_only: level, inline_hosts: rules.length === 0 ? null : rules });
      }}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 text-sm font-medium">What may a request bring along?</legend>
        {Object.entries(LEVELS).map(([id, { label, text }]) => (
          <div key={id} className="flex items-start gap-2.5 rounded-md border p-3 text-sm">
            <input
              id={`level-${id}`}
              type="radio"
              name="saved_only"
              className="mt-1"
              aria-describedby={`level-${id}-text`}
              checked={level === id}
              onChange={() => setLevel(id as Level)}
            />
            <div>
              <label htmlFor={`level-${id}`} className="font-medium">
                {label}
              </label>
              <p id={`level-${id}-text`} className="text-ink-soft">
                {text}
              </p>
            </div>
          </div>
        ))}
      </fieldset>
      {level === 'off' && (
        <Field
          label="Hosts that a request may name"
          optional
          help="One in each line, as api.example.com, *.example.com or 10.0.0.7:8080. Empty = every public host."
        >
          {(ids) => <TextArea {...ids} rows={4} value={hosts} onChange={(event) => setHosts(event.target.value)} />}
        </Field>
      )}
      <SaveBar isBusy={update.isPending} isSaved={update.isSuccess} error={update.error} />
    </form>
  );
}
