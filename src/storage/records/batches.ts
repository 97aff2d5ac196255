/** Batches, as queries. */
import type { Selectable } from 'kysely';
import type { Batch, BatchFile, BatchRepository } from '../ports/records/batches.ts';
import { requireOwn, requireReplaced } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function batchRepository(context: TenantContext): BatchRepository {
  const { db, organisationId } = context;
  const own = db.selectFrom('batches').selectAll().where('organisationId', '=', organisationId);
  const changed = db.updateTable('batches').where('organisationId', '=', organisationId);
  return {
    async insert(batch) {
      requireOwn(context, batch);
      await db.insertInto('batches').values(toStored(batch)).execute();
    },
    async findById(id) {
      const row = await own.where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toBatch(row);
    },
    async due(now, limit) {
      const free = own.where('nextLookAt', '<=', now).where('takenUntil', '<=', now);
      const rows = await free.orderBy('nextLookAt').orderBy('id').limit(limit).execute();
      return rows.map(toBatch);
    },
    async bringForward(upstreamId, nextLookAt) {
      const found = await changed.set({ nextLookAt }).where('upstreamId', '=', upstreamId).executeTakeFirstOrThrow();
      return found.numUpdatedRows > 0n;
    },
    async claim({ id, takenUntil: known }, takenUntil) {
      const taken = await changed
        .set({ takenUntil })
        .where('id', '=', id)
        .where('takenUntil', '=', known)
        .executeTakeFirstOrThrow();
      return taken.numUpdatedRows > 0n;
    },
    async replace(batch) {
      requireOwn(context, batch);
      requireReplaced(
        await changed.set(toStored(batch)).where('id', '=', batch.id).executeTakeFirstOrThrow(),
        batch.id,
      );
    },
    async remove(id) {
      await db.deleteFrom('batches').where('organisationId', '=', organisationId).where('id', '=', id).execute();
    },
    ...filesOf(context),
  };
}

type Files = Pick<BatchRepository, 'insertFile' | 'findFile' | 'removeFilesBefore'>;

function filesOf(context: TenantContext): Files {
  const { db, organisationId } = context;
  return {
    async insertFile(file) {
      requireOwn(context, file);
      await db.insertInto('batchFiles').values(toStoredFile(file)).execute();
    },
    async findFile({ workspaceId, accountId, fileId }) {
      const row = await db
        .selectFrom('batchFiles')
        .selectAll()
        .where('organisationId', '=', organisationId)
        .where('workspaceId', '=', workspaceId)
        .where('accountId', '=', accountId)
        .where('fileId', '=', fileId)
        .executeTakeFirst();
      return row === undefined ? null : toFile(row);
    },
    async removeFilesBefore(createdAt) {
      await db
        .deleteFrom('batchFiles')
        .where('organisationId', '=', organisationId)
        .where('createdAt', '<', createdAt)
        .execute();
    },
  };
}

const toStored = (batch: Batch) => ({ ...batch, metadata: toJson(batch.metadata), hold: toJson(batch.hold) });

const toBatch = ({ hold, ...row }: Selectable<Tables['batches']>): Batch => ({
  ...row,
  metadata: fromJson(row.metadata),
  // A batch of before this column holds nothing.
  hold: hold === null ? null : fromJson(hold),
});

const toStoredFile = (file: BatchFile) => ({
  ...file,
  models: toJson(file.models),
  vettedBy: toJson(file.vettedBy),
});

const toFile = (row: Selectable<Tables['batchFiles']>): BatchFile => ({
  ...row,
  models: fromJson(row.models),
  vettedBy: fromJson(row.vettedBy),
});
