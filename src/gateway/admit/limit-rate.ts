/**
 * Admit: enforces the rate limits of the key, its user, the workspace and the organisation, and slows down agents that run
 * away: a session or a key that has spent too much in the last minute waits, and so does a subagent that would be one too
 * many. Before the body is read, and in one round trip where another process counts.
 */
import { sessionOf } from '../../clients/claude-code.ts';
import type { CompiledLimits, CompiledRate, CompiledVelocity } from '../../routing/compiled-limits.ts';
import type { GatewayError } from '../../kernel/errors.ts';
import type { RateRefusal, WindowClaim } from '../../storage/ports/rates.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized, Paced } from '../exchange.ts';
import { callerLimits } from '../limits/applicable-limits.ts';
import { rateExceeded, tooFast, tooManySubagents } from '../limits/limit-errors.ts';
import { claimOf, takeRates } from '../limits/take-rates.ts';
import { agentClaim, spendWindow, type Goer } from '../limits/velocity.ts';
import type { Stage } from '../stage.ts';

type Asking = Arrived & Authenticated & Authorized;

const UNLIMITED: Paced = { paced: null };

export const limitRate: Stage<Asking, Paced, GatewayDeps> = {
  name: 'limit-rate',
  run(exchange, { spending }) {
    const { isFree, isCounted } = exchange.route.endpoint;
    if (isFree && isCounted !== true) return UNLIMITED;
    const { rates, velocity = [] } = callerLimits(exchange);
    const pace = paceOf(exchange, isFree ? [] : velocity);
    const windows = [...rates.map(claimOf), ...pace.windows.map(({ claim }) => claim)];
    const agents = pace.agents.map(({ claim }) => claim);
    const taken = takeRates(spending, { windows, agents }, tellRefusal(rates, pace));
    const { goer } = pace;
    const paced: Paced = goer === null ? UNLIMITED : { paced: { goer, limits: velocity, agents } };
    return taken === undefined ? paced : taken.then(() => paced);
  },
};

interface Pace {
  /** null = nothing counts how fast it goes. */
  goer: Goer | null;
  windows: readonly { limit: CompiledVelocity; claim: WindowClaim }[];
  agents: readonly { limit: CompiledVelocity; claim: NonNullable<ReturnType<typeof agentClaim>> }[];
}

const NO_PACE: Pace = { goer: null, windows: [], agents: [] };

function paceOf({ caller, headers }: Asking, velocity: readonly CompiledVelocity[]): Pace {
  if (velocity.length === 0) return NO_PACE;
  const { session, agent } = sessionOf(headers);
  const goer: Goer = { apiKeyId: caller.id, session, agent };
  return {
    goer,
    windows: velocity.flatMap((limit) => {
      const window = spendWindow(limit, goer);
      return window === null ? [] : [{ limit, claim: { ...window, amount: 0 } }];
    }),
    agents: velocity.flatMap((limit) => {
      const claim = agentClaim(limit, goer);
      return claim === null ? [] : [{ limit, claim }];
    }),
  };
}

function tellRefusal(rates: CompiledLimits['rates'], pace: Pace) {
  return (refusal: RateRefusal): GatewayError => {
    const { at } = refusal;
    if (refusal.kind === 'agent') return tooManySubagents(known(pace.agents[at]).limit);
    const rate: CompiledRate | undefined = rates[at];
    if (rate !== undefined) return rateExceeded(rate, refusal.waitMs);
    return tooFast(known(pace.windows[at - rates.length]).limit, refusal.waitMs);
  };
}

function known<Claim>(claim: Claim | undefined): Claim {
  if (claim === undefined) throw new Error('A limit refused that was not claimed.');
  return claim;
}
