/** What goes into and comes out of the verbs on the models of an integration. */
import { z } from 'zod';
import { WorkspaceRef } from '../tenancy.ts';

/** More than any provider has. */
const MAX_MODELS = 2000;

const Price = z.strictObject({ price: z.number().min(0).max(1e5).meta({ description: 'US cents for one unit.' }) });

export const PricingConfig = z.strictObject({
  type: z.literal('static').default('static'),
  pay_as_you_go: z.strictObject({
    request_token: Price.optional(),
    response_token: Price.optional(),
    cache_read_input_token: Price.optional(),
    cache_write_input_token: Price.optional(),
    additional_units: z
      .strictObject({ cache_write_1h: Price.optional(), web_search: Price.optional() })
      .optional()
      .meta({ description: 'One-hour cache writes, and searches.' }),
  }),
});

const ModelSlug = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^[^\s,]+$/, 'must have no spaces and no commas')
  .meta({ description: 'As the provider names the model.' });

const IntegrationModel = z.object({
  slug: ModelSlug,
  enabled: z.boolean(),
  is_custom: z.boolean().nullable(),
  is_finetune: z.boolean().nullable(),
  base_model_slug: z.string().nullable(),
  configurations: z.object({
    custom_host: z.string().optional(),
    custom_headers: z.record(z.string(), z.string()).optional().meta({ description: 'Names; the values are masked.' }),
  }),
  pricing_config: PricingConfig.nullable().meta({ description: 'null = the published price.' }),
});

const PublishedModel = z.object({
  pricing_config: PricingConfig.nullable(),
  context_window: z.int().nullable().meta({ description: 'Tokens.' }),
  max_output_tokens: z.int().nullable().meta({ description: 'Tokens.' }),
  makes: z.enum(['messages', 'embeddings']),
});

const IntegrationRef = z.string().min(1).meta({ description: 'Slug or id.' });

export const ListIntegrationModels = z.strictObject({ slug: IntegrationRef, workspace_id: WorkspaceRef });

export const IntegrationModels = z.object({
  total: z.int(),
  allow_all_models: z.boolean(),
  models: z.array(
    IntegrationModel.extend({
      name: z.string(),
      published: PublishedModel.nullable().meta({ description: 'What the catalog has; null = it does not know it.' }),
    }),
  ),
});

export const UpdateIntegrationModels = z.strictObject({
  slug: IntegrationRef,
  workspace_id: WorkspaceRef,
  allow_all_models: z
    .boolean()
    .optional()
    .meta({ description: 'false = only the models that are enabled here. Absent = as it was.' }),
  models: z
    .array(
      z.strictObject({
        slug: ModelSlug,
        enabled: z.boolean(),
        is_custom: z.boolean().nullish(),
        is_finetune: z.boolean().nullish(),
        base_model_slug: z.string().min(1).max(255).nullish(),
        configurations: z
          .strictObject({
            custom_host: z.string().max(2000).nullish(),
            custom_headers: z.record(z.string(), z.string()).nullish().meta({
              description:
                'Sent with this model, before those of the integration. A mask that comes back keeps its value.',
            }),
          })
          .nullish(),
        pricing_config: PricingConfig.nullish(),
      }),
    )
    .max(MAX_MODELS)
    .meta({ description: 'Each is added, or replaces what the integration said of it; others stay.' }),
});

export const DeleteIntegrationModels = z.strictObject({
  slug: IntegrationRef,
  workspace_id: WorkspaceRef,
  slugs: z.string().min(1).meta({ description: 'Of custom models, separated by commas.' }),
});
