/** What goes into and comes out of the verbs on guardrails. */
import { z } from 'zod';
import { Actions, CheckInput, Stream } from '../../guardrails/definition.ts';
import { Exception } from '../../guardrails/exceptions.ts';
import { Moment, Name } from '../fields.ts';
import { Slug } from '../identity.ts';
import { listOf, pageFields } from '../listing.ts';
import { WorkspaceRef } from '../tenancy.ts';

const GuardrailRef = z.string().min(1).meta({ description: 'Slug or id.' });

const OwnerFields = {
  workspace_id: WorkspaceRef,
  organisation_id: z.string().nullish().meta({
    description: 'In place of `workspace_id`: the guardrail is the whole organisation’s.',
  }),
};

const SideList = z.array(z.enum(['input', 'output'])).meta({
  description: 'Sides of every request of its workspace or organisation for which it holds without being named.',
});
const Excluded = z.array(z.string().min(1)).meta({
  description: 'Workspaces, by id or slug, for whose requests it does not hold by default.',
});

const Checks = z.array(CheckInput).min(1).max(50);

export const CreateGuardrail = z.strictObject({
  name: Name,
  checks: Checks,
  actions: Actions.prefault({}),
  stream: Stream.optional().meta({ description: 'Another place for `actions.stream`.' }),
  slug: Slug.startsWith('pg-', 'must begin with "pg-"').optional(),
  default_sides: SideList.optional(),
  excluded_workspaces: Excluded.optional(),
  ...OwnerFields,
});

export const UpdateGuardrail = z.strictObject({
  guardrailId: GuardrailRef,
  name: Name.optional(),
  checks: Checks.optional(),
  actions: Actions.optional(),
  stream: Stream.optional(),
  default_sides: SideList.optional(),
  excluded_workspaces: Excluded.optional(),
  ...OwnerFields,
});

export const GetGuardrail = z.strictObject({ guardrailId: GuardrailRef, ...OwnerFields });
export const DeleteGuardrail = GetGuardrail;
export const ListGuardrailVersions = GetGuardrail;
export const ListGuardrails = z.strictObject({
  ...pageFields(100),
  ...OwnerFields,
  ids: z.string().optional().meta({ description: 'Ids or slugs, separated by commas.' }),
});

export const GuardrailIds = z.object({ id: z.string(), slug: z.string(), version_id: z.string() });

export const GuardrailView = z.object({
  id: z.string(),
  object: z.literal('guardrail'),
  name: z.string(),
  slug: z.string(),
  organisation_id: z.string(),
  workspace_id: z.string().nullable(),
  status: z.enum(['active', 'archived']),
  created_at: Moment,
  last_updated_at: Moment,
  owner_id: z.string(),
  updated_by: z.string().nullable(),
  version_id: z.string(),
  default_sides: z.array(z.string()).readonly(),
  excluded_workspaces: z.array(z.string()).readonly(),
});

const Definition = {
  checks: z.array(z.record(z.string(), z.unknown())),
  actions: z.record(z.string(), z.unknown()),
};

export const GuardrailDetail = GuardrailView.extend(Definition);
const GuardrailVersionView = GuardrailView.extend(Definition);
export const GuardrailSummary = z.object({
  mode: z.enum(['enforce', 'shadow']),
  deny: z.boolean(),
  checks: z.array(z.string()).meta({ description: 'Ids of those that are enabled.' }),
});
export const GuardrailList = listOf(
  GuardrailView.extend({
    summary: GuardrailSummary.nullable().meta({ description: 'null: it was sealed with another master key.' }),
  }),
);
export const GuardrailVersionList = listOf(GuardrailVersionView);

/** Of one call: a guardrail runs on all of it at once. */
const MAX_INVOKED_CHARACTERS = 200_000;

export const InvokeGuardrail = z.strictObject({
  guardrailId: GuardrailRef,
  side: z.enum(['input', 'output']).default('input'),
  texts: z
    .array(z.string())
    .min(1)
    .max(100)
    .refine((texts) => texts.join('').length <= MAX_INVOKED_CHARACTERS, `at most ${MAX_INVOKED_CHARACTERS} characters`),
  model: z.string().optional(),
  metadata: z.record(z.string(), z.string()).default({}),
  workspace_id: WorkspaceRef.meta({
    description:
      'Id or slug: whose providers a check asks that has a model judge. Of a guardrail of a workspace it is that one; absent means the default workspace.',
  }),
});

