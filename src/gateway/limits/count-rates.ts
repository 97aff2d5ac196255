/**
 * Counts an answer in rates and velocity limits: its tokens and dollars, and that a subagent's request no longer runs. All in
 * one turn, so that an engine that another process keeps is asked once.
 */
import type { CompiledRate } from '../../routing/compiled-limits.ts';
import type { CountedAmount } from '../../storage/ports/rates.ts';
import { allMeters } from '../../wire/usage.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Admitted, Reached } from '../exchange.ts';
import { nanoUsdOf, type Attempt } from '../outcome.ts';
import { callerLimits, targetLimits } from './applicable-limits.ts';
import { countedTokens } from './counted-tokens.ts';
import { spendWindow } from './velocity.ts';

export function countRates(
  exchange: Reached,
  attempts: readonly Attempt[],
  deps: Pick<GatewayDeps, 'spending'>,
): void | Promise<void> {
  const { rates } = deps.spending;
  const agents = pacedOf(exchange)?.agents ?? [];
  const counted = [...tokensOf(exchange, attempts, deps), ...dollarsOf(exchange, attempts)];
  const waits = [
    agents.length === 0 ? undefined : rates.leave(agents),
    counted.length === 0 ? undefined : rates.add(counted),
  ].filter((wait) => wait instanceof Promise);
  return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
}

/** Rates of tokens count every attempt, as the upstream did. */
function tokensOf(
  exchange: Reached,
  attempts: readonly Attempt[],
  { spending }: Pick<GatewayDeps, 'spending'>,
): CountedAmount[] {
  if (exchange.route.endpoint.isFree || !isAdmitted(exchange)) return [];
  const own = callerLimits(exchange).rates;
  return attempts.flatMap(({ usage, target }) => {
    if (usage === null) return [];
    const meters = allMeters(usage);
    const rates = [...own, ...targetLimits(exchange, target, spending).rates].filter(isOfTokens);
    return rates.map((rate) => ({ window: rate, amount: countedTokens(meters, rate.kinds) }));
  });
}

/** Of a session and of a key in the last minute. */
function dollarsOf(exchange: Reached, attempts: readonly Attempt[]): CountedAmount[] {
  const paced = pacedOf(exchange);
  const spent = attempts.reduce((sum, attempt) => sum + (nanoUsdOf(attempt) ?? 0), 0);
  if (paced === null || spent === 0) return [];
  return paced.limits.flatMap((limit) => {
    const window = spendWindow(limit, paced.goer);
    return window === null ? [] : [{ window, amount: spent }];
  });
}

/** A line of a batch has no pace: nobody waited for it. */
const pacedOf = ({ paced, isOfBatch }: Reached) => (isOfBatch === true ? null : (paced ?? null));

/** Only then has anything been sent. */
const isAdmitted = (exchange: Reached): exchange is Admitted => exchange.plan !== undefined;

const isOfTokens = ({ unit }: CompiledRate): boolean => unit === 'tokens';
