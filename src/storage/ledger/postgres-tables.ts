/** The ledger's books in PostgreSQL: what is read, locked and written in one transaction of an owner, which is a process. */
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { Balance, LedgerAccount, Reconciliation } from '../ports/ledger.ts';
import type { Posting, StandingClaim, StandingHold } from './books.ts';
import { indexWhereMissing } from '../postgres-connections.ts';
import { LEDGER_FUNCTIONS, NOW } from './postgres-functions.ts';

/** Any number that no other user of the database takes: processes that start together make the tables once. */
const SCHEMA_LOCK = 7_042_900_122;

const SCHEMA = `
  begin;
  select pg_advisory_xact_lock(${SCHEMA_LOCK});
  create table if not exists ledger_owners (owner text primary key, seq bigint not null, alive_until bigint not null);
  create table if not exists ledger_holds (id text primary key, owner text not null, claims text not null, lapsed_at bigint);
  ${indexWhereMissing('ledger_holds_owner', 'ledger_holds (owner)')}
  create table if not exists ledger_balances (
    limit_id text not null,
    window_start bigint not null,
    held bigint not null,
    spent bigint not null,
    changed_at bigint not null,
    primary key (limit_id, window_start)
  );
  ${indexWhereMissing('ledger_balances_changed', 'ledger_balances (changed_at)')}
  create table if not exists ledger_postings (
    id bigint generated always as identity primary key,
    at bigint not null,
    hold text not null,
    kind text not null,
    limit_id text not null,
    window_start bigint not null,
    available bigint not null,
    held bigint not null,
    spent bigint not null,
    check (available + held + spent = 0)
  );
  ${indexWhereMissing('ledger_postings_account', 'ledger_postings (limit_id, window_start)')}
  create table if not exists ledger_imports (id text primary key);
  ${LEDGER_FUNCTIONS}
  commit;`;

/** A transaction whose process is cut off lets go of its locks after this, ms. */
const ABANDONED_AFTER_MS = 5000;
/** Lapsed holds and owners are remembered for so long: a process that was only paused settles late. ms. */
const REMEMBERED_MS = 86_400_000;
/** Postings are kept one by one for so long, then summed up. ms. */
const KEPT_MS = 35 * 86_400_000;
const SLICE = 20_000;

export type KnownBalance = LedgerAccount & Balance;

interface Row {
  [column: string]: unknown;
}

export async function makeTables(pool: Pool): Promise<void> {
  await pool.query(SCHEMA);
}

export interface Turn {
  /** An id that this process made for itself. */
  owner: string;
  /** Grows with each transaction of the owner: one that was given up, and arrives late, changes nothing. */
  seq: number;
  leaseMs: number;
  /** Added to the database's clock, ms: 0 but in tests. */
  shiftMs: number;
}

/** What a transaction has locked. */
export interface Opened {
  /** ms since the epoch. */
  now: number;
  holds: StandingHold[];
  /** Holds of processes whose lease is over. */
  lapsed: StandingHold[];
  balances: KnownBalance[];
}

interface ToldHold {
  id: string;
  claims: StandingClaim[];
}

interface Told {
  now: number;
  holds: ToldHold[];
  lapsed: ToldHold[];
  balances: [string, number, number, number][];
}

export interface Wanted {
  holds: readonly string[];
  accounts: readonly LedgerAccount[];
  /** Accounts of which the holds are wanted that were charged when their process died. */
  resets: readonly LedgerAccount[];
  /** Holds of processes that are dead are wanted too. */
  sweeps: boolean;
}

const toHold = ({ id, claims }: ToldHold): StandingHold => ({ id, claims, expiresAt: 0 });

/** Begins a transaction, renews the owner's lease and locks what is wanted, in one round trip. Makes accounts that are new. */
export async function open(
  client: PoolClient,
  turn: Turn,
  { holds, accounts, resets, sweeps }: Wanted,
): Promise<Opened> {
  const places = (all: readonly LedgerAccount[]) => all.map(({ limit, window }) => [limit, window]);
  const asked = { ...turn, holds, accounts: places(accounts), resets: places(resets), sweeps };
  const results: unknown = await client.query(
    `begin; set local statement_timeout = ${ABANDONED_AFTER_MS}; set local idle_in_transaction_session_timeout = ${ABANDONED_AFTER_MS};
     select ledger_open_2(${client.escapeLiteral(JSON.stringify(asked))}::jsonb) as told`,
  );
  const told = (results as QueryResult<{ told: Told | null }>[]).at(-1)?.rows[0]?.told ?? null;
  if (told === null) throw new Error('A later transaction of this process was written before.');
  return {
    now: told.now,
    holds: told.holds.map(toHold),
    lapsed: told.lapsed.map(toHold),
    balances: told.balances.map(([limit, window, held, spent]) => ({ limit, window, held, spent })),
  };
}

