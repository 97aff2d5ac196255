/** The config object: the routing language that users write, parsed into a tree with everything inherited in place. */
import { parseConfigShape, type ConfigInput, type ConfigIssue } from './config-schema.ts';
import { parseConditions, type Condition } from './strategies/conditional.ts';

/** What flows down the tree (contract §2.9), as it stands at one node. */
export interface Settings {
  /** Fill body members that are absent. */
  defaultParams: Readonly<Record<string, unknown>>;
  /** Overwrite body members; `model` may be `@slug/model`. */
  overrideParams: Readonly<Record<string, unknown>>;
  /** Paths that are cut last, as `tools[].strict`. */
  dropParams: readonly string[];
  retry: RetryConfig | null;
  cache: CacheConfig | null;
  /** Lower-case names of client headers to send upstream as they are. */
  forwardHeaders: readonly string[];
  /** ms; null = the gateway's own bound. */
  timeouts: Timeouts;
  breaker: BreakerConfig | null;
}

export interface Timeouts {
  /** To the first byte of the answer: the contract's `request_timeout`. */
  firstByteMs: number | null;
  /** Between two chunks of an answer. */
  idleMs: number | null;
  /** For a whole attempt, its last byte included. */
  totalMs: number | null;
}

export interface RetryConfig {
  /** After the first try. */
  attempts: number;
  onStatusCodes: ReadonlySet<number>;
  useRetryAfter: boolean;
}

export type CacheConfig =
  | { mode: 'simple'; maxAgeMs: number }
  /**
   * `withTools`: also for requests that bring tools, whose answers act. `embeddingModel`: `@slug/model`; null = the local
   * model.
   */
  | { mode: 'semantic'; maxAgeMs: number; withTools: boolean; embeddingModel: string | null };

/** Contract §2.8. A target opens on the count or on the rate, whichever is configured and reached first. */
export interface BreakerConfig {
  failureThreshold: number | null;
  failurePercentage: number | null;
  minimumRequests: number;
  cooldownMs: number;
  /** null = every status above 500. */
  statusCodes: ReadonlySet<number> | null;
}

interface NodeBase {
  /** JSON path, as `config.targets[0]`; plain `config` for the root. */
  path: string;
  name: string | null;
  /** Share under load balancing; 0 = none. */
  weight: number;
  settings: Settings;
}

/** One place a request may go. */
export interface TargetNode extends NodeBase {
  kind: 'target';
  /** Provider slug without `@`; null = from the model that the config writes, or from the request. */
  provider: string | null;
  /** The provider comes from the request, whatever else the config says. */
  passthrough: boolean;
}

export interface StrategyNode extends NodeBase {
  kind: 'strategy';
  strategy: Strategy;
  targets: readonly ConfigNode[];
}

export type ConfigNode = TargetNode | StrategyNode;

export type Strategy =
  | { mode: 'single' }
  | ({ mode: 'fallback' } & FallFrom)
  | { mode: 'loadbalance'; sticky: Sticky | null }
  | { mode: 'conditional'; conditions: readonly Condition[]; otherwise: string | null }
  | { mode: 'least-latency' }
  | { mode: 'least-cost' };

/** What a fallback goes on after. */
export interface FallFrom {
  /** null = every status that is no success. */
  onStatusCodes: ReadonlySet<number> | null;
  /** Of answers, as `refusal`: successes by their status. */
  onStopReasons: ReadonlySet<string>;
}

export interface Sticky {
  /** As `metadata.user_id`, `headers.x-team`, `params.user`, `session`. */
  hashFields: readonly string[];
  ttlMs: number;
}

const NO_SETTINGS: Settings = {
  defaultParams: {},
  overrideParams: {},
  dropParams: [],
  retry: null,
  cache: null,
  forwardHeaders: [],
  timeouts: { firstByteMs: null, idleMs: null, totalMs: null },
  breaker: null,
};

/** The node of a request without any config: headers and body say everything. */
export const NO_CONFIG: TargetNode = {
  kind: 'target',
  path: 'config',
  name: null,
  weight: 1,
  settings: NO_SETTINGS,
  provider: null,
  passthrough: false,
};

/** Pure. Returns every issue at once, each with its path. */
export function parseConfig(value: unknown): ConfigNode | { issues: ConfigIssue[] } {
  const shape = parseConfigShape(value);
  if ('issues' in shape) return shape;
  const issues: ConfigIssue[] = [];
  const node = toNode(shape.config, { path: 'config', settings: NO_SETTINGS, issues });
  return issues.length === 0 ? node : { issues };
}

interface Above {
  path: string;
  settings: Settings;
  /** Grows. */
  issues: ConfigIssue[];
}

