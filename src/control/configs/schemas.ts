/** What goes into and comes out of the verbs on configs. */
import { z } from 'zod';
import { Moment, Name } from '../fields.ts';
import { Slug } from '../identity.ts';
import { listOf, pageFields } from '../listing.ts';
import { WorkspaceRef } from '../tenancy.ts';

const RoutingObject = z
  .record(z.string(), z.unknown())
  .meta({ description: 'The routing object, as in `x-portkey-config`.' });
const ConfigRef = z.string().min(1).meta({ description: 'Slug or id.' });

export const CreateConfig = z.strictObject({
  name: Name,
  config: RoutingObject,
  slug: Slug.startsWith('pc-', 'must begin with "pc-", by which a saved config is told from an inline one').optional(),
  isDefault: z.literal([0, 1]).default(0),
  is_default: z
    .literal([0, 1])
    .optional()
    .meta({ description: 'Another name of `isDefault`: official clients send it.' }),
  workspace_id: WorkspaceRef,
});

export const UpdateConfig = z.strictObject({
  slug: ConfigRef,
  workspace_id: WorkspaceRef,
  name: Name.optional(),
  config: RoutingObject.optional(),
  isDefault: z.literal([0, 1]).optional(),
  status: z.enum(['active', 'archived']).optional().meta({ description: '`archived` deletes the config.' }),
});

export const GetConfig = z.strictObject({ slug: ConfigRef, workspace_id: WorkspaceRef });
export const DeleteConfig = GetConfig;
export const ListConfigVersions = GetConfig;
export const ListConfigs = z.strictObject({ ...pageFields(100), workspace_id: WorkspaceRef });

export const ExplainConfig = z.strictObject({
  config: z.union([ConfigRef, RoutingObject]).optional().meta({
    description: 'A saved config by slug or id, or a routing object. Absent: the default of `api_key`, or none at all.',
  }),
  api_key: z.uuid('expected the id of an API key, never its text').optional().meta({
    description: 'The id of the key that would send the request: its defaults and its metadata hold.',
  }),
  request: z.strictObject({
    path: z.string().startsWith('/').default('/v1/messages').meta({
      description: 'Of a POST to the data plane, a raw path of Vertex included.',
    }),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.record(z.string(), z.unknown()),
  }),
  workspace_id: WorkspaceRef,
});

const Milliseconds = z.int().nullable();
const ExplainedTarget = z.object({
  provider: z.string(),
  provider_id: z.string(),
  model: z.string(),
  params: z.record(z.string(), z.unknown()).meta({ description: 'As this target would see them.' }),
  retry: z
    .object({ attempts: z.int(), on_status_codes: z.array(z.int()), use_retry_after_headers: z.boolean() })
    .nullable(),
  cache: z.object({ mode: z.string(), max_age: z.number() }).nullable(),
  timeouts: z.object({ request_timeout: Milliseconds, idle_timeout: Milliseconds, total_timeout: Milliseconds }),
  forward_headers: z.array(z.string()).readonly(),
});

const explained = {
  path: z.string(),
  kind: z.string().meta({ description: '`target`, or the mode of the strategy.' }),
  taken: z.boolean(),
  why: z.string(),
  circuit: z.enum(['closed', 'open', 'probe']),
  share: z.number().optional(),
  target: ExplainedTarget.optional(),
  problem: z.string().optional().meta({
    description: 'Why nothing would be sent to this target; of the root also why `api_key` itself would be refused.',
  }),
};
export const ExplanationView = z.object({
  ...explained,
  targets: z.array(z.unknown()).optional().meta({ description: 'Explained alike, down to the leaves.' }),
});

const warnings = z.array(z.string()).optional().meta({
  description:
    'Targets that no request can be sent to as things stand, each with its path. Absent where there are none.',
});

export const CreatedConfig = z.object({ id: z.string(), slug: z.string(), version_id: z.string(), warnings });
export const UpdatedConfig = z.object({ version_id: z.string(), warnings });

export const ConfigView = z.object({
  id: z.string(),
  object: z.literal('config'),
  slug: z.string(),
  name: z.string(),
  organisation_id: z.string(),
  workspace_id: z.string(),
  is_default: z.literal([0, 1]),
  status: z.enum(['active', 'archived']),
  owner_id: z.string(),
  updated_by: z.string(),
  version_id: z.string(),
  created_at: Moment,
  last_updated_at: Moment,
});

export const ConfigDetail = ConfigView.extend({ config: RoutingObject });

export const ConfigVersionView = ConfigView.extend({
  config: z.string().meta({ description: 'The routing object as JSON text.' }),
  format: z.literal('json'),
  type: z.literal('config'),
});

export const ConfigList = listOf(ConfigView);
export const ConfigVersionList = listOf(ConfigVersionView);