const toBalance = (row: Row): KnownBalance => ({
  limit: String(row['limit_id']),
  window: Number(row['window_start']),
  held: Number(row['held']),
  spent: Number(row['spent']),
});

/** Makes accounts that are new. `accounts` in an order that is the same in every process. */
async function lockBalances(client: PoolClient, accounts: readonly LedgerAccount[]): Promise<KnownBalance[]> {
  if (accounts.length === 0) return [];
  const { rows } = await client.query<Row>(
    `insert into ledger_balances (limit_id, window_start, held, spent, changed_at)
     select limit_id, window_start, 0, 0, 0 from unnest($1::text[], $2::bigint[]) as a (limit_id, window_start)
     on conflict (limit_id, window_start) do update set held = ledger_balances.held
     returning limit_id, window_start, held, spent`,
    [accounts.map(({ limit }) => limit), accounts.map(({ window }) => window)],
  );
  return rows.map(toBalance);
}

export interface Outcome {
  owner: string;
  now: number;
  postings: readonly Posting[];
  /** As they are after it, of every account that was moved. */
  balances: readonly KnownBalance[];
  ended: readonly string[];
  standing: readonly { hold: StandingHold; isLapsed: boolean }[];
}

/** Writes what a transaction changes, and ends it, in one round trip; null = it changes nothing. */
export async function commit(client: PoolClient, outcome: Outcome | null): Promise<void> {
  if (outcome === null) return void (await client.query('commit'));
  const { owner, now, ended } = outcome;
  const written = {
    owner,
    now,
    ended,
    balances: outcome.balances.map(({ limit, window, held, spent }) => [limit, window, held, spent]),
    standing: outcome.standing.map(({ hold, isLapsed }) => [
      hold.id,
      JSON.stringify(hold.claims),
      isLapsed ? now : null,
    ]),
    postings: outcome.postings.map(({ hold, kind, limit, window, available, held, spent }) => [
      hold,
      kind,
      limit,
      window,
      available,
      held,
      spent,
    ]),
  };
  await client.query(`select ledger_write_2(${client.escapeLiteral(JSON.stringify(written))}::jsonb); commit`);
}

function column<Item, Name extends keyof Item>(items: readonly Item[], name: Name): Item[Name][] {
  return items.map((item) => item[name]);
}

/** Every balance that was changed since, by whichever process, and the time of the newest change. */
export async function changedBalances(
  pool: Pool,
  since: number,
): Promise<{ balances: KnownBalance[]; newest: number }> {
  const { rows } = await pool.query<Row>(
    'select limit_id, window_start, held, spent, changed_at from ledger_balances where changed_at >= $1',
    [since],
  );
  return { balances: rows.map(toBalance), newest: Math.max(0, ...rows.map((row) => Number(row['changed_at']))) };
}

/** Forgets what nobody can settle any more, and sums up a slice of old postings. */
export async function tidy(pool: Pool, shiftMs: number): Promise<void> {
  const { rows } = await pool.query<{ now: number }>(`select ${NOW} + $1 as now`, [shiftMs]);
  const now = rows[0]?.now ?? 0;
  await pool.query('delete from ledger_holds where lapsed_at < $1', [now - REMEMBERED_MS]);
  await pool.query(
    'delete from ledger_owners o where alive_until < $1 and not exists (select from ledger_holds h where h.owner = o.owner)',
    [now - REMEMBERED_MS],
  );
  await pool.query(
    `with old as (
       delete from ledger_postings where id in (
         select id from ledger_postings where at < $1 and kind <> 'opening' order by id limit ${SLICE} for update skip locked
       ) returning *
     )
     insert into ledger_postings (at, hold, kind, limit_id, window_start, available, held, spent)
     select $2, '', 'opening', limit_id, window_start, sum(available), sum(held), sum(spent)
     from old group by limit_id, window_start`,
    [now - KEPT_MS, now],
  );
}

