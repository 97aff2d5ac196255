/** What a velocity limit would have done to requests of the past. Pure. */
import type { VelocityLimit } from '../../storage/ports/records/limits.ts';
import { ALIVE_MS } from '../../storage/ports/rates.ts';
import { replayWindow, Result, type PastUse, type Replayed } from './replay.ts';

/** What a session's requests used in one step. */
export interface PastSessionUse extends Omit<PastUse, 'entity'> {
  apiKeyId: string;
  /** null = the client named none. */
  session: string | null;
  /** null = the main agent. */
  agent: string | null;
  /** When the last of them had ended, ms since the epoch. */
  endedAt: number;
}

const MINUTE_MS = 60_000;

/** A request is refused while the dollars of the last minute have reached the limit. */
export function replaySpeed(uses: readonly PastSessionUse[], per: VelocityLimit['per'], nanoUsd: number): Replayed {
  const counted = uses.flatMap((use) => {
    const entity = entityOf(use, per);
    return entity === null ? [] : [{ ...use, entity }];
  });
  return replayWindow(counted, { unit: 'cost', windowMs: MINUTE_MS, value: nanoUsd });
}

/** A subagent is refused while as many others are alive: while their requests run, and for a minute after. */
export function replayAgents(uses: readonly PastSessionUse[], per: VelocityLimit['per'], most: number): Replayed {
  const result = new Result();
  const places = new Map<string, Map<string, number>>();
  for (const use of uses) {
    const entity = use.agent === null ? null : entityOf(use, per);
    if (entity === null) continue;
    const alive = places.get(entity) ?? new Map<string, number>();
    places.set(entity, alive);
    result.count({ ...use, entity }, enters(alive, use, most) ? 0 : use.requests);
  }
  return result;
}

/** `alive`: until when each subagent is, ms since the epoch. */
function enters(alive: Map<string, number>, { at, session, agent, endedAt }: PastSessionUse, most: number): boolean {
  for (const [name, until] of alive) if (until <= at) alive.delete(name);
  const name = `${session ?? ''} ${agent ?? ''}`;
  const known = alive.get(name);
  if (known === undefined && alive.size >= most) return false;
  alive.set(name, Math.max(known ?? 0, endedAt + ALIVE_MS));
  return true;
}

/** A session belongs to its key. null = the limit is for sessions, and there is none. */
function entityOf({ apiKeyId, session }: PastSessionUse, per: VelocityLimit['per']): string | null {
  if (per === 'key') return apiKeyId;
  return session === null ? null : `${apiKeyId} ${session}`;
}

/** As a report names it: the session, or the key. */
export const shownEntity = (entity: string): string => entity.slice(entity.indexOf(' ') + 1);
