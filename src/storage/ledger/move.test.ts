/** A ledger that moves into PostgreSQL and back: every amount once, however often it is moved. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasPostgres, type PostgresServer, startPostgresServer } from '../../../testkit/postgres-server.ts';
import { openLedgerFile } from './ledger-file.ts';
import { moveLedger } from './move.ts';
import { openPostgresLedger, reconcilePostgresLedger } from './postgres.ts';
import { openSqliteLedger } from './sqlite.ts';

const DAY = { limit: 'key:1:cost', window: 86_400_000 };
const EVER = { limit: 'key:2:requests', window: 0 };
const NOW = 1_000_000;

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!hasPostgres())('a ledger that moves', () => {
  let server: PostgresServer;
  let url: string;
  let path: string;
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-move-ledger-'));
  let count = 0;
  let ids = 0;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(async () => {
    await server.remove();
    rmSync(directory, { recursive: true });
  });
  beforeEach(async () => {
    count += 1;
    url = await server.createDatabase(`move_${count}`);
    path = join(directory, `ledger-${count}.sqlite`);
  });

  const newId = (): string => `id-${(ids += 1)}`;
  const openFile = () => openSqliteLedger({ path, clock: { now: () => NOW, elapsed: () => performance.now() }, newId });
  const openShared = () =>
    openPostgresLedger({
      url,
      newId,
      every: () => () => undefined,
      elapsed: () => 0,
      knownPath: null,
      unwrittenPath: null,
      before: carried(),
    });
  /** What a start with PostgreSQL would take over out of the file. */
  const carried = () => {
    const file = openLedgerFile(path);
    const id = file.lastBatch();
    const { balances } = file.load();
    file.close();
    return id === null ? null : { id, balances };
  };
  type Opened = Awaited<ReturnType<typeof openFile>>;

  async function spend(ledger: Opened, account: { limit: string; window: number }, amount: number): Promise<void> {
    const id = newId();
    await ledger.reserve({ id, claims: [{ ...account, amount, max: 1000 }], expiresAt: NOW * 2 });
    await ledger.settle(id, new Map([[account.limit, amount]]));
  }
  const move = (to: 'postgres' | 'sqlite') => moveLedger({ path, url, to, now: NOW });

  it('has every amount on the other side, once, also when it is moved twice and started', async () => {
    const embedded = await openFile();
    await spend(embedded, DAY, 70);
    await spend(embedded, EVER, 3);
    // A process that died left a hold: nobody will settle it.
    await embedded.reserve({ id: 'left', claims: [{ ...DAY, amount: 20, max: 1000 }], expiresAt: NOW * 2 });
    await embedded.close();
    expect(await move('postgres')).toMatchObject({ accounts: 2, spent: 73 });
    expect(await move('postgres')).toMatchObject({ accounts: 2, spent: 73 });
    const shared = await openShared();
    expect([shared.balance(DAY), shared.balance(EVER)]).toEqual([
      { held: 0, spent: 70 },
      { held: 0, spent: 3 },
    ]);
    await spend(shared, DAY, 10);
    await shared.reset(EVER);
    await shared.close();
    expect((await reconcilePostgresLedger(url)).unexplained).toBe(0);

    expect(await move('sqlite')).toMatchObject({ accounts: 1, spent: 80 });
    expect(await move('sqlite')).toMatchObject({ accounts: 1, spent: 80 });
    const again = await openFile();
    expect([again.balance(DAY), again.balance(EVER)]).toEqual([
      { held: 0, spent: 80 },
      { held: 0, spent: 0 },
    ]);
    expect(await again.reconcile()).toMatchObject({ holds: 0, unexplained: 0 });
    await again.close();
  });

  it('of a source that went on after an interrupted move has the later amounts', async () => {
    const embedded = await openFile();
    await spend(embedded, DAY, 5);
    await embedded.close();
    await move('postgres');
    const later = await openFile();
    await spend(later, DAY, 2);
    await later.close();
    expect(await move('postgres')).toMatchObject({ accounts: 1, spent: 7 });
    const shared = await openShared();
    expect(shared.balance(DAY).spent).toBe(7);
    await shared.close();
  });

  it('moves nothing where there is no ledger', async () => {
    expect(await move('postgres')).toMatchObject({ accounts: 0, spent: 0 });
  });
});
