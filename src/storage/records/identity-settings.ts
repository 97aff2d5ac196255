/** Who may sign in, as queries. */
import { usualIdentitySettings, type IdentitySettingsRepository } from '../ports/records/identity-settings.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';

export function identitySettingsRepository(context: TenantContext): IdentitySettingsRepository {
  const { db, organisationId } = context;
  return {
    async read() {
      const all = db.selectFrom('identitySettings').selectAll();
      const row = await all.where('organisationId', '=', organisationId).executeTakeFirst();
      const usual = usualIdentitySettings(organisationId);
      return row === undefined ? usual : { ...usual, ...fromJson(row.settings) };
    },
    async write(settings) {
      requireOwn(context, { ...settings, id: 'identity settings' });
      const { organisationId: _, ...said } = settings;
      const row = { organisationId, settings: toJson(said) };
      const insert = db.insertInto('identitySettings').values(row);
      await insert.onConflict((known) => known.column('organisationId').doUpdateSet(row)).execute();
    },
  };
}
