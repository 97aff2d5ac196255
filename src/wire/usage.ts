/** What a request used, in disjoint counts: every token is in exactly one of the priced fields. */

export interface Usage {
  /** Input tokens that were neither read from nor written to the prompt cache. */
  inputTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
  cacheReadTokens: number;
  /** All output tokens, thinking included (Anthropic bills them alike). */
  outputTokens: number;
  /** The part of `outputTokens` that was thinking, where the provider tells; for display, never priced again. */
  thinkingTokens: number;
  webSearchRequests: number;
  webFetchRequests: number;
}

export function emptyUsage(): Usage {
  return {
    inputTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    cacheReadTokens: 0,
    outputTokens: 0,
    thinkingTokens: 0,
    webSearchRequests: 0,
    webFetchRequests: 0,
  };
}
