/** Parses a config into a tree in which every node has its inherited settings. */
import { hash } from 'node:crypto';
import { failure, success, type Result } from '../kernel/result.ts';
import { joinPaths, type CompiledPaths } from '../wire/json/cut.ts';
import { compileDrops } from '../wire/json/param-edits.ts';
import { boundsIssue } from './bounds.ts';
import { join } from './walk.ts';
import { parseConfigShape, type ConfigInput, type ConfigIssue } from './schema.ts';
import { keyIssues } from './keys.ts';
import { readNodeProvider, type CustomHost, type NodeProvider, type ParseUsing } from './node-provider.ts';
import { NO_GUARDRAILS, readGuardrailRefs, type GuardrailRefs } from './guardrail-refs.ts';
import { splitModel } from './model-string.ts';
import { newPatternBudget, parseConditions, type Condition, type PatternBudget } from './conditions.ts';

/** What flows down the tree (contract#inheritance), as it stands at one node. */
export interface Settings {
  /** Fill body members that are absent. */
  defaultParams: Readonly<Record<string, unknown>>;
  /** Overwrite body members; `model` may be `@slug/model`. */
  overrideParams: Readonly<Record<string, unknown>>;
  /** Paths that are cut last, as `tools[].strict`; null = none. Compiled here: a config may name tens of thousands. */
  dropParams: CompiledPaths | null;
  retry: RetryConfig | null;
  cache: CacheConfig | null;
  /** Lower-case names of client headers to send upstream as they are. */
  forwardHeaders: readonly string[];
  customHost: CustomHost | null;
  /** ms; null = the gateway's own bound. */
  timeouts: Timeouts;
  breaker: BreakerConfig | null;
  guardrails: GuardrailRefs;
  /** Translated answers have no member that OpenAI's own do not have; false = streams have events of guardrails beside. null = nobody says. */
  isStrict: boolean | null;
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

/** contract#circuit-breakers. A target opens on the count or on the rate, whichever is configured and reached first. */
export interface BreakerConfig {
  failureThreshold: number | null;
  failurePercentage: number | null;
  minimumRequests: number;
  cooldownMs: number;
  /** null = every status above 500. */
  statusCodes: ReadonlySet<number> | null;
}

interface NodeBase {
  /** What it is, wherever it stands: its circuit, its figures and who sticks to it follow this through edits. */
  id: string;
  /** JSON path, as `config.targets[0]`; plain `config` for the root. */
  path: string;
  name: string | null;
  /** Share under load balancing; 0 = none. */
  weight: number;
  /** `GET /v1/models` names the models of the targets as the catalog does. */
  fetchIntegratedModels: boolean;
  settings: Settings;
}

/** One place a request may go. */
export interface TargetNode extends NodeBase {
  kind: 'target';
  /** null = from the model that the config writes, or from the request. */
  provider: NodeProvider | null;
  /** The provider comes from the request, whatever else the config says. */
  passthrough: boolean;
}

export interface StrategyNode extends NodeBase {
  kind: 'strategy';
  strategy: Strategy;
  targets: readonly ConfigNode[];
}

export type ConfigNode = TargetNode | StrategyNode;

/** Every node of a parsed config, each before its targets. Its depth is bounded (bounds.ts). */
export function nodesOf(root: ConfigNode): ConfigNode[] {
  return root.kind === 'target' ? [root] : [root, ...root.targets.flatMap(nodesOf)];
}

/** The places a request may go. */
export function leavesOf(root: ConfigNode): TargetNode[] {
  return nodesOf(root).filter((node) => node.kind === 'target');
}

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
  dropParams: null,
  retry: null,
  cache: null,
  forwardHeaders: [],
  customHost: null,
  timeouts: { firstByteMs: null, idleMs: null, totalMs: null },
  breaker: null,
  guardrails: NO_GUARDRAILS,
  isStrict: null,
};

/** The node of a request without any config: headers and body say everything. */
export const NO_CONFIG: TargetNode = {
  kind: 'target',
  id: '',
  path: 'config',
  name: null,
  weight: 1,
  fetchIntegratedModels: false,
  settings: NO_SETTINGS,
  provider: null,
  passthrough: false,
};

/** Pure. Returns every issue at once, each with its path. */
export function parseConfig(value: unknown, using: ParseUsing): Result<ConfigNode, ConfigIssue[]> {
  const tooMuch = boundsIssue(value, using);
  if (tooMuch !== null) return failure([tooMuch]);
  const wrongKeys = keyIssues(value, using.providers);
  const shape = parseConfigShape(value);
  if (!shape.ok) return failure([...wrongKeys, ...shape.problem]);
  const issues = wrongKeys;
  const shared = { ids: new Map<string, number>(), patterns: newPatternBudget() };
  const node = toNode(shape.value, { path: 'config', settings: NO_SETTINGS, using, ...shared, issues });
  return issues.length === 0 ? success(node) : failure(issues);
}

interface Above {
  path: string;
  settings: Settings;
  using: ParseUsing;
  /** How often each identity has been seen in this config. Grows. */
  ids: Map<string, number>;
  patterns: PatternBudget;
  /** Grows. */
  issues: ConfigIssue[];
}

function toNode(input: ConfigInput, above: Above): ConfigNode {
  const { path } = above;
  const settings = inherit(input, above);
  const name = input.name ?? null;
  const fetchIntegratedModels = input.fetch_integrated_models ?? false;
  const base = { path, name, weight: input.weight ?? 1, fetchIntegratedModels, settings };
  if (input.targets === undefined) return { kind: 'target', ...base, ...toTarget(input, { ...above, settings }) };
  const targets = input.targets.map((target, index) =>
    toNode(target, { ...above, path: `${path}.targets[${index}]`, settings }),
  );
  const strategy = toStrategy(input, targets, above);
  const id = identify([name, strategy.mode, targets.map((target) => target.id).toSorted()], above);
  return { kind: 'strategy', id, ...base, strategy, targets };
}

