/** The schema of a config: every field, its type and bounds (contract#config-keys), and the messages for wrong ones. */
import { z } from 'zod';
import { STOP_REASONS } from '../wire/dialects/stop-reasons.ts';
import { isObject } from '../wire/json/object.ts';
import { mayBeForwarded } from './forwardable.ts';
import { failure, success, type Result } from '../kernel/result.ts';

export interface ConfigIssue {
  /** As `targets[0].request_timeout`; empty for the root. */
  path: string;
  message: string;
}

const statusCode = z.int().min(100).max(599);
/** How the answer is delivered is the caller's to say: a client cannot read what it did not ask for. */
const STREAM = 'stream is not for a config to set';
const params = z
  .record(z.string(), z.unknown())
  .refine((own) => !('stream' in own), { path: ['stream'], message: STREAM })
  .refine((own) => own['model'] === undefined || (typeof own['model'] === 'string' && own['model'] !== ''), {
    path: ['model'],
    message: 'expected the name of a model',
  });
const milliseconds = z.int().min(1).max(3_600_000);

/** contract#cache, seconds: a minute to 90 days. */
const maxAge = z.int().min(60).max(7_776_000);
const cache = z
  .strictObject({
    mode: z.enum(['simple', 'semantic'], 'expected simple or semantic'),
    max_age: maxAge.optional(),
    with_tools: z.boolean().optional(),
    embedding_model: z
      .string()
      .regex(/^@[^/\s]+\/\S+$/, 'expected a saved provider and its model, as "@vertex-prod/text-embedding-005"')
      .optional(),
  })
  .refine((own) => own.mode === 'semantic' || own.with_tools === undefined, {
    path: ['with_tools'],
    message: 'belongs to the mode semantic',
  })
  .refine((own) => own.mode === 'semantic' || own.embedding_model === undefined, {
    path: ['embedding_model'],
    message: 'belongs to the mode semantic',
  });

const retry = z.strictObject({
  attempts: z.int().min(0).max(5),
  on_status_codes: z.array(statusCode).optional(),
  use_retry_after_headers: z.boolean().optional(),
  use_retry_after_header: z.boolean().optional(),
});

const breaker = z
  .strictObject({
    failure_threshold: z.int().min(1).optional(),
    failure_threshold_percentage: z.number().gt(0).max(100).optional(),
    minimum_requests: z.int().min(1).optional(),
    cooldown_interval: z.int().min(30_000).max(86_400_000),
    failure_status_codes: z.array(statusCode).optional(),
  })
  .refine(
    (own) => own.failure_threshold !== undefined || own.failure_threshold_percentage !== undefined,
    'expected failure_threshold or failure_threshold_percentage',
  );

/** The contract's own documents write the second and third. */
const MODES = ['single', 'fallback', 'loadbalance', 'conditional', 'least-latency', 'least-cost'] as const;
const mode = z.preprocess(
  (value) => (value === 'load-balance' || value === 'load_balance' ? 'loadbalance' : value),
  z.enum(MODES, `expected one of ${MODES.join(', ')}`),
);

const HASH_FIELD = /^(?:(?:metadata|params|headers)\.[^.\s]+|session|api_key)$/;
const sticky = z.strictObject({
  enabled: z.boolean(),
  hash_fields: z
    .array(z.string().regex(HASH_FIELD, 'expected metadata.*, params.*, headers.*, session or api_key'))
    .min(1),
  ttl: z.int().min(1).max(2_592_000).optional(),
});

/** Elsewhere nothing would act on them, and whoever wrote them would believe that something does. */
const OF_ONE_MODE = {
  on_status_codes: 'fallback',
  on_stop_reasons: 'fallback',
  sticky: 'loadbalance',
  conditions: 'conditional',
  default: 'conditional',
} as const;

/** Not what is absent, and not what is switched off. */
function asksForSomething(value: unknown): boolean {
  return value !== undefined && !(isObject(value) && value['enabled'] === false);
}

const strategy = z
  .strictObject({
    mode,
    on_status_codes: z.array(statusCode).optional(),
    on_stop_reasons: z
      .array(z.enum(STOP_REASONS, `expected one of ${STOP_REASONS.join(', ')}`))
      .min(1, 'expected at least one stop reason')
      .optional(),
    conditions: z
      .array(z.strictObject({ query: z.record(z.string(), z.unknown()), then: z.string().min(1) }))
      .min(1)
      .optional(),
    default: z.string().min(1).optional(),
    sticky: sticky.optional(),
    cb_config: breaker.optional(),
  })
  .refine((own) => own.mode !== 'conditional' || own.conditions !== undefined, {
    path: ['conditions'],
    message: 'the mode "conditional" needs conditions',
  })
  .superRefine((own, context) => {
    for (const [key, itsMode] of Object.entries(OF_ONE_MODE)) {
      if (own.mode !== itsMode && asksForSomething(own[key as keyof typeof OF_ONE_MODE])) {
        context.addIssue({ code: 'custom', path: [key], message: `belongs to the mode ${itsMode}` });
      }
    }
  });

