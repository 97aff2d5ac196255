/** Remembers for a while which beta flags and fields an upstream rejected, so that they are not sent again. */
import { UNNAMED_FLAG } from '../../wire/model-facts.ts';
import { BoundedMap } from '../../kernel/bounded-map.ts';
import type { Target } from '../route/plan.ts';

export interface Refused {
  readonly betas: ReadonlySet<string>;
  readonly fields: ReadonlySet<string>;
}

export interface Refusal {
  readonly betas: Iterable<string>;
  readonly fields: Iterable<string>;
}

/** For which requests a refusal holds. */
export interface RefusalPlace {
  /** Of a flag by its name: account, model and operation. */
  flags: string;
  /** Of all else: what a body may have depends on the flags beside it, and on the API's version. */
  fields: string;
}

export interface RefusalMemory {
  recall(place: RefusalPlace): Refused;
  /** Only what has been proved: the request has succeeded without it. */
  learn(place: RefusalPlace, refusal: Refusal): void;
}

interface Asked {
  operation: string;
  /** The client's flags. */
  betas: readonly string[];
  /** Of the API, as the client says it. */
  version: string | null;
}

export function refusalPlace({ provider, model }: Target, { operation, betas, version }: Asked): RefusalPlace {
  const flags = `${provider.accountId} ${model} ${operation}`;
  return { flags, fields: `${flags} ${version ?? ''} ${betas.toSorted().join(',')}` };
}

const NOTHING: Refused = { betas: new Set(), fields: new Set() };
/** Upstreams learn new flags within days: trying again once an hour costs one refused request. */
const REMEMBER_MS = 60 * 60 * 1000;
const MAX_PLACES = 10_000;

export function createRefusalMemory(options: { now: () => number; rememberMs?: number }): RefusalMemory {
  const rememberMs = options.rememberMs ?? REMEMBER_MS;
  const memory = new BoundedMap<Refused & { until: number }>(MAX_PLACES);
  const recallOne = (key: string): Refused => {
    const known = memory.get(key);
    if (known === undefined) return NOTHING;
    if (known.until > options.now()) return known;
    memory.delete(key);
    return NOTHING;
  };
  const learnOne = (key: string, refusal: Refusal): void => {
    memory.set(key, { ...bothOf(recallOne(key), refusal), until: options.now() + rememberMs });
  };
  return {
    recall: ({ flags, fields }) => bothOf(recallOne(flags), recallOne(fields)),
    learn(place, { betas, fields }) {
      const named = [...betas].filter((flag) => flag !== UNNAMED_FLAG);
      if (named.length > 0) learnOne(place.flags, { betas: named, fields: [] });
      const unnamed = [...betas].filter((flag) => flag === UNNAMED_FLAG);
      const members = [...fields];
      if (unnamed.length + members.length > 0) learnOne(place.fields, { betas: unnamed, fields: members });
    },
  };
}

/** The same object where there is nothing to add: most requests have met no refusal. */
export function bothOf(known: Refused, more: Refusal): Refused {
  const betas = [...more.betas];
  const fields = [...more.fields];
  if (betas.length + fields.length === 0) return known;
  return { betas: new Set([...known.betas, ...betas]), fields: new Set([...known.fields, ...fields]) };
}
