/** Target: drops the thinking blocks that only another account can read, when a session has changed its account. */
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { placesOf, type SessionAccount } from '../session-account.ts';
import type { Stage } from '../stage.ts';
import { turnsOf, withoutReasoning } from './prepare-document.ts';
import type { ForAccount, TargetRequest, Written } from './target-request.ts';

/**
 * A session that comes to another account leaves behind what only the old one can read, and leaves it behind in every
 * later turn as well: the client goes on sending it. Side requests for another model (a title, a search) have an account
 * and a cache of their own, and say nothing of the conversation's.
 */
export const dropForeignReasoning: Stage<TargetRequest & Written, ForAccount, GatewayDeps> = {
  name: 'drop-foreign-reasoning',
  run(request) {
    const { document, exchange } = request;
    const places = placesOf(exchange);
    return places === null ? { document, foreignTurns: 0 } : sinceLast(request, document, places);
  },
};

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
