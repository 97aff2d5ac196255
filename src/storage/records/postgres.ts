/** The engine of the records port for several processes: one PostgreSQL, directly or behind PgBouncer. */
import {
  CamelCasePlugin,
  HandleEmptyInListsPlugin,
  Kysely,
  PostgresDialect,
  replaceWithNoncontingentExpression,
  sql,
} from 'kysely';
import type { ControlledTransaction, KyselyPlugin } from 'kysely';
import type { OrganisationId } from '../../kernel/ids.ts';
import type { Records } from '../ports/records/records.ts';
import {
  codeOf,
  discardingBroken,
  isAway,
  openPool,
  recordsUnavailable,
  type ConnectionBounds,
} from '../postgres-connections.ts';
import { createChangeFeed, type ChangeFeed, type OwnChange } from './change-feed.ts';
import { readChanged, readConfiguration } from './configuration.ts';
import { requireNoCopy } from './copy.ts';
import { migrate } from './migrate.ts';
import { createPresence } from './processes.ts';
import { systemRecords, tenantRecords } from './repositories.ts';
import type { Tables } from './schema.ts';

/** Of our advisory locks, so that other programs on the same database have theirs: `toll` in ASCII. */
const LOCKS = 0x746f6c6c;
/** Within them: for changes above tenants, for migrations, and for the feed of changes. */
const ABOVE_TENANTS = 0;
const MIGRATING = 1;
const FEED = 2;
/** Of organisations, by the hash of their id. */
const TENANT_LOCKS = LOCKS + 1;

/** A process that hangs in the middle of a change must not stop everybody else's changes for longer than this. */
const MAX_IDLE_IN_CHANGE = '30s';
/** How long a change waits for those before it. */
const MAX_WAIT_FOR_LOCK = '20s';

/** A transaction that was in another's way, or lost its connection before its end, is run again so often. */
const MAX_RUNS = 5;

type Tx = ControlledTransaction<Tables>;

export interface PostgresRecordsOptions extends ConnectionBounds {
  url: string;
  /** ms since the epoch. */
  now?: () => number;
}

/**
 * Connects, and brings the tables up to date. Rejects where the server cannot be reached. A committed change survives a crash
 * of the server. Nothing is kept in a connection beyond a transaction, so PgBouncer may pool transactions.
 */
