/** The engine of processes that share a PostgreSQL: the port's suite, and what one process hears of another. */
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_EVERY_TABLE, hasPostgres, startPostgresServer } from '../../../testkit/postgres-server.ts';
import type { PostgresServer } from '../../../testkit/postgres-server.ts';
import { createLogger } from '../../observe/logger.ts';
import type { RecordChange } from '../ports/records/configuration.ts';
import { acme, asAcme, config, insertAll, openWithTenants, rival } from '../ports/records/fixture.suite.ts';
import type { Records } from '../ports/records/records.ts';
import type { Signals } from '../ports/signals.ts';
import { describeSignals } from '../ports/signals.suite.ts';
import { createChangeFeed } from '../records/change-feed.ts';
import { openPostgresRecords, openPostgresTables } from '../records/postgres.ts';
import { tenantRecords } from '../records/repositories.ts';
import { openPostgresSignals } from './postgres.ts';

/** A promise that the test resolves. */
function gate(): { passed: Promise<void>; pass: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, pass: resolve };
}

const NOWHERE = 'postgres://tollgate@127.0.0.1:1/tollgate';
const WAIT = { timeout: 10_000, interval: 20 };

/** A server is made and started. */
vi.setConfig({ hookTimeout: 60_000 });

describe.skipIf(!hasPostgres())('signals in PostgreSQL', () => {
  let server: PostgresServer;
  let opened: { close(): Promise<void> }[] = [];
  let records: Records;
  let lines: string[] = [];
  const outages: boolean[] = [];
  const logger = createLogger({ level: 'debug', write: (line) => lines.push(line), now: () => 0 });

  beforeAll(async () => {
    server = await startPostgresServer();
    await (await openPostgresRecords({ url: server.url })).close();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    lines = [];
    outages.length = 0;
    const cleaner = new Client({ connectionString: server.url });
    await cleaner.connect();
    await cleaner.query(EMPTY_EVERY_TABLE);
    await cleaner.end();
    records = await keep(openWithTenants(() => openPostgresRecords({ url: server.url })));
    await insertAll(records);
  });
  afterEach(async () => {
    for (const one of opened.toReversed()) await one.close();
    opened = [];
  });

  async function keep<One extends { close(): Promise<void> }>(opening: Promise<One>): Promise<One> {
    const one = await opening;
    opened.push(one);
    return one;
  }

  interface Settings {
    /** Where it listens. */
    url?: string;
    /** False: it reads when it is notified, and never else. */
    polls?: boolean;
  }

  /** Another process: its own connections, and what it hears. */
  async function another({ url = server.url, polls = true }: Settings = {}) {
    const own = await keep(openPostgresRecords({ url: server.url }));
    const readChanges = own.changesOfOthers;
    if (readChanges === null) throw new Error('These records are shared.');
    const after = (ms: number, run: () => void): (() => void) => {
      const timer = setTimeout(polls ? run : () => undefined, ms);
      return () => clearTimeout(timer);
    };
    const onOutage = (isAway: boolean): void => void outages.push(isAway);
    const signals = await keep(openPostgresSignals({ url, readChanges, logger, after, onOutage }));
    const heard: RecordChange[] = [];
    signals.subscribe('records', async (changes) => void heard.push(...changes));
    return { records: own, signals, heard };
  }

  const event = (id: string) =>
    ({
      id: `aud_${id}`,
      organisationId: acme,
      workspaceId: null,
      actor: 'me',
      actorType: 'user',
      action: 'config.update',
      resourceId: id,
      status: 200,
      request: null,
      before: null,
      after: null,
      createdAt: 1,
    }) as const;
  const changeConfig = (by: Records, name: string, id = 'cfg_1'): Promise<void> =>
    asAcme(by, async (tx) => {
      await tx.configs.replace({ ...config, name });
      await tx.audit.insert(event(id));
    });
  const expectHeard = (heard: RecordChange[], ...ids: string[]) =>
    vi.waitFor(() => expect(heard).toEqual(ids.map((id) => ({ noun: 'config', id }))), WAIT);

  describe('as every engine', () => {
    describeSignals(async (): Promise<Signals> => (await another()).signals);
  });

  it('learn of what was changed without an event of the audit trail, as the tokens of a device', async () => {
    const { heard } = await another();
    await asAcme(records, (tx) => tx.noteChanges([{ noun: 'config', id: 'noted' }]));
    await expectHeard(heard, 'noted');
  });

  it('learn of what another process changed, by a notification alone', async () => {
    const { heard } = await another({ polls: false });
    // It listens when it hears its own first notification, which makes it read.
    await vi.waitFor(
      async () =>
        expect(await server.run("select 1 from pg_stat_activity where query like 'listen %'")).not.toEqual([]),
      WAIT,
    );
    await changeConfig(records, 'Changed');
    await expectHeard(heard, 'cfg_1');
  });

  it('learn of it where notifications do not get through, and say so once', async () => {
    const { heard } = await another({ url: NOWHERE });
    await changeConfig(records, 'Changed');
    await expectHeard(heard, 'cfg_1');
  });

  it('are up to date when they have caught up, though no notification comes and no poll is due', async () => {
    const { heard, signals } = await another({ url: NOWHERE, polls: false });
    await changeConfig(records, 'Changed');
    await signals.catchUp();
    expect(heard).toEqual([{ noun: 'config', id: 'cfg_1' }]);
  });

  it('do not inform a process again of its own change, nor of one that was undone', async () => {
    const own = await another();
    await changeConfig(own.records, 'Own');
    const undone = asAcme(own.records, async (tx) => {
      await tx.audit.insert(event('undone'));
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    await changeConfig(records, 'Foreign', 'last');
    await expectHeard(own.heard, 'last');
  });

  it.each([
    [true, []],
    [false, [{ noun: 'config', id: 'cfg_1' }]],
  ])(
    'read an own change before its process has learnt of its commit: it waits, and reports it unless committed (%s)',
    async (isCommitted, reported) => {
      const db = await openPostgresTables(server.url);
      try {
        const feed = createChangeFeed({ db, lock: () => Promise.resolve(), now: Date.now });
        const own = feed.begin();
        const start = (await feed.read(null)).next;
        const tx = tenantRecords({ db, isSlugTaken: () => false }, acme);
        await feed.noting(tx, db, own).audit.insert(event('cfg_1'));
        const reading = feed.read(start);
        const early = Symbol('still waiting');
        expect(await Promise.race([reading, delay(200, early)])).toBe(early);
        own.end(isCommitted);
        expect((await reading).changes).toEqual(reported);
      } finally {
        await db.destroy();
      }
    },
  );

  it('miss no change of a transaction that began before others and was committed after them', async () => {
    const { heard } = await another();
    const { passed, pass } = gate();
    const slow = records.within(rival, async (tx) => {
      await tx.audit.insert({ ...event('slow'), organisationId: rival });
      await passed;
    });
    const quick = changeConfig(records, 'Quick', 'quick');
    pass();
    await Promise.all([slow, quick]);
    await vi.waitFor(() => expect(heard.map(({ id }) => id).toSorted()).toEqual(['quick', 'slow']), WAIT);
  });

  it('report everything anew when the database has another history than the one that was read', async () => {
    const { heard } = await another();
    await changeConfig(records, 'First', 'first');
    await changeConfig(records, 'Lost', 'lost');
    await expectHeard(heard, 'first', 'lost');
    // As a standby that had not got the last change before it took over.
    const replaced = `delete from record_changes where record_id = 'lost'`;
    await server.run(`begin; ${replaced};
      insert into record_changes values (2, 'other', 'config', 'other', 1),
        (3, 'of a newer version', 'future_noun', 'unknown', 1), (4, 'another', 'config', 'newest', 1); commit`);
    await vi.waitFor(
      () => expect(heard.map(({ id }) => id)).toEqual(['first', 'lost', 'first', 'other', 'newest']),
      WAIT,
    );
  });

  it('send again what a listener could not take', async () => {
    const { signals, heard } = await another();
    let tries = 0;
    signals.subscribe('records', async () => {
      tries += 1;
      if (tries === 1) throw new Error('snapshot does not compile');
    });
    await changeConfig(records, 'Changed');
    await vi.waitFor(() => expect(tries).toBe(2), WAIT);
    expect(heard).toHaveLength(2);
  });

  it('miss nothing while the server is killed and started again, and inform the operator twice', async () => {
    const { heard } = await another();
    await changeConfig(records, 'Before', 'before');
    await expectHeard(heard, 'before');
    await server.kill();
    await vi.waitFor(() => expect(outages).toEqual([true]), WAIT);
    await expect(changeConfig(records, 'While it is away')).rejects.toMatchObject({
      code: 'records_unavailable',
      status: 503,
      message: expect.stringContaining('Nothing was changed'),
    });
    await server.start();
    await changeConfig(records, 'After', 'after');
    await expectHeard(heard, 'before', 'after');
    await vi.waitFor(() => expect(outages).toEqual([true, false]), WAIT);
    expect(lines.filter((line) => line.includes('PostgreSQL'))).toHaveLength(2);
  });
});
