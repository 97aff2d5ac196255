/**
 * Which account served a session last, by model. Thinking signatures hold for the account and for no other; prompt caches
 * hold for account and model.
 */
import { sessionOf } from '../clients/claude-code.ts';
import type { JsonDocument } from '../wire/json/scan.ts';
import { count, METERS } from '../wire/usage.ts';
import type { GatewayDeps } from './dependencies.ts';
import type { Reached } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import { turnsOf, withoutReasoning } from './attempt/prepare-document.ts';
import type { ForAccount, TargetRequest } from './attempt/target-request.ts';

interface SessionAccount {
  accountId: string;
  /** As the account was asked for it: a config may have changed what the session named. */
  model: string;
  /** Prompt tokens that lie in that account's cache for that model. */
  cachedTokens: number;
  /** The first turns of the conversation are from before the account was changed: their thinking is another one's. */
  foreignTurns: number;
}

/** As long as the longest prompt cache lives, and a night on top for thinking. */
const REMEMBER_MS = 24 * 60 * 60 * 1000;

/** Where it is kept: for the model that the session names, and for the session as a whole. */
function placesOf({ headers, workspace, plan, requestedModel, endpoint }: Reached): readonly [string, string] | null {
  const { session, agent } = sessionOf(headers);
  if (endpoint?.isTurn !== true) return null;
  // With a single target there is nothing to switch between.
  if (session === null || workspace === undefined || plan?.root.kind !== 'strategy') return null;
  // Each subagent has a conversation of its own, and may be served elsewhere.
  const place = `session-account:${workspace.id}:${session.slice(0, 256)}:${agent?.slice(0, 256) ?? ''}`;
  const model = requestedModel?.replace(/^@[^/]*\//, '') ?? '';
  return [`${place}:${model.slice(0, 256)}`, place];
}

/**
 * A session that comes to another account leaves behind what only the old one can read, and leaves it behind in every
 * later turn as well: the client goes on sending it. Side requests for another model (a title, a search) have an account
 * and a cache of their own, and say nothing of the conversation's.
 */
export function forAccount(request: TargetRequest, document: JsonDocument): ForAccount | Promise<ForAccount> {
  const places = placesOf(request.exchange);
  return places === null ? { document, foreignTurns: 0 } : sinceLast(request, document, places);
}

async function sinceLast(
  { exchange, outcome, deps, target }: TargetRequest,
  document: JsonDocument,
  places: readonly string[],
): Promise<ForAccount> {
  const [own, any] = (await deps.counters.get(places)).map(parse);
  if (own && own.cachedTokens > 0 && !(isAt(own, target) && own.model === target.model)) {
    outcome.last.promptCacheLostTokens = own.cachedTokens;
  }
  // A model that the session names for the first time may carry on the conversation of another.
  const last = own ?? any ?? null;
  if (last === null) return { document, foreignTurns: 0 };
  const written = { document, dialect: exchange.endpoint.dialect };
  const { nextTurn } = deps;
  if (isAt(last, target)) {
    const { foreignTurns } = last;
    if (foreignTurns === 0) return { document, foreignTurns };
    return { ...(await withoutReasoning(written, { turns: foreignTurns, nextTurn })), foreignTurns };
  }
  const foreignTurns = turnsOf(written);
  const { document: stripped, removed } = await withoutReasoning(written, { turns: foreignTurns, nextTurn });
  if (removed > 0)
    exchange.notes.push(`The session changed its account: ${removed} thinking blocks of the old one were left out.`);
  return { document: stripped, foreignTurns };
}

const parse = (kept: string | null): SessionAccount | null =>
  kept === null ? null : (JSON.parse(kept) as SessionAccount);

const isAt = ({ accountId }: SessionAccount, { provider }: TargetRequest['target']): boolean =>
  accountId === provider.accountId;

/** What lies in the prompt cache after the answer. */
const CACHED = [METERS.cacheRead, METERS.cacheWrite5m, METERS.cacheWrite1h];

/** Settle, once the usage is counted. Not waited for: the next turn is seconds away. */
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
