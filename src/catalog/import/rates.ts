/** Amounts of published catalogs as integer pico-dollars. */

/** Rounded to whole pico-dollars; null where it is no amount. */
export function pico(amount: unknown, perUnit: number): number | null {
  const number = typeof amount === 'string' ? Number(amount) : amount;
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return null;
  const rate = Math.round(number * perUnit);
  return Number.isSafeInteger(rate) ? rate : null;
}

/** Of one token: dollars, and US cents, and dollars per million. */
export const DOLLARS = 1e12;
export const CENTS = 1e10;
export const DOLLARS_PER_MILLION = 1e6;
/** Of one request: dollars per thousand. */
export const DOLLARS_PER_THOUSAND = 1e9;

/** A count of tokens; null where it is none. */
export const tokens = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;

/** Contract ids of platforms, by the names that catalogs have for them. */
const PLATFORMS: Readonly<Record<string, string>> = {
  aws: 'bedrock',
  bedrock: 'bedrock',
  bedrock_converse: 'bedrock',
  azure: 'azure-openai',
  azure_ai: 'azure-openai',
  'azure-ai': 'azure-openai',
  gemini: 'google',
  vertex: 'vertex',
  vertex_ai: 'vertex',
  'vertex-ai': 'vertex',
  mistral: 'mistral-ai',
  together: 'together-ai',
  together_ai: 'together-ai',
  fireworks: 'fireworks-ai',
  fireworks_ai: 'fireworks-ai',
  xai: 'x-ai',
  moonshotai: 'moonshot',
  novita: 'novita-ai',
  perplexity: 'perplexity-ai',
  cohere_chat: 'cohere',
  'text-completion-openai': 'openai',
  azure_text: 'azure-openai',
  'fireworks_ai-embedding-models': 'fireworks-ai',
  jina_ai: 'jina',
  nvidia_nim: 'nvidia',
  lambda_ai: 'lambda',
  cloudflare: 'workers-ai',
  wandb: 'coreweave',
  friendliai: 'friendli',
  recraft: 'recraft-ai',
  stability: 'stability-ai',
  aiml: 'aimlapi',
  xiaomi_mimo: 'xiaomi',
  tencent: 'tencent-hunyuan',
  bigmodel: 'zhipu',
  zhipuai: 'zhipu',
  zai: 'z-ai',
  voyageai: 'voyage',
  snowflake: 'cortex',
};

export function platformOf(name: string): string {
  const plain = name.toLowerCase().replace(/^vertex_ai-.*/, 'vertex_ai');
  return PLATFORMS[plain] ?? plain.replaceAll('_', '-');
}
