/** Exports of the log, as queries. */
import type { Selectable } from 'kysely';
import type { LogExport, LogExportRepository } from '../ports/records/log-exports.ts';
import { nextPosition, pageOf, requireOwn, requireReplaced } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function logExportRepository(context: TenantContext): LogExportRepository {
  const { db, organisationId } = context;
  const own = db.selectFrom('logExports').selectAll().where('organisationId', '=', organisationId);
  return {
    async insert(row) {
      requireOwn(context, row);
      const position = nextPosition('log_exports', organisationId);
      await db
        .insertInto('logExports')
        .values({ ...toStored(row), position })
        .execute();
    },
    async replace(row) {
      requireOwn(context, row);
      const update = db.updateTable('logExports').set(toStored(row)).where('organisationId', '=', organisationId);
      requireReplaced(await update.where('id', '=', row.id).executeTakeFirstOrThrow(), row.id);
    },
    async findById(id) {
      const row = await own.where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toExport(row);
    },
    async list(workspaceId, page) {
      const { total, rows } = await pageOf(
        workspaceId === null ? own : own.where('workspaceId', '=', workspaceId),
        page,
      );
      return { total, rows: rows.map(toExport) };
    },
  };
}

function toStored(row: LogExport) {
  const { filters, requestedData, frozen } = row;
  return { ...row, filters: toJson(filters), requestedData: toJson(requestedData), frozen: toJson(frozen) };
}

function toExport({ position, ...row }: Selectable<Tables['logExports']>): LogExport {
  const { filters, requestedData, frozen } = row;
  return { ...row, filters: fromJson(filters), requestedData: fromJson(requestedData), frozen: fromJson(frozen) };
}
