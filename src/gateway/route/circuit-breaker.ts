/** The circuit breaker: skips failing targets for a while (contract#circuit-breakers). */
import type { Counters } from '../../storage/ports/counters.ts';
import type { BreakerConfig } from '../../routing/parse.ts';

/** `probe`: the cooldown is over, and one request may find out whether the target is well again. */
export type CircuitState = 'closed' | 'open' | 'probe';

export interface CircuitBreaker {
  /** In the order of the keys. */
  peek(keys: readonly string[]): Promise<CircuitState[]>;
  /** Takes the probe of a cooled-down target that is now to be tried: true for one of several callers. */
  probe(key: string): Promise<boolean>;
  /** Gives a probe back that finds nothing out by itself. */
  leave(key: string): Promise<void>;
  record(key: string, breaker: BreakerConfig, ended: Ended): Promise<void>;
}

/** How a request at a target ended. */
export interface Ended {
  /** 0 = no answer. */
  status: number;
  /** When the target was called, ms since the epoch. */
  began: number;
}

/** A probe that never reports (a killed process) frees its place after this. */
const PROBE_LEASE_MS = 60_000;
/** An open circuit without requests is forgotten after this many cooldowns. */
const FORGET_AFTER = 10;

export function createCircuitBreaker(options: { counters: Counters; now: () => number }): CircuitBreaker {
  const { counters, now } = options;
  const open = async (key: string, { cooldownMs }: BreakerConfig): Promise<void> => {
    await counters.put(openKey(key), String(now() + cooldownMs), cooldownMs * FORGET_AFTER);
    await counters.remove([probeKey(key), failuresKey(key), requestsKey(key)]);
  };
  return {
    async peek(keys) {
      const opened = await counters.get(keys.map(openKey));
      return opened.map((until) => (until === null ? 'closed' : Number(until) > now() ? 'open' : 'probe'));
    },
    probe: (key) => counters.lease(probeKey(key), PROBE_LEASE_MS),
    leave: (key) => counters.remove([probeKey(key)]),
    async record(key, breaker, { status, began }) {
      const hasFailed = isFailure(status, breaker);
      const [until] = await counters.get([openKey(key)]);
      if (until !== null && until !== undefined) {
        // A request from before the circuit opened, such as a long stream, says nothing about now.
        if (began < Number(until) - breaker.cooldownMs) return;
        if (hasFailed) return open(key, breaker);
        return counters.remove([openKey(key), probeKey(key), failuresKey(key), requestsKey(key)]);
      }
      const requests = await counters.count(requestsKey(key), 1, breaker.cooldownMs);
      if (!hasFailed) return;
      const failures = await counters.count(failuresKey(key), 1, breaker.cooldownMs);
      if (isTooMuch({ failures, requests }, breaker)) await open(key, breaker);
    },
  };
}

/** Without a list: no answer (in time), or a status above 500. */
function isFailure(status: number, { statusCodes }: BreakerConfig): boolean {
  if (status === 0) return true;
  return statusCodes === null ? status > 500 || status === 408 : statusCodes.has(status);
}

function isTooMuch(seen: { failures: number; requests: number }, breaker: BreakerConfig): boolean {
  if (breaker.failureThreshold !== null && seen.failures >= breaker.failureThreshold) return true;
  if (breaker.failurePercentage === null || seen.requests < breaker.minimumRequests) return false;
  return seen.failures * 100 >= breaker.failurePercentage * seen.requests;
}

const openKey = (key: string): string => `breaker:${key}:open`;
const probeKey = (key: string): string => `breaker:${key}:probe`;
const failuresKey = (key: string): string => `breaker:${key}:failures`;
const requestsKey = (key: string): string => `breaker:${key}:requests`;
