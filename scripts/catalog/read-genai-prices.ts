/** The pinned package of prices, by every name that its rules give in full. */
import { findProvider } from '@pydantic/genai-prices';
import type { ModelInfo } from '@pydantic/genai-prices';
import { matches, nameFor, namesExactly, versionIn, type MatchRule } from '../../src/catalog/price-match.ts';
import type { PriceRow } from '../../src/catalog/price-row.ts';
import { tokens } from '../../src/catalog/import/rates.ts';
import { currentPrices, listedRow, NOT_COUNTED, OTHERS } from '../refresh-prices.ts';
import { NOTHING_TOLD, type ListedModel } from './listed-model.ts';

/** Platforms and the package's providers, the platform's own first; a later one stands in where the package says so. */
const PROVIDERS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(Object.entries(OTHERS).map(([platform, provider]) => [platform, [provider]])),
  anthropic: ['anthropic'],
  'azure-openai': ['azure', 'openai', 'anthropic', 'deepseek', 'x-ai', 'moonshotai'],
  vertex: ['google'],
  openrouter: ['openrouter'],
  'perplexity-ai': ['perplexity'],
  voyage: ['voyageai'],
  'z-ai': ['zai'],
  zhipu: ['zhipuai'],
  baseten: ['baseten'],
  ovhcloud: ['ovhcloud'],
  doubleword: ['doubleword'],
  modal: ['modal'],
  'workers-ai': ['cloudflare'],
};

export function readGenaiPrices(source: number): ListedModel[] {
  return Object.entries(PROVIDERS).flatMap(([platform, providers]) =>
    providers.flatMap((provider) =>
      modelsOf(provider).flatMap((info): ListedModel[] => {
        const price = rowIn(info);
        return namesIn(info).map((name) => ({
          ...NOTHING_TOLD,
          platform,
          name,
          source,
          price,
          contextTokens: tokens(info.context_window),
        }));
      }),
    ),
  );
}

/** What the platform's own rules say of a name that another list has; null = nothing. */
export function genaiPriceOf(platform: string, name: string): PriceRow | null {
  const [provider] = PROVIDERS[platform] ?? [];
  if (provider === undefined) return null;
  const found = modelsOf(provider).find(({ match }) => matches(match, name));
  const isMeant = found !== undefined && (namesExactly(found.match, name) || versionIn(found.id) === versionIn(name));
  return isMeant ? rowIn(found) : null;
}

const modelsOf = (provider: string): readonly ModelInfo[] => findProvider({ providerId: provider })?.models ?? [];

function namesIn({ id, match }: ModelInfo): string[] {
  return [...new Set([nameFor(match, id), ...exactNames(match)])];
}

function exactNames(match: MatchRule): string[] {
  if ('equals' in match) return [match.equals];
  return 'or' in match ? match.or.flatMap(exactNames) : [];
}

/** null = its price has a part that no meter counts, or more tiers than the book knows. */
function rowIn(info: ModelInfo): PriceRow | null {
  try {
    const prices = currentPrices(info);
    if (Object.keys(prices).some((name) => NOT_COUNTED.test(name))) return null;
    const row = listedRow(prices);
    return Object.keys(row).length === 0 ? null : row;
  } catch {
    return null;
  }
}
