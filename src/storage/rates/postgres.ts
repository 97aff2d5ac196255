/**
 * The engine of the rates port that processes share without Valkey: a function in PostgreSQL counts a batch of requests in one
 * statement. What a process asks for while one batch runs goes into its next.
 */
import type { Pool } from 'pg';
import { openPool } from '../postgres-connections.ts';
import type {
  AgentClaim,
  CountedAmount,
  RateClaims,
  RateList,
  RateRefusal,
  Rates,
  RateWindow,
} from '../ports/rates.ts';
import { AliveAgents } from './alive-agents.ts';
import { PendingCounts } from './pending-counts.ts';
import { LIST, RATES_SCHEMA, RESET, TAKE, TIDY } from './postgres-function.ts';

const LOOK_EVERY_MS = 1000;
/** How often a subagent that runs is seen: a few times before it would count as gone. ms. */
const SEE_EVERY_MS = 20_000;
const TIDY_EVERY_MS = 3_600_000;
const QUERY_TIMEOUT_MS = 5000;
const MAX_BATCH = 200;

export interface PostgresRatesOptions {
  url: string;
  /** Monotonic ms. */
  elapsed: () => number;
  /** Calls again and again until what it returns is called. */
  every: (ms: number, run: () => void) => () => void;
  /** Added to the database's clock, ms: for tests. */
  shiftMs?: () => number;
}

/** As the function takes it: place, length, value, amount, list; place, agent, most. null = counted in any case. */
interface Asked {
  w: (readonly [string, number, number | null, number, string])[];
  a: (readonly [string, string, number | null])[];
}
type Told = true | readonly ['w', number, number | null] | readonly ['a', number];

/** Rejects when PostgreSQL cannot be reached, or may not be written. */
export async function openPostgresRates(options: PostgresRatesOptions): Promise<Rates> {
  const pool = await openPool(options.url, { queryTimeoutMs: QUERY_TIMEOUT_MS });
  try {
    await pool.query(RATES_SCHEMA);
    return new PostgresRates(pool, options);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

class PostgresRates implements Rates {
  readonly #pool: Pool;
  readonly #options: PostgresRatesOptions;
  readonly #running = new AliveAgents();
  readonly #pending = new PendingCounts();
  readonly #stop: () => void;
  #queue: { asked: Asked; answer: PromiseWithResolvers<Told> }[] = [];
  #runs: Promise<void> | null = null;
  #seenAt: number;
  #tidiedAt = Number.NEGATIVE_INFINITY;

  constructor(pool: Pool, options: PostgresRatesOptions) {
    this.#pool = pool;
    this.#options = options;
    this.#seenAt = options.elapsed();
    this.#stop = options.every(LOOK_EVERY_MS, () => void this.#look().catch(() => undefined));
  }

  async take({ windows, agents }: RateClaims): Promise<RateRefusal | null> {
    const told = await this.#ask({
      w: windows.map(({ place, windowMs, value, amount, listedUnder = '' }) => [
        place,
        windowMs,
        value,
        amount,
        listedUnder,
      ]),
      a: agents.map(({ place, agent, most }) => [place, agent, most]),
    });
    if (told === true) {
      for (const claim of agents) this.#running.enter(claim, this.#options.elapsed());
      return null;
    }
    return told[0] === 'a' ? { kind: 'agent', at: told[1] } : { kind: 'window', at: told[1], waitMs: told[2] };
  }

  async add(counted: readonly CountedAmount[]): Promise<void> {
    this.#pending.add(counted);
    await this.#flush();
  }

  async leave(agents: readonly AgentClaim[]): Promise<void> {
    for (const claim of agents) this.#running.leave(claim, this.#options.elapsed());
    // Where it cannot be said, it was seen a moment ago.
    await this.#see(agents).catch(() => undefined);
  }

  async counted({ listedUnder, windowMs }: RateList) {
    const { rows } = await this.#pool.query<{ place: string; counted: number }>(LIST, [
      listedUnder,
      windowMs,
      this.#shift(),
    ]);
    return rows.filter(({ counted }) => counted > 0);
  }

  async reset({ place, windowMs }: Omit<RateWindow, 'value'>): Promise<void> {
    await this.#pool.query(RESET, [place, windowMs]);
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#flush();
    await this.#runs?.catch(() => undefined);
    await this.#pool.end();
  }

  async #look(): Promise<void> {
    const now = this.#options.elapsed();
    if (this.#pending.size > 0) await this.#flush();
    if (now - this.#seenAt >= SEE_EVERY_MS) {
      this.#seenAt = now;
      await this.#see(this.#running.running());
    }
    if (now - this.#tidiedAt < TIDY_EVERY_MS) return;
    this.#tidiedAt = now;
    await this.#pool.query(TIDY, [this.#shift()]);
  }

  async #see(agents: readonly Pick<AgentClaim, 'place' | 'agent'>[]): Promise<void> {
    if (agents.length > 0) await this.#ask({ w: [], a: agents.map(({ place, agent }) => [place, agent, null]) });
  }

  /** Never rejects: what cannot be counted waits for the next look. */
  async #flush(): Promise<void> {
    const pending = this.#pending.takeAll();
    if (pending.length === 0) return;
    try {
      await this.#ask({
        w: pending.map(({ window, amount }) => [window.place, window.windowMs, null, amount, window.listedUnder ?? '']),
        a: [],
      });
    } catch {
      this.#pending.add(pending);
    }
  }

  #ask(asked: Asked): Promise<Told> {
    const answer = Promise.withResolvers<Told>();
    this.#queue.push({ asked, answer });
    this.#runs ??= this.#runAll();
    return answer.promise;
  }

  /** Never rejects. */
  async #runAll(): Promise<void> {
    // What is asked for in the same turn of the event loop goes together.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, MAX_BATCH);
      try {
        const told = await this.#send(batch.map(({ asked }) => asked));
        for (const [at, { answer }] of batch.entries()) answer.resolve(told[at] ?? true);
      } catch (error) {
        // Whoever came meanwhile would wait as long.
        for (const { answer } of [...batch, ...this.#queue]) answer.reject(error);
        this.#queue = [];
      }
    }
    this.#runs = null;
  }

  async #send(asked: readonly Asked[]): Promise<readonly Told[]> {
    const client = await this.#pool.connect();
    try {
      const { rows } = await client.query<{ told: readonly Told[] }>(TAKE, [JSON.stringify(asked), this.#shift()]);
      client.release();
      const [row] = rows;
      if (row?.told.length !== asked.length) throw new Error('PostgreSQL has not answered for every request.');
      return row.told;
    } catch (error) {
      // Nobody knows what it is still at.
      client.release(true);
      throw error;
    }
  }

  #shift(): number {
    return this.#options.shiftMs?.() ?? 0;
  }
}
