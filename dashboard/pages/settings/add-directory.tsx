/** A new directory: one that speaks OpenID Connect, with the values of a preset, or SAML 2.0, by its metadata. */
import { type FormEvent, useState } from 'react';
import { useAddDirectory, usePresets } from '../../api/queries/identity.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select, TextArea, TextField } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';
import { type OidcClient, OidcClientFields, NEW_CLIENT, wantedClient } from './oidc-client-fields.tsx';

const NO_FIELDS = { name: '', issuer: '', metadata: '', xml: '' };
type Fields = typeof NO_FIELDS;

/** The choice beside the presets of OpenID Connect. */
const SAML = 'saml';

export function AddDirectory() {
  const presets = usePresets().data?.data ?? [];
  const [presetId, setPreset] = useState('custom');
  const [fields, setFields] = useState(NO_FIELDS);
  const [client, setClient] = useState<OidcClient>(NEW_CLIENT);
  const add = useAddDirectory();
  const isSaml = presetId === SAML;
  const preset = presets.find(({ id }) => id === presetId);
  const type = (part: Partial<Fields>): void => setFields({ ...fields, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const onSuccess = (): void => {
      setFields(NO_FIELDS);
      setClient(NEW_CLIENT);
    };
    const { name, issuer } = fields;
    if (isSaml) return add.mutate({ kind: 'saml', name, saml: wantedMetadata(fields) }, { onSuccess });
    const oidc = { issuer: issuer.trim(), ...wantedClient(client) };
    add.mutate({ kind: 'oidc', preset: presetId, name, oidc }, { onSuccess });
  };
  return (
    <form className="flex flex-col gap-3 rounded-md border p-4" onSubmit={submit}>
      <Field label="Add a directory">
        {(ids) => (
          <Select {...ids} value={presetId} onChange={(event) => setPreset(event.target.value)}>
            {presets.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value={SAML}>SAML 2.0, by its metadata</option>
          </Select>
        )}
      </Field>
      {preset !== undefined && (
        <ol className="list-decimal pl-5 text-xs text-ink-soft">
          {preset.help.map((step) => (
            <li key={step}>{step.replaceAll(/\{(?:callback|logout)\}/g, 'shown here once it is saved')}</li>
          ))}
        </ol>
      )}
      <TextField label="Name on the button" value={fields.name} onChange={(name) => type({ name })} />
      {isSaml ? (
        <MetadataFields fields={fields} onType={type} />
      ) : (
        <>
          <TextField
            label="Issuer"
            placeholder={preset?.issuer ?? ''}
            value={fields.issuer}
            onChange={(issuer) => type({ issuer })}
          />
          <OidcClientFields client={client} saved={null} onType={setClient} />
        </>
      )}
      {add.isError && <ErrorState error={add.error} />}
      <Button type="submit" look="primary" busy={add.isPending} className="self-start">
        Save
      </Button>
    </form>
  );
}

const wantedMetadata = ({ metadata, xml }: Fields) =>
  xml.trim() === '' ? { metadata_url: metadata.trim() } : { metadata_xml: xml };

function MetadataFields({ fields, onType }: { fields: Fields; onType: (part: Partial<Fields>) => void }) {
  const hasXml = fields.xml.trim() !== '';
  return (
    <>
      <TextField
        label="Metadata URL"
        placeholder="https://"
        optional={hasXml}
        value={fields.metadata}
        onChange={(metadata) => onType({ metadata })}
      />
      <Field label="Metadata as XML" optional help="In place of the URL, where the gateway cannot reach the directory.">
        {(ids) => <TextArea {...ids} value={fields.xml} onChange={(event) => onType({ xml: event.target.value })} />}
      </Field>
    </>
  );
}
