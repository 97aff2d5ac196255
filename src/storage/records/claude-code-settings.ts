/** What Claude Code gets, as queries. */
import type { ClaudeCodeSettings, ClaudeCodeSettingsRepository } from '../ports/records/claude-code-settings.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function claudeCodeSettingsRepository(context: TenantContext): ClaudeCodeSettingsRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('claudeCodeSettings').selectAll().where('organisationId', '=', organisationId);
  return {
    async find({ ownerKind, ownerId }) {
      const row = await all.where('ownerKind', '=', ownerKind).where('ownerId', '=', ownerId).executeTakeFirst();
      return row === undefined ? null : toSettings(row);
    },
    async listGroups() {
      const groups = all.where('ownerKind', '=', 'group').orderBy('priority').orderBy('ownerId');
      return (await groups.execute()).map(toSettings);
    },
    async put(settings) {
      requireOwn(context, { ...settings, id: settings.ownerId });
      const row = { ...settings, managed: toJson(settings.managed) };
      const insert = db.insertInto('claudeCodeSettings').values(row);
      const key = ['organisationId', 'ownerKind', 'ownerId'] as const;
      await insert.onConflict((known) => known.columns([...key]).doUpdateSet(row)).execute();
    },
  };
}

function toSettings(row: Tables['claudeCodeSettings']): ClaudeCodeSettings {
  return { ...row, managed: fromJson(row.managed) };
}
