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

export const RotationPolicyFields = z.strictObject({
  rotation_period: z.enum(['weekly', 'monthly']).nullish().meta({ description: 'Mondays, or the first of the month.' }),
  rotation_period_days: z.int().min(1).max(365).nullish().meta({ description: 'In place of `rotation_period`.' }),
  next_rotation_at: Moment.nullish().meta({ description: 'The first rotation; counts as midnight UTC.' }),
  key_transition_period_ms: z
    .int()
    .min(1_800_000)
    .nullish()
    .meta({ description: 'How long the former text goes on; 30 minutes where this is absent.' }),
});

const ROTATION_FIELDS = {
  alert_emails: z.array(z.email()).max(50).optional().meta({ description: 'Who is told of budgets and rotations.' }),
  rotation_policy: RotationPolicyFields.nullish().meta({ description: 'null = rotated by hand only.' }),
};

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
  ...ROTATION_FIELDS,
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
  ...ROTATION_FIELDS,
  ...LIMIT_FIELDS,
  ...RESET_USAGE,
});

export const GetApiKey = z.strictObject({ id: KeyId, workspace_id: WorkspaceRef });
export const DeleteApiKey = GetApiKey;

export const RotateApiKey = z.strictObject({
  id: KeyId,
  workspace_id: WorkspaceRef,
  key_transition_period_ms: RotationPolicyFields.shape.key_transition_period_ms,
});

export const RotatedApiKey = z.object({
  id: z.string(),
  key: z.string().meta({ description: 'The new text. Shown this once; only its hash is kept.' }),
  key_transition_expires_at: Moment.meta({ description: 'Until then the former text opens as well.' }),
});

export const RevealApiKey = z.strictObject({ id: KeyId, workspace_id: WorkspaceRef });
export const RevealedApiKey = z.object({ id: z.string(), key: z.string() });

export const ListApiKeys = z.strictObject({
  ...pageFields(100),
  workspace_id: WorkspaceRef,
  ids: z.string().optional().meta({ description: 'Only these ids, separated by commas.' }),
  search: z.string().max(255).optional().meta({ description: 'Only keys with this in their name, in any case.' }),
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
  rotation_policy: z
    .object({
      rotation_period: z.enum(['weekly', 'monthly']).nullable(),
      rotation_period_days: z.int().nullable(),
      next_rotation_at: Moment,
      key_transition_period_ms: z.int(),
    })
    .nullable(),
  previous_key: z
    .object({ key: z.string(), expires_at: Moment })
    .nullable()
    .meta({ description: 'The text of before the last rotation, masked, while it still opens.' }),
  has_unrevealed_key: z
    .boolean()
    .meta({ description: 'A scheduled rotation made a new text that nobody has fetched: POST …/reveal.' }),
  expires_at: Moment.nullable(),
  created_at: Moment,
  last_updated_at: Moment,
});

export const ApiKeyList = listOf(ApiKeyView);
