/**
 * Two processes on one ledger in a real PostgreSQL, and rates in a real Valkey: Valkey is restarted and loses everything, one
 * process is killed with SIGKILL and another takes its place, and so is the database. The books are then read posting by
 * posting: what was spent and held never passed a limit, no hold was left, what each process has spent is what its log explains,
 * and no rate or velocity limit let more pass than it says: what all processes were let pass is counted together, that of the
 * killed one and from before the restart too. A process is killed once the new Valkey has answered one of its requests, and so
 * knows what it had counted. Had both been lost at once, nobody could know it.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { reconcilePostgresLedger } from '../../src/storage/ledger/postgres.ts';
import type { PostgresServer } from '../../testkit/postgres-server.ts';
import type { RedisServer } from '../../testkit/redis-server.ts';
import type { Mutation, SharedOrder, SharedReport, SharedSettings } from './shared-worker.ts';
import { checkCounted, clock, type CountedEvent } from './shared-rates.ts';
import { accountOf, twentyLimits } from './limits.ts';

/** A process that is dead has lost its lease by then. ms. */
const LEASE_IS_OVER_MS = 60_000;

export interface SharedOptions {
  server: PostgresServer;
  valkey: RedisServer;
  /** Also the beginning of the names in Valkey. */
  database: string;
  /** Each process has seeds of its own, from this one on. */
  seed: number;
  callers: number;
  /** Of each process. */
  requests: number;
  scale: number;
  /** Of rates by the hour and longer, as `manyRates` takes it. */
  rateScale: number;
  /** null = none. With one of the ledger, a single process shows it, and nothing is killed; of rates, two, and Valkey is. */
  mutation: Mutation | null;
}

export interface SharedOutcome {
  /** Empty = sound. */
  problems: string[];
  postings: number;
  /** Most that was spent and held at once, as a share of its limit. */
  fullest: number;
  /** Requests that a rate let pass, by each rate; and the fullest of them. */
  passed: number;
  fullestRate: number;
  text: string;
}

interface Life {
  seed: number;
  child: ChildProcess;
  settled: string[];
  counted: CountedEvent[];
  isKilled: boolean;
  ended: Promise<Extract<SharedReport, { kind: 'ended' }> | null>;
  /** Resolves once so many of its requests have ended, with whatever answer; false: all have, or it has died. */
  hasAnswered(count: number): Promise<boolean>;
  /** Resolves once Valkey has let a request pass, or refused one, that asked after this, in ms of `clock`; false as above. */
  hasAskedValkey(since: number): Promise<boolean>;
}

export async function simulateShared(options: SharedOptions): Promise<SharedOutcome> {
  const { server, valkey, seed, requests, mutation } = options;
  const url = await server.createDatabase(options.database);
  const begin = (number: number, shiftMs: number): Life => live({ ...settingsOf(options, url), seed: number, shiftMs });
  const survivor = begin(seed, 0);
  const lives = [survivor];
  const isOfLedger = mutation !== null && !mutation.startsWith('rates-');
  const problems: string[] = [];
  /** What is done to processes that have nothing left to do would prove nothing. */
  const runs = async (what: string, reached: Promise<boolean>): Promise<void> => {
    if (!(await reached)) problems.push(`all requests had ended before ${what}`);
  };
  const victim = isOfLedger ? null : begin(seed + 1, 0);
  if (victim !== null) {
    lives.push(victim);
    await runs('Valkey was restarted', victim.hasAnswered(requests / 10));
    await valkey.kill();
    await valkey.start();
  }
  if (victim !== null && mutation === null) {
    await runs('a process was killed', victim.hasAskedValkey(clock()));
    await runs('a process was killed', victim.hasAnswered(requests / 5));
    victim.isKilled = true;
    victim.child.kill('SIGKILL');
    await once(victim.child, 'exit');
    order(survivor, { kind: 'shift', ms: LEASE_IS_OVER_MS });
    lives.push(begin(seed + 2, LEASE_IS_OVER_MS));
    await runs('PostgreSQL was restarted', survivor.hasAnswered(requests / 4));
    await server.kill();
    await server.start();
  }
  const texts: string[] = [];
  for (const life of lives) {
    const told = await life.ended;
    if (told === null && !life.isKilled) problems.push(`process ${life.seed} failed`);
    if (told === null) continue;
    problems.push(...told.overruns);
    texts.push(told.text);
  }
  const read = (sql: string): Promise<string[]> => server.run(sql, options.database);
  problems.push(...(await leftHolds(read)));
  for (const life of lives) order(life, { kind: 'leave' });
  const checked = await checkPostings(read, lives, options);
  problems.push(...checked.problems);
  const { problems: overrun, passed, fullest: fullestRate } = checkCounted(lives.flatMap(({ counted }) => counted));
  problems.push(...overrun);
  const { unexplained } = await reconcilePostgresLedger(url);
  if (unexplained !== 0) problems.push(`${unexplained} unexplained in the books`);
  return { ...checked, problems, passed, fullestRate, text: texts.join('; ') };
}

