/** Fields for an object, rendered from its JSON schema as the API publishes it. */
import { useState } from 'react';
import { Field, Input, Select, TextArea } from '../ui/field.tsx';

type Json = Readonly<Record<string, unknown>>;

interface SchemaFormProps {
  schema: Json;
  /** Names of properties that are credentials. */
  secrets: readonly string[];
  value: Json;
  onChange: (value: Json) => void;
}

/** What must be given comes first; what has a default is behind "More settings". */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, value } = props;
  const properties = Object.entries(objectIn(schema['properties']));
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const isMain = ([name, one]: [string, unknown]): boolean =>
    (required.has(name) && objectIn(one)['default'] === undefined) || value[name] !== undefined || MAIN.has(name);
  const others = properties.filter((property) => !isMain(property));
  const render = ([name, one]: [string, unknown]) => (
    <Property key={name} name={name} property={objectIn(one)} isRequired={required.has(name)} {...props} />
  );
  return (
    <div className="flex flex-col gap-3">
      {properties.filter(isMain).map(render)}
      {others.length > 0 && (
        <details>
          <summary className="cursor-pointer text-sm text-ink-soft">More settings</summary>
          <div className="mt-3 flex flex-col gap-3">{others.map(render)}</div>
        </details>
      )}
    </div>
  );
}

/** Of every check, what people change most. */
const MAIN = new Set(['redact', 'reversible', 'not', 'categories']);

function Property(props: SchemaFormProps & { name: string; property: Json; isRequired: boolean }) {
  const { name, property, isRequired, secrets, value, onChange } = props;
  const set = (next: unknown): void => {
    const { [name]: _, ...rest } = value;
    onChange(next === undefined ? rest : { ...rest, [name]: next });
  };
  const help = typeof property['description'] === 'string' ? property['description'] : undefined;
  const current = value[name] ?? property['default'];
  const label = labelOf(name);
  if (property['type'] === 'boolean') return <Switch name={label} help={help} isOn={current === true} onChange={set} />;
  const choices = listIn(objectIn(property['items'])['enum']);
  if (property['type'] === 'array' && choices.length > 0)
    return <Choices name={label} help={help} choices={choices} chosen={listIn(current)} onChange={set} />;
  return (
    <Field label={label} help={help} optional={!isRequired}>
      {(ids) => (
        <Control ids={ids} property={property} current={current} isSecret={secrets.includes(name)} onChange={set} />
      )}
    </Field>
  );
}

interface ControlProps {
  ids: { id: string; 'aria-describedby': string; 'aria-invalid': boolean };
  property: Json;
  current: unknown;
  isSecret: boolean;
  onChange: (value: unknown) => void;
}

function Control({ ids, property, current, isSecret, onChange }: ControlProps) {
  const choices = listIn(property['enum']);
  if (choices.length > 0) {
    return (
      <Select {...ids} value={textOf(current)} onChange={(event) => onChange(event.target.value || undefined)}>
        <option value="">as usual</option>
        {choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </Select>
    );
  }
  if (property['type'] === 'integer' || property['type'] === 'number') {
    return (
      <Input
        {...ids}
        type="number"
        step="any"
        value={textOf(current)}
        onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
      />
    );
  }
  if (property['type'] === 'array' && objectIn(property['items'])['type'] === 'string')
    return <Lines ids={ids} lines={listIn(current)} onChange={onChange} />;
  if (property['type'] === 'string') {
    return (
      <Input
        {...ids}
        className="font-mono"
        type={isSecret ? 'password' : 'text'}
        autoComplete="off"
        value={textOf(current)}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      />
    );
  }
  return <JsonText ids={ids} current={current} onChange={onChange} />;
}

/** One of a list on each line. */
function Lines({ ids, lines, onChange }: Pick<ControlProps, 'ids' | 'onChange'> & { lines: readonly string[] }) {
  const [text, setText] = useState(lines.join('\n'));
  return (
    <TextArea
      {...ids}
      value={text}
      placeholder="One on each line"
      onChange={(event) => {
        setText(event.target.value);
        const given = event.target.value.split('\n').filter((line) => line.trim() !== '');
        onChange(given.length === 0 ? undefined : given);
      }}
    />
  );
}

/** What no field of its own fits: as JSON. Only what can be read is taken over. */
function JsonText({ ids, current, onChange }: Pick<ControlProps, 'ids' | 'current' | 'onChange'>) {
  const [text, setText] = useState(current === undefined ? '' : JSON.stringify(current, null, 2));
  const [isBroken, setBroken] = useState(false);
  const take = (next: string): void => {
    setText(next);
    if (next.trim() === '') return onChange(undefined);
    try {
      onChange(JSON.parse(next));
      setBroken(false);
    } catch {
      setBroken(true);
    }
  };
  return (
    <>
      <TextArea
        {...ids}
        aria-invalid={isBroken}
        value={text}
        placeholder="JSON"
        onChange={(event) => take(event.target.value)}
      />
      {isBroken && <p className="text-xs text-bad">This is not JSON yet.</p>}
    </>
  );
}

interface SwitchProps {
  name: string;
  help: string | undefined;
  isOn: boolean;
  onChange: (value: boolean) => void;
}

export function Switch({ name, help, isOn, onChange }: SwitchProps) {
  return (
    <label className="flex items-start gap-2 text-sm">
      <input type="checkbox" className="mt-1" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <span>
        <span className="font-medium">{name}</span>
        {help !== undefined && <span className="block text-xs text-ink-soft">{help}</span>}
      </span>
    </label>
  );
}

interface ChoicesProps {
  name: string;
  help: string | undefined;
  choices: readonly string[];
  chosen: readonly string[];
  onChange: (value: readonly string[] | undefined) => void;
}

function Choices({ name, help, choices, chosen, onChange }: ChoicesProps) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="text-sm font-medium">{name}</legend>
      {help !== undefined && <p className="text-xs text-ink-soft">{help}</p>}
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {choices.map((choice) => (
          <label key={choice} className="flex items-center gap-1.5 text-xs">
            <input
              type="checkbox"
              checked={chosen.includes(choice)}
              onChange={(event) => {
                const next = choices.filter((one) => (one === choice ? event.target.checked : chosen.includes(one)));
                onChange(next.length === 0 ? undefined : next);
              }}
            />
            <span className="font-mono">{choice}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** A name of the API as people write it: `maxWords` and `max_words` are “Max words”. */
function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const objectIn = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const listIn = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
