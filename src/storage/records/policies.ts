/** Policies, as queries. */
import type { Selectable } from 'kysely';
import type { Policy, PolicyRepository } from '../ports/records/policies.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function policyRepository(context: TenantContext): PolicyRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('policies').selectAll().where('organisationId', '=', organisationId);
  return {
    async insert(row) {
      requireOwn(context, row);
      await db.insertInto('policies').values(toStored(row)).execute();
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('policies').set(toStored(row)).where('organisationId', '=', organisationId);
      const { numUpdatedRows } = await ours.where('id', '=', row.id).executeTakeFirst();
      if (Number(numUpdatedRows) === 0) throw new Error(`There is no policy ${row.id}.`);
    },
    async findById(id) {
      const row = await all.where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toPolicy(row);
    },
    async list(kind) {
      const rows = await all.where('kind', '=', kind).orderBy('createdAt').orderBy('id').execute();
      return rows.map(toPolicy);
    },
  };
}

const toStored = (row: Policy): Tables['policies'] => ({ ...row, rule: toJson(row.rule) });

export const toPolicy = (row: Selectable<Tables['policies']>): Policy => ({ ...row, rule: fromJson(row.rule) });
