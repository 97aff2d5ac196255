/** Which subagents are alive, by the place that counts them. In this process's memory. */
import { BoundedMap } from '../../kernel/bounded-map.ts';
import { ALIVE_MS, type AgentClaim } from '../ports/rates.ts';

const MAX_PLACES = 100_000;

interface Alive {
  running: number;
  /** Monotonic ms. */
  lastSeen: number;
}

export class AliveAgents {
  readonly #places = new BoundedMap<Map<string, Alive>>(MAX_PLACES);

  hasRoom({ place, agent, most }: AgentClaim, now: number): boolean {
    const alive = this.#at(place);
    for (const [name, { running, lastSeen }] of alive) {
      if (running === 0 && now - lastSeen >= ALIVE_MS) alive.delete(name);
    }
    return alive.has(agent) || alive.size < most;
  }

  enter({ place, agent }: AgentClaim, now: number): void {
    const alive = this.#at(place);
    alive.set(agent, { running: (alive.get(agent)?.running ?? 0) + 1, lastSeen: now });
  }

  leave({ place, agent }: AgentClaim, now: number): void {
    const mine = this.#places.get(place)?.get(agent);
    if (mine === undefined) return;
    mine.running = Math.max(0, mine.running - 1);
    mine.lastSeen = now;
  }

  /** Those of which a request runs. */
  running(): Pick<AgentClaim, 'place' | 'agent'>[] {
    return [...this.#places.entries()].flatMap(([place, alive]) =>
      [...alive].flatMap(([agent, { running }]) => (running > 0 ? { place, agent } : [])),
    );
  }

  #at(place: string): Map<string, Alive> {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    const fresh = new Map<string, Alive>();
    this.#places.set(place, fresh);
    return fresh;
  }
}
