/** The settings of organisations, as queries. */
import type { Kysely } from 'kysely';
import {
  usualSettings,
  type OrganisationSettings,
  type OrganisationSettingsRepository,
} from '../ports/records/organisation-settings.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function organisationSettingsRepository(context: TenantContext): OrganisationSettingsRepository {
  const { db, organisationId } = context;
  return {
    async read() {
      const all = db.selectFrom('organisationSettings').selectAll();
      const row = await all.where('organisationId', '=', organisationId).executeTakeFirst();
      return row === undefined ? usualSettings(organisationId) : toSettings(row);
    },
    async write(settings) {
      requireOwn(context, { ...settings, id: 'settings' });
      const { organisationId: _, ...said } = settings;
      const row = { organisationId, settings: toJson(said) };
      const insert = db.insertInto('organisationSettings').values(row);
      await insert.onConflict((known) => known.column('organisationId').doUpdateSet(row)).execute();
    },
  };
}

/** Of every organisation that has its own. */
export async function readAllSettings(db: Kysely<Tables>): Promise<OrganisationSettings[]> {
  return (await db.selectFrom('organisationSettings').selectAll().execute()).map(toSettings);
}

/** What a later version adds has its usual value in rows of before. */
function toSettings({ organisationId, settings }: Tables['organisationSettings']): OrganisationSettings {
  return { ...usualSettings(organisationId), ...fromJson(settings) };
}
