/** A form rendered from the fields that the API publishes for a kind of thing; errors come back at their field. */
import { useState } from 'react';
import { Field, Input, Select, TextArea } from '../ui/field.tsx';

export interface FormField {
  name: string;
  label: string;
  type: 'string' | 'object' | 'list' | 'boolean';
  required: boolean;
  secret: boolean;
  help: string;
}

export type FormValues = Readonly<Record<string, string>>;

interface SettingsFormProps {
  fields: readonly FormField[];
  values: FormValues;
  onChange: (values: FormValues) => void;
  /** What the API said went wrong; a message that names a field stands at that field. */
  problem: string | null;
  /** Secret references that a secret field may take its value from, in place of one that is typed. */
  references?: readonly { slug: string; name: string }[];
}

/** Where the slug of a field's secret reference stands among the values; '' = the value is typed. */
const referenceOf = (field: string): string => `@${field}`;

/** What must be there and what is secret comes first; the rest is behind "More settings". */
export function SettingsForm(props: SettingsFormProps) {
  const { fields, values, problem } = props;
  const isMain = ({ required, secret }: FormField): boolean => required || secret;
  const others = fields.filter((field) => !isMain(field));
  const isNeeded = others.some(({ name }) => (values[name] ?? '') !== '' || problem?.includes(name) === true);
  return (
    <div className="flex flex-col gap-4">
      {fields.filter(isMain).map((field) => (
        <SettingField key={field.name} field={field} {...props} />
      ))}
      {others.length > 0 && (
        <details open={isNeeded || undefined}>
          <summary className="cursor-pointer text-sm text-ink-soft">More settings</summary>
          <div className="mt-3 flex flex-col gap-4">
            {others.map((field) => (
              <SettingField key={field.name} field={field} {...props} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

function SettingField(props: SettingsFormProps & { field: FormField }) {
  const { field, values, references = [] } = props;
  const isMapped = (values[referenceOf(field.name)] ?? '') !== '';
  if (!field.secret || references.length === 0) return <TypedField {...props} />;
  return (
    <div className="flex flex-col gap-2">
      {!isMapped && <TypedField {...props} />}
      <ReferenceField {...props} />
    </div>
  );
}

function ReferenceField({ field, values, onChange, references = [] }: SettingsFormProps & { field: FormField }) {
  const place = referenceOf(field.name);
  return (
    <Field label={`${field.label}: where it is kept`}>
      {(ids) => (
        <Select
          {...ids}
          value={values[place] ?? ''}
          onChange={(event) => onChange({ ...values, [field.name]: '', [place]: event.target.value })}
        >
          <option value="">Typed here, stored encrypted</option>
          {references.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              Secret reference {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function TypedField({ field, values, onChange, problem }: SettingsFormProps & { field: FormField }) {
  const { name, label, help, required, type, secret } = field;
  const value = values[name] ?? '';
  const set = (text: string): void => onChange({ ...values, [name]: text });
  return (
    <Field
      label={label}
      help={<Help text={help} />}
      error={problem?.includes(name) === true ? problem.replace(/^configurations\.\w+: /, '') : null}
      optional={!required && type !== 'object'}
    >
      {(ids) =>
        type === 'object' ? (
          <FileText ids={ids} value={value} onChange={set} />
        ) : type === 'list' ? (
          <TextArea {...ids} rows={4} value={value} onChange={(event) => set(event.target.value)} />
        ) : (
          <Input
            {...ids}
            type={secret ? 'password' : 'text'}
            autoComplete="off"
            required={required}
            value={value}
            onChange={(event) => set(event.target.value)}
          />
        )
      }
    </Field>
  );
}

/** The API writes names of values in backquotes. */
function Help({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={index} className="font-mono">
        {part}
      </code>
    ),
  );
}

interface FileTextProps {
  ids: { id: string; 'aria-describedby': string; 'aria-invalid': boolean };
  value: string;
  onChange: (text: string) => void;
}

/** Takes a file by drop or by choice, or its text by paste. */
function FileText({ ids, value, onChange }: FileTextProps) {
  const [isOver, setOver] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (file !== undefined) onChange(await file.text());
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer.files[0]);
      }}
      className={`flex flex-col gap-1 rounded-md ${isOver ? 'outline-2 outline-accent' : ''}`}
    >
      <TextArea
        {...ids}
        value={value}
        spellCheck={false}
        autoComplete="off"
        placeholder="Drop the file here, or paste its text"
        onChange={(event) => onChange(event.target.value)}
      />
      <label className="self-start text-xs text-accent underline">
        Choose a file
        <input
          type="file"
          accept=".json,application/json"
          className="sr-only"
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </label>
    </div>
  );
}

/** Texts as the API takes them: an object is sent as its text, a switch as a boolean, what is empty not at all. */
export function toConfigurations(fields: readonly FormField[], values: FormValues): Record<string, unknown> {
  const filled = fields.filter(({ name }) => (values[name] ?? '').trim() !== '');
  return Object.fromEntries(
    filled.map(({ name, type }) => [name, type === 'boolean' ? values[name] === 'true' : (values[name] ?? '').trim()]),
  );
}

/** Mappings of the fields whose value a secret reference gives. `key` is the only field outside of the configurations. */
export function toSecretMappings(fields: readonly FormField[], values: FormValues) {
  return fields.flatMap(({ name }) => {
    const slug = values[referenceOf(name)] ?? '';
    const target = name === 'key' ? name : `configurations.${name}`;
    return slug === '' ? [] : [{ target_field: target, secret_reference_id: slug }];
  });
}
