/** What a request's builder must know about a model on a platform. Filled in by src/catalog/, read by src/providers/. */
import type { BetaRule } from './beta-flags.ts';

export interface ModelFacts {
  /** What the platform does with a client's anthropic-beta flag for this model. */
  betaRule(flag: string): BetaRule;
  /** The model's own name on this platform; null = the catalog does not know the model, so spelling rules decide. */
  platformId: string | null;
  /** Body members that this model or platform refuses whatever the betas, as paths of src/wire/json-cut.ts. */
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
  /** Largest `max_tokens`; null = not known. */
  maxOutputTokens: number | null;
}
