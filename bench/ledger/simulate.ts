/**
 * Callers at limits of every kind, over virtual time: random costs, hang-ups, retries, fallbacks, failures and clocks that are
 * set, through the whole data plane. Says which limits were overrun, which holds were left, and what the log does not explain.
 */
import { priceOf } from '../../src/catalog/price-book.ts';
import { AGENT_HEADER, SESSION_HEADER } from '../../src/clients/claude-code.ts';
import { messages } from '../../src/gateway/endpoints/messages.ts';
import { createSpending } from '../../src/gateway/limits/spending.ts';
import { createMemoryRates } from '../../src/storage/rates/memory.ts';
import { createWaiting } from '../../src/gateway/limits/waiting.ts';
import { handle } from '../../src/gateway/pipeline.ts';
import { createHeartbeat } from '../../src/gateway/relay/heartbeat.ts';
import type { Clock } from '../../src/kernel/clock.ts';
import type { GatewayDeps } from '../../src/gateway/dependencies.ts';
import type { LogRow } from '../../src/storage/ports/log.ts';
import type { Ledger, NewHold, Used } from '../../src/storage/ports/ledger.ts';
import type { Rates } from '../../src/storage/ports/rates.ts';
import { FakeClient } from '../../testkit/fake-client.ts';
import { gatewayInMemory, to } from '../../testkit/gateway-in-memory.ts';
import { countedBy, explainedBy, isExplained, placeOf, setLimits, TEAMS, type SimulatedLimits } from './limits.ts';
import { seeded, type Chance } from './random.ts';
import { simulatedTransport, type AnswerPlan, type AskedBody } from './upstream.ts';
import { virtualTime, type VirtualTime } from './virtual-time.ts';
import { watch, type Watched } from './watch.ts';
import { watchRates, type WatchedRates } from './watch-rates.ts';

export interface SimulationOptions {
  seed: number;
  callers: number;
  /** Requests of all callers together. */
  requests: number;
  limits: SimulatedLimits;
  traffic: Traffic;
  openLedger(clock: Clock): Promise<Ledger>;
  /** Default: in memory, by virtual time. */
  openRates?: (clock: Clock) => Promise<Rates>;
  /** A data plane that forgets to count, for tests of the simulation. */
  asPipelineSees?: (rates: Rates) => Rates;
  /** ms since the epoch, to go on where a killed one stopped. */
  startAt?: number;
  /** Of a process that was killed: whichever of them lapse, count as spent, and no row of this life explains it. */
  orphans?: { holds: readonly NewHold[]; standing: () => ReadonlySet<string> };
  /** Called once a settlement is on disk. */
  onSettled?: (id: string, used: Used, now: number) => void;
  /** Clocks are set, and callers hang up. */
  isRough: boolean;
  /** Looked at after each request: true ends all callers. `spent` is by account. */
  isOver?: (seen: Seen, spent: () => ReadonlyMap<string, number>) => boolean;
}

export interface Traffic {
  /** `conversation`: what the caller has kept of its last request, to go on with. */
  body(chance: Chance, conversation: Conversation): SimulatedBody;
  answer(chance: Chance, asked: AskedBody): AnswerPlan;
  /** ms between an answer and the next request of the same caller. */
  pauseMs(chance: Chance): number;
}

export interface SimulatedBody {
  maxTokens: number;
  stream: boolean;
  config: unknown;
  /** The subagent that asks; null = the main one. */
  agent: string | null;
  /** Bytes of the system prompt and the tools, 0 = none, and those of each turn. */
  prompt: number;
  turns: readonly number[];
  writesCache: boolean;
}

export interface Conversation {
  prompt: number;
  turns: number[];
}

export interface Seen {
  answered: number;
  refused: number;
  /** Refused by a rate or a velocity limit. */
  slowed: number;
  /** Streams that a budget ended. */
  cut: number;
  failed: number;
  hungUp: number;
}

export interface Outcome extends Seen {
  overruns: readonly string[];
  /** Amounts that are still held when everything has ended. */
  leaked: number;
  /** What the ledger has spent and no log row explains, and the other way round; and what its own books do not. */
  unexplained: number;
  watched: Watched;
  watchedRates: WatchedRates;
  /** By account, over all windows. */
  spent: ReadonlyMap<string, number>;
  /** What the log says that each account has spent. */
  explained: ReadonlyMap<string, number>;
  endedAt: number;
}

const START = Date.UTC(2026, 10, 23, 12);
const DAY_MS = 86_400_000;

