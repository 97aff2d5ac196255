/** Settle: what the provider's prompt cache saved of this request, and why it was missed. Needs the price. */
import { sessionOf } from '../../clients/claude-code.ts';
import type { NanoDollars } from '../../kernel/ids.ts';
import { count, METERS, tokensByKind, type Meters, type Usage } from '../../wire/usage.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Reached } from '../exchange.ts';
import { isHit, nanoUsdOf, type Attempt, type Outcome, type PromptCacheDiagnosis } from '../outcome.ts';
import { carriedOn, judge, type Turn } from '../prompt-cache/verdict.ts';

export function diagnosePromptCache(exchange: Reached, outcome: Outcome, deps: GatewayDeps): void {
  const { answer, cacheStatus } = outcome.last;
  const session = conversationOf(exchange, outcome);
  if (answer === null || session === null || isHit(cacheStatus)) return;
  const turn = turnOf(exchange, outcome, answer);
  if (turn === null) return;
  const before = carriedOn(turn.print, deps.promptCaches.of(session));
  const verdict = judge(turn, before);
  deps.promptCaches.keep(session, turn, before);
  if (verdict !== null) outcome.promptCache = { ...verdict, ...moneyOf(answer, verdict.missedTokens, deps) };
}

/** null where the upstream reported no usage. */
function turnOf(
  { arrivedAt }: Reached,
  { promptPrint: print, last }: Outcome,
  { usage, target }: Attempt,
): Turn | null {
  if (print === null || usage === null) return null;
  const tokens = tokensByKind(usage.meters);
  const { slug, provider, connection } = target.provider;
  const region = connection.ok ? connection.value.region : null;
  return {
    print,
    at: arrivedAt,
    place: [slug ?? provider.id, region, target.model].filter((part) => part !== null).join(' '),
    edits: (last.request?.betasDropped ?? []).toSorted().join(', '),
    cacheReadTokens: tokens.cacheRead,
    cacheWriteTokens: tokens.cacheWrite5m + tokens.cacheWrite1h,
    isLong: tokens.cacheWrite1h > 0,
  };
}

type Money = Pick<PromptCacheDiagnosis, 'savedNanoUsd' | 'wastedNanoUsd'>;

function moneyOf(answer: Attempt, missedTokens: number, deps: GatewayDeps): Money {
  const ask = priceOf(answer, deps);
  const meters = answer.usage?.meters ?? {};
  const paid = nanoUsdOf(answer);
  if (paid === null) return { savedNanoUsd: null, wastedNanoUsd: null };
  const without = ask(uncached(meters));
  const asHoped = ask(asRead(meters, missedTokens));
  return {
    savedNanoUsd: without === null ? null : ((without - paid) as NanoDollars),
    wastedNanoUsd: asHoped === null ? null : ((paid - asHoped) as NanoDollars),
  };
}

/** By session and agent; without one by the key and how the conversation begins. */
function conversationOf({ headers, workspace, caller }: Reached, { promptPrint }: Outcome): string | null {
  if (workspace === undefined || caller === undefined || promptPrint === null) return null;
  const { session, agent } = sessionOf(headers);
  const name =
    session === null
      ? `${caller.id}:${promptPrint.messages[0] ?? 0}`
      : `${session.slice(0, 256)}:${agent?.slice(0, 256) ?? ''}`;
  return `${workspace.id}:${name}`;
}

/** What the answer would have cost with other meters; null = there is no price. */
function priceOf({ target, record, usage }: Attempt, { catalog }: GatewayDeps): (meters: Meters) => number | null {
  const { provider, connection, models } = target.provider;
  const region = connection.ok ? connection.value.region : null;
  return (meters) => {
    const used: Usage | null = usage === null ? null : { ...usage, meters };
    if (used === null) return null;
    const cost = catalog.priceOf({
      platform: provider.platform,
      model: record.model,
      region,
      usage: used,
      own: models.priceOf(target.model),
    });
    return 'costNanoUsd' in cost ? cost.costNanoUsd : null;
  };
}

const { input, cacheRead, cacheWrite5m, cacheWrite1h } = METERS;

/** As if there were no prompt cache: all of the prompt is fresh. */
function uncached(meters: Meters): Meters {
  const { [cacheRead]: read = 0, [cacheWrite5m]: short = 0, [cacheWrite1h]: long = 0, ...rest } = meters;
  return { ...rest, [input]: count(meters, input) + read + short + long };
}

/** As if the tokens had been read from the cache: they were written anew, or sent fresh. */
function asRead(meters: Meters, tokens: number): Meters {
  const hoped = { ...meters };
  let left = tokens;
  for (const meter of [cacheWrite5m, cacheWrite1h, input]) {
    const moved = Math.min(left, count(hoped, meter));
    if (moved === 0) continue;
    hoped[meter] = count(hoped, meter) - moved;
    hoped[cacheRead] = count(hoped, cacheRead) + moved;
    left -= moved;
  }
  return hoped;
}