export const InvokedGuardrail = z.object({
  verdict: z.boolean(),
  id: z.string(),
  transformed: z.boolean(),
  transformed_texts: z.array(z.string()),
  checks: z.array(z.record(z.string(), z.unknown())),
  feedback: z.record(z.string(), z.unknown()).nullable(),
  execution_time: z.number(),
  async: z.boolean(),
  type: z.string(),
  created_at: z.string(),
  deny: z.boolean(),
  shadow: z.literal(true).optional(),
});

export const DryRunGuardrail = z.strictObject({
  guardrailId: GuardrailRef,
  days: z.int().min(1).max(90).default(7),
  sides: z
    .array(z.enum(['input', 'output']))
    .min(1)
    .default(['input', 'output']),
  workspace_id: WorkspaceRef,
});

const DryRunHit = z.object({
  id: z.string(),
  hash: z.string().meta({ description: 'SHA-256 of the text: what an exception is made of.' }),
  check: z.string(),
  kind: z.string(),
  side: z.enum(['input', 'output']),
  text: z.string(),
  before: z.string(),
  after: z.string(),
  count: z.number(),
  conversations: z.number(),
  log_ids: z.array(z.string()),
  likely_false: z.boolean(),
  why_likely_false: z.string().nullable(),
});

export const DryRunResult = z.object({
  object: z.literal('dry_run'),
  id: z.string(),
  slug: z.string(),
  version_id: z.string(),
  from: Moment,
  to: Moment,
  requests: z.number(),
  requests_with_hits: z.number(),
  requests_unreadable: z.number(),
  conversations: z.number(),
  checks_skipped: z.array(z.string()).meta({ description: 'They would have called another service.' }),
  is_complete: z.boolean(),
  stopped_by: z.enum(['requests', 'bytes', 'time', 'hits']).nullable(),
  total: z.number(),
  likely_false: z.number(),
  hits: z.array(DryRunHit),
});

export const CreateException = z.strictObject({
  guardrailId: GuardrailRef,
  text: z.string().min(1).optional().meta({ description: 'The text that was found; only its hash is kept.' }),
  hash: z.string().optional().meta({ description: 'Of a hit.' }),
  pattern: z.string().min(1).optional().meta({ description: 'RE2; it must match the whole finding.' }),
  check: z.string().nullish(),
  reason: z.string().max(500).optional(),
});
export const DeleteException = z.strictObject({ guardrailId: GuardrailRef, exceptionId: z.string().min(1) });
export const ListExceptions = z.strictObject({ guardrailId: GuardrailRef });
export const ExceptionView = Exception;
export const ExceptionList = listOf(Exception);

export const ReportGuardrails = z.strictObject({
  time_of_generation_min: Moment,
  time_of_generation_max: Moment.meta({ description: 'Exclusive.' }),
  workspace_id: WorkspaceRef,
});

const Count = z.number();
export const GuardrailReport = z.object({
  object: z.literal('guardrail_report'),
  from: Moment,
  to: Moment,
  requests_checked: Count,
  requests_denied: Count,
  is_complete: z.boolean().meta({ description: 'false: only the newest requests of the period were counted.' }),
  guardrails: z.array(
    z.object({
      id: z.string(),
      side: z.enum(['input', 'output']),
      checked: Count.meta({ description: 'Requests or answers.' }),
      found: Count.meta({ description: 'Places, of all kinds.' }),
      blocked: Count,
      masked: Count,
      reported: Count,
      would_block: Count.meta({ description: 'In shadow mode; so the next two.' }),
      would_mask: Count,
      would_report: Count,
      excepted: Count.meta({ description: 'Places that an exception passed over.' }),
      errors: Count.meta({ description: 'Checks that could not say.' }),
      kinds: z.record(z.string(), z.number()),
    }),
  ),
});

export const ListPacks = z.strictObject({});
export const PackList = listOf(
  z.object({
    id: z.string(),
    name: z.string(),
    about: z.string(),
    source: z.string(),
    guardrail: z.record(z.string(), z.unknown()).meta({ description: 'The body of POST /guardrails that saves it.' }),
  }),
);

export const ListChecks = z.strictObject({});
const CheckView = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  sides: z.array(z.string()).readonly(),
  parameters: z.record(z.string(), z.unknown()).meta({ description: 'A JSON schema.' }),
  secrets: z.array(z.string()).readonly(),
});
export const CheckList = listOf(CheckView);
