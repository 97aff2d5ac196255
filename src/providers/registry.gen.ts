/** Every provider by the contract id. Written by scripts/generate-registry.ts: do not edit. */
import { anthropic } from './anthropic/index.ts';
import { bedrock } from './bedrock/index.ts';
import { google } from './google/index.ts';
import { openaiCompatible } from './openai-compatible/index.ts';
import { vertex } from './vertex/index.ts';
import type { Provider } from './provider.ts';

export const PROVIDERS: ReadonlyMap<string, Provider> = new Map(
  [anthropic, bedrock, google, ...openaiCompatible, vertex].map((provider) => [provider.id, provider]),
);
