/** What goes into and comes out of the verbs on API keys. */
import { z } from 'zod';
import { Moment, Name, Text } from '../fields.ts';
import { LIMIT_FIELDS, LIMIT_VIEW, RESET_USAGE } from '../limits/schemas.ts';
import { listOf, pageFields } from '../listing.ts';
import { WorkspaceRef } from '../tenancy.ts';

const Scopes = z.array(z.string()).max(500);

const Defaults = z.strictObject({
  metadata: z
    .record(z.string().min(1), z.string().max(128))
    .optional()
    .meta({ description: 'Added to every request of this key; values up to 128 characters.' }),
  config_id: z.string().min(1).nullish().meta({ description: 'Slug or id of the config for requests that name none.' }),
  allow_config_override: z.boolean().optional(),
});

const KeyId = z.string().min(1).meta({ description: 'The id of the key, not its text.' });

export const CreateApiKey = z.strictObject({
  type: z.enum(['organisation', 'workspace']),
  sub_type: z
    .enum(['service', 'user', 'undefined', 'None', 'NOT_GIVEN'])
    .default('service')
    .meta({ description: 'Clients that leave it out send `undefined`, `None` or `NOT_GIVEN`, which mean `service`.' }),
  name: Name,
  description: Text.nullish(),
  organisation_id: z.string().nullish(),
  workspace_id: WorkspaceRef,
  user_id: z.string().min(1).max(255).nullish(),
  scopes: Scopes.optional(),
  defaults: Defaults.nullish(),
  expires_at: Moment.nullish(),
  ...LIMIT_FIELDS,
});

export const UpdateApiKey = z.strictObject({
  id: KeyId,
  workspace_id: WorkspaceRef,
  name: Name.optional(),
  description: Text.nullish(),
  scopes: Scopes.optional(),
  defaults: Defaults.nullish().meta({ description: 'Absent members are kept.' }),
  expires_at: Moment.nullish().meta({ description: 'null = never.' }),
  ...LIMIT_FIELDS,
  ...RESET_USAGE,
});

export const GetApiKey = z.strictObject({ id: KeyId, workspace_id: WorkspaceRef });
export const DeleteApiKey = GetApiKey;

export const ListApiKeys = z.strictObject({
  ...pageFields(100),
  workspace_id: WorkspaceRef,
  ids: z.string().optional().meta({ description: 'Only these ids, separated by commas.' }),
});

export const CreatedApiKey = z.object({
  id: z.string(),
  key: z.string().meta({ description: 'Shown this once; only its hash is kept.' }),
  object: z.literal('api-key'),
});

export const ApiKeyView = z.object({
  id: z.string(),
  object: z.literal('api-key'),
  key: z.string().meta({ description: 'Masked.' }),
  name: z.string(),
  description: z.string().nullable(),
  type: z.enum(['organisation-service', 'workspace-service', 'workspace-user']),
  organisation_id: z.string(),
  workspace_id: z.string().nullable(),
  user_id: z.string().nullable(),
  status: z.enum(['active', 'exhausted']),
  creation_mode: z.enum(['ui', 'api', 'auto']),
  ...LIMIT_VIEW,
  reset_usage: z.null(),
  scopes: z.array(z.string()),
  defaults: z.object({
    metadata: z.record(z.string(), z.string()),
    config_id: z.string().nullable(),
    allow_config_override: z.boolean(),
  }),
  alert_emails: z.array(z.string()),
  expires_at: Moment.nullable(),
  created_at: Moment,
  last_updated_at: Moment,
});

export const ApiKeyList = listOf(ApiKeyView);
