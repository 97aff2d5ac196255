/** Organisations and workspaces, as queries. */
import type { Selectable } from 'kysely';
import type { OrganisationId, WorkspaceId } from '../../wire/ids.ts';
import type { RecordsTransaction, Workspace } from '../ports/records.ts';
import { writingSlug } from './query-context.ts';
import type { QueryContext } from './query-context.ts';
import type { Tables } from './schema.ts';

export function organisationRepository({ db }: QueryContext): RecordsTransaction['organisations'] {
  const all = db.selectFrom('organisations').selectAll();
  return {
    async insert(row) {
      await db.insertInto('organisations').values(row).execute();
    },
    async findById(id) {
      return (await all.where('id', '=', id as OrganisationId).executeTakeFirst()) ?? null;
    },
    list: () => all.orderBy('createdAt').orderBy('id').execute(),
  };
}

export function workspaceRepository(context: QueryContext): RecordsTransaction['workspaces'] {
  const all = context.db.selectFrom('workspaces').selectAll();
  return {
    async insert(row) {
      const stored = { ...row, isDefault: Number(row.isDefault) };
      await writingSlug(context, row.slug, () => context.db.insertInto('workspaces').values(stored).execute());
    },
    async findById(id) {
      const row = await all.where('id', '=', id as WorkspaceId).executeTakeFirst();
      return row === undefined ? null : toWorkspace(row);
    },
    async list(organisationId) {
      const ours = all.where('organisationId', '=', organisationId);
      return (await ours.orderBy('createdAt').orderBy('id').execute()).map(toWorkspace);
    },
  };
}

export function toWorkspace(row: Selectable<Tables['workspaces']>): Workspace {
  return { ...row, isDefault: row.isDefault === 1 };
}
