/** A model of the gallery as shown. */
import { offeredPrice, type KnownModel } from '../../catalog/known-models.ts';
import { findFamily } from '../../catalog/models.ts';
import type { OwnPrice } from '../../catalog/own-prices.ts';
import type { PriceRow } from '../../catalog/price-row.ts';
import { METERS } from '../../wire/usage.ts';
import { surchargesOf } from '../../catalog/surcharges.ts';
import type { Provider } from '../../providers/provider.ts';
import type { GalleryModelView, GalleryOfferView, GalleryPriceView } from './schemas.ts';

const PICO_PER_CENT = 1e10;

export function viewModel(service: Provider, model: KnownModel): Omit<GalleryModelView, 'offers'> {
  return {
    id: model.id,
    object: 'model',
    name: model.displayName,
    service: service.id,
    service_name: service.name,
    kind: model.kind,
    also_known_as: [...model.otherNames],
    context_window: model.contextTokens,
    max_output_tokens: model.maxOutputTokens,
    modalities: [...model.modalities],
    capabilities: [...model.capabilities],
    deprecation_date: model.endsOn,
    prices: viewPrices(model.price),
    price_sources: [...model.priceSources],
    other_prices: model.otherPrices.map(({ source, input, output }) => ({
      source,
      prices: viewPrices({ [METERS.input]: input, [METERS.output]: output }),
    })),
    adjustments: surchargesOf(service.platform, findFamily(model.id)?.id ?? model.id).map(({ label, percent }) => ({
      label,
      percent,
    })),
  };
}

interface Offer {
  platform: string;
  /** Of the model. */
  id: string;
  /** Of the provider. */
  slug: string;
  name: string;
  isEnabled: boolean;
  own: OwnPrice | undefined;
}

export function viewOffer({ platform, id, slug, name, isEnabled, own }: Offer): GalleryOfferView {
  return {
    provider: slug,
    provider_name: name,
    model: `@${slug}/${id}`,
    enabled: isEnabled,
    prices: own === undefined ? null : viewPrices(offeredPrice(platform, id, own)),
  };
}

function viewPrices(row: PriceRow | null): GalleryPriceView[] {
  return Object.entries(row ?? {}).flatMap(([meter, rate]): GalleryPriceView[] => {
    if (rate === null) return [];
    if (typeof rate === 'number') return [{ meter, price: rate / PICO_PER_CENT, above: null }];
    const { base, above, threshold } = rate;
    return [{ meter, price: base / PICO_PER_CENT, above: { input_tokens: threshold, price: above / PICO_PER_CENT } }];
  });
}