export async function simulate(options: SimulationOptions): Promise<Outcome> {
  const world = await openWorld(options);
  const { time, seen, watched, ledger, rows } = world;
  let running = options.callers;
  for (let caller = 0; caller < options.callers; caller += 1) {
    void call(world, caller, seeded(options.seed * 1000 + caller + 1)).finally(() => {
      running -= 1;
    });
  }
  await time.run(() => running === 0);
  await ledger.reconcile();
  const spent = watched.spent();
  const standing = options.orphans?.standing() ?? new Set();
  const [stillHeld, lapsed] = partition(options.orphans?.holds ?? [], ({ id }) => standing.has(id)).map(amountsOf);
  const explained = summed([explainedBy(rows, options.limits.budgets), lapsed ?? new Map()]);
  const unexplained = (await ledger.reconcile()).unexplained + differenceOf(spent, explained) + unexplainedRates(world);
  const { watchedRates } = world;
  const overruns = [...watched.overruns, ...watchedRates.overruns];
  const held = watched.accounts().reduce((sum, account) => sum + ledger.balance(account).held, 0);
  const leaked = held - sumOf(stillHeld ?? new Map()) + watchedRates.running();
  return { ...seen, overruns, leaked, unexplained, watched, watchedRates, spent, explained, endedAt: time.now() };
}

function partition<One>(all: readonly One[], isIn: (one: One) => boolean): [One[], One[]] {
  return [all.filter(isIn), all.filter((one) => !isIn(one))];
}

/** By limit. */
function amountsOf(holds: readonly NewHold[]): Map<string, number> {
  const claims = holds.flatMap((hold) => hold.claims);
  return summed(claims.map(({ limit, amount }) => new Map([[limit, amount]])));
}

function summed(all: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const amounts of all) for (const [limit, amount] of amounts) sum.set(limit, (sum.get(limit) ?? 0) + amount);
  return sum;
}

const sumOf = (amounts: ReadonlyMap<string, number>): number =>
  [...amounts.values()].reduce((sum, one) => sum + one, 0);

function differenceOf(told: ReadonlyMap<string, number>, explained: ReadonlyMap<string, number>): number {
  return [...told].reduce((sum, [place, amount]) => sum + Math.abs(amount - (explained.get(place) ?? 0)), 0);
}

/** What rates and velocity limits have counted and no log row explains, and the other way round. */
function unexplainedRates({ rows, options: { limits }, watchedRates }: World): number {
  const explained = countedBy(rows, limits);
  const left = new Set((limits.rates ?? []).filter((one) => !isExplained(one)).map(placeOf));
  const counted = new Map([...watchedRates.counted].filter(([place]) => !left.has(place)));
  for (const place of explained.keys()) if (!counted.has(place)) counted.set(place, 0);
  return differenceOf(counted, explained);
}

interface World {
  options: SimulationOptions;
  time: VirtualTime;
  deps: GatewayDeps;
  gateway: ReturnType<typeof gatewayInMemory>;
  ledger: Ledger;
  watched: Watched;
  watchedRates: WatchedRates;
  rows: LogRow[];
  seen: Seen;
  asked: number;
}

async function openWorld(options: SimulationOptions): Promise<World> {
  const time = virtualTime(options.startAt ?? START);
  const gateway = gatewayInMemory();
  const ledger = await options.openLedger(time);
  const watched = watch({
    ledger,
    // Before one of them lapses.
    seen: options.orphans?.holds.flatMap(({ claims }) => claims) ?? [],
    outside: (work) => time.outside(work),
    onSettled: (id, used) => options.onSettled?.(id, used, time.now()),
  });
  const opened = await (options.openRates?.(time) ?? createMemoryRates({ elapsed: time.elapsed }));
  const watchedRates = watchRates({ rates: opened, elapsed: time.elapsed, outside: (work) => time.outside(work) });
  const rows: LogRow[] = [];
  const chance = seeded(options.seed);
  let ids = 0;
  const heartbeat = createHeartbeat({ elapsed: time.elapsed, every: (ms, beat) => every(time, ms, beat) });
  const deps: GatewayDeps = {
    ...gateway.deps,
    clock: time,
    heartbeat,
    random: chance,
    newSpanId: () => `${options.seed}-${(ids += 1)}`,
    pause: async (ms, client) => {
      await time.pause(ms);
      return !client.isClosed;
    },
    transport: simulatedTransport({ time, chance, plan: (asked) => options.traffic.answer(chance, asked) }),
    spending: createSpending({
      ledger: watched.ledger,
      rates: options.asPipelineSees?.(watchedRates.rates) ?? watchedRates.rates,
      elapsed: { elapsed: time.elapsed }.elapsed,
      waiting: createWaiting(),
      calendar: { zone: 'UTC', weekStart: 'monday' },
    }),
    catalog: { ...gateway.deps.catalog, factsFor: () => ({ maxOutputTokens: 64_000 }) as never, priceOf },
    log: { append: async (row: LogRow) => void rows.push(row) },
    // These upstreams count no tokens.
    handleOwn: () => Promise.resolve(),
  };
  const seen = { answered: 0, refused: 0, slowed: 0, cut: 0, failed: 0, hungUp: 0 };
  setLimits(gateway, options.limits);
  if (options.isRough) scheduleClockSteps(time, chance);
  return { options, time, deps, gateway, ledger, watched, watchedRates, rows, seen, asked: 0 };
}

