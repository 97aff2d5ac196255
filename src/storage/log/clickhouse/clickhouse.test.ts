/** The ClickHouse engine against the suites of the log and of analytics, on a real server, and what can go wrong on the way into it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickhouseServer, hasClickhouse, startClickhouseServer } from '../../../../testkit/clickhouse-server.ts';
import type { OrganisationId } from '../../../kernel/ids.ts';
import { createLogger } from '../../../observe/logger.ts';
import { createSqlAnalytics } from '../../analytics/sql.ts';
import { describeAnalytics } from '../../ports/analytics.suite.ts';
import { describeLog, exampleRow } from '../../ports/log.suite.ts';
import { type Log, openLog } from '../open-log.ts';
import { withParameters } from './client.ts';
import { openClickhouseEngine } from './engine.ts';
import { toTableRow } from './schema.ts';

it('binds each placeholder by its type, and leaves a question mark in a text alone', () => {
  expect(withParameters(`a = ? AND b = 'why?' AND c IN (?, ?)`, ['x', 3, -1.5])).toEqual({
    query: `a = {p0:String} AND b = 'why?' AND c IN ({p1:UInt64}, {p2:Float64})`,
    query_params: { p0: 'x', p1: 3, p2: -1.5 },
  });
  expect(() => withParameters('a = ?', [])).toThrow('no value');
});

it.each(['{"id":', '[]', 'null', '{"no":"id"}'])('does not take a line of the journal that is no row: %s', (line) => {
  expect(toTableRow(line)).toBeNull();
});

describe.skipIf(!hasClickhouse())('on ClickHouse', () => {
  let server: ClickhouseServer;
  const directories: string[] = [];
  let databases = 0;
  const complaints: string[] = [];
  beforeAll(async () => {
    server = await startClickhouseServer();
  }, 60_000);
  afterAll(async () => {
    await server.remove();
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  const newDatabase = (): string => {
    databases += 1;
    return `${server.url}/test_${databases}`;
  };
  const newDirectory = (): string => {
    const directory = mkdtempSync(join(tmpdir(), 'tollgate-clickhouse-log-'));
    directories.push(directory);
    return directory;
  };
  function open(url: string, directory: string): Promise<Log> {
    const logger = createLogger({ level: 'error', write: (line) => complaints.push(line), now: () => 0 });
    const clock = { now: () => 0, elapsed: () => performance.now() };
    return openLog({ directory, clock, logger }, (options, events) =>
      openClickhouseEngine({ ...options, url }, events),
    );
  }

  let current: { url: string; directory: string } | null = null;
  describeLog(
    () => {
      current ??= { url: newDatabase(), directory: newDirectory() };
      return open(current.url, current.directory);
    },
    async (log) => {
      current = null;
      await log.close();
    },
  );

  describeAnalytics('ClickHouse', {
    row: exampleRow,
    async open(rows) {
      const log = await open(newDatabase(), newDirectory());
      await Promise.all(rows.map((row) => log.append(row)));
      return { analytics: createSqlAnalytics(log), close: () => log.close() };
    },
  });

  const everything = { organisationId: 'org_acme' as OrganisationId };
  const idsIn = async (log: Log) => (await log.list(everything, { limit: 1000 })).rows.map(({ id }) => id).sort();
  const journalOf = (directory: string) => readdirSync(directory).filter((name) => name.startsWith('journal-'));

  it('two nodes write into one table, and each sees the rows of both', async () => {
    const url = newDatabase();
    const [one, two] = [await open(url, newDirectory()), await open(url, newDirectory())];
    await one.append(exampleRow({ id: 'one' }));
    await two.append(exampleRow({ id: 'two' }));
    expect(await idsIn(one)).toEqual(['one']);
    expect(await idsIn(two)).toEqual(['one', 'two']);
    expect(await idsIn(one)).toEqual(['one', 'two']);
    await Promise.all([one.close(), two.close()]);
  });

  it('a segment that is sent twice counts once, as after a death between the insert and the note of it', async () => {
    const [url, directory] = [newDatabase(), newDirectory()];
    const log = await open(url, directory);
    await log.append(exampleRow({ id: 'a' }));
    expect(await idsIn(log)).toEqual(['a']);
    await log.close();
    const database = new URL(url).pathname.slice(1);
    await fetch(`${server.url}/?database=${database}`, { method: 'POST', body: 'TRUNCATE TABLE journal_positions' });
    rmSync(join(directory, 'clickhouse-position'));
    const again = await open(url, directory);
    await again.append(exampleRow({ id: 'a' }));
    expect(await idsIn(again)).toEqual(['a']);
    await again.close();
  });

  it('away for a while, it loses nothing: rows wait in the journal, also over a restart of the gateway', async () => {
    const [url, directory] = [newDatabase(), newDirectory()];
    const log = await open(url, directory);
    await log.append(exampleRow({ id: 'before' }));
    expect(await idsIn(log)).toEqual(['before']);
    await server.kill();
    await log.append(exampleRow({ id: 'during' }));
    await expect(idsIn(log)).rejects.toThrow('ClickHouse');
    await log.close().catch(() => undefined);
    const restarted = await open(url, directory);
    await restarted.append(exampleRow({ id: 'after the restart' }));
    expect(journalOf(directory).length).toBeGreaterThan(0);
    await server.start();
    expect(await idsIn(restarted)).toEqual(['after the restart', 'before', 'during']);
    expect(journalOf(directory)).toEqual([]);
    await restarted.close();
  }, 60_000);

  it('pages are in the order of time and id, over days and equal times, and hold each row once', async () => {
    const log = await open(newDatabase(), newDirectory());
    const newest = 1_760_000_000_000;
    const ages = [
      0,
      0,
      0,
      1,
      3_600_000 * 6,
      3_600_000 * 6,
      3_600_000 * 48,
      3_600_000 * 48 + 1,
      86_400_000 * 40,
      newest,
    ];
    const rows = ages.map((age, index) => ({ id: `r${(index * 7) % 10}`, created_at: newest - age }));
    for (const row of rows) await log.append(exampleRow(row));
    const wanted = rows.toSorted((one, other) => other.created_at - one.created_at || (one.id < other.id ? 1 : -1));
    for (const limit of [1, 3, 10]) {
      const found: string[] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = await log.list(everything, { limit, ...(cursor === undefined ? {} : { cursor }) });
        found.push(...page.rows.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(found).toEqual(wanted.map(({ id }) => id));
    }
    const old = await log.list({ ...everything, to: newest - 86_400_000 }, { limit: 5 });
    expect(old.rows.map(({ created_at: at }) => newest - at)).toEqual([
      3_600_000 * 48,
      3_600_000 * 48 + 1,
      86_400_000 * 40,
      newest,
    ]);
    await log.close();
  });

  it('deletes what is older than asked, and reports what is oldest', async () => {
    const log = await open(newDatabase(), newDirectory());
    expect(await log.retained.oldest()).toBeNull();
    for (const [id, at] of [
      ['old', 1_000],
      ['new', 1_760_000_000_000],
    ] as const) {
      await log.append(exampleRow({ id, created_at: at }));
    }
    expect(await idsIn(log)).toEqual(['new', 'old']);
    expect(await log.retained.oldest()).toBe(1_000);
    await log.retained.deleteSlice(2_000);
    expect(await idsIn(log)).toEqual(['new']);
    await log.close();
  });

  it('deletes of one organisation what it keeps no longer, and nothing of others', async () => {
    const log = await open(newDatabase(), newDirectory());
    const rival = { organisationId: 'org_rival' as OrganisationId, workspaces: [] };
    for (const [id, organisation_id, created_at] of [
      ['own old', 'org_rival', 1000],
      ['own new', 'org_rival', 3000],
      ['old of another', 'org_acme', 1000],
    ] as const) {
      await log.append(exampleRow({ id, organisation_id: organisation_id as OrganisationId, created_at }));
    }
    expect(await idsIn(log)).toEqual(['old of another']);
    // Twice, as by two nodes.
    for (let node = 0; node < 2; node += 1) expect(await log.retained.deleteSlice(2_000, rival)).toBe(false);
    expect(await idsIn(log)).toEqual(['old of another']);
    expect(await log.get(rival, 'own old')).toBeNull();
    expect(await log.get(rival, 'own new')).not.toBeNull();
    await log.close();
  });
});
