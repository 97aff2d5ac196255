import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckdbLog } from '../log/duckdb.ts';
import { describeAnalytics } from '../ports/analytics.suite.ts';
import { exampleRow } from '../ports/log.suite.ts';
import { createSqlAnalytics } from './sql.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describeAnalytics('DuckDB', {
  row: exampleRow,
  async open(rows) {
    const directory = await mkdtemp(join(tmpdir(), 'tollgate-analytics-'));
    const clock = { now: Date.now, elapsed: () => performance.now() };
    const log = await openDuckdbLog({ directory, clock, logger: silent });
    await Promise.all(rows.map((row) => log.append(row)));
    return {
      analytics: createSqlAnalytics(log),
      async close() {
        await log.close();
        await rm(directory, { recursive: true });
      },
    };
  },
});
