/** Renders the admin API's OpenAPI document as TypeScript for the dashboard: one entry per operation, input and output. */
type Schema = Readonly<Record<string, unknown>>;

interface Operation {
  parameters: readonly { name: string; required: boolean; schema: Schema }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
  responses: Readonly<Record<string, { content: { 'application/json': { schema: Schema } } }>>;
}

export interface OpenApi {
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The whole file's text, the same for the same document. */
export function renderApiTypes(document: OpenApi): string {
  const lines = [
    '/** The admin API, one entry per operation. Written by `npm run openapi`: do not edit. */',
    'export interface Operations {',
  ];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      lines.push(`  '${method.toUpperCase()} ${path}': {`);
      lines.push(
        `    input: ${indent(inputType(operation), 2)};`,
        `    output: ${indent(outputType(operation), 2)};`,
        '  };',
      );
    }
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

function inputType({ parameters, requestBody }: Operation): string {
  const body = requestBody?.content['application/json'].schema ?? {};
  const properties = {
    ...Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    ...record(body['properties']),
  };
  const required = [...parameters.filter((one) => one.required).map(({ name }) => name), ...strings(body['required'])];
  return typeOf({ type: 'object', properties, required });
}

function outputType({ responses }: Operation): string {
  const done = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  return typeOf(done?.content['application/json'].schema ?? {});
}

function typeOf(schema: Schema): string {
  if ('const' in schema) return JSON.stringify(schema['const']);
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' | ');
  const any = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(any)) return union(any.map((one: Schema) => typeOf(one)));
  if (Array.isArray(schema['allOf'])) return intersection([schema, ...(schema['allOf'] as Schema[])]);
  const type = schema['type'];
  if (Array.isArray(type)) return union(type.map((one: unknown) => typeOf({ ...schema, type: one })));
  switch (type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return `readonly (${typeOf(record(schema['items']))})[]`;
    case 'object':
      return objectType(schema);
    default:
      return 'unknown';
  }
}

/** A part that only adds a pattern says nothing about the type. */
function intersection([{ allOf: _parts, ...own } = {}, ...parts]: readonly Schema[]): string {
  const types = [own, ...parts].map((part) => typeOf(part)).filter((type) => type !== 'unknown');
  return types.length === 0 ? 'unknown' : [...new Set(types)].join(' & ');
}

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ');

function objectType(schema: Schema): string {
  const required = new Set(strings(schema['required']));
  const members = Object.entries(record(schema['properties']));
  if (members.length === 0) {
    const rest = record(schema['additionalProperties']);
    return `Readonly<Record<string, ${typeOf(rest)}>>`;
  }
  const lines = members.flatMap(([name, member]) => {
    const { description } = record(member);
    const note = typeof description === 'string' ? [`  /** ${description.replaceAll('*/', '* /')} */`] : [];
    const optional = required.has(name) ? '' : '?';
    const key = /^\w+$/.test(name) ? name : JSON.stringify(name);
    return [...note, `  ${key}${optional}: ${indent(typeOf(record(member)), 1)};`];
  });
  const known = ['{', ...lines, '}'].join('\n');
  const others = schema['additionalProperties'];
  return typeof others === 'object' ? `${known} & Readonly<Record<string, ${typeOf(record(others))}>>` : known;
}

const indent = (text: string, levels: number): string => text.replaceAll('\n', `\n${'  '.repeat(levels)}`);
const record = (value: unknown): Schema => (typeof value === 'object' && value !== null ? (value as Schema) : {});
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
