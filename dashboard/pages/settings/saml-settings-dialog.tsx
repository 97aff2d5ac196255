/** How a SAML directory is read: its attributes, what its groups give, its clock, its certificates and our key. */
import { type FormEvent, useState } from 'react';
import { type Directory, useUpdateDirectory } from '../../api/queries/identity.ts';
import { useWorkspaces } from '../../api/queries/workspaces.ts';
import { formatUtc } from '../../format/moments.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, Field, Input, Select, TextArea, TextField } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';

type Saml = NonNullable<Directory['saml']>;
type Mapping = Directory['mappings'][number];

/** The button, and the dialog that it opens. */
export function SamlSettings({ directory, saml }: { directory: Directory; saml: Saml }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Settings</Button>
      {isOpen && <SamlSettingsDialog directory={directory} saml={saml} onClose={() => setOpen(false)} />}
    </>
  );
}

interface DialogProps {
  directory: Directory;
  saml: Saml;
  onClose: () => void;
}

function SamlSettingsDialog({ directory, saml, onClose }: DialogProps) {
  const update = useUpdateDirectory();
  const [fields, setFields] = useState(() => fieldsOf(saml));
  const [mappings, setMappings] = useState(directory.mappings);
  const [trusts, setTrusts] = useState(directory.trusts_email);
  const type = (part: Partial<Fields>): void => setFields({ ...fields, ...part });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const filled = mappings.filter(({ value }) => value.trim() !== '');
    const wanted = { id: directory.id, trusts_email: trusts, mappings: filled, saml: wantedSaml(fields) };
    update.mutate(wanted, { onSuccess: onClose });
  };
  return (
    <Dialog open title={`Settings of ${directory.name}`} onOpenChange={onClose}>
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <Attributes fields={fields} onType={type} />
        <Mappings rows={mappings} onChange={setMappings} />
        <CheckField
          label="The directory vouches for addresses"
          help="SAML does not say whether an address was verified. Off: nobody new comes in by an address alone."
          checked={trusts}
          onChange={setTrusts}
        />
        <CheckField
          label="A sign-in may begin at the directory"
          checked={fields.unsolicited}
          onChange={(unsolicited) => type({ unsolicited })}
        />
        <Keys saml={saml} fields={fields} onType={type} />
        {update.isError && <ErrorState error={update.error} />}
        <Button type="submit" look="primary" busy={update.isPending} className="self-end">
          Save settings
        </Button>
      </form>
    </Dialog>
  );
}

interface Fields {
  email: string;
  firstName: string;
  lastName: string;
  groups: string;
  skew: string;
  unsolicited: boolean;
  metadataUrl: string;
  metadataXml: string;
  key: string;
  certificate: string;
}

const fieldsOf = (saml: Saml): Fields => ({
  email: saml.email_attribute ?? '',
  firstName: saml.first_name_attribute ?? '',
  lastName: saml.last_name_attribute ?? '',
  groups: saml.groups_attributes.join(', '),
  skew: String(saml.clock_skew_seconds),
  unsolicited: saml.allows_unsolicited,
  metadataUrl: saml.metadata_url ?? '',
  metadataXml: '',
  key: '',
  certificate: '',
});

