/** Everything of a directory that can be changed: its button, how it is read, what its groups give, how long its word counts. */
import { useState } from 'react';
import { type Directory, useUpdateDirectory } from '../../api/queries/identity.ts';
import { formatUtc } from '../../format/moments.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { CheckField, Field, NumberField, TextArea, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { ButtonFields, buttonOf, wantedButton } from './directory-button-fields.tsx';
import { ClaimsFields, claimsOf, wantedClaims } from './oidc-claims-fields.tsx';
import { clientOf, OidcClientFields, wantedClient } from './oidc-client-fields.tsx';
import { PeopleFields, peopleFieldsOf, wantedPeople } from './directory-people-fields.tsx';

type Saml = NonNullable<Directory['saml']>;
type Oidc = NonNullable<Directory['oidc']>;

/** The button, and the dialog that it opens. */
export function DirectorySettings({ directory }: { directory: Directory }) {
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  const { saml, oidc } = directory;
  return (
    <>
      <Button onClick={() => setOpen(true)}>Settings</Button>
      {isOpen && saml !== null && <SamlSettingsDialog directory={directory} saml={saml} onClose={close} />}
      {isOpen && oidc !== null && <OidcSettingsDialog directory={directory} oidc={oidc} onClose={close} />}
    </>
  );
}

interface DialogProps {
  directory: Directory;
  onClose: () => void;
}

function SamlSettingsDialog({ directory, saml, onClose }: DialogProps & { saml: Saml }) {
  const update = useUpdateDirectory();
  const [button, setButton] = useState(() => buttonOf(directory));
  const [fields, setFields] = useState(() => fieldsOf(saml));
  const [people, setPeople] = useState(() => peopleFieldsOf(directory));
  const type = (part: Partial<Fields>): void => setFields({ ...fields, ...part });
  const submit = (): void => {
    const changed = { ...wantedButton(button), ...wantedPeople(people), saml: wantedSaml(fields) };
    update.mutate({ id: directory.id, ...changed }, { onSuccess: onClose });
  };
  return (
    <Dialog open title={`Settings of ${directory.name}`} onOpenChange={onClose}>
      <Form action="Save settings" busy={update.isPending} error={update.error} onSubmit={submit}>
        <ButtonFields fields={button} onType={setButton} />
        <Attributes fields={fields} onType={type} />
        <PeopleFields
          fields={people}
          onType={setPeople}
          trustHelp="SAML does not say whether an address was verified. Off: nobody new comes in by an address alone."
        />
        <CheckField
          label="A sign-in may begin at the directory"
          checked={fields.unsolicited}
          onChange={(unsolicited) => type({ unsolicited })}
        />
        <Keys saml={saml} fields={fields} onType={type} />
      </Form>
    </Dialog>
  );
}

function OidcSettingsDialog({ directory, oidc, onClose }: DialogProps & { oidc: Oidc }) {
  const update = useUpdateDirectory();
  const [button, setButton] = useState(() => buttonOf(directory));
  const [client, setClient] = useState(() => clientOf(oidc));
  const [people, setPeople] = useState(() => peopleFieldsOf(directory));
  const [claims, setClaims] = useState(() => claimsOf(directory, oidc));
  const submit = (): void => {
    const changed = {
      ...wantedButton(button),
      ...wantedPeople(people),
      check_seconds: Number(claims.checkSeconds),
      oidc: { ...wantedClient(client), ...wantedClaims(claims) },
    };
    update.mutate({ id: directory.id, ...changed }, { onSuccess: onClose });
  };
  return (
    <Dialog open title={`Settings of ${directory.name}`} onOpenChange={onClose}>
      <Form action="Save settings" busy={update.isPending} error={update.error} onSubmit={submit}>
        <ButtonFields fields={button} onType={setButton} />
        <OidcClientFields client={client} saved={directory.has_secret ? clientOf(oidc) : null} onType={setClient} />
        <PeopleFields
          fields={people}
          onType={setPeople}
          trustHelp="On only where nobody but the directory itself gives out its addresses."
        />
        <ClaimsFields fields={claims} onType={setClaims} />
      </Form>
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

const ATTRIBUTES = [
  ['email', 'Attribute with the e-mail address'],
  ['firstName', 'Attribute with the first name'],
  ['lastName', 'Attribute with the last name'],
] as const;

function Attributes({ fields, onType }: PartProps) {
  return (
    <>
      {ATTRIBUTES.map(([name, label]) => (
        <TextField
          key={name}
          label={label}
          optional
          value={fields[name]}
          onChange={(text) => onType({ [name]: text })}
        />
      ))}
      <TextField
        label="Attributes with groups"
        optional
        help="Several with commas. Where an attribute of a person is empty above, the usual ones are read."
        value={fields.groups}
        onChange={(groups) => onType({ groups })}
      />
      <NumberField
        label="Clocks may differ by (seconds)"
        min={0}
        max={300}
        value={fields.skew}
        onChange={(skew) => onType({ skew })}
      />
    </>
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
