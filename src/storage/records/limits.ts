/** Limits, as queries. */
import type { Selectable } from 'kysely';
import type { LimitsRecord, LimitsRepository } from '../ports/records/limits.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function limitsRepository(context: TenantContext): LimitsRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('limits').selectAll().where('organisationId', '=', organisationId);
  return {
    async find(ownerKind, ownerId) {
      const row = await all.where('ownerKind', '=', ownerKind).where('ownerId', '=', ownerId).executeTakeFirst();
      return row === undefined ? null : toLimits(row);
    },
    async list() {
      return (await all.execute()).map(toLimits);
    },
    async put(record) {
      const { ownerKind, ownerId } = record;
      requireOwn(context, { ...record, id: ownerId });
      const ours = db.deleteFrom('limits').where('organisationId', '=', organisationId);
      await ours.where('ownerKind', '=', ownerKind).where('ownerId', '=', ownerId).execute();
      const { budgets, rates, velocity = [] } = record;
      if (budgets.length + rates.length + velocity.length === 0) return;
      await db.insertInto('limits').values(toStored(record)).execute();
    },
  };
}

function toStored(record: LimitsRecord): Tables['limits'] {
  const { budgets, rates, velocity = [] } = record;
  return { ...record, budgets: toJson(budgets), rates: toJson(rates), velocity: toJson(velocity) };
}

export function toLimits(row: Selectable<Tables['limits']>): LimitsRecord {
  const { velocity: text, ...limits } = row;
  const velocity = fromJson(text);
  const known = { ...limits, budgets: fromJson(row.budgets), rates: fromJson(row.rates) };
  return velocity.length === 0 ? known : { ...known, velocity };
}
