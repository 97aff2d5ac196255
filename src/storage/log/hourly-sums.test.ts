/** DuckDB's sums by the hour: which hours they have, and what becomes of them when somebody else had the file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it, vi } from 'vitest';
import { createLogger } from '../../observe/logger.ts';
import type { OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { CHANGED_HOURS, SUM_TABLES, SUMMED_TO, VARIED_HOURS } from '../duckdb-summaries-sql.ts';
import { exampleRow } from '../ports/log.suite.ts';
import { describeSummaries, SUITE_NOW } from '../ports/summaries.suite.ts';
import { openDuckdbLog } from './duckdb.ts';
import type { Log } from './open-log.ts';

const HOUR_MS = 3_600_000;
const logger = createLogger({ level: 'error', write: (line) => process.stderr.write(line), now: () => 0 });

async function figureOf(log: Log, sql: string): Promise<number> {
  const { rows } = await log.run({ sql: `SELECT (${sql}) AS figure`, values: [] });
  return Number(rows[0]?.['figure']);
}

/** Every hour that is over 20 minutes ago is summed up. */
async function settle(log: Log, now: number): Promise<void> {
  const summedTo = Math.floor((now - 20 * 60_000) / HOUR_MS);
  const state = `SELECT CASE WHEN summed_to = ${summedTo} THEN (SELECT count(*) FROM ${CHANGED_HOURS}) ELSE -1 END FROM ${SUMMED_TO}`;
  await vi.waitFor(async () => expect(await figureOf(log, state)).toBe(0), { timeout: 60_000, interval: 100 });
}

describeSummaries('DuckDB', {
  async open() {
    const directory = mkdtempSync(join(tmpdir(), 'tollgate-sums-'));
    const clock = { now: () => SUITE_NOW, elapsed: () => performance.now() };
    const log = await openDuckdbLog({ directory, clock, logger });
    return {
      log,
      settle: () => settle(log, SUITE_NOW),
      async reads({ sql, values }) {
        const { rows } = await log.run({ sql: `EXPLAIN ${sql}`, values });
        const plan = JSON.stringify(rows);
        return {
          sums: Object.values(SUM_TABLES).filter((table) => plan.includes(table)),
          rows: /\bmain\.requests\b/.test(plan),
        };
      },
      async close() {
        await log.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
  more(comparison) {
    it('an hour in which every request has metadata of its own is summed up without them', async () => {
      const { opened, expectSame } = comparison();
      const log = opened.log as Log;
      const before = await figureOf(log, `SELECT count(*) FROM ${SUM_TABLES.sums}`);
      const at = SUITE_NOW - 40 * HOUR_MS;
      const rows = Array.from({ length: 600 }, (_, index) =>
        exampleRow({
          id: `own-${index}`,
          organisation_id: 'org-1' as OrganisationId,
          workspace_id: 'ws-1' as WorkspaceId,
          created_at: at + index,
          metadata: { team: `t${index % 3}`, request: String(index) },
        }),
      );
      await Promise.all(rows.map((row) => log.append(row)));
      await opened.settle();
      expect(await figureOf(log, `SELECT count(*) FROM ${VARIED_HOURS}`)).toBe(1);
      expect(await figureOf(log, `SELECT count(*) FROM ${SUM_TABLES.sums}`)).toBeLessThan(before + 300);
      await expectSame();
    }, 90_000);
  },
});

it('an hour is summed up when it is over for a while, and anew when a version without sums has changed its rows', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-sums-'));
  const noon = Date.UTC(2026, 10, 29, 12);
  let now = noon + 10 * 60_000;
  const clock = { now: () => now, elapsed: () => performance.now() };
  const amounts = `SELECT coalesce(sum(amount), 0) FROM ${SUM_TABLES.sums}`;
  const first = await openDuckdbLog({ directory, clock, logger });
  for (const hours of [1, 2, 30])
    await first.append(exampleRow({ id: `r-${hours}`, created_at: noon - hours * HOUR_MS }));
  await settle(first, now);
  // The hour that ended ten minutes ago is not among them yet.
  expect(await figureOf(first, amounts)).toBe(2);
  await first.close();

  const instance = await DuckDBInstance.create(join(directory, 'log.duckdb'));
  const connection = await instance.connect();
  await connection.run(`DELETE FROM requests WHERE id = 'r-30'`);
  await connection.run(`INSERT INTO requests SELECT * REPLACE ('twin' AS id) FROM requests WHERE id = 'r-2'`);
  connection.closeSync();
  instance.closeSync();

  now = noon + 21 * 60_000;
  const second = await openDuckdbLog({ directory, clock, logger });
  await settle(second, now);
  expect(await figureOf(second, amounts)).toBe(3);
  expect(await figureOf(second, `SELECT count(*) FROM ${SUM_TABLES.sums} WHERE hour < ${noon / HOUR_MS - 2}`)).toBe(0);
  await second.close();
  rmSync(directory, { recursive: true });
});
