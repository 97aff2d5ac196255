/** Names that guardrail checks look up, by the guard of URLs and bounded in time: nothing is sent to the host. */
import type { CheckPorts } from '../../guardrails/check.ts';
import { hostOf } from '../../kernel/host-rules.ts';
import type { UrlGuard } from './url-guard.ts';

interface LookupPorts {
  guard: Pick<UrlGuard, 'refusal' | 'lookup'>;
  /** Starts a one-shot timer and returns the function that cancels it. */
  after: (ms: number, run: () => void) => () => void;
}

export function createGuardrailLookups({ guard, after }: LookupPorts): CheckPorts['resolves'] {
  return async (url, timeoutMs) => {
    if (guard.refusal(url) !== null) return false;
    return new Promise((resolve) => {
      const cancel = after(timeoutMs, () => resolve(false));
      guard.lookup(hostOf(new URL(url)), { all: true }, (error) => {
        cancel();
        resolve(error === null);
      });
    });
  };
}
