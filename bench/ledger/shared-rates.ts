/**
 * Rates and velocity limits of several simulated processes in one Valkey: each process tells what it was allowed and when, by
 * the machine's one clock, and together that must fit into every limit.
 */
import { setTimeout as pass } from 'node:timers/promises';
import { createLogger } from '../../src/observe/logger.ts';
import type { RateClaims, RateRefusal, Rates } from '../../src/storage/ports/rates.ts';
import { openValkeyRates } from '../../src/storage/rates/valkey.ts';
import { GRACE_MS } from '../../src/storage/rates/valkey-scripts.ts';
import { connectValkey } from '../../src/storage/valkey-client.ts';

/** Each process counts by itself; a process that lost its Valkey forgets what it had counted. */
export type RatesMutation = 'rates-apart' | 'rates-forgotten';

/** Times are ms of the machine's monotonic clock: it happened between the two. */
interface Happened {
  place: string;
  begun: number;
  ended: number;
}

export type CountedEvent =
  /** A request passed. `counts`: 1, or 0 where what it used is told later. */
  | ({ kind: 'passed'; windowMs: number; value: number; counts: 0 | 1 } & Happened)
  /** The place has no room for a request. */
  | ({ kind: 'refused' } & Happened)
  | ({ kind: 'used'; amount: number } & Happened)
  | ({ kind: 'entered'; agent: string; most: number } & Happened)
  | ({ kind: 'left'; agent: string } & Happened);

interface SharedRatesOptions {
  url: string;
  prefix: string;
  mutation: string | null;
  tell(event: CountedEvent): void;
}

/** How long a request waits for a Valkey that is away, ms: or all would be refused before it is back. */
const PATIENCE_MS = 30_000;
const TRY_AGAIN_MS = 100;

/** ms of the machine's monotonic clock, which all processes share. */
export const clock = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;

export async function openSharedRates({ url, prefix, mutation, tell }: SharedRatesOptions): Promise<Rates> {
  const logger = createLogger({ level: 'error', write: () => undefined, now: Date.now });
  const client = await connectValkey({ url, logger, now: () => performance.now(), timeoutMs: 5000 });
  const every = (ms: number, run: () => void): (() => void) => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  };
  // The grace of a server that nobody had asked is skipped, that of one that was restarted is not.
  let shiftMs = 0;
  const open = (): Promise<Rates> =>
    openValkeyRates({
      client,
      prefix: mutation === 'rates-apart' ? `${prefix}${process.pid}:` : prefix,
      elapsed: () => performance.now(),
      every,
      pause: (ms) => pass(ms),
      shiftMs: () => shiftMs,
    });
  let engine = await open();
  shiftMs = GRACE_MS;

  async function take(claims: RateClaims): Promise<RateRefusal | null> {
    const until = clock() + PATIENCE_MS;
    for (;;) {
      try {
        return await engine.take(claims);
      } catch (error) {
        if (clock() > until) throw error;
        if (mutation === 'rates-forgotten') {
          await engine.close();
          engine = await open();
        }
        await pass(TRY_AGAIN_MS);
      }
    }
  }

  return {
    async take(claims) {
      const begun = clock();
      const refusal = await take(claims);
      const when = { begun, ended: clock() };
      for (const event of refusal === null ? passedOf(claims, when) : [refusedOf(claims, refusal, when)]) tell(event);
      return refusal;
    },
    async add(counted) {
      const begun = clock();
      await engine.add(counted);
      for (const { window, amount } of counted) {
        tell({ kind: 'used', place: window.place, amount, begun, ended: clock() });
      }
    },
    async leave(agents) {
      const begun = clock();
      await engine.leave(agents);
      for (const { place, agent } of agents) tell({ kind: 'left', place, agent, begun, ended: clock() });
    },
    counted: (list) => engine.counted(list),
    reset: (window) => engine.reset(window),
    async close() {
      await engine.close();
      await client.close();
    },
  };
}

type When = Pick<Happened, 'begun' | 'ended'>;

function refusedOf({ windows, agents }: RateClaims, { kind, at }: RateRefusal, when: When): CountedEvent {
  const refusing = kind === 'agent' ? agents[at] : windows[at];
  return { kind: 'refused', place: refusing?.place ?? '', ...when };
}

function passedOf({ windows, agents }: RateClaims, when: When): CountedEvent[] {
  return [
    ...windows.map(({ place, windowMs, value, amount }) => ({
      kind: 'passed' as const,
      place,
      windowMs,
      value,
      counts: amount,
      ...when,
    })),
    ...agents.map(({ place, agent, most }) => ({ kind: 'entered' as const, place, agent, most, ...when })),
  ];
}

export interface CheckedRates {
  problems: string[];
  passed: number;
  /** The most that was counted in a window, as a share of its limit. */
  fullest: number;
}

/** What was surely inside of a window is counted: never more than truly was, so that no problem is a false one. */
export function checkCounted(events: readonly CountedEvent[]): CheckedRates {
  const places = Map.groupBy(events, ({ place }) => place);
  const problems: string[] = [];
  let fullest = 0;
  for (const [place, all] of places) {
    const note = (counted: number, most: number, what: string): void => {
      fullest = Math.max(fullest, counted / most);
      if (counted > most) problems.push(`${place} was overrun: ${counted} ${what} of ${most}`);
    };
    checkRequests(all, note);
    checkUse(all, note);
    checkAgents(all, note);
  }
  return { problems, passed: events.filter(({ kind }) => kind === 'passed').length, fullest };
}

type Note = (counted: number, most: number, what: string) => void;

const of = <Kind extends CountedEvent['kind']>(events: readonly CountedEvent[], kind: Kind) =>
  events.filter((event): event is Extract<CountedEvent, { kind: Kind }> => event.kind === kind);

/** Of requests that passed within one length of the window. */
function checkRequests(events: readonly CountedEvent[], note: Note): void {
  const passed = of(events, 'passed').filter(({ counts }) => counts === 1);
  for (const { begun, windowMs, value } of passed) {
    const inside = passed.filter((one) => one.begun >= begun && one.ended < begun + windowMs);
    note(inside.length, value, 'requests');
  }
}

/** Valkey has it by then: what could not be counted at once is told again within half a second. */
const IS_COUNTED_AFTER_MS = 1000;

/** Of tokens or nano-dollars that were counted before a request passed. */
function checkUse(events: readonly CountedEvent[], note: Note): void {
  const used = of(events, 'used');
  for (const { begun, ended, windowMs, value } of of(events, 'passed').filter(({ counts }) => counts === 0)) {
    const before = used.filter((one) => one.ended < begun - IS_COUNTED_AFTER_MS && one.begun > ended - windowMs);
    const counted = before.reduce((sum, { amount }) => sum + amount, 0);
    // One more must fit.
    note(counted, value - 1, 'tokens or nano-dollars');
  }
}

/** Of subagents whose requests ran at the same time. */
function checkAgents(events: readonly CountedEvent[], note: Note): void {
  const entered = of(events, 'entered');
  const left = of(events, 'left');
  const runs = entered.map(({ agent, ended, most }) => {
    const end = left.find((one) => one.agent === agent && one.begun >= ended);
    return { agent, most, from: ended, until: end?.begun ?? ended };
  });
  for (const { from, most } of runs) {
    const running = runs.filter((one) => one.from <= from && one.until >= from);
    note(new Set(running.map(({ agent }) => agent)).size, most, 'subagents');
  }
}
