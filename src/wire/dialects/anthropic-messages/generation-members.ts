/** Members of a Messages body that only generation knows: the counter of tokens refuses them by name. Source: the API's reference. */
export const GENERATION_MEMBERS: readonly string[] = [
  'max_tokens',
  'stream',
  'stop_sequences',
  'temperature',
  'top_p',
  'top_k',
  'metadata',
  'service_tier',
];