function toTarget(input: ConfigInput, { path, settings, using, ids, issues }: Above) {
  const { overrideParams, customHost } = settings;
  const model = typeof overrideParams['model'] === 'string' ? overrideParams['model'] : null;
  const modelSlug = model === null ? null : splitModel(model).slug;
  const provider = readNodeProvider(input, { at: placeOf(path), customHost, modelSlug, using, issues });
  const id = identify([input.name, input.passthrough, identityOf(provider), model, customHost?.url], { ids });
  return { id, provider, passthrough: input.passthrough ?? false };
}

/** Equal ones are numbered in their order: which is which makes no difference. */
function identify(parts: readonly unknown[], { ids }: Pick<Above, 'ids'>): string {
  const id = hash('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
  const before = ids.get(id) ?? 0;
  ids.set(id, before + 1);
  return before === 0 ? id : `${id}#${before + 1}`;
}

function identityOf(provider: NodeProvider | null): unknown {
  switch (provider?.kind) {
    case undefined:
      return null;
    case 'saved':
      return `@${provider.slug}`;
    case 'inline':
      return provider.compiled.accountId;
    case 'open':
      return [provider.provider.id, provider.fields];
  }
}

/** Of a node's path as issues write it: without the root. */
const placeOf = (path: string): string => path.replace(/^config\.?/, '');

/** Parameters merge with the child winning; every other setting is the child's whole, or the parent's. */
function inherit(input: ConfigInput, above: Above): Settings {
  const { settings: parent } = above;
  return {
    defaultParams: merged(parent.defaultParams, input.default_params),
    overrideParams: merged(parent.overrideParams, input.override_params),
    dropParams: toDrops(input, parent),
    retry: input.retry === undefined ? parent.retry : toRetry(input.retry),
    cache: input.cache === undefined ? parent.cache : toCache(input.cache),
    forwardHeaders: input.forward_headers?.map((name) => name.toLowerCase()) ?? parent.forwardHeaders,
    customHost: toCustomHost(input, above) ?? parent.customHost,
    timeouts: {
      firstByteMs: input.request_timeout ?? parent.timeouts.firstByteMs,
      idleMs: input.idle_timeout ?? parent.timeouts.idleMs,
      totalMs: input.total_timeout ?? parent.timeouts.totalMs,
    },
    breaker: toBreaker(input) ?? parent.breaker,
    guardrails: toGuardrails(input, above),
    isStrict: input.strict_open_ai_compliance ?? parent.isStrict,
  };
}

function toGuardrails(input: ConfigInput, { settings: parent, path, issues }: Above): GuardrailRefs {
  const report = (issue: ConfigIssue): void => {
    issues.push({ ...issue, path: join(placeOf(path), issue.path) });
  };
  const own = { input: readGuardrailRefs(input, 'input', report), output: readGuardrailRefs(input, 'output', report) };
  if (own.input === null && own.output === null) return parent.guardrails;
  return { input: own.input ?? parent.guardrails.input, output: own.output ?? parent.guardrails.output };
}

type Params = Settings['defaultParams'];

/** One object for all who add nothing of their own. */
const merged = (inherited: Params, own: Params | undefined): Params =>
  own === undefined ? inherited : { ...inherited, ...own };

function toDrops({ drop_params: paths = [] }: ConfigInput, { dropParams: inherited }: Settings): CompiledPaths | null {
  const own = compileDrops(paths);
  return own === null || inherited === null ? (own ?? inherited) : joinPaths(inherited, own);
}

function toCustomHost({ custom_host: url }: ConfigInput, { path, using, issues }: Above): CustomHost | null {
  if (url === undefined) return null;
  const refusal = using.checkUrl(url);
  if (refusal !== null) issues.push({ path: join(placeOf(path), 'custom_host'), message: `not allowed: ${refusal}` });
  return { url, from: using.isSaved ? 'saved-config' : 'inline-config' };
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

/** Seconds: contract#cache. */
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

/** Seconds: contract#load-balancing. */
const DEFAULT_STICKY_S = 3600;

type StrategyInput = NonNullable<ConfigInput['strategy']>;

function toSticky(input: StrategyInput['sticky']): Sticky | null {
  if (input === undefined || !input.enabled) return null;
  return { hashFields: input.hash_fields, ttlMs: (input.ttl ?? DEFAULT_STICKY_S) * 1000 };
}

function toConditional(strategy: StrategyInput, targets: readonly ConfigNode[], above: Above): Strategy {
  const { path, issues, patterns } = above;
  const names = new Set(targets.map(({ name }) => name));
  const place = join(placeOf(path), 'strategy');
  const checkName = (name: string, at: string): void => {
    if (!names.has(name)) issues.push({ path: `${place}.${at}`, message: `no sibling target is named "${name}"` });
  };
  const report = (at: string, message: string): void => {
    issues.push({ path: `${place}.conditions${at}`, message });
  };
  const conditions = parseConditions(strategy.conditions ?? [], report, patterns);
  conditions.forEach(({ then }, index) => checkName(then, `conditions[${index}].then`));
  if (strategy.default !== undefined) checkName(strategy.default, 'default');
  return { mode: 'conditional', conditions, otherwise: strategy.default ?? null };
}
