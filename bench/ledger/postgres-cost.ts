/**
 * `node bench/ledger/postgres-cost.ts`: how long a reservation and a settlement in PostgreSQL take, with six limits for each
 * request, on a server that writes to the disk before it answers.
 */
import { randomUUID } from 'node:crypto';
import { openPostgresLedger } from '../../src/storage/ledger/postgres.ts';
import { startPostgresServer } from '../../testkit/postgres-server.ts';
import { percentile } from '../measure/statistics.ts';

const REQUESTS = 1600;
const LIMITS = 6;

const server = await startPostgresServer({ fsync: 'on', full_page_writes: 'on' });
const books = await openPostgresLedger({
  url: server.url,
  newId: randomUUID,
  every: () => () => undefined,
  elapsed: () => performance.now(),
  knownPath: null,
  unwrittenPath: null,
});
const claims = Array.from({ length: LIMITS }, (_, at) => ({
  limit: `limit:${at}`,
  window: 0,
  amount: 1000,
  max: 1e15,
}));
const used = new Map(claims.map(({ limit }) => [limit, 500]));

async function measure(callers: number, requests: number): Promise<void> {
  const reserved: number[] = [];
  const settled: number[] = [];
  const caller = async (): Promise<void> => {
    for (let count = 0; count < requests / callers; count += 1) {
      const id = randomUUID();
      const start = performance.now();
      await books.reserve({ id, claims, expiresAt: 0 });
      const middle = performance.now();
      await books.settle(id, used);
      reserved.push(middle - start);
      settled.push(performance.now() - middle);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  const rate = (requests / (performance.now() - start)) * 1000;
  const told = [reserved, settled].map((times) =>
    [0.5, 0.99].map((share) => percentile(times, share).toFixed(1)).join(' and '),
  );
  console.log(
    `${callers} at once: ${rate.toFixed(0)} requests/s; p50 and p99 of reserving ${told[0] ?? ''} ms, of settling ${told[1] ?? ''} ms`,
  );
}

try {
  await measure(16, 320);
  for (const callers of [1, 8, 16, 64]) await measure(callers, callers === 1 ? REQUESTS / 8 : REQUESTS);
} finally {
  await books.close();
  await server.remove();
}
