/** What goes into and comes out of the verbs on integrations. */
import { z } from 'zod';
import { Moment, Name, Text } from '../fields.ts';
import { Slug } from '../identity.ts';
import { SHARED_LIMITS } from '../limits/schemas.ts';
import { listOf, pageFields } from '../listing.ts';
import { SecretMappings } from './secret-mappings.ts';
import { WorkspaceRef } from '../tenancy.ts';

const Configurations = z
  .record(z.string(), z.unknown())
  .meta({ description: "The AI service's own fields, as `vertex_region`; secret ones never come back." });
const Secret = z.string().min(1).nullish();
const IntegrationRef = z.string().min(1).meta({ description: 'Slug or id.' });

const Factor = z.number().min(0).max(1000).nullish();

/** A factor for what is not metered would promise a price that nothing has: only what is metered may be named. */
const NotMetered = z.null({ error: 'no provider reports how many of these there were: leave it out' }).optional();

const PricingAdjustments = z.strictObject({
  multiplier: z.strictObject({
    default: Factor.meta({ description: 'For what is not named.' }),
    request_token: Factor,
    response_token: Factor,
    cache_read_input_token: Factor,
    cache_write_input_token: Factor,
    request_audio_token: Factor,
    response_audio_token: Factor,
    cache_read_audio_input_token: Factor,
    request_image_token: Factor,
    response_image_token: Factor,
    request_text_token: Factor.meta({ description: 'Of a request whose tokens of images are counted apart.' }),
    response_text_token: Factor,
    cache_read_text_input_token: Factor,
    cache_write_text_input_token: Factor,
    cache_read_image_input_token: NotMetered,
    cache_write_image_input_token: NotMetered,
    reasoning_token: Factor.meta({ description: 'Of the thinking in the output; absent = as `response_token`.' }),
    prediction_accepted_token: Factor,
    prediction_rejected_token: Factor,
    image: z
      .strictObject({ default: Factor })
      .nullish()
      .meta({ description: 'Of images that are priced by the piece.' }),
    additional_units: z
      .strictObject({
        cache_write_1h: Factor,
        web_search: Factor,
        search: Factor.meta({ description: 'The same; `web_search` goes before it.' }),
        thinking_token: Factor.meta({ description: 'As `reasoning_token`, which goes before it.' }),
        image_token: Factor.meta({ description: 'As `response_image_token`, before which it goes.' }),
      })
      .nullish(),
  }),
});

const Adjusted = PricingAdjustments.nullish().meta({
  description: 'Factors on prices, in logs, analytics and budgets; null = none.',
});

export const CreateIntegration = z.strictObject({
  name: Name,
  slug: Slug.optional(),
  ai_provider_id: z.string().meta({ description: 'As `vertex-ai`.' }),
  key: Secret,
  description: Text.nullish(),
  workspace_id: WorkspaceRef,
  configurations: Configurations.default({}),
  create_default_provider: z.boolean().default(true),
  default_provider_slug: Slug.optional(),
  secret_mappings: SecretMappings.default([]),
  pricing_adjustments: Adjusted,
});

export const TestIntegration = z.strictObject({
  ai_provider_id: z.string().meta({ description: 'As `vertex-ai`.' }),
  key: Secret,
  workspace_id: WorkspaceRef,
  configurations: Configurations.default({}),
  model: z.string().min(1).max(256).nullish().meta({
    description: 'Asked for a few tokens. Without it the list of models is asked for, which is free.',
  }),
});

export const UpdateIntegration = z.strictObject({
  slug: IntegrationRef,
  workspace_id: WorkspaceRef,
  name: Name.optional(),
  key: Secret,
  description: Text.nullish(),
  configurations: Configurations.optional().meta({
    description: 'Merged into the stored ones: an absent field is kept, null removes it.',
  }),
  secret_mappings: SecretMappings.optional().meta({ description: 'In place of all stored ones.' }),
  pricing_adjustments: Adjusted,
});

export const GetIntegration = z.strictObject({ slug: IntegrationRef, workspace_id: WorkspaceRef });

export const DeleteIntegration = z.strictObject({
  slug: IntegrationRef,
  workspace_id: WorkspaceRef,
  archive_providers: z
    .stringbool()
    .default(false)
    .meta({ description: 'Also delete the providers that use it; without this, deleting one in use is refused.' }),
});

export const ListIntegrations = z.strictObject({
  ...pageFields(100),
  workspace_id: WorkspaceRef,
  type: z.enum(['workspace', 'organisation', 'all']).default('all'),
});

export const CreatedIntegration = z.object({ id: z.string(), slug: z.string() });

export const IntegrationView = z.object({
  id: z.string(),
  object: z.literal('integration'),
  slug: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  organisation_id: z.string(),
  workspace_id: z.string().nullable(),
  ai_provider_id: z.string(),
  status: z.enum(['active', 'archived']),
  created_at: Moment,
  last_updated_at: Moment,
});

export const IntegrationDetail = IntegrationView.extend({
  masked_key: z.string().nullable(),
  configurations: Configurations,
  allow_all_models: z.boolean(),
  global_workspace_access_settings: z.object({ enabled: z.boolean(), ...SHARED_LIMITS }),
  workspace_count: z.int().meta({ description: 'Active workspaces that may use it.' }),
  pricing_adjustments: z.object({ multiplier: z.record(z.string(), z.unknown()) }).nullable(),
  secret_mappings: SecretMappings,
});

export const IntegrationList = listOf(IntegrationView);

export const ListAiProviders = z.strictObject({});

export const AiProviderList = listOf(
  z.object({
    id: z.string().meta({ description: 'As `vertex-ai`: the `ai_provider_id` of an integration.' }),
    name: z.string(),
    takes_key: z.boolean().meta({ description: 'Its credential is the `key` of the integration.' }),
    settings: z.array(
      z.object({
        name: z.string().meta({ description: 'Name in `configurations`.' }),
        label: z.string(),
        type: z.enum(['string', 'object', 'list', 'boolean']),
        required: z.boolean(),
        secret: z.boolean(),
        help: z.string(),
      }),
    ),
  }),
);
