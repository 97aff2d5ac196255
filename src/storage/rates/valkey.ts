/**
 * The engine of the rates port on Valkey or Redis, shared by all processes with the same prefix: one script, and so one round
 * trip, for each request that is let pass and one for what is counted after it.
 *
 * A server that has lost what it counted, as after a restart, is told by every process what that one had counted before. It
 * lets nothing pass until all of them have had the time for it.
 */
import type {
  AgentClaim,
  CountedAmount,
  RateClaims,
  RateList,
  RateRefusal,
  Rates,
  RateWindow,
} from '../ports/rates.ts';
import type { ValkeyClient, ValkeyReply, ValkeyScript } from '../valkey-client.ts';
import { createMemoryRates } from './memory.ts';
import { PendingCounts } from './pending-counts.ts';
import * as scripts from './valkey-scripts.ts';

/** How soon another server is noticed, ms: with the time to connect again, less than its grace. */
const LOOK_EVERY_MS = 500;
/** How often a subagent that runs is seen, in looks: a few times before it would count as gone. */
const LOOKS_UNTIL_SEEN = 40;
/** A request waits for a grace once; this leaves room for a server that is lost again. */
const MAX_TRIES = 4;

export interface ValkeyRatesOptions {
  /** Belongs to the caller, who closes it. */
  client: ValkeyClient;
  prefix: string;
  /** Monotonic ms. */
  elapsed: () => number;
  /** Calls again and again until what it returns is called. */
  every: (ms: number, run: () => void) => () => void;
  pause: (ms: number) => Promise<void>;
  /** Added to the server's clock, ms: for tests. */
  shiftMs?: () => number;
}

type Arguments = readonly (string | number)[];

interface Server {
  connection: number;
  /** The beginning of its keys. */
  base: string;
  since: string;
}

/** Resolves when the server knows what this process has counted, or is away. */
export async function openValkeyRates(options: ValkeyRatesOptions): Promise<Rates> {
  const rates = new ValkeyRates(options);
  await rates.look();
  return rates;
}

class ValkeyRates implements Rates {
  readonly #options: ValkeyRatesOptions;
  /** What passed through this process. */
  readonly #own;
  readonly #stop: () => void;
  #server: Server | null = null;
  #beginning: Promise<Server> | null = null;
  readonly #pending = new PendingCounts();
  /** Subagents whose requests have ended. */
  readonly #left: AgentClaim[] = [];
  #flushing: Promise<void> | null = null;
  #looks = 0;

  constructor(options: ValkeyRatesOptions) {
    this.#options = options;
    this.#own = createMemoryRates({ elapsed: () => options.elapsed() + this.#shift() });
    this.#stop = options.every(LOOK_EVERY_MS, () => void this.look());
  }

  async take(claims: RateClaims): Promise<RateRefusal | null> {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const server = await this.#begin();
      const told = String(await this.#ask(scripts.TAKE, server, [server.since, ...claimArgs(claims)]));
      const [word = '', first, second] = told.split(' ');
      if (word === 'ok') return this.#keep(claims);
      if (word === 'window')
        return { kind: 'window', at: Number(first), waitMs: second === '-1' ? null : Number(second) };
      if (word === 'agent') return { kind: 'agent', at: Number(first) };
      if (word === 'wait') await this.#options.pause(Number(first));
      else this.#server = null;
    }
    throw new Error('Valkey loses what it counts again and again.');
  }

  async add(counted: readonly CountedAmount[]): Promise<void> {
    this.#own.add(counted);
    this.#pending.add(counted);
    await this.#flush();
  }

  async leave(agents: readonly AgentClaim[]): Promise<void> {
    this.#own.leave(agents);
    this.#left.push(...agents);
    await this.#flush();
  }

  async counted({ listedUnder, windowMs }: RateList) {
    const told = await this.#ask(scripts.LIST, await this.#begin(), [windowMs, listedUnder]);
    const words = Array.isArray(told) ? told.map(String) : [];
    const places = words.flatMap((place, at) => (at % 2 === 0 ? { place, counted: Number(words[at + 1]) } : []));
    return places.filter(({ counted }) => counted > 0);
  }

  async reset(window: Omit<RateWindow, 'value'>): Promise<void> {
    const { place, windowMs, listedUnder = '' } = window;
    this.#own.reset(window);
    await this.#ask(scripts.RESET, await this.#begin(), [place, windowMs, listedUnder]);
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#flush();
  }

