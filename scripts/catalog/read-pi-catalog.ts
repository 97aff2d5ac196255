/** The list of what agents may ask of models: sizes and abilities, and prices where no other list has one. */
import { METERS } from '../../src/wire/usage.ts';
import { isObject, type JsonObject } from '../../src/wire/json/object.ts';
import { DOLLARS_PER_MILLION, pico, tokens } from '../../src/catalog/import/rates.ts';
import type { PriceRow, Rate } from '../../src/catalog/price-row.ts';
import type { ListedModel } from './listed-model.ts';

/** Platforms of the catalog by its names. What only a subscription's own client can reach is left out. */
const PLATFORMS: Readonly<Record<string, string>> = {
  abliteration: 'abliteration',
  aimlapi: 'aimlapi',
  'amazon-bedrock': 'bedrock',
  anthropic: 'anthropic',
  azure: 'azure-openai',
  baseten: 'baseten',
  'bedrock-mantle': 'bedrock-mantle',
  cerebras: 'cerebras',
  'cloudflare-ai-gateway': 'cloudflare-ai-gateway',
  coreweave: 'coreweave',
  deepinfra: 'deepinfra',
  deepseek: 'deepseek',
  fireworks: 'fireworks-ai',
  'gmi-cloud': 'gmi',
  google: 'google',
  'google-vertex': 'vertex',
  groq: 'groq',
  huggingface: 'huggingface',
  kilo: 'kilo',
  meta: 'meta-llama',
  minimax: 'minimax',
  mistral: 'mistral-ai',
  moonshot: 'moonshot',
  nanogpt: 'nanogpt',
  novita: 'novita-ai',
  nvidia: 'nvidia',
  openai: 'openai',
  'opencode-zen': 'opencode-zen',
  openrouter: 'openrouter',
  qianfan: 'qianfan',
  sakana: 'sakana',
  stepfun: 'stepfun',
  synthetic: 'synthetic',
  together: 'together-ai',
  venice: 'venice',
  'vercel-ai-gateway': 'vercel-ai-gateway',
  xai: 'x-ai',
  xiaomi: 'xiaomi',
  zai: 'z-ai',
  zenmux: 'zenmux',
};

export function readPiCatalog(list: JsonObject, source: number): ListedModel[] {
  return Object.entries(PLATFORMS).flatMap(([provider, platform]) => {
    const models = isObject(list[provider]) ? Object.values(list[provider]).filter(isObject) : [];
    return models
      .filter(({ kind }) => kind === undefined || kind === 'chat')
      .map((model) => listed(model, { platform, source }));
  });
}

function listed(model: JsonObject, { platform, source }: { platform: string; source: number }): ListedModel {
  const { thinking } = model;
  const input = Array.isArray(model['input']) ? model['input'] : [];
  return {
    platform,
    name: String(model['id']),
    source,
    price: priceOf(model['cost'], String(model['id'])),
    contextTokens: tokens(model['contextWindow']),
    maxOutputTokens: tokens(model['maxTokens']),
    modalities: input.filter((one): one is string => typeof one === 'string'),
    capabilities: [
      ...(model['supportsTools'] === true ? ['tools'] : []),
      ...(model['reasoning'] === true ? ['reasoning'] : []),
      ...(isObject(thinking) && thinking['mode'] === 'effort' ? ['effort'] : []),
      ...(model['supportsComputerUse'] === true ? ['computer-use'] : []),
    ],
    endsOn: null,
    kind: 'messages',
  };
}

/** A zero is "not told", except where the name says that the model is free. Prices by the hour of the day are left out. */
function priceOf(cost: unknown, name: string): PriceRow | null {
  if (!isObject(cost) || 'timeBased' in cost) return null;
  const row: Record<string, Rate> = {};
  const put = (meter: string, member: string): void => {
    const rate = pico(cost[member], DOLLARS_PER_MILLION);
    if (rate !== null && (rate > 0 || name.endsWith(':free'))) row[meter] = rate;
  };
  put(METERS.input, 'input');
  put(METERS.output, 'output');
  put(METERS.cacheRead, 'cacheRead');
  put(METERS.cacheWrite5m, 'cacheWrite');
  return METERS.input in row && METERS.output in row ? row : null;
}
