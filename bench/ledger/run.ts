/**
 * `npm run sim`: the simulation at length, on disk, killed with SIGKILL in the middle and started again; then with several
 * processes on one PostgreSQL; then what holds cost. `--rounds N` (default 20), `--requests N` of each (default 2000),
 * `--shared-rounds N` (default 5; none where PostgreSQL is not installed).
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLedgerFile } from '../../src/storage/ledger/ledger-file.ts';
import { hasPostgres, startPostgresServer } from '../../testkit/postgres-server.ts';
import { hasRedisServer, startRedisServer } from '../../testkit/redis-server.ts';
import { efficiency } from './efficiency.ts';
import { seeded } from './random.ts';
import { simulateShared } from './shared.ts';
import type { WorkerReport, WorkerSettings } from './worker.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    requests: { type: 'string', default: '2000' },
    'shared-rounds': { type: 'string', default: '5' },
  },
});
const chance = seeded(Date.now());
const directory = mkdtempSync(join(tmpdir(), 'tollgate-sim-'));
let failures = 0;
try {
  await killedRounds(Number(values.rounds), Number(values.requests));
  await sharedRounds(Number(values['shared-rounds']), Number(values.requests));
  await printEfficiency();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;

/** One ledger, through many lives of the process; every second life is killed. */
async function killedRounds(rounds: number, requests: number): Promise<void> {
  const settled = new Map<string, number>();
  let startAt = Date.UTC(2026, 10, 23, 12);
  for (let round = 1; round <= rounds; round += 1) {
    const path = join(directory, 'ledger.sqlite');
    const settings = { path, seed: round, requests, startAt };
    const report = await live(settings, round % 2 === 0 ? null : chance.whole(300, 3000), settled);
    startAt = report.now;
    const line = `round ${round}: ${report.kind === 'killed' ? 'killed' : report.text}`;
    const lost = lostIn(path, settled);
    if (report.kind === 'failed' || lost !== '') failures += 1;
    console.log(lost === '' ? line : `${line}; ${lost}`);
  }
}

/** What was reported to be on disk must be there after a kill, and the books must agree. */
function lostIn(path: string, settled: ReadonlyMap<string, number>): string {
  const file = openLedgerFile(path);
  const spent = new Map<string, number>();
  for (const { limit, spent: amount } of file.load().balances) spent.set(limit, (spent.get(limit) ?? 0) + amount);
  const lost = [...settled].filter(([account, amount]) => (spent.get(account) ?? 0) < amount);
  const { unexplained } = file.reconcile();
  const told = lost.map(([account, amount]) => `${account} lost ${amount - (spent.get(account) ?? 0)}`);
  return [...told, ...(unexplained === 0 ? [] : [`${unexplained} unexplained on disk`])].join(', ');
}

type Life = { kind: 'ended' | 'failed'; text: string; now: number } | { kind: 'killed'; now: number };

function live(settings: WorkerSettings, killAfterMs: number | null, settled: Map<string, number>): Promise<Life> {
  return new Promise((resolve) => {
    const child: ChildProcess = fork(join(import.meta.dirname, 'worker.ts'), [JSON.stringify(settings)]);
    const timer = killAfterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    let life: Life = { kind: 'killed', now: settings.startAt };
    child.on('message', (report: WorkerReport) => {
      if (report.kind === 'settled') {
        for (const [account, amount] of report.used) settled.set(account, (settled.get(account) ?? 0) + amount);
        if (life.kind === 'killed') life = { kind: 'killed', now: report.now };
      } else life = report;
    });
    child.on('exit', (code) => {
      if (timer !== null) clearTimeout(timer);
      if (code !== null && code !== 0 && life.kind === 'killed') {
        life = { kind: 'failed', text: `exit code ${code}`, now: life.now };
      }
      resolve(life);
    });
  });
}

/** Two processes on one PostgreSQL and one Valkey; one of them is killed, and both are restarted. */
async function sharedRounds(rounds: number, requests: number): Promise<void> {
  if (rounds === 0 || !hasPostgres() || !hasRedisServer()) return;
  const [server, valkey] = await Promise.all([startPostgresServer(), startRedisServer()]);
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const seed = chance.whole(1, 1_000_000) * 10;
      const budgets = { callers: 32, requests: Math.ceil(requests / 2), scale: 0.3, rateScale: 1 };
      const outcome = await simulateShared({
        server,
        valkey,
        database: `sim_${round}`,
        seed,
        ...budgets,
        mutation: null,
      });
      const { problems, postings, fullest, passed, fullestRate, text } = outcome;
      if (problems.length > 0) failures += 1;
      const told = `${postings} postings, fullest budget ${(fullest * 100).toFixed(1)} %, ${passed} let pass by rates, fullest rate ${(fullestRate * 100).toFixed(1)} %; 0 overruns, 0 leaked, 0.00 unexplained`;
      console.log(`two processes, round ${round}: ${text}; ${problems.length === 0 ? told : problems.join(', ')}`);
    }
  } finally {
    await Promise.all([server.remove(), valkey.stop()]);
  }
}

async function printEfficiency(): Promise<void> {
  const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)} %`);
  console.log(
    '\n$10, turns of Claude Code: spent when the first is refused, when all are, and when the first stream is cut',
  );
  for (const callers of [1, 8, 64]) {
    for (const holdsWorstCase of [false, true]) {
      const { atFirstRefusal, atLast, atFirstCut, cut } = await efficiency({ dollars: 10, callers, holdsWorstCase });
      const how = holdsWorstCase ? 'worst case held' : 'holds that grow';
      console.log(
        `${String(callers).padStart(3)} at once, ${how}: ${percent(atFirstRefusal)}, ${percent(atLast)}, ${percent(atFirstCut)} (${cut} cut)`,
      );
    }
  }
}
