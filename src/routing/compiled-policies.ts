/** Policies as the data plane reads them: which requests one is for, and what it counts together. Pure. */
import type { Policy, PolicyCondition } from '../storage/ports/records/policies.ts';
import { WINDOW_MS, type CompiledBudget, type CompiledRate, type LimitOwner } from './compiled-limits.ts';

/** What of a request a condition may ask for: the values that it has under this key, none = it lacks it. */
export type FactsOf = (key: string) => readonly string[];

export interface CompiledPolicy {
  readonly id: string;
  /** null = of every workspace. */
  readonly workspaceId: string | null;
  /** Whether a request counts, and as what, is known from who asks: no target, config or endpoint has a say. */
  readonly isOfCallers: boolean;
  /** What the request counts as; null = the policy is not for it. */
  valueKey(facts: FactsOf): string | null;
  /** For requests of this value key. */
  budget(valueKey: string): CompiledBudget | null;
  rate(valueKey: string): CompiledRate | null;
}

/** Keys that another target may have other values of. */
const OF_TARGETS: ReadonlySet<string> = new Set(['provider', 'virtual_key', 'model']);
/** Keys that the caller's next request may have other values of. */
const OF_REQUESTS: ReadonlySet<string> = new Set([...OF_TARGETS, 'config', 'endpoint_type']);
/** Values come from callers: a key of the ledger is no place for a novel. */
const MAX_VALUE_CHARACTERS = 200;

/** What every database takes: no NUL, and no half of a surrogate pair, which the cut may leave. */
const storable = (value: string): string => value.slice(0, MAX_VALUE_CHARACTERS).replaceAll('\0', '').toWellFormed();

/** The beginning of every account of the policy in the ledger. */
export const policyAccounts = (id: string): string => `policy:${id}:`;

export function compilePolicy({
  id,
  workspaceId,
  name,
  rule,
}: Pick<Policy, 'id' | 'workspaceId' | 'name' | 'rule'>): CompiledPolicy {
  const conditions = rule.conditions.map(compileCondition);
  const keys = [...rule.conditions.map(({ key }) => key), ...rule.groupBy];
  const isPassable = keys.some((key) => OF_TARGETS.has(key));
  const ownerOf = (valueKey: string): LimitOwner => ({
    kind: 'policy',
    isPassable,
    name: valueKey === '' ? (name ?? id) : `${name ?? id} (${valueKey})`,
  });
  return {
    id,
    workspaceId,
    isOfCallers: !keys.some((key) => OF_REQUESTS.has(key)),
    valueKey(facts) {
      if (!conditions.every((isMet) => isMet(facts))) return null;
      const parts = rule.groupBy.map((key) => `${key}:${storable(facts(key)[0] ?? '')}`);
      return parts.join(',');
    },
    budget: (valueKey) =>
      rule.budget && { ...rule.budget, account: `${policyAccounts(id)}${valueKey}`, owner: ownerOf(valueKey) },
    rate: (valueKey) =>
      rule.rate && {
        ...rule.rate,
        place: `${policyAccounts(id)}${valueKey}`,
        listedUnder: policyAccounts(id),
        windowMs: WINDOW_MS[rule.rate.per],
        owner: ownerOf(valueKey),
      },
  };
}

/** A request that lacks the key meets no condition on it, but one that excludes. */
function compileCondition({ key, values, excludes }: PolicyCondition): (facts: FactsOf) => boolean {
  const patterns = values.map((value) => new RegExp(`^${value.split('*').map(escape).join('.*')}$`, 's'));
  return (facts) => {
    const isMet = facts(key).some((value) => patterns.some((pattern) => pattern.test(value)));
    return isMet !== excludes;
  };
}

const escape = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
