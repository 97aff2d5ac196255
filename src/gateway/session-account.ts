/**
 * Which account served a session last, by model. Thinking signatures hold for the account and for no other; prompt caches
 * hold for account and model.
 */
import { sessionOf } from '../clients/claude-code.ts';
import type { Reached } from './exchange.ts';

export interface SessionAccount {
  accountId: string;
  /** As sent to the account: a config may have changed what the session named. */
  model: string;
  /** Prompt tokens that lie in that account's cache for that model. */
  cachedTokens: number;
  /** The first turns of the conversation are from before the account was changed: their thinking is another one's. */
  foreignTurns: number;
}

/** Where it is kept: for the model that the session names, and for the session as a whole. */
export function placesOf({
  headers,
  workspace,
  plan,
  requestedModel,
  endpoint,
}: Reached): readonly [string, string] | null {
  const { session, agent } = sessionOf(headers);
  if (endpoint?.isTurn !== true) return null;
  // With a single target there is nothing to switch between.
  if (session === null || workspace === undefined || plan?.root.kind !== 'strategy') return null;
  // Each subagent has a conversation of its own, and may be served elsewhere.
  const place = `session-account:${workspace.id}:${session.slice(0, 256)}:${agent?.slice(0, 256) ?? ''}`;
  const model = requestedModel?.replace(/^@[^/]*\//, '') ?? '';
  return [`${place}:${model.slice(0, 256)}`, place];
}
