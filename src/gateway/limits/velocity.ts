/**
 * How fast a session or a key goes: dollars in the last minute, and subagents that are alive. A guard against agents that
 * run away, kept in this process's memory. Dollars count when they are known, after the answer.
 */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { CompiledVelocity } from '../../routing/compiled-limits.ts';
import type { RateWindow } from './rate-windows.ts';

const MINUTE_MS = 60_000;
/** A subagent is alive while a request of its runs, and this long after: its tools may be at work. ms. */
export const ALIVE_MS = 60_000;
const MAX_PLACES = 100_000;

export interface Goer {
  apiKeyId: string;
  /** As the client names them; null = it does not. */
  session: string | null;
  agent: string | null;
}

/** Where a limit counts the dollars of this one; null = it is for sessions, and there is none. */
export function spendWindow(limit: CompiledVelocity, goer: Goer): RateWindow | null {
  const place = placeOf(limit, goer);
  if (place === null || limit.nanoUsdPerMinute === null) return null;
  return { place: `${place}:usd`, windowMs: MINUTE_MS, value: limit.nanoUsdPerMinute };
}

function placeOf({ per, place }: CompiledVelocity, { apiKeyId, session }: Goer): string | null {
  if (per === 'key') return `${place}:${apiKeyId}`;
  return session === null ? null : `${place}:${apiKeyId}:${session}`;
}

interface Alive {
  running: number;
  /** Monotonic ms. */
  lastSeen: number;
}

export interface RunningAgents {
  /** False where the limit has no room for another subagent; else it counts as running until `leave`. */
  enter(limit: CompiledVelocity, goer: Goer): boolean;
  leave(limit: CompiledVelocity, goer: Goer): void;
}

/** `elapsed`: monotonic ms. */
export function createRunningAgents({ elapsed }: { elapsed: () => number }): RunningAgents {
  const places = new BoundedMap<Map<string, Alive>>(MAX_PLACES);
  const agentsAt = (limit: CompiledVelocity, goer: Goer): Map<string, Alive> | null => {
    const place = limit.subagents === null || goer.agent === null ? null : placeOf(limit, goer);
    if (place === null) return null;
    const known = places.get(place) ?? new Map<string, Alive>();
    places.set(place, known);
    return known;
  };
  const nameOf = ({ session, agent }: Goer): string => `${session ?? ''} ${agent ?? ''}`;
  return {
    enter(limit, goer) {
      const agents = agentsAt(limit, goer);
      if (agents === null) return true;
      const now = elapsed();
      for (const [name, { running, lastSeen }] of agents) {
        if (running === 0 && now - lastSeen >= ALIVE_MS) agents.delete(name);
      }
      const mine = agents.get(nameOf(goer));
      if (mine === undefined && agents.size >= (limit.subagents ?? 0)) return false;
      agents.set(nameOf(goer), { running: (mine?.running ?? 0) + 1, lastSeen: now });
      return true;
    },
    leave(limit, goer) {
      const agents = agentsAt(limit, goer);
      const mine = agents?.get(nameOf(goer));
      if (mine === undefined) return;
      mine.running = Math.max(0, mine.running - 1);
      mine.lastSeen = elapsed();
    },
  };
}
