/** Organisations, as queries: the one noun that stands above tenants. */
import type { OrganisationRepository } from '../ports/records/organisations.ts';
import type { QueryContext } from './query-context.ts';

export function organisationRepository({ db }: QueryContext): OrganisationRepository {
  return {
    async insert(row) {
      await db.insertInto('organisations').values(row).execute();
    },
    list: () => db.selectFrom('organisations').selectAll().orderBy('createdAt').orderBy('id').execute(),
  };
}
