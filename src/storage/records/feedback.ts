/** Feedback, as queries. */
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Feedback, FeedbackRepository, FeedbackScope, FeedbackTotals } from '../ports/records/feedback.ts';
import { requireOwn, requireReplaced } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

const COUNT = sql<number | string>`count(*)`;
const AVERAGE = sql<number | null>`avg(value * weight)`;

export function feedbackRepository(context: TenantContext): FeedbackRepository {
  const { db, organisationId } = context;
  const own = db.selectFrom('feedback').where('organisationId', '=', organisationId);
  return {
    ...totals(context),
    async insert(row) {
      requireOwn(context, row);
      await db.insertInto('feedback').values(toStored(row)).execute();
    },
    async replace(row) {
      requireOwn(context, row);
      const update = db.updateTable('feedback').set(toStored(row)).where('organisationId', '=', organisationId);
      requireReplaced(await update.where('id', '=', row.id).executeTakeFirstOrThrow(), row.id);
    },
    async findById(id) {
      const row = await own.selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toFeedback(row);
    },
    async sumsByTrace({ workspaceId, from }, limit) {
      const ours = workspaceId === undefined ? own : own.where('workspaceId', '=', workspaceId);
      const rows = await ours
        .where('createdAt', '>=', from)
        .select(['traceId', COUNT.as('count'), sql<number | string>`sum(value * weight)`.as('sum')])
        .groupBy('traceId')
        .orderBy(sql`max(created_at)`, 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ traceId, count, sum }) => ({ traceId, count: Number(count), sum: Number(sum) }));
    },
    async tracesRated({ workspaceId }, { min, max, limit }) {
      const ours = workspaceId === undefined ? own : own.where('workspaceId', '=', workspaceId);
      const rows = await ours
        .select('traceId')
        .groupBy('traceId')
        .having(AVERAGE, '>=', min)
        .having(AVERAGE, '<=', max)
        .orderBy(sql`max(created_at)`, 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ traceId }) => traceId);
    },
    async trim(before, limit) {
      const oldest = own.where('createdAt', '<', before).select('id').orderBy('createdAt').limit(limit);
      const ours = db.deleteFrom('feedback').where('organisationId', '=', organisationId);
      const { numDeletedRows } = await ours.where('id', 'in', oldest).executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    },
  };
}

type Totals = Pick<FeedbackRepository, 'overTime' | 'total' | 'byScore' | 'byModel'>;

/** Counts and averages of the ratings of a scope. */
function totals({ db, organisationId }: TenantContext): Totals {
  const own = db.selectFrom('feedback').where('organisationId', '=', organisationId);
  const within = (scope: FeedbackScope) => {
    let query = own.where('createdAt', '>=', scope.from).where('createdAt', '<', scope.to);
    if (scope.workspaceId !== undefined) query = query.where('workspaceId', '=', scope.workspaceId);
    if (scope.traceId !== undefined) query = query.where('traceId', '=', scope.traceId);
    // An empty list matches nothing; `in ()` is no SQL.
    if (scope.apiKeyIds !== undefined) query = query.where('apiKeyId', 'in', ['', ...scope.apiKeyIds]);
    if (scope.models !== undefined) query = query.where('model', 'in', ['', ...scope.models]);
    return query;
  };
  return {
    async overTime(scope, widthMs) {
      const bucket = sql<number | string>`created_at - (created_at % ${sql.lit(widthMs)})`;
      const rows = await within(scope)
        .select([bucket.as('bucket'), COUNT.as('count'), AVERAGE.as('average')])
        .groupBy(bucket)
        .execute();
      return new Map(rows.map((row) => [Number(row.bucket), toTotals(row)]));
    },
    async total(scope) {
      return toTotals(
        await within(scope)
          .select([COUNT.as('count'), AVERAGE.as('average')])
          .executeTakeFirstOrThrow(),
      );
    },
    async byScore(scope) {
      const rows = await within(scope)
        .select(['value', COUNT.as('count')])
        .groupBy('value')
        .orderBy('value')
        .execute();
      return rows.map(({ value, count }) => ({ score: value, count: Number(count) }));
    },
    async byModel(scope) {
      const rows = await within(scope)
        .select(['model', COUNT.as('count'), AVERAGE.as('average')])
        .groupBy('model')
        .orderBy('count', 'desc')
        .orderBy('model')
        .execute();
      return rows.map((row) => ({ model: row.model, ...toTotals(row) }));
    },
  };
}

/** Some engines give counts as text, and averages as text too. */
function toTotals({ count, average }: { count: number | string; average: number | string | null }): FeedbackTotals {
  return { count: Number(count), average: average === null ? null : Number(average) };
}

function toStored(row: Feedback): Tables['feedback'] {
  return { ...row, metadata: toJson(row.metadata) };
}

function toFeedback(row: Selectable<Tables['feedback']>): Feedback {
  return { ...row, metadata: fromJson(row.metadata) };
}
