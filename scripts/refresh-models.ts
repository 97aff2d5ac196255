/**
 * Writes src/catalog/models.gen.json: models of every provider with prices, sizes, abilities and last days, from the lists of
 * scripts/catalog/fetch-lists.ts. Run it after raising a version there: `npm run models`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fingerprintOf } from '../src/catalog/fingerprint.ts';
import { writeModelLine, type TableModel } from '../src/catalog/model-line.ts';
import { PROVIDERS } from '../src/providers/registry.gen.ts';
import { litellmList, LISTS, piCatalogList, publishedList } from './catalog/fetch-lists.ts';
import type { ListedModel } from './catalog/listed-model.ts';
import { mergeLists } from './catalog/merge-lists.ts';
import { genaiPriceOf, readGenaiPrices } from './catalog/read-genai-prices.ts';
import { readLitellm } from './catalog/read-litellm.ts';
import { readPiCatalog } from './catalog/read-pi-catalog.ts';
import { readPublished } from './catalog/read-published.ts';

const TARGET = fileURLToPath(new URL('../src/catalog/models.gen.json', import.meta.url));

function renderModels(): string {
  const served = new Set([...PROVIDERS.values()].map(({ platform }) => platform));
  const others = [
    ...readLitellm(litellmList(), 1),
    ...readPublished(publishedList(), 2),
    ...readPiCatalog(piCatalogList(), 3),
  ];
  const told = [...readGenaiPrices(0), ...others.flatMap(withRules), ...others].filter(
    ({ platform, name }) => served.has(platform) && isName(name),
  );
  const platforms: Record<string, string[]> = {};
  for (const { platform, model: merged } of mergeLists(told)) {
    const model = isByCharacter(platform, merged.id) ? { ...merged, price: null, sources: [], differs: [] } : merged;
    if (isWorthALine(model)) (platforms[platform] ??= []).push(writeModelLine(model));
  }
  const sorted = Object.fromEntries(
    Object.entries(platforms)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([platform, lines]) => [platform, lines.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))]),
  );
  return `${JSON.stringify({ sources: LISTS, fingerprint: fingerprintOf(JSON.stringify(sorted)), platforms: sorted }, null, 1)}\n`;
}

/** What the first list's rules say of a name that only another list has. */
function withRules(model: ListedModel): ListedModel[] {
  const price = genaiPriceOf(model.platform, model.name.toLowerCase());
  return price === null ? [] : [{ ...model, source: 0, price, contextTokens: null, maxOutputTokens: null }];
}

const nameOf = (line: string): string => line.slice(0, line.indexOf('|'));

const isName = (name: string): boolean =>
  name !== 'default' && /^[\w~][^|\s]{0,199}$/.test(name) && !NOT_SERVED.test(name);

/** Videos, searches in documents, and a batch's prices under a name of their own. */
const NOT_SERVED = /^(?:veo-|sora-|semantic-ranker)|batchx$/;

/** Google sells its older embeddings on Vertex AI by the character and reports tokens: a price by the token would be a guess. */
const isByCharacter = (platform: string, id: string): boolean =>
  platform === 'vertex' &&
  /^(?:text-?embedding-?(?:gecko|00\d|preview)?|text-multilingual|multimodalembedding)/.test(id) &&
  !id.includes('-exp-');

const isWorthALine = ({ price, contextTokens }: TableModel): boolean => price !== null || contextTokens !== null;

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, renderModels());
