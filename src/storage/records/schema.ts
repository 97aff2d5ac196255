/** The tables of the records, as every engine sees them: names in camelCase here, in snake_case in SQL. */
import type {
  ApiKeyRecord,
  AuditEvent,
  ConfigRecord,
  ConfigVersion,
  Integration,
  Organisation,
  ProviderRecord,
  Workspace,
} from '../ports/records.ts';

declare const json: unique symbol;
/** The text of a JSON column, which remembers what it is the text of. */
type JsonText<Value> = string & { readonly [json]: Value };

/** What was not there (`undefined`) reads back as null. */
export function toJson<Value>(value: Value): JsonText<Value> {
  return JSON.stringify(value ?? null) as JsonText<Value>;
}

export function fromJson<Value>(text: JsonText<Value>): Value {
  return JSON.parse(text) as Value;
}

/** Kept in types that SQLite and PostgreSQL read back alike: JSON as text, flags as 0 and 1, times as integers. */
type Stored<Row, Json extends keyof Row, Flag extends keyof Row = never> = Omit<Row, Json | Flag> & {
  [Name in Json]: JsonText<Row[Name]>;
} & Record<Flag, number>;

/** `position` counts up with every row, to order rows of the same millisecond. */
export interface Tables {
  organisations: Organisation;
  workspaces: Stored<Workspace, never, 'isDefault'>;
  integrations: Integration;
  providers: ProviderRecord;
  configs: Stored<ConfigRecord, 'config', 'isDefault'>;
  configVersions: Stored<ConfigVersion, 'config'> & { position: number };
  apiKeys: Stored<ApiKeyRecord, 'scopes' | 'defaults'>;
  auditEvents: Stored<AuditEvent, 'before' | 'after'> & { position: number };
  schemaMigrations: { name: string };
}
