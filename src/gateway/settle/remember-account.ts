/** Settle: remembers which account has answered the session. */
import { tokensByKind } from '../../wire/usage.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';
import { placesOf, type SessionAccount } from '../session-account.ts';

/** As long as the longest prompt cache lives, and a night on top for thinking. */
const REMEMBER_MS = 24 * 60 * 60 * 1000;

/** Not waited for: the next turn is seconds away. */
export function rememberAccount(exchange: Reached, outcome: Outcome, { counters }: GatewayDeps): void {
  const { answer, target, foreignTurns } = outcome.last;
  const places = placesOf(exchange);
  if (places === null || target === null || foreignTurns === null) return;
  const usage = answer?.usage ?? null;
  // What lies in the prompt cache after the answer.
  const { cacheRead, cacheWrite5m, cacheWrite1h } = tokensByKind(usage?.meters ?? {});
  const { accountId } = target.provider;
  const cachedTokens = cacheRead + cacheWrite5m + cacheWrite1h;
  const account: SessionAccount = { accountId, model: target.model, cachedTokens, foreignTurns };
  for (const place of places) void counters.put(place, JSON.stringify(account), REMEMBER_MS);
}
