/** The ledger of a worker against the port's suite, and what only several workers can get wrong. */
import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../../testkit/memory-ledger.ts';
import { manualClock } from '../../../testkit/manual-clock.ts';
import { channelPair } from '../../../testkit/channel-pair.ts';
import { serveLedger } from './serve-ledger.ts';
import { createSharedLedger } from './shared-ledger.ts';

const soon = (ms: number, run: () => void): void => void setTimeout(run, ms);
const turns = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

function openWorkers(count: number) {
  const clock = manualClock();
  const books = createMemoryLedger(clock);
  const server = serveLedger(books, soon);
  return Array.from({ length: count }, () => {
    const { worker, primary } = channelPair();
    const ledger = createSharedLedger(worker);
    return { ledger, books, clock, end: server.serve(primary) };
  });
}

const MONTH = { limit: 'key:1:cost', window: 1000 };
const NEVER = 1e15;
const hold = (id: string, amount: number, expiresAt = NEVER) => ({
  id,
  claims: [{ ...MONTH, amount, max: 100 }],
  expiresAt,
});

describe('the ledger of several workers', () => {
  it('is one: what one worker holds has no room for another, to the last unit', async () => {
    const workers = openWorkers(2);
    const tries = workers.flatMap(({ ledger }, worker) =>
      Array.from({ length: 20 }, (_, index) => ledger.reserve(hold(`hold ${worker} ${index}`, 7))),
    );
    const refused = (await Promise.all(tries)).filter((refusals) => refusals.length > 0);
    expect(refused).toHaveLength(40 - 14);
    expect(workers[0]?.books.balance(MONTH)).toEqual({ held: 98, spent: 0 });
  });

  it('tells every worker what is spent, also one that begins later', async () => {
    const [one, two] = openWorkers(2);
    await one?.ledger.reserve(hold('a', 60));
    await one?.ledger.settle('a', new Map([[MONTH.limit, 25]]));
    expect(one?.ledger.balance(MONTH)).toEqual({ held: 0, spent: 25 });
    let told = 0;
    two?.ledger.onBalances(() => (told += 1));
    await turns();
    expect(two?.ledger.balance(MONTH)).toEqual({ held: 0, spent: 25 });
    expect(two?.ledger.accounts('key:')).toMatchObject([{ ...MONTH, spent: 25 }]);
    expect(told).toBeGreaterThan(0);
  });

  it('counts what a dead worker held as spent once it lapses, and frees nothing before', async () => {
    const [one, two] = openWorkers(2);
    const lapsesAt = (one?.clock.now() ?? 0) + 1000;
    await one?.ledger.reserve(hold('a', 60, lapsesAt));
    await two?.ledger.reserve(hold('b', 30, lapsesAt));
    one?.end();
    await turns();
    expect(await two?.ledger.reserve(hold('c', 11))).toHaveLength(1);
    two?.clock.advance(1001);
    expect(await two?.ledger.reserve(hold('c', 10))).toEqual([]);
    expect(two?.ledger.balance(MONTH)).toEqual({ held: 40, spent: 60 });
  });

  it('says what the books say when they cannot be written', async () => {
    const [one] = openWorkers(1);
    await expect(one?.ledger.resize('never held', new Map())).rejects.toThrow();
  });
});
