/** Which account served a session last: thinking signatures and prompt caches hold for it, and for no other. */
import type { GatewayDeps } from './dependencies.ts';
import type { Reached } from './exchange.ts';
import type { Outcome } from './outcome.ts';

export interface SessionAccount {
  accountId: string;
  /** Prompt tokens that lie in that account's cache. */
  cachedTokens: number;
  /** The first turns of the conversation are from before the account was changed: their thinking is another one's. */
  foreignTurns: number;
}

/** As long as the longest prompt cache lives, and a night on top for thinking. */
const REMEMBER_MS = 24 * 60 * 60 * 1000;

function placeOf({ headers, workspace, plan }: Reached): string | null {
  const session = headers['x-claude-code-session-id'];
  // With a single target there is nothing to switch between.
  if (session === undefined || workspace === undefined || plan?.root.kind !== 'strategy') return null;
  // Each subagent has a conversation of its own, and may be served elsewhere.
  const agent = headers['x-claude-code-agent-id'] ?? '';
  return `session-account:${workspace.id}:${session.slice(0, 256)}:${agent.slice(0, 256)}`;
}

export async function recallAccount(exchange: Reached, { counters }: GatewayDeps): Promise<SessionAccount | null> {
  const place = placeOf(exchange);
  const [kept] = place === null ? [] : await counters.get([place]);
  return kept === null || kept === undefined ? null : (JSON.parse(kept) as SessionAccount);
}

/** Settle, once the usage is counted. Not waited for: the next turn is seconds away. */
export function rememberAccount(exchange: Reached, outcome: Outcome, { counters }: GatewayDeps): void {
  const { usage, target, foreignTurns } = outcome;
  const place = placeOf(exchange);
  if (place === null || target === null || foreignTurns === null) return;
  const cachedTokens = usage === null ? 0 : usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
  const account: SessionAccount = { accountId: target.provider.accountId, cachedTokens, foreignTurns };
  void counters.put(place, JSON.stringify(account), REMEMBER_MS);
}
