/** What goes into and comes out of the verbs on providers. */
import { z } from 'zod';
import { Moment, Name, Text } from '../fields.ts';
import { Slug } from '../identity.ts';
import { LIMIT_FIELDS, LIMIT_VIEW, RESET_USAGE } from '../limits/schemas.ts';
import { listOf, pageFields } from '../listing.ts';
import { WorkspaceRef } from '../tenancy.ts';

const ProviderRef = z.string().min(1).meta({ description: 'Slug (without `@`) or id.' });

export const CreateProvider = z.strictObject({
  name: Name,
  integration_id: z.string().min(1).meta({ description: 'Id or slug of the integration.' }),
  workspace_id: WorkspaceRef,
  slug: Slug.optional(),
  note: Text.nullish(),
  expires_at: Moment.nullish(),
  ...LIMIT_FIELDS,
});

export const UpdateProvider = z.strictObject({
  slug: ProviderRef,
  workspace_id: WorkspaceRef,
  name: Name.optional(),
  note: Text.nullish(),
  expires_at: Moment.nullish().meta({ description: 'null = never.' }),
  ...LIMIT_FIELDS,
  ...RESET_USAGE,
});

export const GetProvider = z.strictObject({ slug: ProviderRef, workspace_id: WorkspaceRef });
export const DeleteProvider = GetProvider;
export const ListProviders = z.strictObject({ ...pageFields(50), workspace_id: WorkspaceRef });

const TestedModel = z.string().min(1).max(256).nullish().meta({
  description: 'Asked for a few tokens. Without it the list of models is asked for, which is free.',
});

export const TestProvider = z.strictObject({ slug: ProviderRef, workspace_id: WorkspaceRef, model: TestedModel });

export const TestedProvider = z.object({
  object: z.literal('provider_test'),
  ok: z.boolean(),
  tried: z.enum(['model', 'list']),
  model: z.string().nullable(),
  status: z.number().nullable().meta({ description: 'Of the upstream; null = it gave none.' }),
  latency_ms: z.number(),
  error: z.object({ code: z.string(), message: z.string(), fix: z.string() }).nullable(),
});

export const ProviderName = z.object({ id: z.string(), slug: z.string() });

export const ProviderView = z.object({
  id: z.string(),
  object: z.literal('provider'),
  slug: z.string(),
  name: z.string(),
  note: z.string().nullable(),
  integration_id: z.string(),
  workspace_id: z.string(),
  status: z.enum(['active', 'exhausted', 'expired']),
  ...LIMIT_VIEW,
  reset_usage: z.null(),
  expires_at: Moment.nullable(),
  created_at: Moment,
  last_updated_at: Moment,
});

export const ProviderList = listOf(ProviderView);
