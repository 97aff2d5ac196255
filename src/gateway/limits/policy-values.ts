/**
 * How many combinations of values a policy counts apart. Callers choose them, and each takes an account of the ledger: beyond
 * the bound, new ones are counted together.
 */
import type { Ledger } from '../../storage/ports/ledger.ts';
import { policyAccounts } from '../../routing/compiled-policies.ts';

/** Of one policy. */
export const MAX_VALUES = 10_000;
/** What further ones are counted as. */
export const OTHERS = '(others)';
/** Values that were not seen for so long may make room for others. ms. */
const FORGET_MS = 86_400_000;

export interface PolicyValues {
  /** The value key itself, or `OTHERS`. */
  counted(policyId: string, valueKey: string): string;
  /** What it is counted as, or would be: takes no place. */
  shown(policyId: string, valueKey: string): string;
}

interface Known {
  values: Set<string>;
  /** Monotonic ms. */
  since: number;
}

/** `elapsed`: monotonic ms. Values that the ledger counts in its newest window are known from the start. */
export function createPolicyValues({
  ledger,
  elapsed,
}: {
  ledger: Pick<Ledger, 'accounts'>;
  elapsed: () => number;
}): PolicyValues {
  const policies = new Map<string, Known>();
  const read = (policyId: string): Known => {
    const prefix = policyAccounts(policyId);
    const accounts = ledger.accounts(prefix);
    const newest = accounts.reduce((latest, { window }) => Math.max(latest, window), 0);
    const running = accounts.filter(({ window }) => window === newest).map(({ limit }) => limit.slice(prefix.length));
    const known = { values: new Set(running), since: elapsed() };
    policies.set(policyId, known);
    return known;
  };
  return {
    shown(policyId, valueKey) {
      const { values } = policies.get(policyId) ?? read(policyId);
      return values.has(valueKey) || values.size < MAX_VALUES ? valueKey : OTHERS;
    },
    counted(policyId, valueKey) {
      let known = policies.get(policyId) ?? read(policyId);
      if (known.values.has(valueKey)) return valueKey;
      if (known.values.size >= MAX_VALUES && elapsed() - known.since >= FORGET_MS) known = read(policyId);
      if (known.values.size >= MAX_VALUES) return OTHERS;
      known.values.add(valueKey);
      return valueKey;
    },
  };
}
