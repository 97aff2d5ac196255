/** The ledger's books on disk: one SQLite file, one transaction for each batch of movements. */
import { DatabaseSync } from 'node:sqlite';
import type { Balance, LedgerAccount, NewHold, Reconciliation } from '../ports/ledger.ts';
import type { Posting, SavedBooks } from './books.ts';

/** How one hold changed, in the order in which it happened. */
export interface JournalEntry {
  /** ms since the epoch. */
  at: number;
  postings: readonly Posting[];
  /** The hold as it stands after this; null = it has ended; absent = no hold was touched. */
  hold?: { id: string; standing: NewHold | null };
}

export interface Batch {
  /** A batch that was written, and whose answer was lost, is not written twice. */
  id: string;
  entries: readonly JournalEntry[];
}

/** How long to wait for another process that holds the file, as a backup does; ms. */
const BUSY_TIMEOUT_MS = 5000;

/** Postings are kept one by one for so long, and no more of them than that; older ones are summed up. ms. */
const KEPT_MS = 35 * 86_400_000;
const KEPT_POSTINGS = 5_000_000;
/** So many are summed up at once: nobody's answer waits longer for its settlement. */
const SLICE = 20_000;
/** More than one, because a clock may have been set wrong when the first was written. */
const FIRST = 100;
/** After so many new ones it is looked for old ones. */
const LOOK_EVERY = 5000;

const SCHEMA = `
    pragma journal_mode = wal;
    pragma synchronous = normal;
    create table if not exists meta (name text primary key, value text not null);
    create table if not exists holds (id text primary key, expires_at integer not null, claims text not null);
    create table if not exists balances (
      limit_id text not null,
      window integer not null,
      held integer not null,
      spent integer not null,
      primary key (limit_id, window)
    );
    create table if not exists postings (
      id integer primary key,
      at integer not null,
      hold text not null,
      kind text not null,
      limit_id text not null,
      window integer not null,
      available integer not null,
      held integer not null,
      spent integer not null,
      check (available + held + spent = 0)
    );
    drop index if exists postings_account;
`;

interface Row {
  [column: string]: unknown;
}

export interface LedgerFile {
  load(): SavedBooks;
  /** The id of what was written last; null = nothing was. */
  lastBatch(): string | null;
  write(batch: Batch): void;
  reconcile(): Reconciliation;
  /** Spent becomes what it is there, in every account, and every hold ends: their process is gone. */
  replaceSpent(by: { at: number; balances: readonly (LedgerAccount & Balance)[] }): void;
  close(): void;
  /** Sums up the oldest postings, one for each account, a slice at most. Returns how many there were. */
  compact(now: number, kept?: { ms: number; postings: number }): number;
}

export function openLedgerFile(path: string): LedgerFile {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  database.exec(SCHEMA);
  const insertPosting = database.prepare(
    'insert into postings (at, hold, kind, limit_id, window, available, held, spent) values (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const moveBalance = database.prepare(
    `insert into balances (limit_id, window, held, spent) values (?, ?, ?, ?)
     on conflict (limit_id, window) do update set held = held + excluded.held, spent = spent + excluded.spent`,
  );
  const putHold = database.prepare('insert or replace into holds (id, expires_at, claims) values (?, ?, ?)');
  const endHold = database.prepare('delete from holds where id = ?');
  const readLast = database.prepare("select value from meta where name = 'last_batch'");
  const writeLast = database.prepare("insert or replace into meta (name, value) values ('last_batch', ?)");
  let sinceLook = 0;

  function writePostings({ at, postings }: JournalEntry): void {
    for (const { hold, kind, limit, window, available, held, spent } of postings) {
      insertPosting.run(at, hold, kind, limit, window, available, held, spent);
    }
    sinceLook += postings.length;
  }

  /** Each account and each hold once, however often a batch moves it. */
  function writeOutcome(entries: readonly JournalEntry[]): void {
    const moved = new Map<string, { limit: string; window: number; held: number; spent: number }>();
    const holds = new Map<string, NewHold | null>();
    for (const { postings, hold } of entries) {
      for (const { limit, window, held, spent } of postings) {
        const sum = moved.get(`${window} ${limit}`) ?? { limit, window, held: 0, spent: 0 };
        moved.set(`${window} ${limit}`, { limit, window, held: sum.held + held, spent: sum.spent + spent });
      }
      if (hold !== undefined) holds.set(hold.id, hold.standing);
    }
    for (const { limit, window, held, spent } of moved.values()) moveBalance.run(limit, window, held, spent);
    for (const [id, standing] of holds) {
      if (standing === null) endHold.run(id);
      else putHold.run(id, standing.expiresAt, JSON.stringify(standing.claims));
    }
  }

  return {
    load: () => load(database),
    lastBatch: () => ((readLast.get() as Row | undefined)?.['value'] as string | undefined) ?? null,
    write({ id, entries }) {
      transaction(database, () => {
        if ((readLast.get() as Row | undefined)?.['value'] === id) return;
        for (const entry of entries) writePostings(entry);
        writeOutcome(entries);
        writeLast.run(id);
      });
      if (sinceLook < LOOK_EVERY) return;
      sinceLook = 0;
      compact(database, entries.at(-1)?.at ?? 0);
    },
    replaceSpent: (by) => transaction(database, () => replaceSpent(database, by)),
    close: () => database.close(),
    reconcile: () => reconcile(database),
    compact: (now, kept) => compact(database, now, kept),
  };
}

