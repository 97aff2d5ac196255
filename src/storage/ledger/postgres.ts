/**
 * The engine of the ledger that processes share: the books are in PostgreSQL, and every decision is made there, under locks on
 * the accounts that it is about. What a process asks for while one transaction runs goes into its next one, so that a
 * transaction serves many requests. When PostgreSQL is away nothing is admitted; what was spent is kept and written when it is
 * back.
 */
import type { Pool, PoolClient } from 'pg';
import { openPool } from '../postgres-connections.ts';
import type { Balance, LedgerAccount, LedgerEngine, NewHold, Reconciliation, Refusal, Used } from '../ports/ledger.ts';
import { Books, type Posting, type StandingHold } from './books.ts';
import { readKnownSpending, writeKnownSpending } from './known-spending.ts';
import * as tables from './postgres-tables.ts';
import { unwrittenSettlements, type UnwrittenSettlements } from './unwritten-settlements.ts';

/** A process that has not been heard of for so long is dead: what it held counts as spent. ms. */
const LEASE_MS = 30_000;
const SWEEP_EVERY_MS = 5000;
/** How soon what other processes have changed is known here, ms. */
const LOOK_EVERY_MS = 500;
const SAVE_EVERY_MS = 30_000;
const TIDY_EVERY_MS = 3_600_000;
/** Transactions of others become visible after the time that they are dated at, ms. */
const OVERLAP_MS = 10_000;
const QUERY_TIMEOUT_MS = 5000;
const MAX_BATCH = 500;
/** More than this to be written, and nothing more is admitted. */
const MAX_WAITING = 20_000;

export interface PostgresLedgerOptions {
  url: string;
  /** For processes and for batches. */
  newId: () => string;
  /** Calls again and again until what it returns is called. */
  every: (ms: number, run: () => void) => () => void;
  /** Monotonic ms. */
  elapsed: () => number;
  /** Added to the database's clock, ms: for tests. */
  shiftMs?: () => number;
  /** Where what this process knows of it is kept, for a database that is restored from a backup; null = nowhere. */
  knownPath: string | null;
  /** Where what is spent while PostgreSQL is away is kept until it is written; null = nowhere. */
  unwrittenPath: string | null;
  /** What `ledger.sqlite` of an earlier set-up has counted; null = nothing. */
  before?: { id: string; balances: readonly tables.KnownBalance[] } | null;
}

export interface SharedBooks extends LedgerEngine {
  /** Learns now what other processes have changed, as it does by itself twice a second. */
  look(): Promise<void>;
  /** Calls when a balance was changed by another process, with those that were. */
  onBalances(listener: (changed: readonly LedgerAccount[]) => void): void;
}

type Operation =
  | { kind: 'reserve'; hold: NewHold }
  | { kind: 'resize'; id: string; amounts: Used }
  | { kind: 'settle'; id: string; used: Used }
  | { kind: 'abandon'; id: string }
  | { kind: 'reset'; account: LedgerAccount }
  | { kind: 'raise'; account: LedgerAccount; atLeast: number }
  | { kind: 'look' };

interface Asked {
  operation: Operation;
  answer: PromiseWithResolvers<readonly Refusal[]>;
  /** What a settlement changes, shown before it is written. */
  ahead: readonly tables.KnownBalance[];
  /** It failed before, and is kept on disk until it is written. */
  isKept: boolean;
}

