/** The models of an integration as shown: what it says of each, then what the catalog has beside. */
import type { z } from 'zod';
import { listModels, modelIdentity } from '../../catalog/models.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { ModelEntry } from '../../storage/ports/records/model-provisioning.ts';
import type { ControlContext } from '../context.ts';
import { toShownPrice } from './prices.ts';
import type { IntegrationModels } from './schemas.ts';

export function viewModels(context: ControlContext, integration: Integration): z.infer<typeof IntegrationModels> {
  const { allowAll, entries } = integration.models;
  const platform = context.providers.get(integration.aiProviderId)?.platform ?? '';
  const catalog = listModels(platform);
  const names = new Map(catalog.map(({ id, displayName }) => [modelIdentity(id), displayName]));
  const told = new Set(entries.map(({ slug }) => modelIdentity(slug)));
  const others = catalog.filter(({ id }) => !told.has(modelIdentity(id))).map(({ id }) => untold(id, allowAll));
  const models = [...entries, ...others].map((entry) => ({
    ...viewModel(entry),
    name: names.get(modelIdentity(entry.slug)) ?? entry.slug,
  }));
  return { total: models.length, allow_all_models: allowAll, models };
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
    configurations: entry.customHost === null ? {} : { custom_host: entry.customHost },
    pricing_config: toShownPrice(entry.price),
  };
}

/** For audit rows: what the integration says itself. */
export function viewOwnModels({ models: { allowAll, entries } }: Pick<Integration, 'models'>) {
  return { allow_all_models: allowAll, models: entries.map(viewModel) };
}
