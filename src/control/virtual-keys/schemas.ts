/** What goes into and comes out of the verbs on virtual keys: the former name of an integration with one provider. */
import { z } from 'zod';
import { Moment, Name, Text } from '../fields.ts';
import { LIMIT_FIELDS, LIMIT_VIEW, RESET_USAGE } from '../limits/schemas.ts';
import { listOf, pageFields } from '../listing.ts';
import { SecretMappings } from '../integrations/secret-mappings.ts';
import { WorkspaceRef } from '../tenancy.ts';

const Slug = z.string().min(1).meta({ description: 'Of the provider, with or without `@`.' });
const Secret = z.string().min(1).nullish();

/** Of Azure: several deployments of one resource. */
const Deployments = z
  .array(
    z.strictObject({
      apiVersion: z.string().min(1).max(30),
      deploymentName: z.string().min(1).max(255),
      alias: z.string().min(1).max(255).nullish(),
      is_default: z.boolean().nullish(),
    }),
  )
  .max(200)
  .nullish();

/** The service's own fields come under their names in camelCase, as `vertexRegion`. */
export const CreateVirtualKey = z.looseObject({
  name: Name,
  provider: z.string().min(1).meta({ description: 'The AI service, as `vertex-ai`.' }),
  key: Secret,
  note: Text.nullish(),
  workspace_id: WorkspaceRef,
  expires_at: Moment.nullish(),
  deploymentConfig: Deployments,
  secret_mappings: SecretMappings.nullish(),
  ...LIMIT_FIELDS,
});

export const UpdateVirtualKey = z.looseObject({
  slug: Slug,
  workspace_id: WorkspaceRef,
  name: Name.optional(),
  key: Secret,
  note: Text.nullish(),
  expires_at: Moment.nullish(),
  deploymentConfig: Deployments,
  secret_mappings: SecretMappings.nullish().meta({ description: 'In place of all stored ones.' }),
  ...LIMIT_FIELDS,
  ...RESET_USAGE,
});

export const GetVirtualKey = z.strictObject({ slug: Slug, workspace_id: WorkspaceRef });
export const DeleteVirtualKey = GetVirtualKey;
export const ListVirtualKeys = z.strictObject({ ...pageFields(50), workspace_id: WorkspaceRef });

export const MadeVirtualKey = z.object({ slug: z.string() });

export const VirtualKeyView = z.object({
  object: z.literal('virtual-key'),
  name: z.string(),
  note: z.string().nullable(),
  slug: z.string(),
  ...LIMIT_VIEW,
  status: z.enum(['active', 'exhausted', 'expired']),
  reset_usage: z.null(),
  model_config: z
    .record(z.string(), z.unknown())
    .meta({ description: 'The service’s fields; secrets do not come back.' }),
  secret_mappings: SecretMappings,
  expires_at: Moment.nullable(),
  created_at: Moment,
});

export const VirtualKeyList = listOf(VirtualKeyView);
