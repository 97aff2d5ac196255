/**
 * How fast a session or a key goes: dollars in the last minute, and subagents that are alive. A guard against agents that
 * run away. Dollars count when they are known, after the answer.
 */
import type { CompiledVelocity } from '../../routing/compiled-limits.ts';
import type { AgentClaim, RateWindow } from '../../storage/ports/rates.ts';

const MINUTE_MS = 60_000;

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

/** Where a limit counts this subagent; null = it is none, or the limit counts no subagents. */
export function agentClaim(limit: CompiledVelocity, goer: Goer): AgentClaim | null {
  const place = limit.subagents === null || goer.agent === null ? null : placeOf(limit, goer);
  if (place === null) return null;
  return { place: `${place}:agents`, agent: `${goer.session ?? ''} ${goer.agent ?? ''}`, most: limit.subagents ?? 0 };
}

function placeOf({ per, place }: CompiledVelocity, { apiKeyId, session }: Goer): string | null {
  if (per === 'key') return `${place}:${apiKeyId}`;
  return session === null ? null : `${place}:${apiKeyId}:${session}`;
}
