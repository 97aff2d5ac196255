/** What goes into and comes out of the verbs on the settings of an organisation. */
import { z } from 'zod';
import { isHostRule } from '../../kernel/host-rules.ts';
import { EXPORTED_FIELDS } from '../log-exports/schemas.ts';

const HostRule = z
  .string()
  .trim()
  .toLowerCase()
  .refine(isHostRule, 'must be a host name, *.domain or an address, each with or without a port')
  .meta({ description: 'As `api.example.com`, `*.example.com` or `10.0.0.7:8080`.' });

/** The part of JSON Schema (draft 7) that the contract allows. */
const MetadataSchema = z.strictObject({
  $schema: z.string().optional(),
  type: z.literal('object'),
  additionalProperties: z.literal(true, { error: 'must be true' }),
  properties: z
    .record(
      z.string().min(1).max(64),
      z.strictObject({
        type: z.literal('string'),
        description: z.string().optional(),
        enum: z.array(z.string().max(128)).min(1).max(500).optional(),
        default: z.string().max(128).optional(),
      }),
    )
    .default({}),
  required: z.array(z.string()).max(100).default([]),
});

export type WantedMetadataSchema = z.output<typeof MetadataSchema>;

/** None that is symmetric: with a public key as its secret, anybody could sign. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

const Jwt = z.strictObject({
  jwks_url: z.url().max(2000).nullish().meta({ description: 'Where the identity provider publishes its keys.' }),
  jwks: z
    .strictObject({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(50) })
    .nullish()
    .meta({ description: 'The keys themselves, in place of `jwks_url`. Public ones only.' }),
  algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(['RS256']),
  audience: z.string().min(1).max(500).nullish().meta({ description: 'Required in `aud`; null = not looked at.' }),
  issuer: z.string().min(1).max(500).nullish().meta({ description: 'Required in `iss`; null = not looked at.' }),
  default_scopes: z
    .array(z.string())
    .max(100)
    .default(['completions.write'])
    .meta({ description: 'Of a token that names none.' }),
  default_workspace: z.string().min(1).max(200).optional().meta({
    description: 'Slug or id, of a token that names no workspace. It takes `issuer` and `audience`.',
  }),
});

export type WantedJwt = z.output<typeof Jwt>;

export const GetOrganisationSettings = z.strictObject({});

const SavedOnly = z.enum(['off', 'providers', 'all']);

const Members = {
  saved_only: SavedOnly.optional().meta({
    description:
      '`providers`: requests bring no credential, host, provider or headers to forward of their own; ' +
      '`all`: no config either; `off`: they may. A new organisation starts with `providers`.',
  }),
  inline_hosts: z
    .array(HostRule)
    .max(1000)
    .nullish()
    .meta({ description: 'Hosts of providers that a request brings itself; null = every public one.' }),
  api_key_metadata_schema: MetadataSchema.nullish().meta({
    description: 'What `defaults.metadata` of an API key must be when it is saved; null = anything.',
  }),
  workspace_metadata_schema: MetadataSchema.nullish().meta({ description: 'The same for workspaces.' }),
  jwt: Jwt.nullish().meta({ description: 'Tokens of an identity provider that count as keys; null = none.' }),
  further_jwt: z.array(Jwt).max(20).optional().meta({
    description:
      'The same of more identity providers. Where there are several in all, each of them, `jwt` included, takes an `issuer` of its own.',
  }),
};

const NotificationThresholds = z
  .array(z.int().min(1).max(100))
  .max(10)
  .meta({ description: 'Percent of a budget at which people are told. A limit’s `alert_threshold` is one more.' });
const LimitAnswers = z.enum(['claude_code', 'portkey']).meta({
  description:
    'What `/v1/messages` answers where a limit refuses: `claude_code`: 429 `billing_error` for a budget, which Claude Code ' +
    'shows as one; `portkey`: 412 for a budget, as every other path answers.',
});

const GuardrailAnswers = z.enum(['claude_code', 'portkey']).meta({
  description:
    'What `/v1/messages` answers where a guardrail denies: `claude_code`: 400 `policy_blocked`, which Claude Code shows and ' +
    'does not ask again; `portkey`: 446, as every other path answers.',
});

const LogRetentionDays = z
  .int()
  .min(1)
  .max(36_500)
  .nullable()
  .meta({
    description:
      'Rows of the log and bodies are deleted after so many days. The retention of the gateway holds as well: the shorter counts. ' +
      'null = the retention of the gateway alone.',
  });

const ExportSettings = z.strictObject({
  deniedFields: z
    .array(z.enum(EXPORTED_FIELDS))
    .transform((names) => [...new Set(names)])
    .meta({ description: 'Members that no export of the log may have, whoever makes it.' }),
});

/** Days. A century is no end of a key. */
const Ttl = z.int().min(1).max(36_500).nullable();
const RotationDays = z.int().min(1).max(365).nullable();

