/** Settings of what managers and members may do, as queries. */
import type { PermissionsRepository } from '../ports/records/permissions.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';

export function permissionsRepository(context: TenantContext): PermissionsRepository {
  const { db, organisationId } = context;
  return {
    async find(workspaceId) {
      const ours = db.selectFrom('permissions').selectAll().where('organisationId', '=', organisationId);
      const row = await ours.where('ownerId', '=', workspaceId ?? organisationId).executeTakeFirst();
      if (row === undefined) return null;
      return {
        organisationId,
        workspaceId,
        toggles: fromJson(row.toggles),
        overridable: fromJson(row.overridable),
      };
    },
    async put({ workspaceId, ...record }) {
      const ownerId = workspaceId ?? organisationId;
      requireOwn(context, { ...record, id: ownerId });
      await db
        .deleteFrom('permissions')
        .where('organisationId', '=', organisationId)
        .where('ownerId', '=', ownerId)
        .execute();
      const { toggles, overridable } = record;
      await db
        .insertInto('permissions')
        .values({ organisationId, ownerId, toggles: toJson(toggles), overridable: toJson(overridable) })
        .execute();
    },
  };
}
