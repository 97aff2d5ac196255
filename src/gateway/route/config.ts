/** The config object: the routing language that users write, parsed into a tree the plan is made from. */
import { z } from 'zod';

/** One place a request may go, with what was inherited down to it. */
export interface TargetConfig {
  /** JSON path, as `config.targets[0]`; plain `config` when the root itself is the target. */
  path: string;
  /** Provider slug without `@`; null = from the request. */
  provider: string | null;
  /** Body members that this target overwrites; `model` may be `@slug/model`. */
  overrideParams: Readonly<Record<string, unknown>>;
  /** Lower-case names of client headers to send upstream as they are. */
  forwardHeaders: readonly string[];
  /** ms until the first byte of the answer; null = the gateway's own bound. */
  requestTimeoutMs: number | null;
}

/** The target of a request without any config: headers and body say everything. */
export const NO_CONFIG: TargetConfig = {
  path: 'config',
  provider: null,
  overrideParams: {},
  forwardHeaders: [],
  requestTimeoutMs: null,
};

export interface StrategyConfig {
  path: string;
  mode: 'single';
  targets: readonly TargetConfig[];
}

export type ConfigNode = { type: 'target'; target: TargetConfig } | { type: 'strategy'; strategy: StrategyConfig };

export interface ConfigIssue {
  /** As `targets[0].request_timeout`; empty for the root. */
  path: string;
  message: string;
}

const targetShape = {
  name: z.string().min(1).optional(),
  provider: z
    .string()
    .regex(/^@[^/]+$/, 'expected a saved provider, as "@vertex-prod"')
    .optional(),
  virtual_key: z.string().min(1).optional(),
  override_params: z.record(z.string(), z.unknown()).optional(),
  forward_headers: z.array(z.string().min(1)).optional(),
  request_timeout: z.int().min(1).max(3_600_000).optional(),
};
const targetSchema = z.strictObject(targetShape);
const rootSchema = z
  .strictObject({
    ...targetShape,
    strategy: z.strictObject({ mode: z.literal('single') }).optional(),
    targets: z.array(targetSchema).length(1, 'expected exactly one target for the mode "single"').optional(),
  })
  .refine((config) => Object.keys(config).length > 0, 'expected at least one of provider, targets, override_params, …')
  .refine((config) => config.strategy === undefined || config.targets !== undefined, 'strategy needs targets');

type TargetInput = z.infer<typeof targetSchema>;

/** Keys of the contract that this version does not act on yet: refused, because an ignored rule is a broken promise. */
const NOT_YET = new Set(
  [
    'retry cache cb_config weight default_params drop_params passthrough custom_host api_key on_status_codes prompt_id',
    'input_guardrails output_guardrails before_request_hooks after_request_hooks strict_open_ai_compliance',
  ]
    .join(' ')
    .split(' '),
);

/** Pure. Returns every issue at once, each with its path. */
export function parseConfig(value: unknown): ConfigNode | { issues: ConfigIssue[] } {
  const parsed = rootSchema.safeParse(value);
  if (!parsed.success) return { issues: parsed.error.issues.flatMap(describe) };
  const { strategy: _strategy, targets, ...root } = parsed.data;
  const parent = toTarget(root, 'config', NO_CONFIG);
  const [first] = targets ?? [];
  if (first === undefined) return { type: 'target', target: parent };
  const target = toTarget(first, 'config.targets[0]', parent);
  return { type: 'strategy', strategy: { path: 'config', mode: 'single', targets: [target] } };
}

/** Inheritance of the contract §2.9: parameters merge with the child winning, the rest is the child's or the parent's. */
function toTarget(input: TargetInput, path: string, parent: TargetConfig): TargetConfig {
  return {
    path,
    provider: input.provider?.slice(1) ?? input.virtual_key ?? parent.provider,
    overrideParams: { ...parent.overrideParams, ...input.override_params },
    forwardHeaders: input.forward_headers?.map((name) => name.toLowerCase()) ?? parent.forwardHeaders,
    requestTimeoutMs: input.request_timeout ?? parent.requestTimeoutMs,
  };
}

function describe(issue: z.core.$ZodIssue): ConfigIssue[] {
  const path = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: path === '' ? key : `${path}.${key}`,
    message: NOT_YET.has(key) ? 'this version of Tollgate does not act on it yet' : 'unknown key',
  }));
}
