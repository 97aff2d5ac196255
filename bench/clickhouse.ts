/**
 * `node bench/clickhouse.ts [SECONDS]`: fills ClickHouse with as many rows as fit into that time (600 when absent; at most 100
 * million) and asks what the dashboard asks, ten times each: the Overview over 30 days, and filtered pages of the log. Rows are
 * multiplied inside ClickHouse from some forty thousand of a made-up past, over 30 days. It fills a hundred times faster than a
 * company does, and what such a load leaves to be merged is waited for.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OrganisationId } from '../src/kernel/ids.ts';
import { createLogger } from '../src/observe/logger.ts';
import { createSqlAnalytics } from '../src/storage/analytics/sql.ts';
import { openClickhouse } from '../src/storage/log/clickhouse/client.ts';
import { openClickhouseEngine } from '../src/storage/log/clickhouse/engine.ts';
import { makeTables, toTableRow } from '../src/storage/log/clickhouse/schema.ts';
import { openLog } from '../src/storage/log/open-log.ts';
import { type AnalyticsScope, MEASURES } from '../src/storage/ports/analytics.ts';
import { startClickhouseServer } from '../testkit/clickhouse-server.ts';
import { makeHistory } from '../testkit/history.ts';

const SECONDS = Number(process.argv[2] ?? 600);
const MOST_ROWS = 100_000_000;
/** Copies of the past in one statement. */
const ROUNDS = 5;
const TIMES = 10;
const DAYS = 30;
/** The longest wait for merges, s. */
const MERGES_SECONDS = 180;
const DAY_MS = 86_400_000;
const UNTIL = Date.now();
const GIB = 1024 ** 3;

const clock = { now: () => Date.now(), elapsed: () => performance.now() };
const logger = createLogger({ level: 'warn', write: (line) => process.stderr.write(line), now: clock.now });
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const server = await startClickhouseServer();
const url = `${server.url}/bench`;
const client = openClickhouse(url);
const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-clickhouse-'));
try {
  await makeTables(client);
  await client.run('CREATE TABLE past AS requests ENGINE = MergeTree ORDER BY (organisation_id, created_at, id)');
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
    sessions: 3000,
  });
  await client.insert(
    'past',
    past.map((row) => toTableRow(JSON.stringify(row)) ?? {}),
    'past',
  );
  const rows = await fill(past.length);
  await waitForMerges();
  const [size] = await client.rows(
    `SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND table = 'requests'`,
  );
  print(`${rows.toLocaleString('en-US')} rows, ${(Number(size?.['bytes'] ?? 0) / GIB).toFixed(1)} GiB on disk`);
  await askAll();
} finally {
  await client.close();
  await server.remove();
  rmSync(directory, { recursive: true });
}

async function fill(base: number): Promise<number> {
  const begun = clock.elapsed();
  let round = 0;
  while (clock.elapsed() - begun < SECONDS * 1000 && round * base < MOST_ROWS) {
    // Each copy a little earlier, so that days keep their shapes, and each first byte by up to a tenth later.
    await client.run(
      `INSERT INTO requests SELECT p.* REPLACE(concat(p.id, '-', toString(n.number)) AS id,
         p.created_at - (n.number * 37) % 3600000 AS created_at,
         p.time_to_first_byte_ms * (1 + rand() / 42949672960) AS time_to_first_byte_ms)
       FROM past AS p CROSS JOIN (SELECT number FROM numbers(?, ?)) AS n
       SETTINGS max_partitions_per_insert_block = 0`,
      [round, ROUNDS],
    );
    round += ROUNDS;
  }
  print(`filled in ${Math.round((clock.elapsed() - begun) / 1000)} s`);
  return round * base;
}

async function waitForMerges(): Promise<void> {
  const begun = clock.elapsed();
  const seconds = (): number => Math.round((clock.elapsed() - begun) / 1000);
  while (seconds() < MERGES_SECONDS) {
    const [running] = await client.rows('SELECT count() AS merges FROM system.merges');
    if (Number(running?.['merges']) === 0) break;
    await sleep(1000);
  }
  print(`merged in ${seconds()} s`);
}

async function askAll(): Promise<void> {
  const log = await openLog({ directory, clock, logger }, (given, events) =>
    openClickhouseEngine({ ...given, url }, events),
  );
  const analytics = createSqlAnalytics(log);
  const scope: AnalyticsScope = { organisationId: 'org' as OrganisationId, from: UNTIL - DAYS * DAY_MS, to: UNTIL };
  const group = { measures: MEASURES, orderBy: 'cost_nano_usd', limit: 50, offset: 0 } as const;
  await ask('overview figures', () => analytics.graph('overview', scope));
  await ask('spend by model over time', () =>
    analytics.series({ by: 'model', measure: 'cost_nano_usd', top: 7 }, scope),
  );
  await ask('time to the first byte', () => analytics.graph('time-to-first-byte', scope));
  await ask('every measure by user', () => analytics.group({ ...group, by: 'user' }, scope));
  await ask('a page of failures of one model', () =>
    log.list({ ...scope, models: ['claude-sonnet-5'], statusCodes: [429, 503, 529] }, { limit: 100 }),
  );
  await ask('a page of one user, costly', () =>
    log.list({ ...scope, users: ['user-3'], costMinNanoUsd: 100_000_000 }, { limit: 100 }),
  );
  await ask('the newest page', () => log.list({ ...scope }, { limit: 100 }));
  await log.close();
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
