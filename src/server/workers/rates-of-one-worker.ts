/** Rates as one worker has them: when it dies, its subagents are not alive any more. */
import type { AgentClaim, Rates } from '../../storage/ports/rates.ts';

export interface RatesOfOneWorker extends Rates {
  /** It is gone, and with it every request that it had. */
  leaveAll(): void;
}

export function ofOneWorker(rates: Rates): RatesOfOneWorker {
  const taken: AgentClaim[] = [];
  const isSame = (one: AgentClaim, other: AgentClaim): boolean =>
    one.place === other.place && one.agent === other.agent;
  return {
    ...rates,
    async take(claims) {
      const refusal = await rates.take(claims);
      if (refusal === null) taken.push(...claims.agents);
      return refusal;
    },
    leave(agents) {
      for (const agent of agents) {
        const at = taken.findIndex((one) => isSame(one, agent));
        if (at !== -1) taken.splice(at, 1);
      }
      return rates.leave(agents);
    },
    leaveAll() {
      void rates.leave(taken.splice(0));
    },
  };
}