function toNode(input: ConfigInput, above: Above): ConfigNode {
  const { path, issues } = above;
  const settings = inherit(input, above.settings);
  const base = { path, name: input.name ?? null, weight: input.weight ?? 1, settings };
  if (input.targets === undefined) {
    const provider = input.provider?.slice(1) ?? input.virtual_key ?? null;
    return { kind: 'target', ...base, provider, passthrough: input.passthrough ?? false };
  }
  const targets = input.targets.map((target, index) =>
    toNode(target, { path: `${path}.targets[${index}]`, settings, issues }),
  );
  return { kind: 'strategy', ...base, strategy: toStrategy(input, targets, above), targets };
}

/** Parameters merge with the child winning; every other setting is the child's whole, or the parent's. */
function inherit(input: ConfigInput, parent: Settings): Settings {
  return {
    defaultParams: { ...parent.defaultParams, ...input.default_params },
    overrideParams: { ...parent.overrideParams, ...input.override_params },
    dropParams: [...new Set([...parent.dropParams, ...(input.drop_params ?? [])])],
    retry: input.retry === undefined ? parent.retry : toRetry(input.retry),
    cache: input.cache === undefined ? parent.cache : toCache(input.cache),
    forwardHeaders: input.forward_headers?.map((name) => name.toLowerCase()) ?? parent.forwardHeaders,
    timeouts: {
      firstByteMs: input.request_timeout ?? parent.timeouts.firstByteMs,
      idleMs: input.idle_timeout ?? parent.timeouts.idleMs,
      totalMs: input.total_timeout ?? parent.timeouts.totalMs,
    },
    breaker: toBreaker(input) ?? parent.breaker,
  };
}

/** The contract's list with 529, which Anthropic answers when it is overloaded. */
const RETRY_STATUS_CODES: readonly number[] = [429, 500, 502, 503, 504, 529];

function toRetry(input: NonNullable<ConfigInput['retry']>): RetryConfig {
  return {
    attempts: input.attempts,
    onStatusCodes: new Set(input.on_status_codes ?? RETRY_STATUS_CODES),
    useRetryAfter: input.use_retry_after_headers ?? input.use_retry_after_header ?? false,
  };
}

/** Seconds: contract §9. */
const DEFAULT_MAX_AGE_S = 604_800;

function toCache(input: NonNullable<ConfigInput['cache']>): CacheConfig {
  const maxAgeMs = (input.max_age ?? DEFAULT_MAX_AGE_S) * 1000;
  if (input.mode === 'simple') return { mode: 'simple', maxAgeMs };
  const { with_tools: withTools = false, embedding_model: embeddingModel = null } = input;
  return { mode: 'semantic', maxAgeMs, withTools, embeddingModel };
}

function toBreaker(input: ConfigInput): BreakerConfig | null {
  const own = input.cb_config ?? input.strategy?.cb_config;
  if (own === undefined) return null;
  return {
    failureThreshold: own.failure_threshold ?? null,
    failurePercentage: own.failure_threshold_percentage ?? null,
    minimumRequests: own.minimum_requests ?? 1,
    cooldownMs: own.cooldown_interval,
    statusCodes: own.failure_status_codes === undefined ? null : new Set(own.failure_status_codes),
  };
}

function toStrategy(input: ConfigInput, targets: readonly ConfigNode[], above: Above): Strategy {
  const strategy = input.strategy ?? { mode: 'single' as const };
  switch (strategy.mode) {
    case 'single':
    case 'least-latency':
    case 'least-cost':
      return { mode: strategy.mode };
    case 'fallback':
      return {
        mode: 'fallback',
        onStatusCodes: toCodes(strategy.on_status_codes ?? input.on_status_codes),
        onStopReasons: new Set(strategy.on_stop_reasons),
      };
    case 'loadbalance':
      return { mode: 'loadbalance', sticky: toSticky(strategy.sticky) };
    case 'conditional':
      return toConditional(strategy, targets, above);
  }
}

const toCodes = (codes: readonly number[] | undefined): ReadonlySet<number> | null =>
  codes === undefined ? null : new Set(codes);

/** Seconds: contract §2.4. */
const DEFAULT_STICKY_S = 3600;

type StrategyInput = NonNullable<ConfigInput['strategy']>;

function toSticky(input: StrategyInput['sticky']): Sticky | null {
  if (input === undefined || !input.enabled) return null;
  return { hashFields: input.hash_fields, ttlMs: (input.ttl ?? DEFAULT_STICKY_S) * 1000 };
}

function toConditional(strategy: StrategyInput, targets: readonly ConfigNode[], { path, issues }: Above): Strategy {
  const names = new Set(targets.map(({ name }) => name));
  const place = `${path}.strategy`.replace(/^config\.?/, '');
  const checkName = (name: string, at: string): void => {
    if (!names.has(name)) issues.push({ path: `${place}.${at}`, message: `no sibling target is named "${name}"` });
  };
  const conditions = parseConditions(strategy.conditions ?? [], (at, message) => {
    issues.push({ path: `${place}.conditions${at}`, message });
  });
  conditions.forEach(({ then }, index) => checkName(then, `conditions[${index}].then`));
  if (strategy.default !== undefined) checkName(strategy.default, 'default');
  return { mode: 'conditional', conditions, otherwise: strategy.default ?? null };
}
