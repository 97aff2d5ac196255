/** Prefixes of response headers that reveal the account behind the gateway. */

/** A host of one's own may stand before any of these clouds, so every provider hides all of them. */
export const PRIVATE_HEADERS: readonly string[] = [
  'anthropic-ratelimit-',
  'anthropic-organization',
  'anthropic-workspace',
  'anthropic-priority-',
  'openai-organization',
  'openai-project',
  'x-ratelimit-',
  'x-goog-',
  'x-cloud-',
  'x-vertex-',
];
