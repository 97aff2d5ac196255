/** What clients report of their work, as queries. */
import { sql } from 'kysely';
import {
  ACTIVITY_COUNTS,
  type ActivityDimension,
  type ActivityGroup,
  type ActivityScope,
  type SessionActivity,
  type SessionActivityRepository,
} from '../ports/records/session-activity.ts';
import type { TenantContext } from './query-context.ts';

const KEYS: Readonly<Record<ActivityDimension, ReturnType<typeof sql<string | number | null>>>> = {
  user: sql`coalesce(user_id, api_key_id)`,
  workspace: sql`workspace_id`,
  session: sql`session_id`,
  day: sql`day`,
};

export function sessionActivityRepository(context: TenantContext): SessionActivityRepository {
  const { db, organisationId } = context;
  const own = db.selectFrom('sessionActivity').where('organisationId', '=', organisationId);
  return {
    async add(rows, maxSessions) {
      for (const row of rows) {
        if (row.organisationId !== organisationId) throw new Error('The work belongs to another organisation.');
        if ((await increase(context, row)) > 0n) continue;
        const ofKey = own.where('day', '=', row.day).where('apiKeyId', '=', row.apiKeyId);
        const { made } = await ofKey
          .select((eb) => eb.fn.countAll<number | string>().as('made'))
          .executeTakeFirstOrThrow();
        await insert(context, Number(made) < maxSessions ? row : { ...row, sessionId: '' });
      }
    },
    async groups(by, scope, { limit, offset }) {
      const key = KEYS[by];
      const { total } = await within(context, scope)
        .select(sql<number | string>`count(distinct coalesce(cast(${key} as text), ''))`.as('total'))
        .executeTakeFirstOrThrow();
      const rows = await sums(context, scope)
        .select(key.as('key'))
        .groupBy(key)
        .orderBy(sql`max(last_at)`, 'desc')
        .orderBy(key)
        .limit(limit)
        .offset(offset)
        .execute();
      return {
        total: Number(total),
        rows: rows.map(({ key: group, ...row }) => ({ key: group === null ? null : String(group), ...toNumbers(row) })),
      };
    },
    async total(scope) {
      const row = await sums(context, scope).executeTakeFirstOrThrow();
      return row.lastAt === null ? null : toNumbers(row);
    },
    async deleteBefore(day) {
      const old = db.deleteFrom('sessionActivity').where('organisationId', '=', organisationId).where('day', '<', day);
      return Number((await old.executeTakeFirstOrThrow()).numDeletedRows);
    },
  };
}

/** Resolves with the number of rows that were there: 1 or 0. */
async function increase({ db, organisationId }: TenantContext, row: SessionActivity): Promise<bigint> {
  const { numUpdatedRows } = await db
    .updateTable('sessionActivity')
    .set((eb) => ({
      ...Object.fromEntries(ACTIVITY_COUNTS.map((name) => [name, eb(name, '+', row[name])])),
      lastAt: row.lastAt,
    }))
    .where('organisationId', '=', organisationId)
    .where('day', '=', row.day)
    .where('apiKeyId', '=', row.apiKeyId)
    .where('sessionId', '=', row.sessionId)
    .executeTakeFirstOrThrow();
  return numUpdatedRows;
}

/** The row for everything without a session may be there when the one of the session is not. */
async function insert(context: TenantContext, row: SessionActivity): Promise<void> {
  if (row.sessionId === '' && (await increase(context, row)) > 0n) return;
  await context.db.insertInto('sessionActivity').values(row).execute();
}

function within({ db, organisationId }: TenantContext, { workspaceId, apiKeyIds, sessionId, from, to }: ActivityScope) {
  let query = db
    .selectFrom('sessionActivity')
    .where('organisationId', '=', organisationId)
    .where('day', '>=', from)
    .where('day', '<', to);
  if (workspaceId !== undefined) query = query.where('workspaceId', '=', workspaceId);
  if (sessionId !== undefined) query = query.where('sessionId', '=', sessionId);
  // An empty list matches nothing; `in ()` is no SQL.
  if (apiKeyIds !== undefined) query = query.where('apiKeyId', 'in', ['', ...apiKeyIds]);
  return query;
}

function sums(context: TenantContext, scope: ActivityScope) {
  return within(context, scope).select((eb) => [
    ...ACTIVITY_COUNTS.map((name) => eb.fn.sum<number | string | null>(name).as(name)),
    sql<number | string>`count(distinct session_id)`.as('sessions'),
    eb.fn.max('lastAt').as('lastAt'),
  ]);
}

/** Some engines give sums as text. */
function toNumbers(row: Record<string, number | string | null>): Omit<ActivityGroup, 'key'> {
  const numbers: Record<string, number> = {};
  for (const name of [...ACTIVITY_COUNTS, 'sessions', 'lastAt'] as const) numbers[name] = Number(row[name] ?? 0);
  return numbers as unknown as Omit<ActivityGroup, 'key'>;
}
