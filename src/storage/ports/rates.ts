/**
 * The rates port: what passed in sliding windows, and which subagents are alive. Strict, where counters may fail open: an
 * engine that cannot count rejects, and what it lets pass never exceeds a window. Engines: src/storage/rates/.
 */

/** A window moves on in steps of a sixtieth of its length; what is in the oldest step still counts. */
export const WINDOW_STEPS = 60;
/** A subagent is alive while a request of its runs, and this long after: its tools may be at work. ms. */
export const ALIVE_MS = 60_000;

export interface RateWindow {
  /** Where it is counted: stable for as long as the limit exists. */
  place: string;
  windowMs: number;
  /** What may pass in any stretch of `windowMs`: requests, tokens or nano-dollars. */
  value: number;
  /** The beginning of `place` by which it can be listed; absent = it is not. */
  listedUnder?: string;
  /** Anybody can make any number of such places, as by attempts to sign in: a flood of them forgets none of the others. */
  isOfVisitors?: true;
}

/** One more must fit into the window, which then counts `amount`: 1 for a request, 0 where the amount is known later. */
export interface WindowClaim extends RateWindow {
  amount: 0 | 1;
}

/** A subagent that begins a request; `most` may be alive at that place. */
export interface AgentClaim {
  place: string;
  agent: string;
  most: number;
}

export interface RateClaims {
  windows: readonly WindowClaim[];
  agents: readonly AgentClaim[];
}

/** `at`: the index of the first claim that had no room. */
export type RateRefusal =
  /** `waitMs`: until there is room; null = never. */
  { kind: 'window'; at: number; waitMs: number | null } | { kind: 'agent'; at: number };

export interface CountedAmount {
  window: RateWindow;
  /** Below 0 takes back what was counted, the newest first, and never more than is counted. */
  amount: number;
}

/** Methods that need no other process return at once; callers must be ready for both. */
export interface Rates {
  /** Counts every claim, or none where one has no room; null = all. Rejects while it cannot count. */
  take(claims: RateClaims): RateRefusal | null | Promise<RateRefusal | null>;
  /** Counts what is known now, whether there is room or not. Never rejects: what cannot be counted now is counted later. */
  add(counted: readonly CountedAmount[]): void | Promise<void>;
  /** Requests of these subagents have ended. Once for each claim that was taken. Never rejects. */
  leave(agents: readonly AgentClaim[]): void | Promise<void>;
  /** What is counted now at places that are listed so. Rejects while it cannot be read. */
  counted(list: RateList): CountedPlace[] | Promise<CountedPlace[]>;
  /** Nothing is counted there any more. Rejects while it cannot be written. */
  reset(window: Omit<RateWindow, 'value'>): void | Promise<void>;
  close(): Promise<void>;
}

export type RateList = Required<Pick<RateWindow, 'listedUnder' | 'windowMs'>>;

export interface CountedPlace {
  place: string;
  counted: number;
}