const UserKeys = {
  user_api_key_auto_create: z
    .boolean()
    .meta({ description: 'A person who joins a workspace gets a key there, which only that person need fetch.' }),
  default_workspace_user_api_key_auto_create: z
    .boolean()
    .nullable()
    .meta({ description: 'The same for the default workspace; null = as `user_api_key_auto_create` says.' }),
  user_api_key_ttl: Ttl.meta({ description: 'Days after which a key of a person ends at the latest; null = never.' }),
  user_api_key_rotation_period: RotationDays.meta({
    description: 'Days between two rotations of a key of a person; null = each key says itself.',
  }),
};

/** Seconds: what the contract allows at most. */
const CacheMaxAge = z.int().min(60).max(25_923_000).nullable();

const Logging = {
  request_logging: z.enum(['full', 'metrics_only']).meta({
    description: '`metrics_only`: requests have rows in the log, and no bodies. What is kept already stays.',
  }),
  workspaces_set_request_logging: z.boolean().meta({
    description: 'A workspace may say otherwise: `defaults.request_logging` of the workspace.',
  }),
  enforce_debug_log_setting: z.boolean().meta({
    description: '`x-portkey-debug: false` of a request changes nothing.',
  }),
  cache_max_age: CacheMaxAge.meta({
    description: 'Seconds for which an answer is cached at most, whatever a config says; null = as configs say.',
  }),
};

export const UpdateOrganisationSettings = z
  .strictObject({
    ...Members,
    notification_thresholds: NotificationThresholds.optional(),
    limit_answers: LimitAnswers.optional(),
    guardrail_answers: GuardrailAnswers.optional(),
    log_retention_days: LogRetentionDays.optional(),
    export_settings: ExportSettings.optional(),
    ...z.strictObject({ ...UserKeys, ...Logging }).partial().shape,
  })
  .meta({ description: 'Absent members are kept.' });

export const OrganisationSettingsView = z.object({
  object: z.literal('organisation-settings'),
  organisation_id: z.string(),
  saved_only: SavedOnly,
  inline_hosts: z.array(z.string()).nullable(),
  api_key_metadata_schema: MetadataSchema.nullable(),
  workspace_metadata_schema: MetadataSchema.nullable(),
  jwt: Jwt.nullable(),
  further_jwt: z.array(Jwt),
  notification_thresholds: NotificationThresholds,
  limit_answers: LimitAnswers,
  guardrail_answers: GuardrailAnswers,
  log_retention_days: LogRetentionDays,
  export_settings: z.object({ deniedFields: z.array(z.enum(EXPORTED_FIELDS)) }),
  ...UserKeys,
  ...Logging,
});

const DefaultGuardrails = z.array(z.string().min(1)).max(50);

export const GetOrganisationDefaults = z.strictObject({});

export const UpdateOrganisationDefaults = z
  .strictObject({
    input_guardrails: DefaultGuardrails.optional(),
    output_guardrails: DefaultGuardrails.optional(),
  })
  .meta({ description: 'Guardrails of the organisation, by slug or id. A list that is absent is kept.' });

export const OrganisationDefaults = z.object({
  object: z.literal('organisation-defaults'),
  input_guardrails: z.array(z.string()).meta({ description: 'Slugs, in the order in which they run.' }),
  output_guardrails: z.array(z.string()),
});

export const ListGuardrailExclusions = z.strictObject({});

export const UpdateGuardrailExclusions = z.strictObject({
  excluded: z.array(z.string().min(1)).max(5000).meta({ description: 'Workspaces, by id or slug.' }),
  override_existing: z
    .boolean()
    .default(false)
    .meta({ description: 'true = in place of those that are excluded already; else they are added.' }),
});

export const GuardrailExclusions = z.object({
  object: z.literal('list'),
  total: z.int(),
  excluded: z.array(z.string()).meta({ description: 'Ids of workspaces.' }),
});
