/**
 * `npm run bench:limits`: what reservation and settlement cost, µs of processor time for each request, all threads: requests
 * through the whole data plane in memory, with no limit and with six, the ledger's file included.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { priceOf } from '../../src/catalog/price-book.ts';
import type { OrganisationId } from '../../src/kernel/ids.ts';
import { compileLimits } from '../../src/routing/compiled-limits.ts';
import { openSqliteLedger } from '../../src/storage/ledger/sqlite.ts';
import type { Budget, LimitOwnerKind } from '../../src/storage/ports/records/limits.ts';
import { gatewayInMemory } from '../../testkit/gateway-in-memory.ts';
import { median } from '../measure/statistics.ts';

const ROUNDS = 7;
const REQUESTS = 1600;
/** At the same time: what they settle together is written together. */
const CALLERS = 16;
const AMOUNT = 1e15;
const budgets: Budget[] = (['cost', 'tokens'] as const).map((unit) => ({
  unit,
  amount: AMOUNT,
  alertAt: null,
  period: 'monthly',
}));
const directory = mkdtempSync(join(tmpdir(), 'tollgate-limits-'));

const ledger = async () => {
  const clock = { now: () => Date.now(), elapsed: () => performance.now() };
  let batches = 0;
  return openSqliteLedger({ path: join(directory, 'ledger.sqlite'), clock, newId: () => `batch-${(batches += 1)}` });
};

/** Two budgets each of a key, a workspace and a provider. */
function limitAll(gateway: ReturnType<typeof gatewayInMemory>): void {
  const [workspace] = gateway.snapshot.workspaces.values();
  const [key] = gateway.snapshot.keys.values();
  const owners = { api_key: key, workspace, provider: workspace?.providers.get('a') };
  for (const [kind, owner] of Object.entries(owners)) {
    const record = { ownerId: 'x', organisationId: 'o' as OrganisationId, budgets, rates: [] };
    Object.assign(owner ?? {}, { limits: compileLimits({ ...record, ownerKind: kind as LimitOwnerKind }, 'x') });
  }
}

interface Cost {
  /** Of all threads, and of the one that answers requests; µs of each request. */
  all: number;
  loop: number;
}

const spentOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / REQUESTS;

async function round(isLimited: boolean, books: Awaited<ReturnType<typeof ledger>>): Promise<Cost> {
  const gateway = gatewayInMemory();
  gateway.deps.catalog.priceOf = priceOf;
  gateway.deps.spending.ledger = books;
  if (isLimited) limitAll(gateway);
  const body = { model: 'claude-sonnet-4-5@20250929', max_tokens: 1000 };
  const before = process.cpuUsage();
  const own = process.threadCpuUsage();
  const caller = async (): Promise<void> => {
    for (let count = 0; count < REQUESTS / CALLERS; count += 1) await gateway.ask({ config: { provider: '@a' }, body });
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return { all: spentOf(process.cpuUsage(before)), loop: spentOf(process.threadCpuUsage(own)) };
}

// The thread of the ledger's file alone keeps no process alive.
const alive = setInterval(() => undefined, 1000);
const books = await ledger();
const figures = { without: [] as Cost[], with: [] as Cost[] };
for (let count = 0; count < ROUNDS; count += 1) {
  figures.without.push(await round(false, books));
  figures.with.push(await round(true, books));
}
await books.close();
clearInterval(alive);
rmSync(directory, { recursive: true, force: true });
const middle = (costs: readonly Cost[], read: (cost: Cost) => number): number => median(costs.slice(2).map(read));
for (const [thread, read] of [
  ['all threads', ({ all }: Cost) => all],
  ['the thread that answers', ({ loop }: Cost) => loop],
] as const) {
  const [without, limited] = [middle(figures.without, read), middle(figures.with, read)];
  const more = (limited - without).toFixed(0);
  console.log(
    `${thread}: ${without.toFixed(0)} µs without a limit, ${limited.toFixed(0)} µs with six: ${more} µs for them`,
  );
}
