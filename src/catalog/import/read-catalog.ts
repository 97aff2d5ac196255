/** Reads the published shapes of three catalogs into one. Pure. What cannot be read is left out, and counted. */
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import type { ImportedCatalog, ImportedModel } from '../imported.ts';
import { readGenaiPrices } from './genai-prices.ts';
import { readLitellm } from './litellm.ts';
import { readPortkey } from './portkey.ts';
import { CatalogFormatError, type ReadModel } from './read-model.ts';

type CatalogFormat = 'portkey' | 'litellm' | 'genai-prices';

interface ReadCatalog {
  format: CatalogFormat;
  catalog: ImportedCatalog;
  models: number;
  /** Models that are left out, with the reason, by name. */
  leftOut: readonly string[];
}

interface Source {
  /** The file's name, for the version of the price book. */
  name: string;
  /** Whose models a file of one provider tells. */
  provider: string | null;
}

/** Throws CatalogFormatError. */
export function readCatalog(json: unknown, { name, provider }: Source): ReadCatalog {
  const leftOut: string[] = [];
  const leave = (model: string, reason: string): void => void leftOut.push(`${model}: ${reason}`);
  const format = formatOf(json);
  const read = format === 'genai-prices' ? readGenaiPrices(json, leave) : readObject(format, json, { provider, leave });
  const platforms: Record<string, Record<string, ImportedModel>> = {};
  for (const { platform, name: model, ...told } of read) (platforms[platform] ??= {})[model.toLowerCase()] = told;
  return { format, catalog: { source: `${format}:${name}`, platforms }, models: read.length, leftOut };
}

function readObject(
  format: CatalogFormat,
  json: unknown,
  { provider, leave }: { provider: string | null; leave: (model: string, reason: string) => void },
): ReadModel[] {
  const object = isObject(json) ? json : {};
  return format === 'litellm' ? readLitellm(object, leave) : readPortkey(object, provider, leave);
}

function formatOf(json: unknown): CatalogFormat {
  if (Array.isArray(json)) return 'genai-prices';
  if (!isObject(json)) throw new CatalogFormatError('It is no JSON object or list.');
  if (Array.isArray(json['providers'])) return 'genai-prices';
  const first = Object.values(json).filter(isObject);
  if (first.some((model) => 'litellm_provider' in model)) return 'litellm';
  if (isObject(json['providers']) || first.some((model) => 'pricing_config' in model || isPriced(model)))
    return 'portkey';
  throw new CatalogFormatError('It has none of the shapes of Portkey’s, LiteLLM’s and genai-prices’ catalogs.');
}

const isPriced = (model: JsonObject): boolean =>
  Object.values(model).some((one) => isObject(one) && 'pricing_config' in one);
