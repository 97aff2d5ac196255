/** References to secrets, as queries. */
import type { Selectable } from 'kysely';
import type { SecretReference, SecretReferenceRepository } from '../ports/records/secret-references.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function secretReferenceRepository(context: TenantContext): SecretReferenceRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('secretReferences').selectAll().where('organisationId', '=', organisationId);
  const active = all.where('status', '=', 'active');
  const one = async (query: typeof all): Promise<SecretReference | null> => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toReference(row);
  };
  return {
    async insert(row) {
      requireOwn(context, row);
      const stored = { ...toStored(row), position: nextPosition('secret_references', organisationId) };
      await writingSlug(context, row.slug, () => db.insertInto('secretReferences').values(stored).execute());
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('secretReferences').where('id', '=', row.id);
      const update = ours.where('organisationId', '=', organisationId).set(toStored(row));
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
    },
    findById: (id) => one(all.where('id', '=', id)),
    findBySlug: (slug) => one(active.where('slug', '=', slug)),
    async list(page) {
      const { total, rows } = await pageOf(active, page);
      return { total, rows: rows.map(toReference) };
    },
  };
}

function toStored(row: SecretReference): Omit<Tables['secretReferences'], 'position'> {
  return { ...row, access: toJson(row.access), tags: toJson(row.tags) };
}

function toReference({ position: _, ...row }: Selectable<Tables['secretReferences']>): SecretReference {
  return { ...row, access: fromJson(row.access), tags: fromJson(row.tags) };
}
