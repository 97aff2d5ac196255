/**
 * Admit: slows down agents that run away. A session or a key that has spent too much in the last minute waits, and so does a
 * subagent that would be one too many. Before the body is read.
 */
import { sessionOf } from '../../clients/claude-code.ts';
import type { GatewayDeps } from '../dependencies.ts';
import type { Arrived, Authenticated, Authorized, Paced } from '../exchange.ts';
import { callerLimits } from '../limits/applicable-limits.ts';
import { tooFast, tooManySubagents } from '../limits/limit-errors.ts';
import { spendWindow, type Goer } from '../limits/velocity.ts';
import type { Stage } from '../stage.ts';

const UNLIMITED: Paced = { paced: null };

export const limitVelocity: Stage<Arrived & Authenticated & Authorized, Paced, GatewayDeps> = {
  name: 'limit-velocity',
  run(exchange, { spending }) {
    const { velocity = [] } = callerLimits(exchange);
    if (velocity.length === 0 || exchange.route.endpoint.isFree) return UNLIMITED;
    const { session, agent } = sessionOf(exchange.headers);
    const goer: Goer = { apiKeyId: exchange.caller.id, session, agent };
    for (const limit of velocity) {
      const window = spendWindow(limit, goer);
      const waitMs = window === null ? 0 : spending.rates.waitFor(window, 1);
      if (waitMs !== 0) throw tooFast(limit, waitMs);
    }
    const entered = [];
    for (const limit of velocity) {
      if (spending.agents.enter(limit, goer)) entered.push(limit);
      else {
        for (const one of entered) spending.agents.leave(one, goer);
        throw tooManySubagents(limit);
      }
    }
    return { paced: { goer, limits: velocity } };
  },
};
