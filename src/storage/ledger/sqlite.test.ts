import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { ledgerSuite, type LedgerUnderTest } from '../ports/ledger.suite.ts';
import type { LedgerEngine } from '../ports/ledger.ts';
import { createJournal } from './journal.ts';
import { openLedgerFile } from './ledger-file.ts';
import { openSqliteLedger } from './sqlite.ts';

let ids = 0;
const newId = (): string => `batch-${(ids += 1)}`;

async function open(): Promise<LedgerUnderTest & { path: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-ledger-'));
  const path = join(directory, 'ledger.sqlite');
  let now = 1_000_000;
  const clock = { now: () => now, elapsed: () => performance.now() };
  const opened: LedgerEngine[] = [];
  const start = async (): Promise<LedgerEngine> => {
    const ledger = await openSqliteLedger({ path, clock, newId });
    opened.push(ledger);
    return ledger;
  };
  const ledger = await start();
  return {
    path,
    ledger,
    async reopen(how) {
      if (how === 'closed') await opened.at(-1)?.close();
      // What was never settled may still be on its way to the disk.
      else await opened.at(-1)?.reconcile();
      return start();
    },
    advance: (ms) => {
      now += ms;
    },
    now: () => now,
    async destroy() {
      for (const one of opened) await one.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

ledgerSuite('SQLite', open);

it('finds a balance that its postings do not explain', async () => {
  const { ledger, path, destroy } = await open();
  await ledger.reserve({ id: 'a', claims: [{ limit: 'l', window: 0, amount: 5, max: 9 }], expiresAt: 0 });
  await ledger.settle('a', new Map([['l', 4]]));
  const database = new DatabaseSync(path);
  database.exec('update balances set spent = spent + 3');
  database.close();
  expect((await ledger.reconcile()).unexplained).toBe(3);
  await destroy();
});

it('sums up old postings, and its books agree as before', async () => {
  const { ledger, path, destroy } = await open();
  for (let at = 0; at < 30; at += 1) {
    await ledger.reserve({
      id: `${at}`,
      claims: [{ limit: `l${at % 3}`, window: 0, amount: 5, max: 900 }],
      expiresAt: 0,
    });
    if (at < 28) await ledger.settle(`${at}`, new Map([[`l${at % 3}`, 4]]));
  }
  expect(await ledger.reconcile()).toMatchObject({ postings: 58, holds: 2, unexplained: 0 });
  const file = openLedgerFile(path);
  expect(file.compact(2_000_000, { ms: 1_000_001, postings: 10 })).toBe(48);
  expect(file.reconcile()).toMatchObject({ accounts: 3, postings: 13, holds: 2, unexplained: 0 });
  // A second time there is nothing to do.
  expect(file.compact(2_000_000, { ms: 1_000_001, postings: 13 })).toBe(0);
  await destroy();
});

it('sums up old postings behind one that a clock set wrong wrote first', async () => {
  const { path, destroy } = await open();
  const file = openLedgerFile(path);
  const posting = { hold: '', kind: 'raise', limit: 'l', window: 0, available: -1, held: 0, spent: 1 } as const;
  file.write({ id: 'first', entries: [9_000_000, 1, 2, 3].map((at) => ({ at, postings: [posting] })) });
  expect(file.compact(2_000_000, { ms: 1_000_000, postings: 10 })).toBe(3);
  expect(file.reconcile()).toMatchObject({ postings: 1, unexplained: 0 });
  file.close();
  await destroy();
});

describe('a journal that cannot be written', () => {
  function journal() {
    const written: string[] = [];
    const world = { isBroken: false, written };
    const write = async ({ id, entries }: { id: string; entries: readonly { at: number }[] }): Promise<void> => {
      await Promise.resolve();
      if (world.isBroken) throw new Error('The disk is full.');
      written.push(`${id}: ${entries.map(({ at }) => at).join()}`);
    };
    let last = 0;
    return { ...createJournal({ write, newId: () => `b${(last += 1)}` }), world };
  }
  const entry = (at: number) => ({ at, postings: [] });

  it('says so to those who wait, admits nothing more, and writes everything in order once it can', async () => {
    const { append, ready, flushed, world } = journal();
    world.isBroken = true;
    await expect(append(entry(1))).rejects.toThrow('The disk is full.');
    await expect(append(entry(2))).rejects.toThrow('The disk is full.');
    await expect(ready()).rejects.toThrow('The disk is full.');
    world.isBroken = false;
    await ready();
    await flushed();
    expect(world.written).toEqual(['b1: 1', 'b2: 2']);
  });

  it('writes what comes during a write together, and nobody waits for what came after', async () => {
    const { append, world } = journal();
    const first = append(entry(1));
    const second = append(entry(2));
    const third = append(entry(3));
    await first;
    expect(world.written).toEqual(['b1: 1']);
    await Promise.all([second, third]);
    expect(world.written).toEqual(['b1: 1', 'b2: 2,3']);
  });
});
