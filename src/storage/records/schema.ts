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

/** Kept in types that SQLite and PostgreSQL read back alike: JSON as text, flags as 0 and 1, times as integers. */
type Stored<Row, Json extends keyof Row, Flag extends keyof Row = never> = Omit<Row, Json | Flag> &
  Record<Json, string> &
  Record<Flag, number>;

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
