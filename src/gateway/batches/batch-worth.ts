/** What the requests of a batch may use together, at most: for budgets, before it begins. */

/** Of one request. */
export interface Most {
  tokens: number;
  /** Or why there is no price. */
  nanoUsd: number | { unpriced: string };
}

/** More models than this in one batch are not kept: then nobody knows them. */
const MAX_MODELS = 100;

export interface BatchSize extends Most {
  requests: number;
  models: ReadonlySet<string>;
  /** Every one of them could be read. */
  isKnown: boolean;
}

export class BatchWorth implements BatchSize {
  requests = 0;
  tokens = 0;
  nanoUsd: Most['nanoUsd'] = 0;
  readonly models = new Set<string>();
  isKnown = true;

  add(model: string, { tokens, nanoUsd }: Most): void {
    this.requests += 1;
    this.tokens += tokens;
    this.models.add(model);
    if (this.models.size > MAX_MODELS) this.isKnown = false;
    if (typeof this.nanoUsd !== 'number') return;
    this.nanoUsd = typeof nanoUsd === 'number' ? this.nanoUsd + nanoUsd : nanoUsd;
  }
}
