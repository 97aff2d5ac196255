/** What goes into and comes out of the verbs on the workspaces of an integration. */
import { z } from 'zod';
import { Slug } from '../identity.ts';

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
});

export const IntegrationWorkspaces = z.object({
  object: z.literal('list'),
  total: z.int(),
  global_workspace_access: z
    .object({ enabled: z.boolean() })
    .meta({ description: 'For every workspace that is not decided by itself.' }),
  workspaces: z.array(OneWorkspace),
  data: z.array(OneWorkspace).meta({ description: 'The same, where the published Python library looks for it.' }),
});

export const UpdateIntegrationWorkspaces = z.strictObject({
  slug: IntegrationRef,
  workspaces: z
    .array(z.strictObject({ id: z.string().min(1), enabled: z.boolean(), ...DefaultProvider }))
    .max(5000)
    .default([])
    .meta({ description: 'By id or slug. Workspaces that are not named stay as they are.' }),
  global_workspace_access: z.strictObject({ enabled: z.boolean() }).nullish(),
  override_existing_workspace_access: z
    .boolean()
    .nullish()
    .meta({ description: 'true = forget what was decided for single workspaces before.' }),
  override_existing_workspaces_access: z
    .boolean()
    .nullish()
    .meta({ description: 'The same, as the published libraries write it.' }),
  ...DefaultProvider,
});