function transaction(database: DatabaseSync, run: () => void): void {
  database.exec('begin immediate');
  try {
    run();
    database.exec('commit');
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}

const USUALLY_KEPT = { ms: KEPT_MS, postings: KEPT_POSTINGS };

function compact(database: DatabaseSync, now: number, { ms, postings } = USUALLY_KEPT): number {
  const newest = Number((database.prepare('select max(id) as id from postings').get() as Row)['id'] ?? 0);
  const eldest = database.prepare("select id, at from postings where kind <> 'opening' order by id limit ?");
  const isOld = ({ id, at }: Row): boolean => Number(at) < now - ms || Number(id) <= newest - postings;
  // They lie in the order of their age: where none of the first is old, millions need not be read.
  if (!(eldest.all(FIRST) as Row[]).some(isOld)) return 0;
  const ids = (eldest.all(SLICE) as Row[]).filter(isOld).map((row) => Number(row['id']));
  const last = ids.at(-1);
  if (last === undefined) return 0;
  transaction(database, () => {
    database
      .prepare(
        `insert into postings (at, hold, kind, limit_id, window, available, held, spent)
           select ?, '', 'opening', limit_id, window, sum(available), sum(held), sum(spent)
           from postings where id <= ? group by limit_id, window`,
      )
      .run(now, last);
    database.prepare('delete from postings where id <= ?').run(last);
  });
  return ids.length;
}

function replaceSpent(
  database: DatabaseSync,
  { at, balances }: { at: number; balances: readonly (LedgerAccount & Balance)[] },
): void {
  const wanted = new Map(balances.map((balance) => [keyOf(balance), balance]));
  const known = new Map(load(database).balances.map((balance) => [keyOf(balance), balance]));
  const post = database.prepare(
    `insert into postings (at, hold, kind, limit_id, window, available, held, spent) values (?, '', 'opening', ?, ?, ?, ?, ?)`,
  );
  const put = database.prepare('insert or replace into balances (limit_id, window, held, spent) values (?, ?, 0, ?)');
  database.exec('delete from holds');
  for (const { limit, window } of new Map([...known, ...wanted]).values()) {
    const before = known.get(keyOf({ limit, window })) ?? { held: 0, spent: 0 };
    const after = wanted.get(keyOf({ limit, window }))?.spent ?? 0;
    if (before.held === 0 && before.spent === after) continue;
    post.run(at, limit, window, before.held + before.spent - after, -before.held, after - before.spent);
    put.run(limit, window, after);
  }
}

function load(database: DatabaseSync): SavedBooks {
  const balances = database.prepare('select limit_id, window, held, spent from balances').all() as Row[];
  const holds = database.prepare('select id, expires_at, claims from holds').all() as Row[];
  return {
    balances: balances.map((row) => ({
      limit: String(row['limit_id']),
      window: Number(row['window']),
      held: Number(row['held']),
      spent: Number(row['spent']),
    })),
    holds: holds.map((row) => ({
      id: String(row['id']),
      expiresAt: Number(row['expires_at']),
      claims: JSON.parse(String(row['claims'])) as NewHold['claims'],
    })),
  };
}

function reconcile(database: DatabaseSync): Reconciliation {
  const accounts = database
    .prepare(
      `select b.limit_id, b.window, b.held, b.spent, p.held as posted_held, p.spent as posted_spent
       from balances b left join (
         select limit_id, window, sum(held) as held, sum(spent) as spent from postings group by limit_id, window
       ) p on p.limit_id = b.limit_id and p.window = b.window`,
    )
    .all() as Row[];
  const standing = heldByAccount(load(database).holds);
  let unexplained = 0;
  for (const row of accounts) {
    const account = { limit: String(row['limit_id']), window: Number(row['window']) };
    unexplained += Math.abs(Number(row['spent']) - Number(row['posted_spent'] ?? 0));
    unexplained += Math.abs(Number(row['held']) - Number(row['posted_held'] ?? 0));
    unexplained += Math.abs(Number(row['held']) - (standing.get(keyOf(account)) ?? 0));
  }
  const postings = Number((database.prepare('select count(*) as n from postings').get() as Row)['n']);
  return { accounts: accounts.length, postings, holds: load(database).holds.length, unexplained };
}

function heldByAccount(holds: readonly NewHold[]): Map<string, number> {
  const held = new Map<string, number>();
  for (const { claims } of holds) {
    for (const claim of claims) held.set(keyOf(claim), (held.get(keyOf(claim)) ?? 0) + claim.amount);
  }
  return held;
}

const keyOf = ({ limit, window }: LedgerAccount): string => `${limit} ${window}`;