  /** Tells a server that has lost it what was counted; says that subagents run; counts what could not be counted before. */
  async look(): Promise<void> {
    this.#looks += 1;
    try {
      await this.#begin();
      if (this.#pending.size > 0) await this.#flush();
      if (this.#looks % LOOKS_UNTIL_SEEN === 0) await this.#see(this.#own.running());
    } catch {
      // The client has said so, and the next look tries again.
    }
  }

  #keep({ windows, agents }: RateClaims): null {
    this.#own.take({
      windows: windows.filter(({ amount }) => amount > 0).map((window) => ({ ...window, value: Infinity })),
      agents: agents.map((agent) => ({ ...agent, most: Infinity })),
    });
    return null;
  }

  /** All that is told in one turn goes in one round trip. */
  #flush(): Promise<void> {
    this.#flushing ??= this.#flushNow();
    return this.#flushing;
  }

  async #flushNow(): Promise<void> {
    const server = await this.#begin().catch(() => null);
    this.#flushing = null;
    // Of a subagent that is not reported now it is known that it was seen a moment ago.
    const left = this.#left.splice(0);
    if (server === null) return;
    const pending = this.#pending.takeAll();
    if (pending.length === 0 && left.length === 0) return;
    const args = pending.flatMap(({ window, amount }) => [...windowArgs(window), amount, window.listedUnder ?? '']);
    try {
      const seen = left.flatMap(({ place, agent }) => [place, agent]);
      await this.#ask(scripts.ADD, server, [pending.length, ...args, left.length, ...seen]);
    } catch {
      this.#pending.add(pending);
    }
  }

  async #see(agents: readonly Pick<AgentClaim, 'place' | 'agent'>[]): Promise<void> {
    if (agents.length === 0) return;
    const args = agents.flatMap(({ place, agent }) => [place, agent]);
    await this.#ask(scripts.SEE, await this.#begin(), [agents.length, ...args]);
  }

  /** Rejects where the server is away. */
  async #ask(script: ValkeyScript, { base }: Pick<Server, 'base'>, args: Arguments): Promise<NonNullable<ValkeyReply>> {
    const reply = await this.#options.client.runScript(script, base, [this.#shift(), ...args]);
    if (reply === null) throw new Error('Valkey has not answered.');
    return reply;
  }

  async #begin(): Promise<Server> {
    const known = this.#server;
    if (known !== null && known.connection === this.#options.client.connection()) return known;
    this.#beginning ??= this.#tellServer().finally(() => {
      this.#beginning = null;
    });
    return this.#beginning;
  }

  async #tellServer(): Promise<Server> {
    const { client, prefix } = this.#options;
    const connection = client.connection();
    const about = await client.runScript(scripts.ABOUT_SERVER, `{${prefix}}rates`, []);
    const runId = /^run_id:(\w+)/m.exec(String(about))?.[1];
    if (runId === undefined) throw new Error('Valkey has not answered.');
    const base = `{${prefix}}rates:${runId}`;
    const since = String(await this.#ask(scripts.BEGIN, { base }, []));
    const isKnown = this.#told === `${base} ${since}`;
    if (!isKnown) await this.#restore(base);
    this.#told = `${base} ${since}`;
    this.#server = { connection, base, since };
    return this.#server;
  }

  /** The server that knows what this process has counted. */
  #told = '';

  async #restore(base: string): Promise<void> {
    // What was added meanwhile is in what is told now.
    this.#pending.takeAll();
    const windows = this.#own
      .windows()
      .map(({ window, steps }) => [
        window.place,
        window.windowMs,
        window.listedUnder ?? '',
        steps.length,
        ...steps.flatMap(({ stepsAgo, amount }) => [stepsAgo, amount]),
      ]);
    await Promise.all(windows.map((args) => this.#ask(scripts.RESTORE, { base }, args)));
    const agents = this.#own.running();
    if (agents.length === 0) return;
    await this.#ask(scripts.SEE, { base }, [agents.length, ...agents.flatMap(({ place, agent }) => [place, agent])]);
  }

  #shift(): number {
    return this.#options.shiftMs?.() ?? 0;
  }
}

const windowArgs = ({ place, windowMs }: RateWindow): Arguments => [place, windowMs];

function claimArgs({ windows, agents }: RateClaims): Arguments {
  return [
    windows.length,
    ...windows.flatMap((window) => [...windowArgs(window), window.value, window.amount, window.listedUnder ?? '']),
    agents.length,
    ...agents.flatMap(({ place, agent, most }) => [place, agent, most]),
  ];
}