export async function openPostgresRecords({
  url,
  now = Date.now,
  ...bounds
}: PostgresRecordsOptions): Promise<Records> {
  const db = await openPostgresTables(url, bounds);
  try {
    await requireNoCopy(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const feed = createChangeFeed({
    db,
    lock: (tx) => sql`select pg_advisory_xact_lock(${sql.lit(LOCKS)}, ${sql.lit(FEED)})`.execute(tx),
    now,
  });
  const presence = createPresence(db, now);
  const reading = <Result>(work: Work<Result>): Promise<Result> => run(() => beginReading(db), work);
  return {
    within: (tenant, work) =>
      readingIfPossible({ read: () => beginReading(db), write: () => beginChange(db, tenant), feed }, (tx, own) =>
        work(feed.noting(tenantRecords({ db: tx, isSlugTaken }, tenant), tx, own)),
      ),
    system: (work) =>
      readingIfPossible({ read: () => beginReading(db), write: () => beginChangeAboveTenants(db), feed }, (tx, own) => {
        const system = systemRecords({ db: tx, isSlugTaken });
        return work({ ...system, of: (tenant) => feed.noting(system.of(tenant), tx, own) });
      }),
    configuration: () => reading((tx) => readConfiguration({ db: tx, isSlugTaken })),
    changed: (changes) => reading((tx) => readChanged({ db: tx, isSlugTaken }, changes)),
    async changesOfOthers(since) {
      await presence.show();
      return feed.read(since);
    },
    async close() {
      // Where it cannot be said, it is forgotten in time.
      await presence.leave().catch(() => undefined);
      await db.destroy();
    },
  };
}

/** The tables themselves, up to date, for whoever copies them. Rejects where the server cannot be reached. */
export async function openPostgresTables(url: string, bounds: ConnectionBounds = {}): Promise<Kysely<Tables>> {
  const pool = await openPool(url, bounds);
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: discardingBroken(pool) }),
    plugins: [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression }), new CamelCasePlugin()],
  });
  try {
    await migrate(db, async (tx) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCKS)}, ${sql.lit(MIGRATING)})`.execute(tx);
    });
    return db;
  } catch (error) {
    await db.destroy();
    throw isAway(error) ? unreachable(url, error) : error;
  }
}

/** Names the server, and never the password. */
function unreachable(url: string, cause: unknown): Error {
  const { host = '', pathname = '' } = URL.parse(url) ?? {};
  const reason = codeOf(cause) || (cause instanceof Error ? cause.message : String(cause));
  return new Error(`PostgreSQL cannot be reached at ${host}${pathname}: ${reason}.`, { cause });
}

/** Everything that is read is of one moment. It waits for nobody, and nobody for it. */
function beginReading(db: Kysely<Tables>): Promise<Tx> {
  return db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute();
}

/**
 * Changes of one organisation run one after another, whichever process makes them: so nothing that was read is old when it
 * is written, and positions and the chain of the audit trail have no second writer. Each statement sees what was committed
 * before it, which an isolation level with a snapshot would not: it takes it before it waits for the lock.
 */
async function beginChange(db: Kysely<Tables>, tenant: OrganisationId): Promise<Tx> {
  return locked(await db.startTransaction().setIsolationLevel('read committed').execute(), (tx) =>
    sql`select ${BOUNDS}, pg_advisory_xact_lock_shared(${sql.lit(LOCKS)}, ${sql.lit(ABOVE_TENANTS)}),
      pg_advisory_xact_lock(${sql.lit(TENANT_LOCKS)}, hashtext(${tenant}))`.execute(tx),
  );
}

/** One at a time, and no change of any organisation beside it. */
async function beginChangeAboveTenants(db: Kysely<Tables>): Promise<Tx> {
  return locked(await db.startTransaction().setIsolationLevel('read committed').execute(), (tx) =>
    sql`select ${BOUNDS}, pg_advisory_xact_lock(${sql.lit(LOCKS)}, ${sql.lit(ABOVE_TENANTS)})`.execute(tx),
  );
}

const BOUNDS = sql`set_config('lock_timeout', ${sql.lit(MAX_WAIT_FOR_LOCK)}, true),
  set_config('idle_in_transaction_session_timeout', ${sql.lit(MAX_IDLE_IN_CHANGE)}, true)`;

async function locked(tx: Tx, lock: (tx: Tx) => Promise<unknown>): Promise<Tx> {
  try {
    await lock(tx);
    return tx;
  } catch (error) {
    await rollBack(tx);
    throw error;
  }
}

type Work<Result> = (db: Kysely<Tables>) => Promise<Result>;

/**
 * Most work only reads, and does not say so: it is run as that first. At its first write it is stopped, and run again as a
 * change. `own` gathers the rows in the feed of one run.
 */
async function readingIfPossible<Result>(
  { read, write, feed }: { read: () => Promise<Tx>; write: () => Promise<Tx>; feed: Pick<ChangeFeed, 'begin'> },
  work: (db: Kysely<Tables>, own: OwnChange) => Promise<Result>,
): Promise<Result> {
  const reader = createReader();
  try {
    const result = await run(read, (tx) => work(tx.withPlugin(reader.plugin), feed.begin()));
    if (!reader.hasTriedToWrite()) return result;
  } catch (error) {
    // Whatever the work made of it.
    if (!reader.hasTriedToWrite()) throw error;
  }
  const runs: OwnChange[] = [];
  try {
    const result = await run(write, (tx) => {
      const own = feed.begin();
      runs.push(own);
      return work(tx, own);
    });
    runs.pop()?.end(true);
    return result;
  } finally {
    for (const undone of runs) undone.end(false);
  }
}

function createReader(): { plugin: KyselyPlugin; hasTriedToWrite: () => boolean } {
  let hasTriedToWrite = false;
  return {
    hasTriedToWrite: () => hasTriedToWrite,
    plugin: {
      transformQuery({ node }) {
        if (!WRITES.has(node.kind)) return node;
        hasTriedToWrite = true;
        throw new Error('A write in a transaction that reads');
      },
      transformResult: ({ result }) => Promise.resolve(result),
    },
  };
}

const WRITES: ReadonlySet<string> = new Set([
  'InsertQueryNode',
  'UpdateQueryNode',
  'DeleteQueryNode',
  'MergeQueryNode',
]);

/** Runs `work` in one transaction. Throws what it throws, and `records_unavailable` where the database is away. */
async function run<Result>(begin: () => Promise<Tx>, work: Work<Result>): Promise<Result> {
  for (let runs = 1; ; runs += 1) {
    try {
      const tx = await begin();
      return await finish(tx, work);
    } catch (error) {
      if (isWorthAnotherRun(error) && runs < MAX_RUNS) continue;
      throw isAway(error) ? recordsUnavailable(error, 'unchanged') : error;
    }
  }
}

async function finish<Result>(tx: Tx, work: Work<Result>): Promise<Result> {
  let result: Result;
  try {
    result = await work(tx);
  } catch (error) {
    await rollBack(tx);
    throw error;
  }
  try {
    // Where a statement failed and the work took no notice, this fails too. A commit would undo everything without a word.
    await sql`select 1`.execute(tx);
  } catch (error) {
    await rollBack(tx);
    throw error;
  }
  try {
    await tx.commit().execute();
  } catch (error) {
    // Without the server's word for it, it may have been committed.
    throw isAway(error) ? recordsUnavailable(error, 'unknown') : error;
  }
  return result;
}

/** A connection that broke has rolled back already. */
async function rollBack(tx: Tx): Promise<void> {
  await tx
    .rollback()
    .execute()
    .catch(() => undefined);
}

/** Serialisation failure and deadlock: PostgreSQL undid one of two transactions. */
const IN_THE_WAY = new Set(['40001', '40P01']);

const isWorthAnotherRun = (error: unknown): boolean => IN_THE_WAY.has(codeOf(error));

const UNIQUE_VIOLATION = '23505';

/** An id that is there already, and a position, break a unique index as well: they are no slugs. */
function isSlugTaken(error: unknown): boolean {
  if (codeOf(error) !== UNIQUE_VIOLATION || !(error instanceof Error && 'constraint' in error)) return false;
  return !/_pkey$|_position$/.test(String(error.constraint));
}
