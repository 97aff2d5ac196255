/** One process of several that are simulated on one ledger in PostgreSQL. Tells what was settled, and what its log explains. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pass } from 'node:timers/promises';
import { openPostgresLedger } from '../../src/storage/ledger/postgres.ts';
import type { Ledger } from '../../src/storage/ports/ledger.ts';
import { manyRates, manySpeeds, twentyLimits } from './limits.ts';
import { openSharedRates, type CountedEvent, type RatesMutation } from './shared-rates.ts';
import { simulate } from './simulate.ts';
import { MIXED } from './traffic.ts';

export interface SharedSettings {
  url: string;
  valkeyUrl: string;
  /** Of the keys in Valkey. */
  prefix: string;
  /** Of this life alone: the ids of its holds begin with it. */
  seed: number;
  requests: number;
  callers: number;
  /** Of what the budgets are, as `twentyLimits` takes it. */
  scale: number;
  /** Of rates that are longer than a run, as `manyRates` takes it. */
  rateScale: number;
  mutation: Mutation | null;
  /** Added to the database's clock, ms. */
  shiftMs: number;
}

export type Mutation = 'reserve-unlimited' | 'settle-nothing' | 'keep-holds' | RatesMutation;

export type SharedReport =
  | { kind: 'settled'; id: string }
  /** So many requests have ended, with whatever answer. */
  | { kind: 'answered'; count: number }
  | { kind: 'counted'; event: CountedEvent }
  | { kind: 'ended'; explained: [string, number][]; overruns: string[]; text: string };

export type SharedOrder = { kind: 'shift'; ms: number } | { kind: 'leave' };

/** After a refusal by a PostgreSQL that is away, ms: or all requests would be gone before it is back. */
const PATIENCE_MS = 100;

/** So many times as fast as real time is virtual time about. */
const PACE = 4;

const settings = JSON.parse(process.argv[2] ?? '{}') as SharedSettings;
const tell = (report: SharedReport): void => void process.send?.(report);
let { shiftMs } = settings;
const left = Promise.withResolvers<void>();
process.on('message', (order: SharedOrder) => {
  if (order.kind === 'shift') shiftMs = order.ms;
  else left.resolve();
});

const books = await openPostgresLedger({
  url: settings.url,
  newId: randomUUID,
  every(ms, run) {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  elapsed: () => performance.now(),
  shiftMs: () => shiftMs,
  knownPath: null,
  unwrittenPath: null,
});
const rates = await openSharedRates({
  url: settings.valkeyUrl,
  prefix: settings.prefix,
  mutation: settings.mutation,
  tell: (event) => tell({ kind: 'counted', event }),
});
const { watched, explained, answered, refused, slowed, failed, hungUp, cut } = await simulate({
  seed: settings.seed,
  callers: settings.callers,
  requests: settings.requests,
  limits: {
    budgets: twentyLimits(settings.scale),
    rates: manyRates(settings.rateScale, PACE),
    velocity: manySpeeds(PACE),
  },
  traffic: MIXED,
  isRough: true,
  openLedger: () => Promise.resolve(mutated(patient())),
  openRates: () => Promise.resolve(rates),
  onSettled: (id) => tell({ kind: 'settled', id }),
  isOver(seen) {
    tell({ kind: 'answered', count: Object.values<number>({ ...seen }).reduce((sum, one) => sum + one, 0) });
    return false;
  },
});
await written();
const text = `${answered} answered, ${refused} refused, ${slowed} slowed down, ${cut} cut, ${failed} failed, ${hungUp} hung up`;
tell({ kind: 'ended', explained: [...explained], overruns: watched.overruns.slice(0, 3), text });
await left.promise;
await books.close();
await rates.close();
process.disconnect?.();

/** The ledger, whose callers wait a moment when it is away. */
function patient(): Ledger {
  return {
    async reserve(hold) {
      try {
        return await books.reserve(hold);
      } catch (error) {
        await pass(PATIENCE_MS);
        throw error;
      }
    },
    resize: (id, amounts) => books.resize(id, amounts),
    settle: (id, used) => books.settle(id, used),
    release: (id) => books.release(id),
    balance: (account) => books.balance(account),
    accounts: (prefix) => books.accounts(prefix),
    reset: (account) => books.reset(account),
    raise: (account, atLeast) => books.raise(account, atLeast),
    async reconcile() {
      await written();
      return books.reconcile();
    },
    close: () => Promise.resolve(),
  };
}

/** What was settled while PostgreSQL was away is written with the first look that succeeds. */
async function written(): Promise<void> {
  for (;;) {
    try {
      return await books.look();
    } catch {
      await pass(PATIENCE_MS);
    }
  }
}

function mutated(ledger: Ledger): Ledger {
  switch (settings.mutation) {
    case 'reserve-unlimited':
      return {
        ...ledger,
        reserve: (hold) => ledger.reserve({ ...hold, claims: hold.claims.map((claim) => ({ ...claim, max: 1e15 })) }),
      };
    case 'settle-nothing':
      return { ...ledger, settle: (id) => ledger.settle(id, new Map()) };
    case 'keep-holds':
      return { ...ledger, release: () => Promise.resolve() };
    case 'rates-apart':
    case 'rates-forgotten':
    case null:
      return ledger;
  }
}
