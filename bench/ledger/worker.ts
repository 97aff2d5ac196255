/** One life of the simulated gateway, on a ledger on disk. Tells what is settled once that is on disk. */
import type { NewHold, Used } from '../../src/storage/ports/ledger.ts';
import { openLedgerFile } from '../../src/storage/ledger/ledger-file.ts';
import { openSqliteLedger } from '../../src/storage/ledger/sqlite.ts';
import { manyRates, manySpeeds, twentyLimits } from './limits.ts';
import { simulate, type Outcome } from './simulate.ts';
import { MIXED } from './traffic.ts';

export interface WorkerSettings {
  path: string;
  seed: number;
  requests: number;
  /** ms since the epoch. */
  startAt: number;
}

export type WorkerReport =
  | { kind: 'settled'; used: [string, number][]; now: number }
  | { kind: 'ended' | 'failed'; text: string; now: number };

const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings;
const tell = (report: WorkerReport): void => void process.send?.(report);
let opened: Awaited<ReturnType<typeof openSqliteLedger>> | undefined;
let ids = 0;

function holdsOnDisk(): readonly NewHold[] {
  const file = openLedgerFile(settings.path);
  try {
    return file.load().holds;
  } finally {
    file.close();
  }
}

const outcome = await simulate({
  seed: settings.seed * 7919,
  callers: 64,
  requests: settings.requests,
  // A larger budget for each life, or all later ones would only be refused.
  limits: {
    budgets: twentyLimits(settings.seed * 0.3),
    rates: manyRates(settings.requests / 2000),
    velocity: manySpeeds(),
  },
  traffic: MIXED,
  isRough: true,
  orphans: {
    // The others lapse before anything is watched.
    holds: holdsOnDisk().filter(({ expiresAt }) => expiresAt > settings.startAt),
    standing: () => new Set(holdsOnDisk().map(({ id }) => id)),
  },
  startAt: settings.startAt,
  async openLedger(clock) {
    opened = await openSqliteLedger({ path: settings.path, clock, newId: () => `${settings.seed}-${(ids += 1)}` });
    return opened;
  },
  onSettled: (_id, used: Used, now) => tell({ kind: 'settled', used: [...used], now }),
});
const problems = problemsOf(outcome);
tell({ kind: problems === '' ? 'ended' : 'failed', text: problems || summary(outcome), now: outcome.endedAt });
await opened?.close();
process.disconnect?.();

function problemsOf({ overruns, leaked, unexplained }: Outcome): string {
  return [
    overruns.length === 0 ? '' : `${overruns.length} overruns, as ${overruns[0] ?? ''}`,
    leaked === 0 ? '' : `${leaked} still held`,
    unexplained === 0 ? '' : `${unexplained} unexplained`,
  ]
    .filter((one) => one !== '')
    .join('; ');
}

function summary({ answered, refused, slowed, cut, failed, hungUp, watched }: Outcome): string {
  const { reservations, resizes, fullest } = watched;
  return `${answered} answered, ${refused} refused, ${slowed} slowed down, ${cut} cut, ${failed} failed, ${hungUp} hung up; ${reservations} holds, ${resizes} resized, fullest limit ${(fullest * 100).toFixed(1)} %; 0 overruns, 0 leaked, 0.00 unexplained`;
}
