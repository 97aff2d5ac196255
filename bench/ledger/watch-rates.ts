/**
 * Rates under watch: what passed is counted again here, in any stretch of time and not in steps, and every request that is let
 * pass is checked against it.
 */
import {
  ALIVE_MS,
  type AgentClaim,
  type RateClaims,
  type RateRefusal,
  type Rates,
  type RateWindow,
} from '../../src/storage/ports/rates.ts';

export interface WatchedRates {
  rates: Rates;
  /** Requests that passed a limit, and subagents. */
  overruns: string[];
  taken: number;
  /** By place: how often it had no room. */
  refusals: Map<string, number>;
  /** By place: all that was ever counted. */
  counted: Map<string, number>;
  /** Subagents of which a request runs. */
  running(): number;
}

export interface WatchRatesOptions {
  rates: Rates;
  /** Monotonic ms. */
  elapsed: () => number;
  /** Lets virtual time stand still while another process counts. */
  outside<T>(work: Promise<T>): Promise<T>;
}

export function watchRates({ rates, elapsed, outside }: WatchRatesOptions): WatchedRates {
  const passed = new Passed(elapsed);
  const alive = new Alive(elapsed);
  const within = <T>(work: T | Promise<T>): T | Promise<T> => (work instanceof Promise ? outside(work) : work);
  const watched: WatchedRates = {
    overruns: [],
    taken: 0,
    refusals: new Map(),
    counted: passed.counted,
    running: () => alive.running(),
    rates: {
      ...rates,
      take(claims) {
        const note = (refusal: RateRefusal | null): RateRefusal | null => {
          watched.taken += 1;
          if (refusal === null) pass(claims);
          else {
            const refusing = refusal.kind === 'agent' ? claims.agents[refusal.at] : claims.windows[refusal.at];
            const place = refusing?.place ?? '';
            watched.refusals.set(place, (watched.refusals.get(place) ?? 0) + 1);
          }
          return refusal;
        };
        const told = within(rates.take(claims));
        return told instanceof Promise ? told.then(note) : note(told);
      },
      add(counted) {
        for (const { window, amount } of counted) passed.add(window, amount);
        return within(rates.add(counted));
      },
      leave(agents) {
        for (const claim of agents) alive.leave(claim);
        return within(rates.leave(agents));
      },
      counted: (list) => rates.counted(list),
      reset: (window) => rates.reset(window),
      close: () => rates.close(),
    },
  };
  function pass({ windows, agents }: RateClaims): void {
    for (const claim of windows) watched.overruns.push(...passed.check(claim));
    for (const { amount, ...window } of windows) passed.add(window, amount);
    for (const claim of agents) watched.overruns.push(...alive.enter(claim));
  }

  return watched;
}

class Passed {
  readonly counted = new Map<string, number>();
  readonly #elapsed: () => number;
  readonly #places = new Map<string, { at: number; amount: number }[]>();

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** One more must fit into the stretch of time that ends now. */
  check({ place, windowMs, value }: RateWindow): string[] {
    const since = this.#elapsed() - windowMs;
    const recent = (this.#places.get(place) ?? []).filter(({ at }) => at > since);
    this.#places.set(place, recent);
    const counted = recent.reduce((sum, { amount }) => sum + amount, 0);
    return counted + 1 > value ? [`${place}: one more beside ${counted} of ${value}`] : [];
  }

  add({ place }: Pick<RateWindow, 'place'>, amount: number): void {
    if (amount === 0) return;
    this.counted.set(place, (this.counted.get(place) ?? 0) + amount);
    const all = this.#places.get(place) ?? [];
    this.#places.set(place, all);
    all.push({ at: this.#elapsed(), amount });
  }
}

class Alive {
  readonly #elapsed: () => number;
  readonly #places = new Map<string, Map<string, { running: number; lastSeen: number }>>();

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  enter({ place, agent, most }: AgentClaim): string[] {
    const now = this.#elapsed();
    const alive = this.#places.get(place) ?? new Map<string, { running: number; lastSeen: number }>();
    this.#places.set(place, alive);
    for (const [name, { running, lastSeen }] of alive) {
      if (running === 0 && now - lastSeen >= ALIVE_MS) alive.delete(name);
    }
    alive.set(agent, { running: (alive.get(agent)?.running ?? 0) + 1, lastSeen: now });
    return alive.size > most ? [`${place}: ${alive.size} subagents of ${most}`] : [];
  }

  leave({ place, agent }: AgentClaim): void {
    const mine = this.#places.get(place)?.get(agent);
    if (mine === undefined) return;
    mine.running -= 1;
    mine.lastSeen = this.#elapsed();
  }

  running(): number {
    return [...this.#places.values()].flatMap((alive) => [...alive.values()]).filter(({ running }) => running > 0)
      .length;
  }
}