/** Takes over what another ledger has counted, once for each `id`; its holds are not taken, since their process has ended. */
export async function takeOver(client: PoolClient, id: string, balances: readonly KnownBalance[]): Promise<void> {
  await client.query('begin');
  try {
    const added = await client.query('insert into ledger_imports (id) values ($1) on conflict do nothing', [id]);
    const spent = balances.filter((balance) => balance.spent !== 0);
    if (added.rowCount === 1 && spent.length > 0) await addSpent(client, spent);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

export async function readBalances(pool: Pool): Promise<KnownBalance[]> {
  return (await pool.query<Row>('select limit_id, window_start, held, spent from ledger_balances')).rows.map(toBalance);
}

/** Spent becomes what it is there, in every account. `importId` = these are not taken over again; null = there is none. */
export async function replaceSpent(
  pool: Pool,
  { importId, balances }: { importId: string | null; balances: readonly KnownBalance[] },
): Promise<void> {
  const keyOf = ({ limit, window }: LedgerAccount): string => `${window} ${limit}`;
  const client = await pool.connect();
  try {
    await client.query('begin; lock table ledger_balances in exclusive mode');
    if (importId !== null) {
      await client.query('insert into ledger_imports (id) values ($1) on conflict do nothing', [importId]);
    }
    const { rows } = await client.query<Row>('select limit_id, window_start, held, spent from ledger_balances');
    const missing = new Map(balances.map((balance) => [keyOf(balance), balance]));
    for (const stored of rows.map(toBalance)) {
      const spent = (missing.get(keyOf(stored))?.spent ?? 0) - stored.spent;
      missing.set(keyOf(stored), { ...stored, spent });
    }
    const changed = [...missing.values()].filter(({ spent }) => spent !== 0);
    if (changed.length > 0) await addSpent(client, changed);
    await client.query('commit');
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** When a balance was changed last, ms; 0 = never. */
export async function newestChange(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ newest: number }>(
    'select coalesce(max(changed_at), 0) as newest from ledger_balances',
  );
  return rows[0]?.newest ?? 0;
}

/** Spent becomes this much at least. `balances` in an order that is the same in every process. */
export async function raiseSpent(client: PoolClient, balances: readonly KnownBalance[]): Promise<void> {
  await client.query('begin');
  const stored = await lockBalances(client, balances);
  const raised = balances.map((balance) => {
    const found = stored.find(({ limit, window }) => limit === balance.limit && window === balance.window);
    return { ...balance, spent: Math.max(0, balance.spent - (found?.spent ?? 0)) };
  });
  const missing = raised.filter(({ spent }) => spent > 0);
  if (missing.length > 0) await addSpent(client, missing);
  await client.query('commit');
}

async function addSpent(client: PoolClient, balances: readonly KnownBalance[]): Promise<void> {
  await client.query(
    `with u as (select * from unnest($1::text[], $2::bigint[], $3::bigint[]) as u (limit_id, window_start, spent)), posted as (
       insert into ledger_postings (at, hold, kind, limit_id, window_start, available, held, spent)
       select ${NOW}, '', 'opening', limit_id, window_start, -spent, 0, spent from u
     )
     insert into ledger_balances (limit_id, window_start, held, spent, changed_at)
     select limit_id, window_start, 0, spent, ${NOW} from u order by limit_id collate "C", window_start
     on conflict (limit_id, window_start) do update
       set spent = ledger_balances.spent + excluded.spent, changed_at = excluded.changed_at`,
    [column(balances, 'limit'), column(balances, 'window'), column(balances, 'spent')],
  );
}

/** Postings, balances and holds against each other, at one moment. */
export async function reconcile(pool: Pool): Promise<Reconciliation> {
  const { rows } = await pool.query<Record<keyof Reconciliation, string>>(
    `with posted as (
       select limit_id, window_start, sum(held) as held, sum(spent) as spent from ledger_postings group by 1, 2
     ), standing as (
       select c ->> 'limit' as limit_id, (c ->> 'window')::bigint as window_start, sum((c ->> 'amount')::bigint) as held
       from ledger_holds, jsonb_array_elements(claims::jsonb) c group by 1, 2
     )
     select
       (select count(*) from ledger_balances) as accounts,
       (select count(*) from ledger_postings) as postings,
       (select count(*) from ledger_holds where lapsed_at is null) as holds,
       (select coalesce(sum(
          abs(coalesce(b.spent, 0) - coalesce(p.spent, 0)) + abs(coalesce(b.held, 0) - coalesce(p.held, 0))
          + abs(coalesce(b.held, 0) - coalesce(s.held, 0))), 0)
        from ledger_balances b
        full join posted p using (limit_id, window_start)
        full join standing s using (limit_id, window_start)) as unexplained`,
  );
  const [row] = rows;
  const { accounts, postings, holds, unexplained } = row ?? { accounts: 0, postings: 0, holds: 0, unexplained: 0 };
  return {
    accounts: Number(accounts),
    postings: Number(postings),
    holds: Number(holds),
    unexplained: Number(unexplained),
  };
}
