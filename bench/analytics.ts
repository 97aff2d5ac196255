/**
 * `node bench/analytics.ts [rows]`: how long the questions of the dashboard take over a log of so many rows (1,000,000 when
 * absent), in this process: the Overview's questions over 30 days, and a filtered page of the log. Each is asked ten times.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrganisationId } from '../src/kernel/ids.ts';
import { createLogger } from '../src/observe/logger.ts';
import { createSqlAnalytics } from '../src/storage/analytics/sql.ts';
import { openDuckdbLog } from '../src/storage/log/duckdb.ts';
import { type AnalyticsScope, MEASURES } from '../src/storage/ports/analytics.ts';
import type { LogRow } from '../src/storage/ports/log.ts';
import { makeHistory } from '../testkit/history.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const TIMES = 10;
const DAYS = 30;
const DAY_MS = 86_400_000;
const UNTIL = Date.now();
const MIB = 1024 * 1024;

const clock = { now: () => Date.now(), elapsed: () => performance.now() };
const logger = createLogger({ level: 'warn', write: (line) => process.stderr.write(line), now: clock.now });
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** A past of some ten thousand rows, repeated with other ids and moments: what is measured is reading, not making it up. */
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

function row(number: number): LogRow {
  const from = past[number % past.length];
  if (from === undefined) throw new Error('There is no past.');
  const round = Math.floor(number / past.length);
  return {
    ...from,
    id: `${from.id}${round.toString(36)}`,
    trace_id: `${from.trace_id.slice(0, -6)}${number.toString(16)}`,
    created_at: from.created_at - round * 7,
  };
}

const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-analytics-'));
const log = await openDuckdbLog({ directory, clock, logger });
try {
  const AT_ONCE = 1024;
  const begun = clock.elapsed();
  for (let from = 0; from < ROWS; from += AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, ROWS - from) }, (_, index) => log.append(row(from + index))),
    );
  }
  const analytics = createSqlAnalytics(log);
  const scope: AnalyticsScope = { organisationId: 'org' as OrganisationId, from: UNTIL - DAYS * DAY_MS, to: UNTIL };
  const known = (await analytics.graph('requests', scope)).summary['total'];
  const bytes = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  print(
    `${ROWS.toLocaleString('en-US')} rows written and ingested in ${Math.round((clock.elapsed() - begun) / 1000)} s; ${Math.round(bytes / MIB)} MiB on disk; ${String(known)} of them in the window`,
  );
  const group = { measures: MEASURES, orderBy: 'cost_nano_usd', limit: 50, offset: 0 } as const;
  await ask('overview figures', () => analytics.graph('overview', scope));
  await ask('spend by model over time', () =>
    analytics.series({ by: 'model', measure: 'cost_nano_usd', top: 7 }, scope),
  );
  await ask('time to the first byte', () => analytics.graph('time-to-first-byte', scope));
  await ask('failures by status', () => analytics.graph('errors/stacks', scope));
  await ask('every measure by user', () => analytics.group({ ...group, by: 'user' }, scope));
  await ask('every measure by team (metadata)', () => analytics.group({ ...group, by: 'metadata.team' }, scope));
  await ask('prompt-cache verdicts', () => analytics.group({ ...group, by: 'cache_verdict' }, scope));
  await ask('a page of failures of one model', () =>
    log.list({ ...scope, models: ['claude-sonnet-5'], statusCodes: [429, 503, 529] }, { limit: 100 }),
  );
  await ask('a page of one user, costly', () =>
    log.list({ ...scope, users: ['user-3'], costMinNanoUsd: 100_000_000 }, { limit: 100 }),
  );
  print(`resident: ${Math.round(process.memoryUsage().rss / MIB)} MiB`);
} finally {
  await log.close();
  rmSync(directory, { recursive: true });
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
