/** The public list of prices and models: `/model-configs/{pricing|general}/{provider}/{model}`, with or without `/v1`. */
import { describeModel } from '../control/model-configs/general.ts';
import { publishedPrice } from '../control/model-configs/pricing.ts';

export interface OpenAnswer {
  status: number;
  body: string;
}

/** Without `/v1`. */
export const OPEN_MODEL_CONFIGS = ['/model-configs/pricing/', '/model-configs/general/'] as const;

const LOOK_UPS = { pricing: publishedPrice, general: describeModel } as const;

/** `platformOf`: of a provider's id, as `vertex-ai`; undefined = there is no such provider. null = another path. */
export function answerModelConfig(
  path: string,
  platformOf: (providerId: string) => string | undefined,
): OpenAnswer | null {
  const [, kind, provider = '', encoded = ''] =
    /^(?:\/v1)?\/model-configs\/(pricing|general)\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (kind !== 'pricing' && kind !== 'general') return null;
  const model = decoded(encoded);
  const platform = platformOf(provider);
  const found = platform === undefined || model === null ? null : LOOK_UPS[kind](platform, model);
  if (found !== null) return { status: 200, body: JSON.stringify(found) };
  return { status: 404, body: JSON.stringify({ error: 'Nothing is published for this provider and model.' }) };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
