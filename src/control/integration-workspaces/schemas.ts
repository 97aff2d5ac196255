/** What goes into and comes out of the verbs on the workspaces of an integration. */
import { z } from 'zod';
import { Slug } from '../identity.ts';
import { LIMIT_FIELDS, LIMIT_VIEW, RESET_USAGE, SHARED_LIMITS } from '../limits/schemas.ts';

const IntegrationRef = z.string().min(1).meta({ description: 'Slug or id.' });

const DefaultProvider = {
  create_default_provider: z
    .boolean()
    .optional()
    .meta({ description: 'Make a provider in each workspace that is given access and has none. Absent = true.' }),
  default_provider_slug: Slug.optional().meta({ description: 'Absent = the slug of the integration.' }),
};

export const ListIntegrationWorkspaces = z.strictObject({ slug: IntegrationRef });

const OneWorkspace = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  is_explicit: z.boolean().meta({ description: 'Decided for this workspace by itself.' }),
  usage_limits: LIMIT_VIEW.usage_limits.meta({ description: 'What the workspace may spend on this integration.' }),
  rate_limits: LIMIT_VIEW.rate_limits,
});

export const IntegrationWorkspaces = z.object({
  object: z.literal('list'),
  total: z.int(),
  global_workspace_access: z
    .object({ enabled: z.boolean(), ...SHARED_LIMITS })
    .meta({ description: 'For every workspace that is not decided by itself.' }),
  workspaces: z.array(OneWorkspace),
  data: z.array(OneWorkspace).meta({ description: 'The same, where the published Python library looks for it.' }),
});

export const UpdateIntegrationWorkspaces = z.strictObject({
  slug: IntegrationRef,
  workspaces: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        enabled: z.boolean(),
        usage_limits: LIMIT_FIELDS.usage_limits,
        rate_limits: LIMIT_FIELDS.rate_limits,
        ...RESET_USAGE,
        ...DefaultProvider,
      }),
    )
    .max(5000)
    .default([])
    .meta({ description: 'By id or slug. Workspaces that are not named stay as they are.' }),
  global_workspace_access: z
    .strictObject({
      enabled: z.boolean(),
      usage_limits: LIMIT_FIELDS.usage_limits.meta({ description: 'Of each workspace by itself, also of later ones.' }),
      rate_limits: LIMIT_FIELDS.rate_limits,
    })
    .nullish()
    .meta({ description: 'A workspace that has budgets of its own has those in their place; rate limits likewise.' }),
  override_existing_workspace_access: z.boolean().nullish().meta({
    description:
      'true = forget what was decided for single workspaces before, and with limits for each of them their own limits.',
  }),
  override_existing_workspaces_access: z
    .boolean()
    .nullish()
    .meta({ description: 'The same, as the published libraries write it.' }),
  ...DefaultProvider,
});
