/** What a request's builder must know about a model on a platform. Filled in by src/catalog/, read by src/providers/. */
/** `governs`: the body members (paths of src/wire/json/cut.ts) that only mean something under this flag. */
export type BetaRule = { governs: readonly string[] } & (
  | { action: 'forward' }
  | { action: 'drop' }
  /** The platform's own name for the feature; `loses` are the members that the new name does not cover. */
  | { action: 'rename'; to: string; loses: readonly string[] }
  /** Nobody knows; the provider's settings decide, and where they are silent the platform's default. */
  | { action: 'unknown'; byDefault: UnknownBetas }
);

export type UnknownBetas = 'drop' | 'forward';

export interface ModelFacts {
  /** What the platform does with a client's anthropic-beta flag for this model. */
  betaRule(flag: string): BetaRule;
  /** The model's own name on this platform; null = the catalog does not know the model, so spelling rules decide. */
  platformId: string | null;
  /** Body members that this model or platform refuses whatever the betas, as paths of src/wire/json/cut.ts. */
  refusedMembers: readonly string[];
  /** `role:"system"` inside `messages`. */
  refusesSystemTurns: boolean;
  refusesAdaptiveThinking: boolean;
  refusesEnabledThinking: boolean;
  refusesDisabledThinking: boolean;
  /** Any `temperature` but 1, any `top_p` below 0.99 and any `top_k`. */
  refusesSampling: boolean;
  /** `output_config.effort`. */
  supportsEffort: boolean;
  /** `output_config.format`, and `strict` on tools. */
  supportsStructuredOutput: boolean;
  /** Largest `max_tokens`; null = not known. */
  maxOutputTokens: number | null;
  /** Of the largest picture; null = not known. */
  imageTokens: number | null;
  /** The most that it reads at once, with every flag for more; null = not known. */
  contextTokens: number | null;
}

/** Stands in a set of refused flags for an upstream that refused some flag without naming it. */
export const UNNAMED_FLAG = '*';
