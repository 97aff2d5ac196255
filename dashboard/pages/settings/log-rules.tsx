/** What is kept of requests, how long answers are cached, and what no export of the log may hold. */
import { useState } from 'react';
import { useFieldRestrictions } from '../../api/queries/log-exports.ts';
import { type OrganisationSettings, useUpdateOrganisationSettings } from '../../api/queries/organisation-settings.ts';
import { EXPORT_FIELD_NAMES } from '../../panels/export-field-names.ts';
import { CheckField, Field, NumberField, Select } from '../../ui/field.tsx';
import { SaveBar } from './save-bar.tsx';

type Mode = OrganisationSettings['request_logging'];
type Denied = OrganisationSettings['export_settings']['deniedFields'];

export function LogRules({ settings }: { settings: OrganisationSettings }) {
  const update = useUpdateOrganisationSettings();
  const [mode, setMode] = useState(settings.request_logging);
  const [workspacesSet, setWorkspacesSet] = useState(settings.workspaces_set_request_logging);
  const [requestsSet, setRequestsSet] = useState(!settings.enforce_debug_log_setting);
  const [cacheAge, setCacheAge] = useState(settings.cache_max_age?.toString() ?? '');
  const fields = useFieldRestrictions();
  const [denied, setDenied] = useState<Denied>(settings.export_settings.deniedFields);
  const all = [...new Set([...(fields.data?.allowed_fields ?? []), ...settings.export_settings.deniedFields])];
  return (
    <form
      className="flex max-w-2xl flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({
          request_logging: mode,
          workspaces_set_request_logging: workspacesSet,
          enforce_debug_log_setting: !requestsSet,
          cache_max_age: cacheAge.trim() === '' ? null : Number(cacheAge),
          export_settings: { deniedFields: denied },
        });
      }}
    >
      <Field label="What is kept of a request">
        {(ids) => (
          <Select {...ids} value={mode} onChange={(event) => setMode(event.target.value as Mode)}>
            <option value="full">Its row and its bodies</option>
            <option value="metrics_only">Its row alone, without bodies</option>
          </Select>
        )}
      </Field>
      <CheckField
        label="A workspace may decide this for its own requests"
        checked={workspacesSet}
        onChange={setWorkspacesSet}
      />
      <CheckField
        label="A request may keep its bodies out of the log and the cache"
        help="With the header x-portkey-debug: false."
        checked={requestsSet}
        onChange={setRequestsSet}
      />
      <NumberField
        label="Answers are cached for so many seconds at most"
        optional
        help="Empty = as configs say."
        min={60}
        max={25_923_000}
        value={cacheAge}
        onChange={setCacheAge}
      />
      <fieldset>
        <legend className="mb-2 text-sm font-medium">What no export of the log may hold, whoever makes it</legend>
        <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
          {all.map((field) => (
            <CheckField
              key={field}
              label={EXPORT_FIELD_NAMES[field]}
              help={field}
              checked={denied.includes(field)}
              onChange={(isOn) => setDenied(isOn ? [...denied, field] : denied.filter((one) => one !== field))}
            />
          ))}
        </div>
      </fieldset>
      <SaveBar isBusy={update.isPending} isSaved={update.isSuccess} error={update.error} />
    </form>
  );
}
