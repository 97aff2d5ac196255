/** What goes into and comes out of the gallery of models. */
import { z } from 'zod';
import { pageFields } from '../listing.ts';
import { WorkspaceRef } from '../tenancy.ts';

const KINDS = ['messages', 'embeddings', 'images', 'speech', 'transcriptions', 'rankings'] as const;

export const ListModelGallery = z.strictObject({
  ...pageFields(100),
  workspace_id: WorkspaceRef,
  search: z.string().trim().max(200).optional().meta({
    description: 'Any spelling of a model (`claude-sonnet-4-5@20250929`, `@slug/…`, `sonnet 4.5`), or parts of one.',
  }),
  provider: z.string().max(255).optional().meta({ description: 'Slug: models that this provider offers.' }),
  service: z.string().max(255).optional().meta({ description: 'Models of this AI service, as `vertex-ai`.' }),
  kind: z.enum(KINDS).optional().meta({ description: 'What the model makes.' }),
  connected: z.enum(['true', 'false']).default('true').meta({
    description: 'false = also models of services that the workspace has no provider for.',
  }),
});

const GalleryPrice = z.object({
  meter: z
    .string()
    .meta({ description: 'What is billed, as `input_tokens`, `cache_read_tokens`, `images_hd_1024x1024`.' }),
  price: z.number().meta({ description: 'US cents for one unit.' }),
  above: z
    .object({ input_tokens: z.int(), price: z.number() })
    .nullable()
    .meta({ description: 'Where the whole request costs more above a number of input tokens, cached or not.' }),
});

const GalleryPrices = z.array(GalleryPrice);

const GalleryOffer = z.object({
  provider: z.string().meta({ description: 'Slug.' }),
  provider_name: z.string(),
  model: z.string().meta({ description: 'What a request names, as `@slug/model`.' }),
  enabled: z.boolean().meta({ description: 'false = the integration refuses it.' }),
  prices: GalleryPrices.nullable().meta({ description: 'Of the integration’s own; null = the published ones.' }),
});

const GalleryModel = z.object({
  id: z.string().meta({ description: 'As requests to the service name it.' }),
  object: z.literal('model'),
  name: z.string(),
  service: z.string().meta({ description: 'Id of the AI service, as `vertex-ai`.' }),
  service_name: z.string(),
  kind: z.enum(KINDS),
  also_known_as: z.array(z.string()),
  context_window: z.int().nullable().meta({ description: 'Tokens.' }),
  max_output_tokens: z.int().nullable(),
  modalities: z.array(z.string()).meta({ description: 'What it reads; empty = not known.' }),
  capabilities: z.array(z.string()).meta({ description: 'Empty = not known.' }),
  deprecation_date: z.string().nullable().meta({ description: 'As `2026-11-30`; null = none is announced.' }),
  prices: GalleryPrices.meta({ description: 'Published ones; empty = none, so requests are unpriced.' }),
  price_sources: z.array(z.string()).meta({
    description:
      'Published lists that have this price; empty = a source of its own (docs/reference/prices.md), or none.',
  }),
  other_prices: z
    .array(z.object({ source: z.string(), prices: GalleryPrices }))
    .meta({ description: 'Lists that have another price for tokens of input and output.' }),
  adjustments: z
    .array(
      z.object({
        label: z.string(),
        percent: z.number().nullable().meta({ description: 'Of the token prices; null = no price is published.' }),
      }),
    )
    .meta({ description: 'Terms of service that change the token prices.' }),
  offers: z.array(GalleryOffer).meta({ description: 'By the providers of the workspace; empty = not connected.' }),
});

export type GalleryModelView = z.infer<typeof GalleryModel>;
export type GalleryPriceView = z.infer<typeof GalleryPrice>;
export type GalleryOfferView = z.infer<typeof GalleryOffer>;

export const ModelGallery = z.object({ object: z.literal('list'), total: z.int(), data: z.array(GalleryModel) });
