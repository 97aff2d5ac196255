/** Spend limits, and who is in the groups that have one, as queries. */
import { sql } from 'kysely';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { CappedMember, SpendLimit, SpendLimitRepository } from '../ports/records/spend-limits.ts';
import { requireOwn, type QueryContext, type TenantContext } from './query-context.ts';

export function spendLimitRepository(context: TenantContext): SpendLimitRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('spendLimits').selectAll().where('organisationId', '=', organisationId);
  return {
    async find({ scopeKind, scopeId, period }) {
      const ofScope = all.where('scopeKind', '=', scopeKind).where('scopeId', '=', scopeId);
      return (await ofScope.where('period', '=', period).executeTakeFirst()) ?? null;
    },
    findById: async (id) => (await all.where('id', '=', id).executeTakeFirst()) ?? null,
    list: () => all.orderBy('createdAt').orderBy('id').execute(),
    members: () => readCappedMembers(db, organisationId),
    async put(limit) {
      requireOwn(context, limit);
      const insert = db.insertInto('spendLimits').values(limit);
      await insert.onConflict((known) => known.column('id').doUpdateSet(limit)).execute();
    },
    async remove(id) {
      const ours = db.deleteFrom('spendLimits').where('organisationId', '=', organisationId);
      await ours.where('id', '=', id).execute();
    },
  };
}

export const readSpendLimits = (db: QueryContext['db']): Promise<SpendLimit[]> =>
  db.selectFrom('spendLimits').selectAll().execute();

/** `organisationId` null = of all. Nothing is read where no group has a limit. */
export async function readCappedMembers(
  db: QueryContext['db'],
  organisationId: OrganisationId | null,
): Promise<CappedMember[]> {
  const capped = db.selectFrom('spendLimits').select(['organisationId', 'scopeId']).distinct();
  const ofGroups = capped.where('scopeKind', '=', 'group').orderBy('organisationId').orderBy('scopeId');
  const groups = await (
    organisationId === null ? ofGroups : ofGroups.where('organisationId', '=', organisationId)
  ).execute();
  const found: CappedMember[] = [];
  for (const { organisationId: of, scopeId: group } of groups) {
    for (const userId of await membersOf(db, of, group)) found.push({ organisationId: of, group, userId });
  }
  return found;
}

async function membersOf(db: QueryContext['db'], organisationId: OrganisationId, group: string): Promise<string[]> {
  // The names are a list in JSON: one of them stands there as a text of its own.
  const listed = `%${JSON.stringify(group).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const { rows } = await sql<{ userId: string }>`
    select m.user_id as "userId" from scim_group_members m
      join scim_groups g on g.id = m.group_id and g.organisation_id = m.organisation_id
      where m.organisation_id = ${organisationId} and g.lower_name = ${group}
    union
    select i.user_id as "userId" from identities i
      join identity_providers p on p.id = i.provider_id and p.organisation_id = i.organisation_id
      where i.organisation_id = ${organisationId} and p.is_enabled = 1 and p.status = 'active' and i.group_names like ${listed} escape '\\'
    order by 1`.execute(db.withoutPlugins());
  return rows.map(({ userId }) => userId);
}
