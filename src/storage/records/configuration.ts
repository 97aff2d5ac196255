/** What the data plane reads, as queries: everything active, or what is active of what changed. */
import { sql } from 'kysely';
import type { KeyHash, WorkspaceId } from '../../kernel/ids.ts';
import type { ActiveKey, ChangedNoun, Configuration, RecordChange } from '../ports/records/configuration.ts';
import { TENANT_OWNERS } from '../ports/records/limits.ts';
import type { Organisation } from '../ports/records/organisations.ts';
import type { Stop } from '../ports/records/stops.ts';
import type { Policy } from '../ports/records/policies.ts';
import { toConfig } from './configs.ts';
import { toGuardrail } from './guardrails.ts';
import { toIntegration } from './integrations.ts';
import { toLimits } from './limits.ts';
import { readAllSettings } from './organisation-settings.ts';
import { toPolicy } from './policies.ts';
import { toProvider } from './providers.ts';
import type { QueryContext } from './query-context.ts';
import { endOfStanding } from './standings.ts';
import { readCappedMembers, readSpendLimits } from './spend-limits.ts';
import { readActiveWorkspaces } from './workspaces.ts';

/** Reads table after table: run it in a transaction, or it may see a change half made. */
export async function readConfiguration({ db }: QueryContext): Promise<Configuration> {
  const integrations = await db.selectFrom('integrations').selectAll().where('status', '=', 'active').execute();
  const providers = await db.selectFrom('providers').selectAll().where('status', '=', 'active').execute();
  const configs = await db.selectFrom('configs').selectAll().where('status', '=', 'active').execute();
  const guardrails = await db.selectFrom('guardrails').selectAll().where('status', '=', 'active').execute();
  return {
    organisations: await readOrganisations(db),
    settings: await readAllSettings(db),
    workspaces: await readActiveWorkspaces(db, null),
    integrations: integrations.map(toIntegration),
    providers: providers.map(toProvider),
    configs: configs.map(toConfig),
    guardrails: guardrails.map(toGuardrail),
    apiKeys: await readApiKeys(db, null),
    archivedKeys: await readArchivedKeys(db, null),
    limits: (await db.selectFrom('limits').selectAll().execute()).map(toLimits),
    policies: await readPolicies(db),
    stops: await readStops(db),
    spendLimits: await readSpendLimits(db),
    cappedMembers: await readCappedMembers(db, null),
  };
}

/**
 * No plugin renames columns row by row, and a text that many rows have is parsed once: what is parsed is shared, so nobody
 * may change it. `ids` null = every active key.
 */
async function readApiKeys(db: QueryContext['db'], ids: readonly string[] | null): Promise<ActiveKey[]> {
  const wanted = ids === null ? sql`` : sql`and k.id in (${ids.length === 0 ? sql`null` : sql.join(ids)})`;
  const { rows } = await sql<Omit<ActiveKey, RepeatedText> & Record<RepeatedText, string>>`
    select k.id, k.organisation_id as "organisationId", k.workspace_id as "workspaceId", k.type, k.user_id as "userId", k.name,
      k.hash, k.scopes, k.defaults, k.previous, k.expires_at as "expiresAt",
      ${endOfStanding(sql`k.user_id`)} as "ownerUntil"
    from api_keys k where k.status = 'active' ${wanted}`.execute(db.withoutPlugins());
  const parse = parserOfRepeated();
  for (const row of rows) Object.assign(row, parsedOf(row, parse));
  return rows as unknown as ActiveKey[];
}

type RepeatedText = 'scopes' | 'defaults' | 'previous';

const parsedOf = ({ scopes, defaults, previous }: Record<RepeatedText, string>, parse: (text: string) => unknown) => ({
  scopes: parse(scopes),
  defaults: parse(defaults),
  previous: parse(previous),
});

/** Some hundred bytes of memory each, so that the oldest of very many are forgotten. */
const MAX_ARCHIVED_KEYS = 100_000;

async function readArchivedKeys(db: QueryContext['db'], ids: readonly string[] | null): Promise<KeyHash[]> {
  const archived = db.selectFrom('apiKeys').select('hash').where('status', '=', 'archived');
  const wanted =
    ids === null ? archived.orderBy('lastUpdatedAt', 'desc').limit(MAX_ARCHIVED_KEYS) : archived.where('id', 'in', ids);
  return (await wanted.execute()).map(({ hash }) => hash);
}

function parserOfRepeated() {
  const known = new Map<string, unknown>();
  return (text: string): unknown => {
    const value = known.get(text) ?? (JSON.parse(text) as unknown);
    known.set(text, value);
    return value;
  };
}

/** As `readConfiguration`, of the rows that changed. */
export async function readChanged({ db }: QueryContext, changes: readonly RecordChange[]): Promise<Configuration> {
  const ids = (noun: ChangedNoun): string[] => changes.filter((change) => change.noun === noun).map(({ id }) => id);
  const integrations = db.selectFrom('integrations').selectAll().where('status', '=', 'active');
  const providers = db.selectFrom('providers').selectAll().where('status', '=', 'active');
  const configs = db.selectFrom('configs').selectAll().where('status', '=', 'active');
  const guardrails = db.selectFrom('guardrails').selectAll().where('status', '=', 'active');
  const owners = [...ids('api_key'), ...ids('workspace'), ...ids('provider')];
  const limits = db
    .selectFrom('limits')
    .selectAll()
    .where((is) => is.or([is('ownerId', 'in', owners), is('ownerKind', 'in', [...TENANT_OWNERS])]));
  return {
    organisations: await readOrganisations(db),
    settings: await readAllSettings(db),
    workspaces: await readActiveWorkspaces(db, ids('workspace') as WorkspaceId[]),
    integrations: (await integrations.where('id', 'in', ids('integration')).execute()).map(toIntegration),
    providers: (await providers.where('id', 'in', ids('provider')).execute()).map(toProvider),
    configs: (await configs.where('id', 'in', ids('config')).execute()).map(toConfig),
    guardrails: (await guardrails.where('id', 'in', ids('guardrail')).execute()).map(toGuardrail),
    apiKeys: await readApiKeys(db, ids('api_key')),
    archivedKeys: await readArchivedKeys(db, ids('api_key')),
    limits: (await limits.execute()).map(toLimits),
    policies: await readPolicies(db),
    stops: await readStops(db),
    spendLimits: await readSpendLimits(db),
    cappedMembers: await readCappedMembers(db, null),
  };
}

const readOrganisations = (db: QueryContext['db']): Promise<Organisation[]> =>
  db.selectFrom('organisations').selectAll().orderBy('createdAt').orderBy('id').execute();

async function readPolicies(db: QueryContext['db']): Promise<Policy[]> {
  const rows = await db.selectFrom('policies').selectAll().where('status', '=', 'active').execute();
  return rows.map(toPolicy);
}

const readStops = (db: QueryContext['db']): Promise<Stop[]> =>
  db.selectFrom('stops').selectAll().where('liftedAt', 'is', null).orderBy('createdAt').execute();