/** Metadata that is sent is read again, with its certificates; a key that is not is kept. */
function wantedSaml(fields: Fields) {
  const { metadataUrl, metadataXml, key, certificate } = fields;
  const metadata =
    metadataXml.trim() !== ''
      ? { metadata_xml: metadataXml }
      : metadataUrl.trim() !== ''
        ? { metadata_url: metadataUrl.trim() }
        : {};
  const names = fields.groups.split(',').map((name) => name.trim());
  return {
    ...metadata,
    email_attribute: orNull(fields.email),
    first_name_attribute: orNull(fields.firstName),
    last_name_attribute: orNull(fields.lastName),
    groups_attributes: names.filter((name) => name !== ''),
    clock_skew_seconds: Number(fields.skew),
    allows_unsolicited: fields.unsolicited,
    ...(key.trim() === '' ? {} : { signing_key: key, signing_certificate: certificate }),
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

interface PartProps {
  fields: Fields;
  onType: (part: Partial<Fields>) => void;
}

function Attributes({ fields, onType }: PartProps) {
  return (
    <>
      <TextField
        label="Attribute with the e-mail address"
        optional
        value={fields.email}
        onChange={(email) => onType({ email })}
      />
      <TextField
        label="Attribute with the first name"
        optional
        value={fields.firstName}
        onChange={(firstName) => onType({ firstName })}
      />
      <TextField
        label="Attribute with the last name"
        optional
        value={fields.lastName}
        onChange={(lastName) => onType({ lastName })}
      />
      <TextField
        label="Attributes with groups"
        optional
        help="Several with commas. Where an attribute of a person is empty above, the usual ones are read."
        value={fields.groups}
        onChange={(groups) => onType({ groups })}
      />
      <Field label="Clocks may differ by (seconds)">
        {(ids) => (
          <Input
            {...ids}
            type="number"
            min={0}
            max={300}
            required
            value={fields.skew}
            onChange={(event) => onType({ skew: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function Mappings({ rows, onChange }: { rows: readonly Mapping[]; onChange: (rows: Mapping[]) => void }) {
  const workspaces = useWorkspaces().data?.data ?? [];
  const replace = (index: number, part: Partial<Mapping>): void =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">What groups give</legend>
      {rows.map((row, index) => (
        <div key={index} className="flex gap-2">
          <Input
            aria-label={`Group ${index + 1}`}
            value={row.value}
            onChange={(event) => replace(index, { value: event.target.value })}
          />
          <Select
            aria-label={`Workspace of group ${index + 1}`}
            value={row.workspace_id}
            onChange={(event) => replace(index, { workspace_id: event.target.value })}
          >
            {workspaces.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
          <Select
            aria-label={`Role of group ${index + 1}`}
            value={row.role}
            onChange={(event) => replace(index, { role: event.target.value as Mapping['role'] })}
          >
            {['member', 'manager', 'admin'].map((role) => (
              <option key={role}>{role}</option>
            ))}
          </Select>
          <Button look="quiet" onClick={() => onChange(rows.filter((_, at) => at !== index))}>
            Remove
          </Button>
        </div>
      ))}
      <Button
        className="self-start"
        disabled={workspaces.length === 0}
        onClick={() => onChange([...rows, { value: '', workspace_id: workspaces[0]?.id ?? '', role: 'member' }])}
      >
        Add a group
      </Button>
    </fieldset>
  );
}

function Keys({ saml, fields, onType }: PartProps & { saml: Saml }) {
  const area = (label: string, name: 'metadataXml' | 'key' | 'certificate', help: string) => (
    <Field label={label} optional help={help}>
      {(ids) => <TextArea {...ids} value={fields[name]} onChange={(event) => onType({ [name]: event.target.value })} />}
    </Field>
  );
  return (
    <>
      <ul aria-label="Certificates of the directory" className="text-xs text-ink-soft">
        {saml.certificates.map(({ fingerprint, expires_at: at }) => (
          <li key={fingerprint} className="break-all">
            Certificate until {formatUtc(at)}: <code className="font-mono">{fingerprint}</code>
          </li>
        ))}
      </ul>
      <TextField
        label="Metadata URL"
        optional
        help="Read again when you save, with new certificates. Several count while they roll over."
        value={fields.metadataUrl}
        onChange={(metadataUrl) => onType({ metadataUrl })}
      />
      {area('Metadata as XML', 'metadataXml', 'In place of the URL.')}
      {area(
        'Our private key',
        'key',
        `PEM. ${saml.signs_requests ? 'One is saved, and kept where this is empty.' : 'For signed requests, encrypted assertions and single logout.'}`,
      )}
      {area('Certificate of our key', 'certificate', 'PEM. It is in our metadata.')}
    </>
  );
}
