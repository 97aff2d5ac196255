import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../../testkit/postgres-server.ts';
import { ledgerSuite, type LedgerUnderTest } from '../ports/ledger.suite.ts';
import { connect } from '../postgres-connections.ts';
import { openPostgresLedger, reconcilePostgresLedger, type SharedBooks } from './postgres.ts';

describe.skipIf(!hasPostgres())('on PostgreSQL', () => {
  let server: PostgresServer;
  let databases = 0;

  beforeAll(async () => {
    server = await startPostgresServer();
  }, 60_000);
  afterAll(() => server.remove());

  async function open(): Promise<LedgerUnderTest & { url: string; start(): Promise<SharedBooks> }> {
    const url = await server.createDatabase(`ledger_${(databases += 1)}`);
    let shift = 0;
    const opened: SharedBooks[] = [];
    const elapsed = (): number => performance.now();
    const start = async (): Promise<SharedBooks> => {
      const every = () => () => undefined;
      const ledger = await openPostgresLedger({
        url,
        newId: randomUUID,
        every,
        elapsed,
        knownPath: null,
        unwrittenPath: null,
        shiftMs: () => shift,
      });
      opened.push(ledger);
      return ledger;
    };
    return {
      url,
      start,
      ledger: await start(),
      async reopen(how) {
        if (how === 'closed') await opened.pop()?.close();
        return start();
      },
      advance: (ms) => {
        shift += ms;
      },
      now: () => Date.now() + shift,
      destroy: async () => void (await Promise.all(opened.map((one) => one.close()))),
    };
  }

  ledgerSuite('PostgreSQL', open);

  const claim = { limit: 'key:1:cost', window: 0, max: 100 };
  const holdOf = (id: string, amount: number) => ({ id, claims: [{ ...claim, amount }], expiresAt: 0 });

  it('does not make a process that starts wait for one that writes, which would wait for it', async () => {
    const { start, url, destroy } = await open();
    const writing = await connect(url);
    await writing.query('begin; lock table ledger_holds, ledger_balances, ledger_postings in row exclusive mode');
    await start();
    await writing.query('commit');
    await writing.end();
    await destroy();
  });

  it('is never overrun by two processes that spend from one limit at once', async () => {
    const { ledger: one, start, url, destroy } = await open();
    const other = await start();
    const caller = async (ledger: SharedBooks, name: string): Promise<number> => {
      let spent = 0;
      for (let round = 0; round < 10; round += 1) {
        const id = `${name}:${round}`;
        if ((await ledger.reserve(holdOf(id, 7))).length > 0) continue;
        const { held, spent: all } = ledger.balance(claim);
        expect(held + all).toBeLessThanOrEqual(100);
        const used = round % 3 === 0 ? 0 : 5;
        await ledger.settle(id, new Map([[claim.limit, used]]));
        spent += used;
      }
      return spent;
    };
    const spent = await Promise.all(
      Array.from({ length: 8 }, (_, at) => caller(at % 2 === 0 ? (one as SharedBooks) : other, `caller-${at}`)),
    );
    await other.look();
    const sum = spent.reduce((total, amount) => total + amount, 0);
    expect(other.balance(claim)).toEqual({ held: 0, spent: sum });
    expect(sum).toBeLessThanOrEqual(100);
    expect(sum).toBeGreaterThan(90);
    expect(await reconcilePostgresLedger(url)).toMatchObject({ holds: 0, unexplained: 0 });
    await destroy();
  });

  it('gives the room of a paused process to nobody, and counts what it settles late once', async () => {
    const { ledger: paused, start, advance, destroy } = await open();
    await paused.reserve(holdOf('a', 60));
    const other = await start();
    advance(30_001);
    expect(await other.reserve(holdOf('b', 50))).toHaveLength(1);
    expect(other.balance(claim)).toEqual({ held: 0, spent: 60 });
    await paused.settle('a', new Map([[claim.limit, 45]]));
    expect(paused.balance(claim)).toEqual({ held: 0, spent: 45 });
    await paused.settle('a', new Map([[claim.limit, 45]]));
    expect(await other.reserve(holdOf('b', 50))).toEqual([]);
    expect(other.balance(claim)).toEqual({ held: 50, spent: 45 });
    expect(await other.reconcile()).toMatchObject({ holds: 1, unexplained: 0 });
    await destroy();
  });

  it('lets the hold of a paused process grow again, and takes nothing back from others after a reset', async () => {
    const { ledger: paused, start, advance, destroy } = await open();
    await paused.reserve(holdOf('a', 60));
    await paused.reserve(holdOf('b', 30));
    const other = await start();
    advance(30_001);
    await other.look();
    expect(other.balance(claim)).toEqual({ held: 0, spent: 90 });
    expect(await paused.resize('a', new Map([[claim.limit, 71]]))).toHaveLength(1);
    expect(await paused.resize('a', new Map([[claim.limit, 70]]))).toEqual([]);
    expect(paused.balance(claim)).toEqual({ held: 70, spent: 30 });
    await other.reset(claim);
    await other.reserve(holdOf('c', 10));
    await other.settle('c', new Map([[claim.limit, 10]]));
    await paused.settle('b', new Map([[claim.limit, 5]]));
    expect(paused.balance(claim)).toEqual({ held: 70, spent: 15 });
    expect(await paused.reconcile()).toMatchObject({ holds: 1, unexplained: 0 });
    await destroy();
  });

  it('charges a hold once where another process goes on with it after the first has died', async () => {
    const { ledger: dead, start, advance, url, destroy } = await open();
    await dead.reserve(holdOf('batch', 60));
    const next = await start();
    advance(30_001);
    expect(await next.resize('batch', new Map([[claim.limit, 40]]))).toEqual([]);
    advance(6000);
    await next.look();
    expect(next.balance(claim)).toEqual({ held: 40, spent: 0 });
    await next.settle('batch', new Map([[claim.limit, 7]]));
    expect(await reconcilePostgresLedger(url)).toMatchObject({ holds: 0, unexplained: 0 });
    expect(next.balance(claim)).toEqual({ held: 0, spent: 7 });
    await destroy();
  });

  it('hears what another process has changed', async () => {
    const { ledger, start, destroy } = await open();
    const other = await start();
    const changed: string[] = [];
    other.onBalances((accounts) => changed.push(...accounts.map(({ limit }) => limit)));
    await ledger.reserve(holdOf('a', 60));
    await other.look();
    expect(changed).toEqual([claim.limit]);
    expect(other.balance(claim)).toEqual({ held: 60, spent: 0 });
    await destroy();
  });

  it('keeps a hold that was granted beside a look at others that failed', async () => {
    const { ledger, start, destroy } = await open();
    const other = await start();
    let isBroken = true;
    other.onBalances(() => {
      if (isBroken) throw new Error('The connection broke.');
    });
    await ledger.reserve({ id: 'a', claims: [{ limit: 'key:2:cost', window: 0, amount: 60, max: 100 }], expiresAt: 0 });
    const looked = expect(other.look()).rejects.toThrow('The connection broke.');
    expect(await other.reserve(holdOf('b', 30))).toEqual([]);
    await looked;
    isBroken = false;
    await other.look();
    await ledger.reconcile();
    expect(ledger.balance(claim)).toEqual({ held: 30, spent: 0 });
    await destroy();
  });

  it('spends nothing again that a database has forgotten which was restored from a backup, and undoes no reset', async () => {
    const { ledger: other, url, destroy } = await open();
    const directory = mkdtempSync(join(tmpdir(), 'tollgate-known-'));
    const start = () =>
      openPostgresLedger({
        url,
        newId: randomUUID,
        every: () => () => undefined,
        elapsed: () => performance.now(),
        knownPath: join(directory, 'known.json'),
        unwrittenPath: null,
      });
    const first = await start();
    await first.reserve(holdOf('a', 60));
    await first.settle('a', new Map([[claim.limit, 45]]));
    await first.close();
    const name = new URL(url).pathname.slice(1);
    await server.run('delete from ledger_balances; delete from ledger_postings', name);
    const second = await start();
    expect(second.balance(claim)).toEqual({ held: 0, spent: 45 });
    expect(await second.reconcile()).toMatchObject({ unexplained: 0 });
    await second.close();
    await other.reset(claim);
    const third = await start();
    expect(third.balance(claim)).toEqual({ held: 0, spent: 0 });
    await third.close();
    rmSync(directory, { recursive: true, force: true });
    await destroy();
  });

  it('takes over once what an embedded ledger has counted', async () => {
    const { url, destroy } = await open();
    const before = { id: 'batch-1', balances: [{ limit: claim.limit, window: 0, held: 9, spent: 40 }] };
    const paths = { knownPath: null, unwrittenPath: null };
    const options = { url, newId: randomUUID, every: () => () => undefined, elapsed: () => 0, ...paths, before };
    await (await openPostgresLedger(options)).close();
    const again = await openPostgresLedger(options);
    expect(again.balance(claim)).toEqual({ held: 0, spent: 40 });
    expect(await again.reconcile()).toMatchObject({ accounts: 1, unexplained: 0 });
    await again.close();
    await destroy();
  });

  it('admits nothing while PostgreSQL is away, keeps what was spent, and writes it once it is back', async () => {
    const { ledger, url, start, destroy } = await open();
    await ledger.reserve(holdOf('a', 60));
    await server.kill();
    await expect(ledger.reserve(holdOf('b', 1))).rejects.toThrow();
    await expect(ledger.settle('a', new Map([[claim.limit, 45]]))).rejects.toThrow();
    expect(ledger.balance(claim)).toEqual({ held: 0, spent: 45 });
    await server.start();
    expect(await ledger.reserve(holdOf('c', 55))).toEqual([]);
    expect(ledger.balance(claim)).toEqual({ held: 55, spent: 45 });
    const other = await start();
    expect(await other.reserve(holdOf('d', 1))).toHaveLength(1);
    expect(await reconcilePostgresLedger(url)).toMatchObject({ holds: 1, unexplained: 0 });
    await destroy();
  });

  it('forgets nothing that was spent while PostgreSQL was away when it is killed then, and counts nothing twice', async () => {
    const { url, destroy } = await open();
    const directory = mkdtempSync(join(tmpdir(), 'tollgate-unwritten-'));
    const unwrittenPath = join(directory, 'unwritten.jsonl');
    const start = () =>
      openPostgresLedger({
        url,
        newId: randomUUID,
        every: () => () => undefined,
        elapsed: () => performance.now(),
        knownPath: null,
        unwrittenPath,
      });
    const killed = await start();
    for (const id of ['a', 'b', 'c']) await killed.reserve(holdOf(id, 20));
    await killed.settle('c', new Map([[claim.limit, 7]]));
    await server.kill();
    await expect(killed.settle('a', new Map([[claim.limit, 15]]))).rejects.toThrow();
    await expect(killed.settle('b', new Map([[claim.limit, 11]]))).rejects.toThrow();
    await expect(killed.look()).rejects.toThrow();
    await server.start();
    // One was written after all, and its answer was lost.
    appendFileSync(unwrittenPath, `${JSON.stringify({ id: 'c', used: [[claim.limit, 7]] })}\n{"id":"cut off`);
    // Nobody has told the first process that PostgreSQL is back: it is as dead as one that was killed.
    const next = await start();
    expect(next.balance(claim)).toEqual({ held: 0, spent: 33 });
    expect(existsSync(unwrittenPath)).toBe(false);
    expect(await next.reconcile()).toMatchObject({ holds: 0, unexplained: 0 });
    await killed.look();
    expect(killed.balance(claim)).toEqual({ held: 0, spent: 33 });
    await killed.close();
    await next.close();
    rmSync(directory, { recursive: true, force: true });
    await destroy();
  });

  it('keeps no file of what it could write when PostgreSQL was back, and writes what it knows only when that is new', async () => {
    const { url, destroy } = await open();
    const directory = mkdtempSync(join(tmpdir(), 'tollgate-unwritten-'));
    let now = 0;
    const paths = { knownPath: join(directory, 'known.json'), unwrittenPath: join(directory, 'unwritten.jsonl') };
    const options = { url, newId: randomUUID, every: () => () => undefined, elapsed: () => now };
    const ledger = await openPostgresLedger({ ...options, ...paths });
    await ledger.reserve(holdOf('a', 20));
    await server.kill();
    await expect(ledger.settle('a', new Map([[claim.limit, 15]]))).rejects.toThrow();
    expect(existsSync(paths.unwrittenPath)).toBe(true);
    await server.start();
    await ledger.look();
    expect(existsSync(paths.unwrittenPath)).toBe(false);
    now += 60_000;
    await ledger.look();
    expect(existsSync(paths.knownPath)).toBe(true);
    rmSync(paths.knownPath);
    now += 60_000;
    await ledger.look();
    expect(existsSync(paths.knownPath), 'nothing has changed').toBe(false);
    await ledger.settle('none', new Map());
    await ledger.reserve(holdOf('b', 1));
    now += 60_000;
    await ledger.look();
    expect(existsSync(paths.knownPath)).toBe(true);
    await ledger.close();
    rmSync(directory, { recursive: true, force: true });
    await destroy();
  });

  it('finds a balance that its postings do not explain', async () => {
    const { ledger, url, destroy } = await open();
    await ledger.reserve(holdOf('a', 60));
    await ledger.settle('a', new Map([[claim.limit, 45]]));
    await server.run('update ledger_balances set spent = spent + 3', new URL(url).pathname.slice(1));
    expect((await ledger.reconcile()).unexplained).toBe(3);
    await destroy();
  });
});
