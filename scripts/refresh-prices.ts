/**
 * Writes src/catalog/prices.gen.json from the pinned devDependency @pydantic/genai-prices. Run it after raising that
 * version: `node scripts/refresh-prices.ts`. A test fails while the file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findProvider } from '@pydantic/genai-prices';
import type { ModelInfo, ModelPrice } from '@pydantic/genai-prices';
import { CLAUDE_MODELS } from '../src/catalog/claude-models.data.ts';
import type { ClaudeModel } from '../src/catalog/claude-models.data.ts';
import { EMBEDDING_MODELS } from '../src/catalog/embedding-models.data.ts';
import { matches, versionIn, type MatchRule } from '../src/catalog/price-match.ts';
import type { PriceRow, Rate } from '../src/catalog/price-row.ts';
import { METERS } from '../src/wire/usage.ts';

const TARGET = fileURLToPath(new URL('../src/catalog/prices.gen.json', import.meta.url));
const OTHERS_TARGET = fileURLToPath(new URL('../src/catalog/prices-by-rule.gen.json', import.meta.url));
const PACKAGE = new URL('../node_modules/@pydantic/genai-prices/package.json', import.meta.url);
/** Prices with a start date count if they had begun by then. */
const AS_OF = '2026-11-23';

/** The package's provider and the name that its rules match, per platform of the catalog. */
const PLATFORMS = {
  anthropic: { provider: 'anthropic', nameOf: (model: ClaudeModel) => model.id },
  vertex: { provider: 'google', nameOf: (model: ClaudeModel) => model.vertexId },
} as const;

/** Platforms whose rows are found by the package's own rules, and the package's name of the provider. */
export const OTHERS: Readonly<Record<string, string>> = {
  openai: 'openai',
  google: 'google',
  vertex: 'google',
  bedrock: 'aws',
  'azure-openai': 'azure',
  groq: 'groq',
  deepseek: 'deepseek',
  'mistral-ai': 'mistral',
  'x-ai': 'x-ai',
  'together-ai': 'together',
  'fireworks-ai': 'fireworks',
  cerebras: 'cerebras',
  cohere: 'cohere',
  moonshot: 'moonshotai',
  'novita-ai': 'novita',
  minimax: 'minimax',
};

/** Priced by something that no meter counts: part of the bill would be missing. */
export const NOT_COUNTED = /requests_kcount|output_reasoning_mtok|citation|hours|kpages|messages_kcount/;

interface PriceFile {
  source: string;
  platforms: Record<string, Record<string, PriceRow>>;
}

/** The file's whole text, the same for the same package version. */
export function renderPrices(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string };
  const file: PriceFile = { source: `@pydantic/genai-prices@${version}`, platforms: {} };
  for (const [platform, { provider, nameOf }] of Object.entries(PLATFORMS)) {
    const models = findProvider({ providerId: provider })?.models ?? [];
    const rows: Record<string, PriceRow> = {};
    for (const model of CLAUDE_MODELS) {
      const info = models.find((candidate) => matches(candidate.match, nameOf(model)));
      if (info !== undefined && describes(info, model)) rows[model.id] = rowOf(currentPrices(info));
    }
    for (const { id } of EMBEDDING_MODELS.filter((model) => model.isPriced && model.platform === platform)) {
      const info = models.find((candidate) => matches(candidate.match, id));
      if (info !== undefined) rows[id] = rowOf(currentPrices(info));
    }
    file.platforms[platform] = rows;
  }
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** The package's prefix rules would price Sonnet 5.5 as Sonnet 5, so the versions in the two ids must agree. */
function describes(info: ModelInfo, model: ClaudeModel): boolean {
  // The package prices Opus 4 and 4.1 on Google in one row.
  if (info.id === 'claude-4-opus' && model.id.startsWith('claude-opus-4-')) return true;
  return versionIn(info.id) === versionIn(model.id);
}

