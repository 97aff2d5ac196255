/** Keys of people: whether they are made by joining, when they end, how often they are rotated. */
import { useState } from 'react';
import { type OrganisationSettings, useUpdateOrganisationSettings } from '../../api/queries/organisation-settings.ts';
import { CheckField, Field, NumberField, Select } from '../../ui/field.tsx';
import { SaveBar } from './save-bar.tsx';

const DEFAULT_WORKSPACE = { same: null, yes: true, no: false } as const;
type InDefault = keyof typeof DEFAULT_WORKSPACE;

export function KeyRules({ settings }: { settings: OrganisationSettings }) {
  const update = useUpdateOrganisationSettings();
  const [isMade, setMade] = useState(settings.user_api_key_auto_create);
  const [inDefault, setInDefault] = useState<InDefault>(
    settings.default_workspace_user_api_key_auto_create === null
      ? 'same'
      : settings.default_workspace_user_api_key_auto_create
        ? 'yes'
        : 'no',
  );
  const [ttl, setTtl] = useState(settings.user_api_key_ttl?.toString() ?? '');
  const [rotation, setRotation] = useState(settings.user_api_key_rotation_period?.toString() ?? '');
  return (
    <form
      className="flex max-w-2xl flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({
          user_api_key_auto_create: isMade,
          default_workspace_user_api_key_auto_create: DEFAULT_WORKSPACE[inDefault],
          user_api_key_ttl: daysOf(ttl),
          user_api_key_rotation_period: daysOf(rotation),
        });
      }}
    >
      <p className="text-sm text-ink-soft">These hold for keys of people. Keys that exist stay as they are.</p>
      <CheckField
        label="Whoever joins a workspace gets a key there"
        help="Its text waits on the page API keys, and is shown once, to that person."
        checked={isMade}
        onChange={setMade}
      />
      <Field label="In the default workspace">
        {(ids) => (
          <Select {...ids} value={inDefault} onChange={(event) => setInDefault(event.target.value as InDefault)}>
            <option value="same">As in the others</option>
            <option value="yes">Gets a key</option>
            <option value="no">Gets none</option>
          </Select>
        )}
      </Field>
      <NumberField
        label="A key ends after so many days"
        optional
        help="Empty = it need not end."
        min={1}
        value={ttl}
        onChange={setTtl}
      />
      <NumberField
        label="A key is rotated every so many days"
        optional
        help="Empty = as each key says itself. The new text waits on the page API keys; the former one opens for a quarter of that time, a week at most."
        min={1}
        value={rotation}
        onChange={setRotation}
      />
      <SaveBar isBusy={update.isPending} isSaved={update.isSuccess} error={update.error} />
    </form>
  );
}

const daysOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));
