/** The models of an integration as shown: what it says of each, then what the catalog has beside. */
import type { z } from 'zod';
import { describeKnown, listableModels, type KnownModel } from '../../catalog/known-models.ts';
import { modelIdentity } from '../../catalog/models.ts';
import type { PriceRow } from '../../catalog/price-row.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ModelEntry } from '../../storage/ports/records/model-provisioning.ts';
import type { ControlContext } from '../context.ts';
import { maskHeaders } from '../integrations/custom-headers.ts';
import { toShownPrice } from './prices.ts';
import type { IntegrationModels } from './schemas.ts';

export function viewModels(context: ControlContext, integration: Integration): z.infer<typeof IntegrationModels> {
  const { allowAll, entries } = integration.models;
  const platform = context.providers.get(integration.aiProviderId)?.platform ?? '';
  const catalog = listableModels(platform);
  const listed = new Map(catalog.map((model) => [modelIdentity(model.id), model]));
  const told = new Set(entries.map(({ slug }) => modelIdentity(slug)));
  const others = catalog.filter(({ id }) => !told.has(modelIdentity(id))).map(({ id }) => untold(id, allowAll));
  const models = [...entries, ...others].map((entry) => ({
    ...viewModel(entry),
    name: listed.get(modelIdentity(entry.slug))?.displayName ?? entry.slug,
    published: viewPublished(platform, entry.slug, listed.get(modelIdentity(entry.slug))),
  }));
  return { total: models.length, allow_all_models: allowAll, models };
}

type Published = z.infer<typeof IntegrationModels>['models'][number]['published'];

function viewPublished(platform: string, slug: string, listed: KnownModel | undefined): Published {
  const { price: row, contextTokens, maxOutputTokens, kind } = describeKnown(platform, slug);
  if (row === null && listed === undefined) return null;
  return {
    pricing_config: row === null ? null : toShownPrice(baseRates(row)),
    context_window: contextTokens,
    max_output_tokens: maxOutputTokens,
    makes: kind === 'embeddings' ? 'embeddings' : 'messages',
  };
}

/** Where the price depends on the length of the request: that of a short one. */
function baseRates(row: PriceRow): Record<string, number> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([meter, rate]) => {
      const base = typeof rate === 'object' && rate !== null ? rate.base : rate;
      return base === null || base === undefined ? [] : [[meter, base]];
    }),
  );
}

function untold(slug: string, enabled: boolean): ModelEntry {
  return { slug, enabled, isCustom: false, isFinetune: false, baseModelSlug: null, customHost: null, price: null };
}

function viewModel(entry: ModelEntry) {
  return {
    slug: entry.slug,
    enabled: entry.enabled,
    is_custom: entry.isCustom,
    is_finetune: entry.isFinetune,
    base_model_slug: entry.baseModelSlug,
    configurations: {
      ...(entry.customHost === null ? {} : { custom_host: entry.customHost }),
      ...(entry.headerNames === undefined ? {} : { custom_headers: maskHeaders(entry.headerNames) }),
    },
    pricing_config: toShownPrice(entry.price),
  };
}

/** For audit rows: what the integration says itself. */
export function viewOwnModels({ models: { allowAll, entries } }: Pick<Integration, 'models'>) {
  return { allow_all_models: allowAll, models: entries.map(viewModel) };
}
