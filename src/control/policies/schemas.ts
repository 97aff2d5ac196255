/** What goes into and comes out of the verbs on policies: budgets and rates for requests that meet conditions. */
import { z } from 'zod';
import { Moment, Name } from '../fields.ts';
import { listOf, pageFields } from '../listing.ts';
import { RateLimits, UsageLimits } from '../limits/schemas.ts';
import { WorkspaceRef } from '../tenancy.ts';

const KEYS = ['api_key', 'user', 'workspace_id', 'provider', 'virtual_key', 'config', 'model', 'endpoint_type'];

const Key = z
  .string()
  .max(140)
  .refine(
    (key) => KEYS.includes(key) || /^metadata\.[^,:]{1,128}$/.test(key),
    `must be ${KEYS.join(', ')} or metadata.<name>`,
  );

const Value = z.string().min(1).max(500);

const Condition = z.strictObject({
  key: Key,
  value: z
    .union([Value, z.array(Value).min(1).max(100)])
    .meta({ description: 'Any of them. `*` stands for any text, as in `@anthropic/*`.' }),
  excludes: z.boolean().nullish().meta({ description: 'true = the condition is met by every other value.' }),
});

const GroupBy = z.strictObject({ key: Key });

const Conditions = z.array(Condition).min(1).max(20).meta({ description: 'All must be met.' });
const Groups = z
  .array(GroupBy)
  .max(5)
  .meta({ description: 'Each combination of their values counts by itself. Empty = all together.' });

const Described = { name: Name.nullish(), description: z.string().max(500).nullish() };

const { type, credit_limit: _limit, alert_threshold: alert, ...resets } = UsageLimits.shape;

export const CreateUsagePolicy = z.strictObject({
  ...Described,
  conditions: Conditions,
  group_by: Groups,
  type,
  credit_limit: z.number().positive(),
  alert_threshold: alert,
  ...resets,
  workspace_id: WorkspaceRef,
  organisation_id: z.string().nullish(),
});

export const CreateRatePolicy = z.strictObject({
  ...Described,
  conditions: Conditions,
  group_by: Groups,
  ...RateLimits.shape,
  value: z.int().min(1),
  target: z.literal('llm').optional().meta({ description: 'Policies of MCP tools are not supported.' }),
  workspace_id: WorkspaceRef,
  organisation_id: z.string().nullish(),
});

const Id = { id: z.string().min(1) };

export const UpdateUsagePolicy = z.strictObject({
  ...Id,
  ...Described,
  conditions: Conditions.optional(),
  group_by: Groups.optional(),
  credit_limit: z.number().positive().optional(),
  alert_threshold: alert,
  ...resets,
  reset_usage_for_value: z
    .string()
    .nullish()
    .meta({ description: 'A value key, as `metadata._user:alice`: what it spent in the running period counts as 0.' }),
});

export const UpdateRatePolicy = z.strictObject({
  ...Id,
  ...Described,
  conditions: Conditions.optional(),
  group_by: Groups.optional(),
  unit: RateLimits.shape.unit.optional(),
  value: z.int().min(1).optional(),
  tokens_counted: RateLimits.shape.tokens_counted,
});

export const PolicyRef = z.strictObject(Id);

const Status = z.enum(['active', 'archived']);

export const GetUsagePolicy = z.strictObject({
  ...Id,
  status: Status.optional(),
  include_usage: z.enum(['true', 'false']).optional(),
});
export const GetRatePolicy = z.strictObject({ ...Id, status: Status.optional() });

export const ListPolicies = z.strictObject({
  workspace_id: WorkspaceRef,
  status: Status.default('active'),
  type: z.enum(['cost', 'tokens', 'requests']).optional(),
  unit: RateLimits.shape.unit.optional(),
  ...pageFields(50),
});

export const ListEntities = z.strictObject({
  ...Id,
  status: z.enum(['active', 'exhausted']).optional(),
  search: z.string().max(500).optional(),
  ...pageFields(50),
});

export const ResetEntity = z.strictObject({ ...Id, entity_id: z.string().min(1).max(4000) });

export const PolicyName = z.object({ id: z.string(), object: z.string() });

const Shown = {
  id: z.string(),
  object: z.string(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  conditions: z.array(
    z.object({ key: z.string(), value: z.union([z.string(), z.array(z.string())]), excludes: z.boolean() }),
  ),
  group_by: z.array(z.object({ key: z.string() })),
  status: Status,
  workspace_id: z.string().nullable().meta({ description: 'null = of every workspace.' }),
  organisation_id: z.string(),
  created_at: Moment,
  last_updated_at: Moment,
};

const Usage = z.object({
  current_usage: z.number(),
  status: z.enum(['active', 'exhausted']),
  is_threshold_alerts_sent: z.boolean(),
  is_exhausted_alerts_sent: z.boolean(),
});

export const UsagePolicyView = z.object({
  ...Shown,
  type: z.enum(['cost', 'tokens', 'requests']),
  credit_limit: z.number(),
  alert_threshold: z.number().nullable(),
  periodic_reset: z.enum(['daily', 'weekly', 'monthly']).nullable(),
  periodic_reset_days: z.int().nullable(),
  next_usage_reset_at: Moment.nullable(),
  last_reset_at: Moment.nullable().meta({ description: 'By its period; null = not yet.' }),
  soft: z.boolean(),
  value_key_usage_map: z.record(z.string(), Usage).optional(),
});
export const RatePolicyView = z.object({ ...Shown, ...RateLimits.shape, target: z.literal('llm') });
export const UsagePolicyList = listOf(UsagePolicyView);
export const RatePolicyList = listOf(RatePolicyView);
export const EntityList = listOf(
  z.object({
    id: z.string(),
    value_key: z.string().meta({ description: 'As `metadata._user:alice`; empty where all count together.' }),
    current_usage: z.number(),
    held_usage: z.number(),
    status: z.enum(['active', 'exhausted']),
  }),
);
