/** Workspaces, as queries. */
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { Workspace, WorkspaceRepository } from '../ports/records/workspaces.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced, writingSlug } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function workspaceRepository(context: TenantContext): WorkspaceRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('workspaces').selectAll().where('organisationId', '=', organisationId);
  const active = all.where('status', '=', 'active');
  const one = async (query: typeof all): Promise<Workspace | null> => {
    const row = await query.executeTakeFirst();
    return row === undefined ? null : toWorkspace(row);
  };
  return {
    async insert(row) {
      requireOwn(context, row);
      const stored = { ...toStored(row), position: nextPosition('workspaces', organisationId) };
      await writingSlug(context, row.slug, () => db.insertInto('workspaces').values(stored).execute());
    },
    async replace(row) {
      requireOwn(context, row);
      const ours = db.updateTable('workspaces').where('id', '=', row.id).where('organisationId', '=', organisationId);
      const update = ours.set(toStored(row));
      requireReplaced(await writingSlug(context, row.slug, () => update.executeTakeFirstOrThrow()), row.id);
    },
    findById: (id) => one(all.where('id', '=', id as WorkspaceId)),
    findBySlug: (slug) => one(active.where('slug', '=', slug)),
    findDefault: () => one(active.where('isDefault', '=', 1)),
    async list({ id, name, exactName, status = 'active' }, page) {
      let query = all.where('status', '=', status);
      if (id !== undefined) query = query.where('id', '=', id);
      if (exactName !== undefined) query = query.where('name', '=', exactName);
      if (name !== undefined) {
        // As text and not as a pattern, in which % and _ would mean more.
        query = query.where(sql<boolean>`replace(lower(name), ${name.toLowerCase()}, '') <> lower(name)`);
      }
      const { total, rows } = await pageOf(query, page, 'oldest-first');
      return { total, rows: rows.map(toWorkspace) };
    },
    async contents(id) {
      const count = async (table: 'integrations' | 'providers' | 'configs' | 'apiKeys'): Promise<number> => {
        const rows = db
          .selectFrom(table)
          .where('organisationId', '=', organisationId)
          .where('workspaceId', '=', id)
          .where('status', '=', 'active');
        const { total } = await rows
          .select((eb) => eb.fn.countAll<number | string>().as('total'))
          .executeTakeFirstOrThrow();
        return Number(total);
      };
      return {
        integrations: await count('integrations'),
        providers: await count('providers'),
        configs: await count('configs'),
        apiKeys: await count('apiKeys'),
      };
    },
  };
}

function toStored(row: Workspace): Omit<Tables['workspaces'], 'position'> {
  return { ...row, isDefault: Number(row.isDefault), defaults: toJson(row.defaults) };
}

export function toWorkspace({ position: _, ...row }: Selectable<Tables['workspaces']>): Workspace {
  return { ...row, isDefault: row.isDefault === 1, defaults: fromJson(row.defaults) };
}