const PATH = /^[^.[\]\s]+(?:\.[^.[\]\s]+|\[(?:\*|\d+)?\])*$/;

/** So that a thousand of them still have a sum. */
const MAX_WEIGHT = 1_000_000_000;

/** What each of them says is judged by guardrail-refs.ts. */
const guardrailList = z
  .array(z.union([z.string().min(1), z.record(z.string(), z.unknown())]))
  .max(50)
  .optional();

const shape = {
  name: z.string().min(1).optional(),
  weight: z.number().min(0).max(MAX_WEIGHT).optional(),
  provider: z
    .string()
    .regex(/^(?:@[^/\s]+|[a-z0-9][a-z0-9-]*)$/, 'expected a saved provider, as "@vertex-prod", or the id of one')
    .optional(),
  virtual_key: z.string().min(1).optional(),
  api_key: z.string().min(1).optional(),
  custom_host: z.string().min(1).optional(),
  passthrough: z.boolean().optional(),
  default_params: params.optional(),
  override_params: params.optional(),
  drop_params: z
    .array(
      z
        .string()
        .regex(PATH, 'expected a path, as tools[*].strict')
        .refine((path) => path !== 'stream', STREAM),
    )
    .optional(),
  retry: retry.optional(),
  cache: z.preprocess((value) => (typeof value === 'string' ? { mode: value } : value), cache).optional(),
  forward_headers: z.array(z.string().min(1).refine(mayBeForwarded, 'may not be forwarded')).optional(),
  request_timeout: milliseconds.optional(),
  idle_timeout: milliseconds.optional(),
  total_timeout: milliseconds.optional(),
  on_status_codes: z.array(statusCode).optional(),
  cb_config: breaker.optional(),
  strict_open_ai_compliance: z.boolean().optional(),
  fetch_integrated_models: z.boolean().optional(),
  strategy: strategy.optional(),
  input_guardrails: guardrailList,
  output_guardrails: guardrailList,
  before_request_hooks: guardrailList,
  after_request_hooks: guardrailList,
  input_mutators: guardrailList,
  output_mutators: guardrailList,
};

/** Asked of no provider by themselves: a config needs more than labels (contract#configs). */
const LABELS = new Set(['name', 'weight', 'strict_open_ai_compliance']);

const config: z.ZodType<ConfigInput> = z
  .object({
    ...shape,
    get targets(): z.ZodOptional<z.ZodArray<z.ZodType<ConfigInput>>> {
      return z.array(config).min(1, 'expected at least one target').optional();
    },
  })
  // Providers declare further keys: keys.ts judges those.
  .catchall(z.unknown())
  .refine(
    (own) => Object.keys(own).some((key) => !LABELS.has(key)),
    'expected at least one of provider, targets, override_params, …',
  )
  .refine((own) => own.strategy === undefined || own.targets !== undefined, {
    path: ['targets'],
    message: 'a strategy needs targets',
  })
  .refine((own) => own.passthrough !== true || (own.provider ?? own.virtual_key) === undefined, {
    path: ['passthrough'],
    message: 'a passthrough target takes its provider from the request',
  }) as z.ZodType<ConfigInput>;

type Shape = z.infer<z.ZodObject<typeof shape>>;
/** A config that has passed the schema; its meaning is built by parse.ts. Keys beyond the shape are a provider's own. */
export type ConfigInput = Shape & { targets?: ConfigInput[] | undefined } & Record<string, unknown>;

/** Of every node, whatever its provider. */
export const NODE_KEYS: ReadonlySet<string> = new Set([...Object.keys(shape), 'targets']);

/** Pure. Call once `boundsIssue` has found nothing. */
export function parseConfigShape(value: unknown): Result<ConfigInput, ConfigIssue[]> {
  try {
    const parsed = config.safeParse(value);
    return parsed.success ? success(parsed.data) : failure(parsed.error.issues.flatMap(describe));
  } catch (error) {
    // zod compares the `length` of whatever has one, and JSON can write one that no comparison takes.
    if (!(error instanceof TypeError)) throw error;
    return failure([{ path: '', message: 'an object stands where text or a list was expected' }]);
  }
}

function describe(issue: z.core.$ZodIssue): ConfigIssue[] {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: path === '' ? key : `${path}.${key}`, message: 'unknown key' }));
}
