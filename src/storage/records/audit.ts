/** The audit trail, as queries. */
import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { CHAIN_BEGINS } from '../../kernel/hash-chain.ts';
import { chainHash } from '../ports/records/audit-chain.ts';
import type { AuditEvent, AuditFilter, AuditTrail, ChainStart } from '../ports/records/audit.ts';
import { pageOf } from './query-context.ts';
import type { TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function auditTrail(context: TenantContext): AuditTrail {
  const { db, organisationId } = context;
  const all = db.selectFrom('auditEvents').selectAll().where('organisationId', '=', organisationId);
  const start = async (): Promise<ChainStart> => {
    const row = db.selectFrom('auditChainStarts').select(['position', 'hash']);
    const found = await row.where('organisationId', '=', organisationId).executeTakeFirst();
    return found ?? { position: 0, hash: CHAIN_BEGINS };
  };
  return {
    async insert(event) {
      if (event.organisationId !== organisationId) throw new Error(`${event.id} belongs to another organisation`);
      const last = await all.orderBy('position', 'desc').limit(1).executeTakeFirst();
      const { position, hash } = last ?? (await start());
      const placed = { position: position + 1, hash: chainHash(hash, event) };
      await db
        .insertInto('auditEvents')
        .values({ ...toStored(event), ...placed })
        .execute();
    },
    async list(filter, page) {
      const { total, rows } = await pageOf(matching(all, filter), page);
      return { total, rows: rows.map(toEvent) };
    },
    async chain(after, limit) {
      const rows = await all.where('position', '>', after).orderBy('position').limit(limit).execute();
      return rows.map((row) => ({ event: toEvent(row), position: row.position, hash: row.hash }));
    },
    start,
    async trim(before, limit) {
      const oldest = await all.orderBy('position').limit(limit).execute();
      // Only from the beginning: a gap in the middle would break the chain.
      const young = oldest.findIndex(({ createdAt }) => createdAt >= before);
      const last = (young === -1 ? oldest : oldest.slice(0, young)).at(-1);
      if (last === undefined) return { deleted: 0, start: await start() };
      const { position, hash } = last;
      const ours = db.deleteFrom('auditEvents').where('organisationId', '=', organisationId);
      const { numDeletedRows } = await ours.where('position', '<=', position).executeTakeFirstOrThrow();
      await db
        .insertInto('auditChainStarts')
        .values({ organisationId, position, hash })
        .onConflict((known) => known.column('organisationId').doUpdateSet({ position, hash }))
        .execute();
      return { deleted: Number(numDeletedRows), start: { position, hash } };
    },
  };
}

type Query = ReturnType<typeof selectAll>;

const selectAll = ({ db }: TenantContext) => db.selectFrom('auditEvents').selectAll();

function matching(query: Query, filter: AuditFilter): Query {
  const { from, to, uri, noun, verb } = filter;
  let wanted = query;
  if (from !== undefined) wanted = wanted.where('createdAt', '>=', from);
  if (to !== undefined) wanted = wanted.where('createdAt', '<=', to);
  for (const name of [
    'resourceId',
    'method',
    'requestId',
    'actor',
    'actorType',
    'workspaceId',
    'status',
    'address',
    'country',
  ] as const) {
    const value = filter[name];
    if (value !== undefined) wanted = wanted.where(name, '=', value);
  }
  // As text and not as patterns, in which % and _ would mean more.
  if (uri !== undefined) wanted = wanted.where(sql<boolean>`replace(uri, ${uri}, '') <> uri`);
  if (noun !== undefined) wanted = wanted.where(sql<boolean>`substr(action, 1, ${noun.length + 1}) = ${`${noun}.`}`);
  if (verb !== undefined) {
    const ending = `.${verb}`;
    wanted = wanted.where(sql<boolean>`replace(action || ';', ${`${ending};`}, '') <> action || ';'`);
  }
  return wanted;
}

function toStored({ request, ...event }: AuditEvent): Omit<Tables['auditEvents'], 'position' | 'hash'> {
  return {
    ...event,
    before: toJson(event.before),
    after: toJson(event.after),
    ...requestColumns(request),
  };
}

const NO_REQUEST = {
  requestId: null,
  method: null,
  uri: null,
  address: null,
  forwardedFor: null,
  userAgent: null,
  country: null,
  body: null,
};

function requestColumns(request: AuditEvent['request']) {
  if (request === null) return NO_REQUEST;
  // One by one: whoever asks may know more of a request than the trail keeps.
  const { id: requestId, method, uri, address, forwardedFor, userAgent, country, body } = request;
  return { requestId, method, uri, address, forwardedFor, userAgent, country, body };
}

export function toEvent(stored: Selectable<Tables['auditEvents']>): AuditEvent {
  const {
    position: _,
    hash: __,
    requestId,
    method,
    uri,
    address,
    forwardedFor,
    userAgent,
    country,
    body,
    ...row
  } = stored;
  const request = toRequest({ requestId, method, uri, address, forwardedFor, userAgent, country, body });
  return { ...row, request, before: fromJson(row.before), after: fromJson(row.after) };
}

/** The columns of a request are all there, or none is; country and body of an older event are not. */
function toRequest(columns: { [Name in keyof typeof NO_REQUEST]: string | null }): AuditEvent['request'] {
  const { requestId: id, method, uri, address, forwardedFor, userAgent, country, body } = columns;
  const isWhole =
    id !== null && method !== null && uri !== null && address !== null && forwardedFor !== null && userAgent !== null;
  if (!isWhole) return null;
  return { id, method, uri, address, forwardedFor, userAgent, country: country ?? '', body: body ?? '' };
}
