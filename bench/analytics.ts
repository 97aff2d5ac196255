/**
 * `node bench/analytics.ts [rows]`: how long the questions of the dashboard take over a log of so many rows (1,000,000 when
 * absent), in this process: the Overview's questions over 30 days, and filtered pages of the log. Each is asked ten times.
 * A made-up past of 30 days is written as the gateway writes it; DuckDB then multiplies it, hour after hour.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { OrganisationId } from '../src/kernel/ids.ts';
import { createLogger } from '../src/observe/logger.ts';
import { createSqlAnalytics } from '../src/storage/analytics/sql.ts';
import { SUMMED_TO } from '../src/storage/duckdb-summaries-sql.ts';
import { openDuckdbLog } from '../src/storage/log/duckdb.ts';
import { ROW_GROUP_SIZE } from '../src/storage/log/row-group.ts';
import {
  type AnalyticsScope,
  type Dimension,
  type GroupQuestion,
  type Measure,
  MEASURES,
} from '../src/storage/ports/analytics.ts';
import { makeHistory } from '../testkit/history.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const TIMES = 10;
const DAYS = 30;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const UNTIL = Date.now();
const MIB = 1024 * 1024;

/** As `GET /v1/analytics/query` asks: these always come along. */
const ALWAYS = ['requests', 'cost_nano_usd', 'first_seen', 'last_seen'] as const;
const table = {
  measures: [
    ...ALWAYS,
    'errors',
    'input_tokens',
    'output_tokens',
    'cache_share',
    'p50_first_byte_ms',
    'p95_latency_ms',
    'users',
  ],
  orderBy: 'cost_nano_usd',
  limit: 50,
  offset: 0,
} as const;

const clock = { now: () => Date.now(), elapsed: () => performance.now() };
const logger = createLogger({ level: 'warn', write: (line) => process.stderr.write(line), now: clock.now });
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Some ten thousand rows. */
const past = makeHistory({
  organisationId: 'org',
  workspaceId: 'ws',
  workspaceSlug: 'default',
  people: Array.from({ length: 40 }, (_, index) => ({
    name: `user-${index}`,
    team: `team-${index % 6}`,
    apiKeyId: `k${index}`,
  })),
  until: UNTIL,
  days: DAYS,
  sessions: 600,
});

const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-analytics-'));
const open = () => openDuckdbLog({ directory, clock, logger });

/** As the gateway writes them: through the journal. */
async function writePast(): Promise<void> {
  const log = await open();
  const begun = clock.elapsed();
  await Promise.all(past.map((row) => log.append(row)));
  await createSqlAnalytics(log).graph('requests', scope);
  const seconds = (clock.elapsed() - begun) / 1000;
  print(`${past.length.toLocaleString('en-US')} rows written and ingested in ${seconds.toFixed(1)} s`);
  await log.close();
}

/**
 * Copies that lie up to an hour earlier, so that days keep their shapes and neighbours in time stay neighbours in the file, and
 * take up to a tenth longer, so that no two have the same times.
 */
async function multiply(copies: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '6GB' });
  const database = await instance.connect();
  await database.run(`ATTACH '${join(directory, 'log.duckdb')}' AS log (ROW_GROUP_SIZE ${ROW_GROUP_SIZE})`);
  await database.run('USE log');
  await database.run('CREATE TEMP TABLE past AS SELECT * FROM requests');
  for (let from = UNTIL - (DAYS + 1) * DAY_MS; from < UNTIL; from += HOUR_MS) {
    await database.run(
      `INSERT INTO requests SELECT past.* REPLACE (past.id || '-' || copy AS id, past.trace_id || '-' || copy AS trace_id,
         past.created_at - (copy * 37) % ${HOUR_MS} AS created_at,
         past.time_to_first_byte_ms * (1 + copy % 997 / 9970.0) AS time_to_first_byte_ms,
         past.response_time_ms * (1 + copy % 991 / 9910.0) AS response_time_ms)
       FROM past, range(1, ${copies}) AS copies(copy)
       WHERE created_at >= ${from} AND created_at < ${from + HOUR_MS}`,
    );
  }
  await database.run('CHECKPOINT log');
  database.closeSync();
  instance.closeSync();
}