export function currentPrices(info: ModelInfo): ModelPrice {
  if (!Array.isArray(info.prices)) return info.prices;
  const begun = info.prices.filter(({ constraint }) => {
    if (constraint === undefined) return true;
    if (constraint.type !== 'start_date') throw new Error(`${info.id}: prices by time of day are not supported`);
    return constraint.start_date <= AS_OF;
  });
  const current = begun.at(-1);
  if (current === undefined) throw new Error(`${info.id}: no price has begun by ${AS_OF}`);
  return current.prices;
}

/** The package's names of the meters. */
const METER_NAMES = {
  [METERS.input]: 'input_mtok',
  [METERS.output]: 'output_mtok',
  [METERS.cacheRead]: 'cache_read_mtok',
  [METERS.cacheWrite5m]: 'cache_write_mtok',
  [METERS.cacheWrite1h]: 'cache_write_1h_mtok',
} as const;

/** Rows with the rules that find them; the first that fits is meant. Models that cannot be priced in full are left out. */
export function renderOthers(): string {
  const platforms: Record<string, { id: string; match: MatchRule; row: PriceRow }[]> = {};
  for (const [platform, provider] of Object.entries(OTHERS)) {
    const models = findProvider({ providerId: provider })?.models ?? [];
    platforms[platform] = models.flatMap((info) => {
      const row = otherRow(platform, info);
      return row === null ? [] : [{ id: info.id, match: info.match, row }];
    });
  }
  return `${JSON.stringify({ platforms })}\n`;
}

function otherRow(platform: string, info: ModelInfo): PriceRow | null {
  // Claude on Google is in the list by model; what the others of this package say of it is by prefix.
  if (platform !== 'bedrock' && info.id.includes('claude')) return null;
  try {
    const prices = currentPrices(info);
    if (Object.keys(prices).some((name) => NOT_COUNTED.test(name))) return null;
    return listedRow(prices);
  } catch {
    return null;
  }
}

/** Of kinds of tokens beside text. */
const OTHER_METERS = {
  input_audio_tokens: 'input_audio_mtok',
  input_image_tokens: 'input_image_mtok',
  input_video_tokens: 'input_video_mtok',
  cache_read_audio_tokens: 'cache_audio_read_mtok',
  output_audio_tokens: 'output_audio_mtok',
  output_image_tokens: 'output_image_mtok',
} as const;

/** What the package says, and no more. Throws Error for what the book cannot express. */
export function listedRow(prices: ModelPrice): PriceRow {
  const others = Object.entries(OTHER_METERS).flatMap(([meter, name]): [string, Rate][] => {
    const rate = rateOf(prices[name]);
    return rate === null ? [] : [[meter, rate]];
  });
  return { ...rowOf(prices), ...Object.fromEntries(others) };
}

function rowOf(prices: ModelPrice): PriceRow {
  const row: Record<string, Rate> = {};
  for (const [meter, name] of Object.entries(METER_NAMES)) {
    const rate = rateOf(prices[name]);
    if (rate !== null) row[meter] = rate;
  }
  const searches = prices['web_searches_kcount'];
  // Dollars per thousand searches, as pico-dollars each.
  if (typeof searches === 'number') row[METERS.webSearch] = exact(searches * 1e9);
  return row;
}

function rateOf(price: ModelPrice[string]): Rate {
  if (price === undefined) return null;
  if (typeof price === 'number') return exact(price * 1e6);
  const [tier, ...more] = price.tiers;
  if (tier === undefined || more.length > 0) throw new Error('Exactly one tier is supported');
  return { base: exact(price.base * 1e6), above: exact(tier.price * 1e6), threshold: tier.start };
}

/** Dollars per million tokens are pico-dollars per token times 10⁻⁶; anything finer would need another unit. */
function exact(pico: number): number {
  const rounded = Math.round(pico);
  if (Math.abs(rounded - pico) > 1e-6) throw new Error(`${pico} is finer than a pico-dollar`);
  return rounded;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(TARGET, renderPrices());
  writeFileSync(OTHERS_TARGET, renderOthers());
}
