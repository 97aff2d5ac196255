/** What goes into and comes out of the verbs on workspaces. */
import { z } from 'zod';
import { Moment, Name, Text } from '../fields.ts';
import { Slug } from '../identity.ts';
import { LIMIT_FIELDS, LIMIT_VIEW, RESET_USAGE } from '../limits/schemas.ts';
import { listOf, pageFields } from '../listing.ts';
import { MemberView } from '../members/schemas.ts';

const Ref = z.string().min(1).meta({ description: 'Id or slug.' });

const RequestLogging = z.enum(['full', 'metrics_only']);

const Defaults = z.strictObject({
  metadata: z
    .record(z.string().min(1), z.string().max(128))
    .optional()
    .meta({ description: 'Added to every request in the workspace, over a key’s and the request’s own.' }),
  input_guardrails: z.array(z.string().min(1)).max(50).optional().meta({
    description: 'Guardrails by slug or id that hold for every request of the workspace.',
  }),
  output_guardrails: z.array(z.string().min(1)).max(50).optional().meta({
    description: 'The same for every answer.',
  }),
  user_api_key_config: z.string().min(1).nullish().meta({
    description: 'Slug or id of the config that keys of users get where they name none; null = none.',
  }),
  request_logging: RequestLogging.nullish().meta({
    description:
      '`metrics_only`: no bodies are kept. Where the organisation lets workspaces decide; null = as it says.',
  }),
});

export const CreateWorkspace = z.strictObject({
  name: Name,
  slug: Slug.optional(),
  description: Text.nullish(),
  defaults: Defaults.nullish(),
  users: z
    .array(z.string().min(1))
    .max(1000)
    .nullish()
    .meta({ description: 'Ids or e-mail addresses of people of the organisation, who become members.' }),
  ...LIMIT_FIELDS,
});

export const UpdateWorkspace = z.strictObject({
  id: Ref,
  name: Name.optional(),
  description: Text.nullish(),
  defaults: Defaults.nullish().meta({ description: 'Absent members are kept.' }),
  ...LIMIT_FIELDS,
  ...RESET_USAGE,
});

export const GetWorkspace = z.strictObject({ id: Ref });
export const DeleteWorkspace = GetWorkspace;

export const ListWorkspaces = z.strictObject({
  ...pageFields(100),
  pageSize: z.coerce.number().int().min(1).max(1000).optional().meta({ description: 'Another name of `page_size`.' }),
  currentPage: z.coerce.number().int().min(0).optional().meta({ description: 'Another name of `current_page`.' }),
  name: z.string().min(1).optional().meta({ description: 'Part of the name, in any case.' }),
  exact_name: z.string().min(1).optional(),
  status: z.enum(['active', 'archived']).optional(),
});

export const WorkspaceView = z.object({
  id: z.string(),
  object: z.literal('workspace'),
  slug: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  created_at: Moment,
  last_updated_at: Moment,
  defaults: z.object({
    metadata: z.record(z.string(), z.string()),
    input_guardrails: z.array(z.string()),
    output_guardrails: z.array(z.string()),
    user_api_key_config: z.string().nullable(),
    request_logging: RequestLogging.nullable(),
    is_default: z.literal([0, 1]),
    object: z.literal('workspace'),
  }),
  ...LIMIT_VIEW,
});

/** One workspace, with who belongs to it: only where the caller may see that. */
export const WorkspaceDetail = WorkspaceView.extend({ users: z.array(MemberView).optional() });

export const WorkspaceList = listOf(WorkspaceView);