const scope: AnalyticsScope = { organisationId: 'org' as OrganisationId, from: UNTIL - DAYS * DAY_MS, to: UNTIL };
try {
  await writePast();
  const begun = clock.elapsed();
  await multiply(Math.max(1, Math.round(ROWS / past.length)));
  print(`multiplied in ${Math.round((clock.elapsed() - begun) / 1000)} s`);
  await askAll(await open());
} finally {
  rmSync(directory, { recursive: true });
}

async function askAll(log: Awaited<ReturnType<typeof open>>): Promise<void> {
  const analytics = createSqlAnalytics(log);
  const begun = clock.elapsed();
  while (!(await isSummedUp(log))) await new Promise((resolve) => setTimeout(resolve, 100));
  print(`summed up by the hour in ${Math.round((clock.elapsed() - begun) / 1000)} s, in the background`);
  const known = Number((await analytics.graph('requests', scope)).summary['total']);
  const bytes = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  print(`${known.toLocaleString('en-US')} rows in the window; ${Math.round(bytes / MIB)} MiB on disk`);
  print('What the Overview asks of these 30 days:');
  const before = { ...scope, from: scope.from - DAYS * DAY_MS, to: scope.from };
  await ask('its figures', () => analytics.graph('overview', scope));
  await ask('the figures of the window before', () => analytics.graph('overview', before));
  for (const by of ['model', 'user', 'metadata.team'] as const) {
    await ask(`spend over time by ${by}`, () => analytics.series({ by, measure: 'cost_nano_usd', top: 7 }, scope));
  }
  await ask('top spenders', () => analytics.group(top('user', 'cost_nano_usd'), scope));
  await ask('teams', () => analytics.group(top('metadata.team', 'cost_nano_usd'), scope));
  await ask('failures by cause', () => analytics.group(top('error', 'errors'), scope));
  await ask('slowest models to the first byte', () => analytics.group(top('model', 'p50_first_byte_ms'), scope));
  await ask('time to the first byte', () => analytics.graph('time-to-first-byte', scope));
  await ask('failures by status', () => analytics.graph('errors/stacks', scope));
  for (const by of ['model', 'user', 'metadata.team'] as const) {
    await ask(`all figures by ${by}`, () => analytics.group({ ...table, by }, scope));
  }
  print('What other pages ask:');
  const group = { measures: MEASURES, orderBy: 'cost_nano_usd', limit: 50, offset: 0 } as const;
  await ask('time to the last byte', () => analytics.graph('latency', scope));
  await ask('prompt-cache verdicts', () => analytics.group(top('cache_verdict', 'wasted_nano_usd'), scope));
  await ask('every measure by user', () => analytics.group({ ...group, by: 'user' }, scope));
  await ask('every measure by team', () => analytics.group({ ...group, by: 'metadata.team' }, scope));
  await ask('a page of failures of one model', () =>
    log.list({ ...scope, models: ['claude-sonnet-5'], statusCodes: [429, 503, 529] }, { limit: 100 }),
  );
  await ask('a page of one user, costly', () =>
    log.list({ ...scope, users: ['user-3'], costMinNanoUsd: 100_000_000 }, { limit: 100 }),
  );
  await ask('the newest page', () => log.list({ ...scope }, { limit: 100 }));
  print(`resident: ${Math.round(process.memoryUsage().rss / MIB)} MiB`);
  await log.close();
}

function top(by: Dimension, orderBy: Measure): GroupQuestion {
  return { by, measures: [...new Set([...ALWAYS, orderBy])], orderBy, limit: 6, offset: 0 };
}

/** Every hour that is over for a while, as of the start of this bench. */
async function isSummedUp(log: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  const { rows } = await log.run({ sql: `SELECT summed_to * ${HOUR_MS} AS until FROM ${SUMMED_TO}`, values: [] });
  return Number(rows[0]?.['until']) >= UNTIL - 2 * HOUR_MS;
}

async function ask(name: string, question: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    const begun = clock.elapsed();
    await question();
    times.push(clock.elapsed() - begun);
  }
  times.sort((one, other) => one - other);
  const at = (share: number): string => `${Math.round(times[Math.min(TIMES - 1, Math.floor(share * TIMES))] ?? 0)} ms`;
  print(`${name.padEnd(36)} p50 ${at(0.5).padStart(8)}   p95 ${at(0.95).padStart(8)}`);
}