const settingsOf = (
  { valkey, database, requests, callers, scale, rateScale, mutation }: SharedOptions,
  url: string,
) => ({
  url,
  valkeyUrl: valkey.url,
  prefix: `${database}:`,
  rateScale,
  requests,
  callers,
  scale,
  mutation,
});

function order({ child }: Life, told: SharedOrder): void {
  if (child.connected) child.send(told);
}

function live(settings: SharedSettings): Life {
  const child = fork(join(import.meta.dirname, 'shared-worker.ts'), [JSON.stringify(settings)]);
  const settled: string[] = [];
  const counted: CountedEvent[] = [];
  const ended = Promise.withResolvers<Extract<SharedReport, { kind: 'ended' }> | null>();
  let answered = 0;
  let heard: () => void = () => undefined;
  const isSo = async (holds: () => boolean): Promise<boolean> => {
    const itIsSo = new Promise<true>((resolve) => {
      heard = () => {
        if (holds()) resolve(true);
      };
      heard();
    });
    return Promise.race([itIsSo, ended.promise.then(() => false)]);
  };
  child.on('message', (report: SharedReport) => {
    if (report.kind === 'settled') settled.push(report.id);
    else if (report.kind === 'counted') counted.push(report.event);
    else if (report.kind === 'answered') answered = report.count;
    else ended.resolve(report);
    heard();
  });
  child.on('exit', () => {
    ended.resolve(null);
    heard();
  });
  return {
    seed: settings.seed,
    child,
    settled,
    counted,
    isKilled: false,
    ended: ended.promise,
    hasAnswered: (count) => isSo(() => answered >= count),
    hasAskedValkey: (since) => isSo(() => counted.some((event) => isAnswered(event) && event.begun >= since)),
  };
}

const isAnswered = ({ kind }: CountedEvent): boolean => kind === 'passed' || kind === 'refused';

type Read = (sql: string) => Promise<string[]>;

/** Every process that lives has ended its requests, and the leases of those that were killed are over. */
async function leftHolds(read: Read): Promise<string[]> {
  const [count] = await read('select count(*) from ledger_holds where lapsed_at is null');
  return count === '0' ? [] : [`${count ?? ''} holds left`];
}

interface Posting {
  hold: string;
  kind: string;
  limit: string;
  window: string;
  held: number;
  spent: number;
}

/** In the order in which they were decided: an account is locked while it is changed. */
async function checkPostings(
  read: Read,
  lives: readonly Life[],
  { scale }: SharedOptions,
): Promise<Pick<SharedOutcome, 'problems' | 'postings' | 'fullest'>> {
  const most = new Map(twentyLimits(scale).map((budget) => [accountOf(budget), budget.amount]));
  const postings = (
    await read(`select json_build_object('hold', hold, 'kind', kind, 'limit', limit_id, 'window', window_start::text,
      'held', held, 'spent', spent) from ledger_postings order by id`)
  ).map((line) => JSON.parse(line) as Posting);
  const problems: string[] = [];
  const used = new Map<string, number>();
  let fullest = 0;
  for (const { limit, window, kind, hold, held, spent } of postings) {
    const place = `${limit} ${window}`;
    const now = (used.get(place) ?? 0) + held + spent;
    used.set(place, now);
    const share = now / (most.get(limit) ?? 0);
    fullest = Math.max(fullest, share);
    if (share > 1) problems.push(`${kind} of ${hold}: ${limit} was overrun, ${now} of ${most.get(limit) ?? 0}`);
  }
  for (const life of lives) problems.push(...(await unexplainedOf(life, postings)));
  return { problems: problems.slice(0, 20), postings: postings.length, fullest };
}

/** What a process has spent is what its log says; of one that was killed, what it was told to be written is there. */
async function unexplainedOf(
  { seed, ended, settled, isKilled }: Life,
  postings: readonly Posting[],
): Promise<string[]> {
  const own = postings.filter(({ hold }) => hold.startsWith(`${seed}-`));
  const settledIds = new Set(own.flatMap(({ hold, kind }) => (kind === 'settle' ? hold : [])));
  const lost = settled.filter((id) => !settledIds.has(id));
  const problems = lost.map((id) => `the settlement of ${id} was lost`);
  const told = await ended;
  if (isKilled || told === null) return problems;
  const spent = new Map<string, number>();
  for (const one of own) spent.set(one.limit, (spent.get(one.limit) ?? 0) + one.spent);
  const explained = new Map(told.explained);
  for (const limit of new Set([...spent.keys(), ...explained.keys()])) {
    const difference = (spent.get(limit) ?? 0) - (explained.get(limit) ?? 0);
    if (difference !== 0)
      problems.push(`process ${seed} has spent ${difference} of ${limit} more than its log explains`);
  }
  return problems;
}
