/**
 * `node bench/snapshot.ts`: what a change of the configuration costs the serving process, among 3,000 workspaces with 15,000
 * configs and 100,000 keys: until it is live, and how long it holds the event loop at a time. And the load at the start.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSnapshotSource } from '../src/gateway/snapshot/source.ts';
import { holdSnapshot, type SnapshotHolder } from '../src/gateway/snapshot/swap.ts';
import { PROVIDERS } from '../src/providers/registry.gen.ts';
import type { ChangedNoun } from '../src/storage/ports/records/configuration.ts';
import type { Records, TenantRecords } from '../src/storage/ports/records/records.ts';
import { openSqliteRecords } from '../src/storage/records/sqlite.ts';
import { nextTurn } from '../src/server/timers.ts';
import { configOf, fill, KEYS, organisationId, sealer, WORKSPACES, workspaceId } from './many-tenants.ts';
import { median } from './measure/statistics.ts';
import { createReport, figure } from './report/report.ts';
import { NO_SECRETS } from '../src/gateway/secret-references/values.ts';

const CONFIGS_EACH = 5;
const CHANGES = 30;

interface Cost {
  /** ms until the change is live. */
  live: number;
  /** ms, the longest turn of the event loop meanwhile. */
  held: number;
  /** The same in processor time of this thread, which others on the machine do not lengthen. */
  heldCpu: number;
}

async function measure(work: () => Promise<void>): Promise<Cost> {
  let held = 0;
  let heldCpu = 0;
  let last = performance.now();
  let lastCpu = cpuMs();
  let isOver = false;
  const watch = (): void => {
    const now = performance.now();
    const cpu = cpuMs();
    held = Math.max(held, now - last);
    heldCpu = Math.max(heldCpu, cpu - lastCpu);
    last = now;
    lastCpu = cpu;
    if (!isOver) setImmediate(watch);
  };
  setImmediate(watch);
  const start = performance.now();
  await work();
  const live = performance.now() - start;
  await nextTurn();
  isOver = true;
  await nextTurn();
  return { live, held, heldCpu };
}

/** Of this thread so far. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

type Change = (records: Records, index: number) => Promise<{ noun: ChangedNoun; id: string }>;

const within = <Result>(records: Records, work: (tx: TenantRecords) => Promise<Result>): Promise<Result> =>
  records.within(organisationId, work);

const CHANGE: Record<string, Change> = {
  'one config': async (records, index) => {
    const config = { ...configOf(index * 97, 1), versionId: `v-${index}`, lastUpdatedAt: 2 };
    await within(records, (tx) => tx.configs.replace(config));
    return { noun: 'config', id: config.id };
  },
  'one key': async (records, index) => {
    const id = `key-${index * 3001}`;
    await within(records, async (tx) => {
      const row = await tx.apiKeys.findById(id);
      if (row !== null) await tx.apiKeys.replace({ ...row, name: 'renamed' });
    });
    return { noun: 'api_key', id };
  },
  'one workspace': async (records, index) => {
    const id = workspaceId(index * 89);
    await within(records, async (tx) => {
      const row = await tx.workspaces.findById(id);
      if (row !== null) await tx.workspaces.replace({ ...row, name: 'renamed' });
    });
    return { noun: 'workspace', id };
  },
  'an integration that 3,000 providers use': async () => ({ noun: 'integration', id: 'int' }),
};

async function costOf(change: Change, records: Records, holder: SnapshotHolder): Promise<Cost> {
  const costs: Cost[] = [];
  for (let index = 0; index < CHANGES; index++) {
    const changed = await change(records, index);
    costs.push(await measure(() => holder.apply([changed])));
  }
  const medianOf = (name: keyof Cost): number => median(costs.map((cost) => cost[name]));
  return { live: medianOf('live'), held: medianOf('held'), heldCpu: medianOf('heldCpu') };
}

const directory = mkdtempSync(join(tmpdir(), 'tollgate-bench-snapshot-'));
const records = await openSqliteRecords({ path: join(directory, 'records.sqlite') });
await records.system(async (system) => {
  await system.organisations.insert({ id: organisationId, name: 'Bench', createdAt: 1 });
  await fill(system.of(organisationId), CONFIGS_EACH);
});
const report = createReport((line) => console.log(line));
const source = createSnapshotSource({
  records,
  sealer,
  providers: PROVIDERS,
  secrets: NO_SECRETS,
  elapsed: () => performance.now(),
  nextTurn,
});
const start = performance.now();
const startCpu = cpuMs();
const holder = await holdSnapshot(source);
report.note(`${WORKSPACES} workspaces, ${WORKSPACES * CONFIGS_EACH} configs, ${KEYS} keys`);
report.note(
  `load at the start: ${figure(performance.now() - start)} ms, processor time ${figure(cpuMs() - startCpu)} ms`,
);
for (const [name, change] of Object.entries(CHANGE)) {
  const { live, held, heldCpu } = await costOf(change, records, holder);
  const turn = `longest turn ${figure(held)} ms (processor time ${figure(heldCpu)} ms)`;
  report.note(`${name}: live in ${figure(live)} ms, ${turn}; medians of ${CHANGES}`);
}
await records.close();
rmSync(directory, { recursive: true });
