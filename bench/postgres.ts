/**
 * `node bench/postgres.ts`: records in PostgreSQL. What 3,000 workspaces and 100,000 keys take to load, in time and memory; how
 * soon a new key opens the process that made it, and another one on the same database; and what copying all of it takes.
 */
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSnapshotSource } from '../src/gateway/snapshot/source.ts';
import { holdSnapshot } from '../src/gateway/snapshot/swap.ts';
import { PROVIDERS } from '../src/providers/registry.gen.ts';
import { nextTurn } from '../src/server/timers.ts';
import { copyBetween } from '../src/storage/records/copy-between.ts';
import { openPostgresRecords } from '../src/storage/records/postgres.ts';
import { isRecord, stringAt } from '../testkit/json-shape.ts';
import { startPostgresServer, type PostgresServer } from '../testkit/postgres-server.ts';
import { startTollgate, type Tollgate } from '../testkit/tollgate-process.ts';
import { KEYS, MASTER_KEY, organisationId, sealer, WORKSPACES } from './many-tenants.ts';
import { median, percentile } from './measure/statistics.ts';
import { createReport, figure } from './report/report.ts';
import { NO_SECRETS } from '../src/gateway/secret-references/values.ts';

const CHANGES = 30;
const MIB = 1024 * 1024;
const GIVE_UP_MS = 10_000;

const report = createReport((line) => console.log(line));

interface Load {
  ms: number;
  cpuMs: number;
  /** MB after a collection. */
  kept: number;
  /** MB. */
  peak: number;
  keys: number;
}

/** In a process of its own, so that its memory is that of the load. */
async function load(url: string): Promise<void> {
  const records = await openPostgresRecords({ url });
  const parts = {
    records,
    sealer,
    providers: PROVIDERS,
    secrets: NO_SECRETS,
    elapsed: () => performance.now(),
    nextTurn,
  };
  globalThis.gc?.();
  const before = process.memoryUsage();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const holder = await holdSnapshot(createSnapshotSource(parts));
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpuBefore);
  globalThis.gc?.();
  const { heapUsed } = process.memoryUsage();
  const figures: Load = {
    ms,
    cpuMs: (user + system) / 1000,
    kept: (heapUsed - before.heapUsed) / MIB,
    peak: process.resourceUsage().maxRSS / 1024 - before.rss / MIB,
    keys: holder.current.keys.size,
  };
  console.log(JSON.stringify(figures));
  await records.close();
}

/** By the database itself: what makes records one by one would take minutes. */
const FILL = `
  insert into organisations (id, name, created_at) values ('${organisationId}', 'Bench', 1);
  insert into workspaces (id, organisation_id, slug, name, is_default, created_at)
    select 'ws-' || n, '${organisationId}', 'ws-' || n, 'Workspace ' || n, case n when 0 then 1 else 0 end, 1
    from generate_series(0, ${WORKSPACES - 1}) n;
  insert into workspace_details (workspace_id, organisation_id, defaults, status, last_updated_at, position)
    select 'ws-' || n, '${organisationId}', '{"metadata":{}}', 'active', 1, n + 1 from generate_series(0, ${WORKSPACES - 1}) n;
  insert into api_keys (id, organisation_id, workspace_id, type, name, hash, masked, scopes, defaults, creation_mode, status,
      created_at, last_updated_at, position)
    select md5('id' || n), '${organisationId}', 'ws-' || n % ${WORKSPACES}, 'workspace-service', 'key ' || n,
      encode(sha256(('tg-' || n)::bytea), 'hex'), 'tg-****', '["completions.write","logs.list","logs.view"]',
      '{"metadata":{"team":"bench"},"configId":null,"allowConfigOverride":true}', 'api', 'active', 1, 1, n + 1
    from generate_series(1, ${KEYS}) n;
  analyze;`;

async function measureLoad(server: PostgresServer): Promise<string> {
  const url = await server.createDatabase('many');
  await (await openPostgresRecords({ url })).close();
  await server.run(FILL, 'many');
  for (let run = 0; run < 3; run += 1) {
    const args = ['--expose-gc', fileURLToPath(import.meta.url), '--load', url];
    const { ms, cpuMs, kept, peak, keys } = JSON.parse(execFileSync(process.execPath, args).toString()) as Load;
    report.note(
      `${WORKSPACES} workspaces and ${keys} keys: loaded in ${figure(ms)} ms (processor time ${figure(cpuMs)} ms), ` +
        `memory kept ${figure(kept)} MB, at its peak ${figure(peak)} MB more than before`,
    );
  }
  return url;
}

async function measureCopy(url: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-postgres-'));
  const start = performance.now();
  const rows = await copyBetween({
    path: join(directory, 'records.sqlite'),
    url,
    to: 'sqlite',
    onTable: () => undefined,
  });
  const seconds = (performance.now() - start) / 1000;
  report.note(`tollgate migrate to-sqlite: ${rows} rows copied and compared in ${figure(seconds)} s`);
  rmSync(directory, { recursive: true });
}

/** ms until the key opens `at`. */
async function opensAfter(at: Tollgate, key: string, start: number): Promise<number> {
  for (;;) {
    const response = await fetch(`${at.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    await response.arrayBuffer();
    const ms = performance.now() - start;
    if (response.status === 200 || ms > GIVE_UP_MS) return ms;
  }
}

async function measureChanges(url: string): Promise<void> {
  const adminKey = `tg-${randomBytes(24).toString('hex')}`;
  const env = { TOLLGATE_DATABASE_URL: url, TOLLGATE_MASTER_KEY: MASTER_KEY.toString('base64') };
  const [first, second] = await Promise.all([startTollgate({ adminKey, env }), startTollgate({ adminKey, env })]);
  const own: number[] = [];
  const others: number[] = [];
  for (let index = 0; index < CHANGES; index += 1) {
    const start = performance.now();
    const { body } = await first.admin('POST', '/v1/api-keys/workspace/service', { name: `bench ${index}` });
    const key = isRecord(body) ? stringAt(body, 'key') : '';
    own.push(await opensAfter(first, key, start));
    others.push(await opensAfter(second, key, start));
  }
  for (const [where, times] of [
    ['the process that made it', own],
    ['another process', others],
  ] as const) {
    report.note(
      `a new key opens ${where} after ${figure(median(times))} ms (p95 ${figure(percentile(times, 0.95))} ms), among ${KEYS} keys`,
    );
  }
  await first.stop();
  await second.stop();
}

const loading = process.argv[process.argv.indexOf('--load') + 1];
if (process.argv.includes('--load') && loading !== undefined) {
  await load(loading);
} else {
  const server = await startPostgresServer();
  const url = await measureLoad(server);
  await measureChanges(url);
  await measureCopy(url);
  await server.remove();
}