function every(time: VirtualTime, ms: number, beat: () => void): () => void {
  let isStopped = false;
  const again = (): void => {
    if (isStopped) return;
    beat();
    time.after(ms, again);
  };
  time.after(ms, again);
  return () => {
    isStopped = true;
  };
}

/** Across resets, and back. */
function scheduleClockSteps(time: VirtualTime, chance: Chance): void {
  const step = (): void => {
    time.stepWall(chance() < 0.3 ? -chance.whole(1, 36) * 3_600_000 : chance.whole(1, 9) * (DAY_MS / 2));
    time.after(chance.between(20_000, 120_000), step);
  };
  time.after(30_000, step);
}

const MAX_SLOWED_MS = 30_000;

/** One caller: one request after another. */
async function call(world: World, caller: number, chance: Chance): Promise<void> {
  const { options, time, seen, watched } = world;
  await time.pause(chance.between(0, 3000));
  const conversation: Conversation = { prompt: 0, turns: [] };
  while (world.asked < options.requests && options.isOver?.(seen, () => watched.spent()) !== true) {
    world.asked += 1;
    const said = options.traffic.body(chance, conversation);
    const outcome = await ask(world, chance, { session: `s-${caller}`, said });
    // Who was slowed down waits, but not always as long as was said.
    if (outcome === 'slowed') await time.pause(chance.between(0, MAX_SLOWED_MS));
    await time.pause(options.traffic.pauseMs(chance));
  }
}

async function ask(
  { options, time, deps, gateway, seen, asked }: World,
  chance: Chance,
  { session, said }: { session: string; said: SimulatedBody },
): Promise<keyof Seen> {
  const client = new FakeClient();
  client.body = bodyOf(said);
  if (options.isRough && chance() < 0.1) time.after(chance.between(10, 8000), () => client.destroy());
  await handle(
    {
      id: `req_${asked}`,
      arrivedAt: time.now(),
      arrivedElapsed: time.elapsed(),
      method: 'POST',
      url: '/v1/messages',
      pathname: '/v1/messages',
      route: { endpoint: messages, raw: null, notes: [] },
      headers: {
        authorization: `Bearer key-${chance.pick(['one', 'two'])}`,
        'x-portkey-config': JSON.stringify(said.config),
        'x-portkey-metadata': JSON.stringify({ team: chance.pick(TEAMS) }),
        [SESSION_HEADER]: session,
        ...(said.agent === null ? {} : { [AGENT_HEADER]: said.agent }),
      },
      client,
      trace: { traceId: 't', spanId: 's', parentSpanId: null, spanName: 'llm' },
      snapshot: gateway.snapshot,
      notes: [],
    },
    deps,
  );
  const outcome = outcomeOf(client);
  seen[outcome] += 1;
  return outcome;
}

/** Text that differs from turn to turn, and not from request to request. */
const textOf = (bytes: number, at: number): string =>
  `${at} `.repeat(Math.ceil(bytes / `${at} `.length)).slice(0, bytes);

function bodyOf({ maxTokens, stream, prompt, turns, writesCache }: SimulatedBody): Buffer {
  const said = turns.map((bytes, at) => {
    const text = textOf(bytes, at + 1);
    const isLast = at === turns.length - 1 && writesCache;
    const content = isLast ? [{ type: 'text', text, cache_control: { type: 'ephemeral' } }] : text;
    return { role: at % 2 === 0 ? 'user' : 'assistant', content };
  });
  const body = { model: MODEL, max_tokens: maxTokens, messages: said };
  const asked = prompt === 0 ? body : { ...body, system: textOf(prompt, 0) };
  return Buffer.from(JSON.stringify(stream ? { ...asked, stream: true } : asked));
}

const MODEL = 'claude-sonnet-4-5@20250929';

const SLOWED: ReadonlySet<string> = new Set(['rate_limited', 'provider_rate_limited', 'too_fast']);

function outcomeOf({ isClosed, error, text, status }: FakeClient): keyof Seen {
  if (isClosed) return 'hungUp';
  if (error?.code.includes('budget') === true) return 'refused';
  if (error !== null) return SLOWED.has(error.code) ? 'slowed' : 'failed';
  if (text.includes('limit of the')) return 'cut';
  return status === 200 ? 'answered' : 'failed';
}

/** Targets in the order in which they are asked. */
export const fallback = (...slugs: string[]) => ({ strategy: { mode: 'fallback' }, targets: to(...slugs) });
