/** Settle: remembers which account has answered the session. */
import { count, METERS } from '../../wire/usage.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';
import { placesOf, type SessionAccount } from '../session-account.ts';

/** As long as the longest prompt cache lives, and a night on top for thinking. */
const REMEMBER_MS = 24 * 60 * 60 * 1000;

/** What lies in the prompt cache after the answer. */
const CACHED = [METERS.cacheRead, METERS.cacheWrite5m, METERS.cacheWrite1h];

/** Not waited for: the next turn is seconds away. */
export function rememberAccount(exchange: Reached, outcome: Outcome, { counters }: GatewayDeps): void {
  const { answer, target, foreignTurns } = outcome.last;
  const places = placesOf(exchange);
  if (places === null || target === null || foreignTurns === null) return;
  const usage = answer?.usage ?? null;
  const cachedTokens = usage === null ? 0 : CACHED.reduce((sum, meter) => sum + count(usage.meters, meter), 0);
  const { accountId } = target.provider;
  const account: SessionAccount = { accountId, model: target.model, cachedTokens, foreignTurns };
  for (const place of places) void counters.put(place, JSON.stringify(account), REMEMBER_MS);
}
