/** ClickHouse's projections: they are read, and a table or a part that lacks them is read by its rows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hasClickhouse, startClickhouseServer } from '../../../../testkit/clickhouse-server.ts';
import { createLogger } from '../../../observe/logger.ts';
import { CLICKHOUSE_PROJECTIONS } from '../../clickhouse-summaries-sql.ts';
import { describeSummaries } from '../../ports/summaries.suite.ts';
import { openLog } from '../open-log.ts';
import { type ClickhouseClient, openClickhouse } from './client.ts';
import { openClickhouseEngine } from './engine.ts';
import { makeTables } from './schema.ts';

const LONG_MS = 90_000;
const logger = createLogger({ level: 'error', write: () => undefined, now: () => 0 });
const clock = { now: () => 0, elapsed: () => performance.now() };

let client: ClickhouseClient;

describeSummaries('ClickHouse', {
  isSkipped: !hasClickhouse(),
  async open() {
    const directory = mkdtempSync(join(tmpdir(), 'tollgate-summaries-'));
    const server = await startClickhouseServer();
    const url = `${server.url}/summaries`;
    client = openClickhouse(url);
    const log = await openLog({ directory, clock, logger }, (options, events) =>
      openClickhouseEngine({ ...options, url }, events),
    );
    return {
      log,
      // They are parts of the parts: filled with each insert.
      settle: () => Promise.resolve(),
      async reads({ sql, values }) {
        const plan = JSON.stringify(await client.rows(`EXPLAIN ${sql}`, values));
        return {
          sums: [...new Set([...plan.matchAll(/ReadFromMergeTree \((\w+_[23])\)/g)].map(([, name]) => name ?? ''))],
          rows: /ReadFromMergeTree \([a-z_]+\.requests\)/.test(plan),
        };
      },
      async close() {
        await log.close();
        await client.close();
        await server.remove();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
  more(comparison) {
    it('answers an overview without reading a row, its quantiles too', async () => {
      const { opened, overviewQueries } = comparison();
      // Parts with rows that are only marked as deleted are read by their rows.
      await client.run('ALTER TABLE requests APPLY DELETED MASK SETTINGS mutations_sync = 1');
      const queries = await overviewQueries();
      expect(queries).toHaveLength(4);
      for (const query of queries) {
        const { sums, rows } = await opened.reads(query);
        expect(sums).toHaveLength(1);
        expect(rows).toBe(false);
      }
    });

    it(
      'stays the same when parts of the table have no sums yet, which they get',
      async () => {
        const { expectSame } = comparison();
        for (const name of Object.keys(CLICKHOUSE_PROJECTIONS)) {
          await client.run(`ALTER TABLE requests DROP PROJECTION ${name}`);
        }
        await expectSame();
        // As a table of the version before: it gets them, for old rows too.
        await makeTables(client);
        await expectSame();
        const [parts] = await client.rows(`SELECT uniqExact(name) AS kinds FROM system.projection_parts WHERE active`);
        expect(parts).toEqual({ kinds: 3 });
      },
      LONG_MS,
    );
  },
});
