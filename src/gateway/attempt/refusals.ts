/** What an upstream has refused by name, per provider and model, remembered for a while so that it is not sent again. */
import { BoundedMap } from '../../wire/bounded-map.ts';
import type { Target } from '../route/plan.ts';

export interface Refused {
  readonly betas: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
}

export interface RefusalMemory {
  /** `key` as of `refusalKey`. */
  recall(key: string): Refused;
  learn(key: string, refusal: { betas: readonly string[]; fields: readonly string[] }): void;
}

/** What is refused is refused per account and model. */
export const refusalKey = ({ provider, model }: Target): string => `${provider.accountId} ${model}`;

const NOTHING: Refused = { betas: new Set(), fields: new Set() };
/** Upstreams learn new flags within days: asking again once an hour costs one refused request. */
const REMEMBER_MS = 60 * 60 * 1000;
const MAX_KEYS = 10_000;

export function createRefusalMemory(options: { now: () => number; rememberMs?: number }): RefusalMemory {
  const rememberMs = options.rememberMs ?? REMEMBER_MS;
  const memory = new BoundedMap<Refused & { until: number }>(MAX_KEYS);
  const recall = (key: string): Refused => {
    const known = memory.get(key);
    if (known === undefined) return NOTHING;
    if (known.until > options.now()) return known;
    memory.delete(key);
    return NOTHING;
  };
  return {
    recall,
    learn(key, refusal) {
      const known = recall(key);
      memory.set(key, {
        betas: new Set([...known.betas, ...refusal.betas]),
        fields: new Set([...known.fields, ...refusal.fields]),
        until: options.now() + rememberMs,
      });
    },
  };
}
