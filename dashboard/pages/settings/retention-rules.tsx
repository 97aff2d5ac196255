/** How long the rows and bodies of this organisation are kept. */
import { useState } from 'react';
import { type OrganisationSettings, useUpdateOrganisationSettings } from '../../api/queries/organisation-settings.ts';
import { Field, Input } from '../../ui/field.tsx';
import { SaveBar } from './save-bar.tsx';

const MOST_DAYS = 36_500;

export function RetentionRules({ settings }: { settings: OrganisationSettings }) {
  const update = useUpdateOrganisationSettings();
  const [days, setDays] = useState(settings.log_retention_days === null ? '' : String(settings.log_retention_days));
  return (
    <form
      className="flex max-w-2xl flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ log_retention_days: days.trim() === '' ? null : Number(days) });
      }}
    >
      <Field
        label="Days for which requests are kept"
        optional
        help="Rows of the log and bodies are deleted after so many days, those that are there already too. Empty = as long as the gateway keeps them. Where the gateway keeps them for fewer days, that counts."
      >
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min={1}
            max={MOST_DAYS}
            step={1}
            className="w-32!"
            value={days}
            onChange={(event) => setDays(event.target.value)}
          />
        )}
      </Field>
      <SaveBar
        isBusy={update.isPending}
        isSaved={update.isSuccess}
        saved="Saved. What is older is deleted within the hour."
        error={update.error}
      />
    </form>
  );
}