/** Rejects when PostgreSQL cannot be reached, or may not be written. */
export async function openPostgresLedger(options: PostgresLedgerOptions): Promise<SharedBooks> {
  const pool = await openPool(options.url, { queryTimeoutMs: QUERY_TIMEOUT_MS });
  try {
    await tables.makeTables(pool);
    if (options.before) await withClient(pool, (client) => takeOver(client, options));
    await raise(pool, options);
    const ledger = new PostgresLedger(pool, options);
    await ledger.catchUp();
    return ledger;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function takeOver(client: PoolClient, { before }: PostgresLedgerOptions): Promise<void> {
  if (before) await tables.takeOver(client, before.id, before.balances);
}

/** A database that is older than what was known before was restored: what was spent is made what it was at least. */
async function raise(pool: Pool, { knownPath }: PostgresLedgerOptions): Promise<void> {
  const known = knownPath === null ? null : readKnownSpending(knownPath);
  if (known === null || known.newest <= (await tables.newestChange(pool))) return;
  const places = new Map(known.balances.map((balance) => [placeOf(balance), balance]));
  const accounts = inOrder(known.balances).flatMap((account) => places.get(placeOf(account)) ?? []);
  await withClient(pool, (client) => tables.raiseSpent(client, accounts));
}

/** Beside the processes that use it. */
export async function reconcilePostgresLedger(url: string): Promise<Reconciliation> {
  const pool = await openPool(url);
  try {
    await tables.makeTables(pool);
    return await tables.reconcile(pool);
  } finally {
    await pool.end();
  }
}

async function withClient<Result>(pool: Pool, run: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    const result = await run(client);
    client.release();
    return result;
  } catch (error) {
    // Nobody knows what it is still at.
    client.release(true);
    throw error;
  }
}

class PostgresLedger implements SharedBooks {
  readonly #pool: Pool;
  readonly #options: PostgresLedgerOptions;
  readonly #owner: string;
  readonly #known = new Map<string, tables.KnownBalance>();
  /** What settlements that are not written yet change. */
  readonly #ahead = new Map<string, Balance>();
  readonly #holds = new Map<string, StandingHold['claims']>();
  readonly #listeners: ((changed: readonly LedgerAccount[]) => void)[] = [];
  readonly #unwritten: UnwrittenSettlements;
  readonly #stop: () => void;
  #queue: Asked[] = [];
  #running: Promise<void> | null = null;
  #seq = 0;
  #newest = 0;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #tidiedAt: number;
  #savedAt: number;
  /** Something is known that is not saved. */
  #isNews = false;

  constructor(pool: Pool, options: PostgresLedgerOptions) {
    this.#pool = pool;
    this.#options = options;
    this.#owner = options.newId();
    this.#unwritten = unwrittenSettlements(options.unwrittenPath);
    this.#tidiedAt = options.elapsed();
    this.#savedAt = options.elapsed();
    this.#stop = options.every(LOOK_EVERY_MS, () => void this.look().catch(() => undefined));
  }

  reserve(hold: NewHold): Promise<readonly Refusal[]> {
    if (this.#queue.length > MAX_WAITING) return Promise.reject(new Error('The ledger has too much to write.'));
    return this.#ask({ kind: 'reserve', hold });
  }

  resize(id: string, amounts: Used): Promise<readonly Refusal[]> {
    return this.#ask({ kind: 'resize', id, amounts });
  }

  async settle(id: string, used: Used): Promise<void> {
    const claims = this.#holds.get(id) ?? [];
    this.#holds.delete(id);
    const ahead = claims.map(({ limit, window, amount, charged = 0 }) => ({
      limit,
      window,
      held: -amount,
      spent: (used.get(limit) ?? 0) - charged,
    }));
    this.#lookAhead(ahead, 1);
    await this.#ask({ kind: 'settle', id, used }, ahead);
  }

  release(id: string): Promise<void> {
    return this.settle(id, new Map());
  }

  async abandon(id: string): Promise<void> {
    this.#holds.delete(id);
    await this.#ask({ kind: 'abandon', id });
  }

  async reset(account: LedgerAccount): Promise<void> {
    await this.#ask({ kind: 'reset', account });
  }

  async raise(account: LedgerAccount, atLeast: number): Promise<void> {
    await this.#ask({ kind: 'raise', account, atLeast });
  }

  /** Writes what a process before this one has spent while PostgreSQL was away; what it had written after all stays as it is. */
  async catchUp(): Promise<void> {
    const settlements = this.#unwritten.read();
    await Promise.all(settlements.map(({ id, used }) => this.#ask({ kind: 'settle', id, used })));
    this.#unwritten.clear();
    await this.look();
  }

  async look(): Promise<void> {
    if (this.#queue.some(({ operation }) => operation.kind === 'look')) return;
    await this.#ask({ kind: 'look' });
  }

  balance(account: LedgerAccount): Balance {
    const place = placeOf(account);
    const { held, spent } = this.#known.get(place) ?? NOTHING;
    const ahead = this.#ahead.get(place) ?? NOTHING;
    return { held: held + ahead.held, spent: spent + ahead.spent };
  }

  accounts(prefix: string): tables.KnownBalance[] {
    return [...this.#known.values()]
      .filter(({ limit }) => limit.startsWith(prefix))
      .map(({ limit, window }) => ({ limit, window, ...this.balance({ limit, window }) }));
  }

  onBalances(listener: (changed: readonly LedgerAccount[]) => void): void {
    this.#listeners.push(listener);
  }

  async reconcile(): Promise<Reconciliation> {
    await this.look();
    return tables.reconcile(this.#pool);
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#running?.catch(() => undefined);
    await this.look().catch(() => undefined);
    await this.#save().catch(() => undefined);
    await this.#pool.end();
  }

  #ask(operation: Operation, ahead: readonly tables.KnownBalance[] = []): Promise<readonly Refusal[]> {
    const answer = Promise.withResolvers<readonly Refusal[]>();
    this.#queue.push({ operation, answer, ahead, isKept: false });
    this.#begin().catch(() => undefined);
    return answer.promise;
  }

  #begin(): Promise<void> {
    this.#running ??= this.#runAll();
    return this.#running;
  }

  async #runAll(): Promise<void> {
    // What is asked for in the same turn of the event loop goes together.
    await Promise.resolve();
    try {
      while (this.#queue.length > 0) await this.#runNext();
    } finally {
      // In the same turn as the last look at the queue: what is asked for later begins anew.
      this.#running = null;
    }
  }

  async #runNext(): Promise<void> {
    const batch = this.#queue.splice(0, MAX_BATCH);
    try {
      await this.#run(batch);
    } catch (error) {
      this.#fail(batch, error);
      throw error;
    }
  }

  /** Whoever waits is told. Settlements stay, and are written when they can be: the next look tries again. */
  #fail(batch: readonly Asked[], error: unknown): void {
    const all = [...batch, ...this.#queue];
    this.#queue = all.flatMap(({ operation, ahead, isKept }): Asked[] => {
      const ending = endingOf(operation);
      if (ending === null) return [];
      return [{ operation: ending, answer: unheard(), ahead, isKept: isKept || this.#keep(ending) }];
    });
    for (const { answer } of all) answer.reject(error);
  }

  /** False where there is nothing to lose, or the disk cannot be written either: then it is in memory alone. */
  #keep(ending: Operation): boolean {
    if (ending.kind !== 'settle' || ending.used.size === 0) return false;
    try {
      this.#unwritten.keep(ending);
      return true;
    } catch {
      return false;
    }
  }

  async #run(batch: readonly Asked[]): Promise<void> {
    const isSweeping = this.#clock() - this.#sweptAt >= SWEEP_EVERY_MS;
    if (isSweeping || batch.some(({ operation }) => operation.kind !== 'look')) {
      const { answers, balances } = await withClient(this.#pool, (client) => this.#transact(client, batch, isSweeping));
      if (isSweeping) this.#sweptAt = this.#clock();
      this.#take(batch, answers, balances);
    }
    const looks = batch.filter(({ operation }) => operation.kind === 'look');
    if (looks.length === 0) return;
    try {
      await this.#lookAtOthers();
      for (const { answer } of looks) answer.resolve([]);
    } catch (error) {
      // The rest of the batch is done, and must not be taken back.
      for (const { answer } of looks) answer.reject(error);
    }
  }

  #take(batch: readonly Asked[], answers: Transacted['answers'], balances: Transacted['balances']): void {
    this.#know(balances);
    if (batch.some(({ isKept }) => isKept) && !this.#queue.some(({ isKept }) => isKept)) this.#unwritten.clear();
    for (const [at, { operation, answer, ahead }] of batch.entries()) {
      this.#lookAhead(ahead, -1);
      const found = answers[at];
      if (operation.kind === 'look') continue;
      if (found instanceof Error) answer.reject(found);
      else answer.resolve(found ?? []);
    }
  }

  async #transact(client: PoolClient, batch: readonly Asked[], isSweeping: boolean): Promise<Transacted> {
    this.#seq += 1;
    const owner = this.#owner;
    const turn = { owner, seq: this.#seq, leaseMs: LEASE_MS, shiftMs: this.#options.shiftMs?.() ?? 0 };
    const operations = batch.map(({ operation }) => operation);
    const opened = await tables.open(client, turn, {
      holds: [...new Set(operations.flatMap(holdOf))],
      accounts: operations.flatMap(accountsOf),
      resets: operations.flatMap((one) => (one.kind === 'reset' ? [one.account] : [])),
      sweeps: isSweeping,
    });
    const { now, lapsed } = opened;
    const holds = [...opened.holds, ...lapsed.filter(({ id }) => !opened.holds.some((hold) => hold.id === id))];
    const books = new Books({ balances: opened.balances, holds });
    const postings: Posting[] = [];
    for (const { id } of lapsed) postings.push(...books.lapse(id));
    const answers = operations.map((operation) => apply(books, operation, postings));
    const balances = opened.balances.map(({ limit, window }) => ({
      limit,
      window,
      ...books.balance({ limit, window }),
    }));
    const touched = [...new Set([...operations.flatMap(holdOf), ...holds.map(({ id }) => id)])];
    const standing = touched.flatMap((id) => books.standing(id) ?? []);
    // One that nobody goes on with has been looked at because it is abandoned, because its process is dead, or for a reset.
    const isLapsed = (id: string): boolean =>
      !operations.some((one) => one.kind !== 'abandon' && holdOf(one).includes(id));
    const isChanged = postings.length > 0 || lapsed.length > 0;
    const ended = touched.filter((id) => books.standing(id) === null);
    const marked = standing.map((hold) => ({ hold, isLapsed: isLapsed(hold.id) }));
    await tables.commit(client, isChanged ? { owner, now, postings, balances, ended, standing: marked } : null);
    this.#keepHolds(operations, standing);
    return { answers, balances };
  }

  #keepHolds(operations: readonly Operation[], standing: readonly StandingHold[]): void {
    const own = new Set(operations.flatMap((one) => (one.kind === 'reserve' ? one.hold.id : [])));
    for (const { id, claims } of standing) if (own.has(id) || this.#holds.has(id)) this.#holds.set(id, claims);
  }

  async #lookAtOthers(): Promise<void> {
    const { balances, newest } = await tables.changedBalances(this.#pool, this.#newest - OVERLAP_MS);
    this.#newest = Math.max(this.#newest, newest);
    const changed = balances.filter((balance) => !isSame(balance, this.#known.get(placeOf(balance))));
    this.#know(changed);
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
    if (this.#options.elapsed() - this.#savedAt >= SAVE_EVERY_MS) await this.#save();
    if (this.#options.elapsed() - this.#tidiedAt < TIDY_EVERY_MS) return;
    this.#tidiedAt = this.#options.elapsed();
    await tables.tidy(this.#pool, this.#options.shiftMs?.() ?? 0);
  }

  async #save(): Promise<void> {
    const { knownPath } = this.#options;
    this.#savedAt = this.#options.elapsed();
    if (knownPath === null || this.#newest === 0 || !this.#isNews) return;
    this.#isNews = false;
    await writeKnownSpending(knownPath, { newest: this.#newest, balances: [...this.#known.values()] });
  }

  #know(balances: readonly tables.KnownBalance[]): void {
    for (const balance of balances) {
      const place = placeOf(balance);
      if (!isSame(balance, this.#known.get(place))) this.#isNews = true;
      this.#known.set(place, balance);
    }
  }

  #lookAhead(changes: readonly tables.KnownBalance[], sign: 1 | -1): void {
    for (const change of changes) {
      const place = placeOf(change);
      const before = this.#ahead.get(place) ?? NOTHING;
      const after = { held: before.held + sign * change.held, spent: before.spent + sign * change.spent };
      if (after.held === 0 && after.spent === 0) this.#ahead.delete(place);
      else this.#ahead.set(place, after);
    }
  }

  #clock(): number {
    return this.#options.elapsed() + (this.#options.shiftMs?.() ?? 0);
  }
}

interface Transacted {
  answers: readonly (readonly Refusal[] | Error)[];
  balances: readonly tables.KnownBalance[];
}

const NOTHING: Balance = { held: 0, spent: 0 };

const placeOf = ({ limit, window }: LedgerAccount): string => `${window} ${limit}`;

const isSame = (one: Balance, other: Balance | undefined): boolean =>
  one.held === other?.held && one.spent === other.spent;

function unheard(): PromiseWithResolvers<readonly Refusal[]> {
  const answer = Promise.withResolvers<readonly Refusal[]>();
  answer.promise.catch(() => undefined);
  return answer;
}

/** What must still be written of an operation that failed, since it may have been done: a reservation is taken back. */
function endingOf(operation: Operation): Operation | null {
  if (operation.kind === 'settle' || operation.kind === 'abandon') return operation;
  return operation.kind === 'reserve' ? { kind: 'settle', id: operation.hold.id, used: new Map() } : null;
}

function holdOf(operation: Operation): string[] {
  if (operation.kind === 'reserve') return [operation.hold.id];
  return 'id' in operation ? [operation.id] : [];
}

function accountsOf(operation: Operation): readonly LedgerAccount[] {
  if (operation.kind === 'reserve') return operation.hold.claims;
  return 'account' in operation ? [operation.account] : [];
}

/** Each account once, in an order that is the same in every process. */
function inOrder(accounts: readonly LedgerAccount[]): LedgerAccount[] {
  const places = new Map(accounts.map(({ limit, window }) => [placeOf({ limit, window }), { limit, window }]));
  return [...places].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, account]) => account);
}

/** The refusals, or what was wrong with it; what it moved is added to `postings`. */
function apply(books: Books, operation: Operation, postings: Posting[]): readonly Refusal[] | Error {
  try {
    const result = changesOf(books, operation);
    postings.push(...postingsIn(result));
    return result.filter((one) => 'claim' in one);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function changesOf(books: Books, operation: Operation): readonly (Refusal | Posting)[] {
  switch (operation.kind) {
    case 'reserve':
      return books.reserve(operation.hold);
    case 'resize':
      return books.resize(operation.id, operation.amounts);
    case 'settle':
      return books.settle(operation.id, operation.used);
    case 'abandon':
      return books.lapse(operation.id);
    case 'reset':
      return [books.reset(operation.account)];
    case 'raise':
      return books.raise(operation.account, operation.atLeast);
    case 'look':
      return [];
  }
}

const postingsIn = (result: readonly (Refusal | Posting)[]): Posting[] => result.filter((one) => 'kind' in one);
