/** Says which path a request would take through a config, and why. Sends nothing. Chooses as attempt/run-plan.ts does. */
import { GatewayError } from '../kernel/errors.ts';
import type { OrganisationId, WorkspaceId } from '../kernel/ids.ts';
import { readMember, type JsonDocument } from '../wire/json/scan.ts';
import { refuseExpired } from './admit/gateway-key.ts';
import { callersMetadata, withUserOf } from './admit/read-metadata.ts';
import { readRequest } from './admit/read-request.ts';
import { refuseUnsaved } from './admit/saved-only.ts';
import { refuseWithoutScope } from './admit/required-scope.ts';
import type { RequestHeaders } from '../wire/request-headers.ts';
import type { GatewayDeps } from './dependencies.ts';
import type { UpstreamEndpoint } from './endpoints/endpoint.ts';
import type { Decoded, Route } from './exchange.ts';
import type { RequestFields } from '../routing/conditions.ts';
import { requestFieldsOf } from './route/request-fields.ts';
import { isDeeperThan } from '../routing/bounds.ts';
import { available, choose, type Choice } from './route/choose-target.ts';
import { circuitsOf } from './route/circuit-states.ts';
import { readOverlay, type Overlay } from '../routing/overlay.ts';
import {
  NO_CONFIG,
  nodesOf,
  parseConfig,
  type ConfigNode,
  type StrategyNode,
  type TargetNode,
} from '../routing/parse.ts';
import type { CircuitState } from './route/circuit-breaker.ts';
import type { Providers } from '../routing/keys.ts';
import { refuseDeniedModel } from './route/model-access.ts';
import { resolveTarget, scopesOf, type Scopes, type Target } from './route/plan.ts';
import { withDraftFiles } from './attempt/files-by-url.ts';
import { draftLane } from './attempt/open-lane.ts';
import { translatingFor } from './attempt/translating.ts';
import { withParams } from './attempt/prepare-document.ts';
import { placeOf } from './attempt/repairs.ts';
import type { CompiledKey, CompiledWorkspace, Snapshot } from './snapshot/snapshot.ts';
import { success } from '../kernel/result.ts';

/** What is known of the request, under the names that an exchange has for it. */
interface Asked extends Decoded {
  workspace: CompiledWorkspace;
  snapshot: Snapshot;
  headers: RequestHeaders;
  route: Route;
  overlay: Overlay;
}

export interface Explained {
  path: string;
  /** `target`, or the strategy's mode. */
  kind: string;
  /** Would this node be called, and why (not)? */
  taken: boolean;
  why: string;
  circuit: CircuitState;
  /** Of a load balancer's target: its part of the traffic, 0 to 1. */
  share?: number;
  targets?: Explained[];
  target?: ExplainedTarget;
  /** Why this target could not be called; of the root also why the key would be refused. */
  problem?: string;
}

interface ExplainedTarget {
  provider: string;
  provider_id: string;
  model: string;
  /** The body's parameters as this target would see them; the conversation, `system` and `tools` are left out. */
  params: Record<string, unknown>;
  retry: { attempts: number; on_status_codes: number[]; use_retry_after_headers: boolean } | null;
  cache: { mode: string; max_age: number } | null;
  timeouts: { request_timeout: number | null; idle_timeout: number | null; total_timeout: number | null };
  forward_headers: readonly string[];
}

type Needed =
  | 'translations'
  | 'savedOnly'
  | 'fetchesMedia'
  | 'metadataHeaders'
  | 'breaker'
  | 'figures'
  | 'counters'
  | 'clock'
  | 'inline'
  | 'catalog'
  | 'refusals';

type ExplainDeps = Pick<GatewayDeps, Needed> & {
  providers: Providers;
  /** As the data plane's door; null = it does not serve the path. */
  findRoute: (method: string, path: string) => Route | null;
  /** Resolves when everybody else has had a turn of the event loop. */
  nextTurn: () => Promise<void>;
};

interface Walk {
  asked: Asked;
  deps: ExplainDeps;
  fields: RequestFields;
  /** As the plan's. */
  scopes: Scopes;
  /** Characters by which the explanation may still grow. */
  room: number;
}

/** Nested ones included: each lays its parameters over the body, so that a large body is copied as often. */
const MAX_TARGETS = 1_000;
/** As JSON. Parameters that every target inherits are in it once for each. */
const MAX_CHARACTERS = 4_000_000;

/** A body comes parsed here, and is written again: it must not be deeper than a stack is. */
const MAX_BODY_DEPTH = 1000;

/** A request that is only talked about; header names in any case. */
export interface HypotheticalRequest {
  workspaceId: WorkspaceId;
  /** Of the key that would send it; null = any. */
  apiKeyId: string | null;
  /** The saved config's id; null for one that is sent along. */
  saved: string | null;
  /** null = the request has none. */
  config: unknown;
  request: { path: string; headers: Readonly<Record<string, string>>; body: Readonly<Record<string, unknown>> };
}

/**
 * Throws GatewayError for what would be refused before anybody is chosen, for a workspace or a key that is gone, and for
 * what would take too long to explain. A key that would be refused is a problem of the root, so that nobody takes it for
 * the key that requests the explanation. One target is explained in a turn of the event loop.
 */
export async function explainRequest(
  { request, ...from }: HypotheticalRequest,
  snapshot: Snapshot,
  deps: ExplainDeps,
): Promise<Explained> {
  const workspace = snapshot.workspaces.get(from.workspaceId);
  if (workspace === undefined) throw new GatewayError('not_found', 'The workspace is gone.');
  const key = keyOf(from, snapshot);
  const caller = key ?? ANYBODY;
  const { root: parsed, stateOf } = read(from, deps);
  if (!parsed.ok) {
    throw new GatewayError('invalid_config', parsed.problem.map(({ message }) => message).join('; '));
  }
  if (isDeeperThan(request.body, MAX_BODY_DEPTH)) {
    throw new GatewayError('invalid_request', `request.body: nested deeper than ${MAX_BODY_DEPTH} levels.`);
  }
  const route = routeOf(request.path, deps);
  const headers = asReceived(request.headers);
  const decoded = readRequest({ body: Buffer.from(JSON.stringify(request.body)), route });
  const fields = requestFieldsOf({
    headers,
    metadata: withUserOf(
      decoded.document,
      callersMetadata(headers, { caller, workspace, metadataHeaders: deps.metadataHeaders }, []),
    ),
    document: decoded.document,
    modelInPath: (route.raw ?? route.named)?.model ?? null,
    pathname: request.path,
    apiKeyId: caller.id,
  });
  const overlay = readOverlay(headers, deps.inline);
  const asked = { ...decoded, workspace, snapshot, headers, route, overlay };
  const scopes = scopesOf({ workspace, config: stateOf, overlay }, decoded.endpoint.sharesState);
  refuseTooMany(parsed.value);
  const verdict = { taken: true, why: 'the root of the config', circuit: 'closed' as const };
  const explained = await explainNode({ asked, deps, fields, scopes, room: MAX_CHARACTERS }, parsed.value, verdict);
  const refusal = refusalOf({ key, route, headers, organisationId: workspace.organisationId, snapshot }, deps);
  return refusal === null ? explained : { ...explained, problem: refusal };
}

type From = Omit<HypotheticalRequest, 'request'>;

const ANYBODY: Pick<CompiledKey, 'id' | 'userId' | 'metadata'> = { id: '', userId: null, metadata: {} };

/** null = nobody's in particular. */
function keyOf({ apiKeyId, workspaceId }: From, { keys }: Snapshot): CompiledKey | null {
  if (apiKeyId === null) return null;
  for (const key of keys.values()) if (key.id === apiKeyId && key.workspaceId === workspaceId) return key;
  throw new GatewayError('not_found', 'The API key is gone.');
}

/** As the request itself would be; null = it would not. */
function refusalOf({ key, route, headers, ...rules }: Refusable, deps: ExplainDeps): string | null {
  const isOfKey = (error: GatewayError): boolean => error.field === undefined;
  try {
    if (key !== null) refuseExpired(key, deps.clock.now());
    if (key !== null) refuseWithoutScope(key, route.endpoint.scopes);
    refuseUnsaved(headers, rules, deps);
    return null;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return `The ${isOfKey(error) ? 'key' : 'request'} is refused (${error.status} ${error.code}): ${wordsOf(error)}`;
  }
}

interface Refusable {
  /** null = nobody's in particular. */
  key: CompiledKey | null;
  route: Route;
  headers: RequestHeaders;
  organisationId: OrganisationId;
  snapshot: Snapshot;
}

function refuseTooMany(root: ConfigNode): void {
  const count = nodesOf(root).length - 1;
  if (count <= MAX_TARGETS) return;
  throw new GatewayError('invalid_request', `config: at most ${MAX_TARGETS} targets can be explained, got ${count}.`, {
    hint: 'Nested ones are counted too. Ask about a part: a target with its own targets is a config by itself.',
  });
}

function routeOf(path: string, { findRoute }: ExplainDeps): Route {
  const route = findRoute('POST', path);
  if (route !== null) return route;
  throw new GatewayError('invalid_request', `request.path: Tollgate serves no POST ${path.slice(0, 200)}.`, {
    hint:
      'Give a path without a query: /v1/messages, /v1/chat/completions, /v1/responses, /v1/messages/count_tokens, ' +
      '/v1/embeddings, or a raw path of Vertex.',
  });
}

/** In lower case, as the data plane has them. */
function asReceived(headers: Readonly<Record<string, string>>): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The config, and whose state it has: one that is sent along has that of the same text in a header. */
function read({ workspaceId, saved, config }: From, { providers, inline }: ExplainDeps) {
  if (config === null) return { root: success(NO_CONFIG), stateOf: 'none' };
  if (saved === null) {
    const { hashed, parsed } = inline.config(JSON.stringify(config), workspaceId);
    return { root: parsed, stateOf: hashed };
  }
  const root = parseConfig(config, { providers, workspaceId, isSaved: true, checkUrl: inline.checkUrl });
  return { root, stateOf: saved };
}

type Verdict = Pick<Explained, 'taken' | 'why' | 'circuit' | 'share'>;

async function explainNode(walk: Walk, node: ConfigNode, verdict: Verdict): Promise<Explained> {
  await walk.deps.nextTurn();
  if (node.kind === 'target') {
    const explained = { path: node.path, kind: 'target', ...verdict, ...(await explainTarget(walk, node)) };
    takeRoom(walk, explained);
    return explained;
  }
  const verdicts = await judge(walk, node);
  const targets: Explained[] = [];
  // One after the other: side by side, all of them would have the same turn of the event loop.
  for (const [index, target] of node.targets.entries()) {
    const own = verdicts[index] ?? { taken: false, why: '', circuit: 'closed' as const };
    targets.push(await explainNode(walk, target, { ...own, taken: own.taken && verdict.taken }));
  }
  return { path: node.path, kind: node.strategy.mode, ...verdict, targets };
}

function takeRoom(walk: Walk, explained: Explained): void {
  walk.room -= JSON.stringify(explained).length;
  if (walk.room >= 0) return;
  throw new GatewayError('invalid_request', `The explanation would be longer than ${MAX_CHARACTERS} characters.`, {
    hint: 'Each target repeats the parameters: ask about fewer targets, or leave long parameters out.',
  });
}

/** One verdict per target of a strategy. */
async function judge(walk: Walk, node: StrategyNode): Promise<Verdict[]> {
  const circuits = await circuitsOf(node, { breaker: walk.deps.breaker, scopes: walk.scopes });
  const open = available(node, circuits);
  const chosen = await chosenOf(walk, node, circuits);
  const total = open.reduce((sum, { weight }) => sum + weight, 0);
  return node.targets.map((target) => {
    const circuit = circuits.get(target.path) ?? 'closed';
    if (!open.includes(target)) return { taken: false, why: 'its circuit is open', circuit };
    if (node.strategy.mode === 'fallback') {
      return { taken: true, why: order(open.indexOf(target), node.strategy.onStopReasons), circuit };
    }
    if (node.strategy.mode === 'loadbalance') return { ...shareOf(target, chosen, total), circuit };
    return { taken: chosen?.target === target, why: chosen?.why ?? 'nothing resolves', circuit };
  });
}

function shareOf(target: ConfigNode, chosen: Choice | null, total: number) {
  if (chosen?.why === 'sticky') {
    const taken = chosen.target === target;
    return { taken, share: Number(taken), why: 'sticky: this session has its target' };
  }
  const share = total === 0 ? 0 : target.weight / total;
  return { taken: share > 0, share, why: `by weight, ${target.weight} of ${total}` };
}

function order(index: number, onStopReasons: ReadonlySet<string>): string {
  if (index === 0) return 'asked first';
  const stopped = onStopReasons.size === 0 ? '' : `, or stopped with ${[...onStopReasons].join(' or ')}`;
  const before = index === 1 ? 'the one before it has' : `the ${index} before it have`;
  return `asked when ${before} failed${stopped}`;
}

/** What the strategy picks; null when it resolves to nothing. A load balancer's chance is not drawn here. */
async function chosenOf(
  { deps, fields, scopes }: Walk,
  node: StrategyNode,
  circuits: ReadonlyMap<string, CircuitState>,
): Promise<Choice | null> {
  if (node.strategy.mode === 'fallback') return null;
  const counters = { ...deps.counters, put: () => Promise.resolve() };
  try {
    return await choose(node, { fields, random: () => 0, figures: deps.figures, counters, scopes, circuits });
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

async function explainTarget({ asked, deps }: Walk, node: TargetNode): Promise<Partial<Explained>> {
  try {
    const target = resolveTarget(node, { ...asked, inline: deps.inline, now: deps.clock.now() });
    const document = withParams({ document: asked.document, dialect: asked.endpoint.dialect }, node.settings);
    refuseDeniedModel(target, { document, errors: asked.endpoint.dialect.errors });
    const problem = await problemOf(target, { ...asked, document }, deps);
    return {
      target: {
        provider: target.provider.name,
        provider_id: target.provider.provider.id,
        model: target.model,
        params: paramsOf(document, asked.endpoint),
        ...settingsOf(target),
      },
      ...(problem === null ? {} : { problem }),
    };
  } catch (error) {
    return { problem: wordsOf(error) };
  }
}

/** Why nothing would be sent to it; null = something would. */
async function problemOf(target: Target, asked: Asked, deps: ExplainDeps): Promise<string | null> {
  const { catalog, refusals } = deps;
  const { connection, provider } = target.provider;
  if (!connection.ok) return connection.problem.reason;
  const facts = catalog.factsFor(provider.platform, target.model);
  try {
    const looked = { exchange: asked, connection: connection.value, target, document: asked.document };
    const document = await withDraftFiles(looked, deps);
    await draftLane({ ...asked, id: 'req_explain', arrivedAt: 0, url: asked.route.endpoint.path }, target, {
      connection: connection.value,
      facts,
      refused: refusals.recall(placeOf(asked, target)),
      document,
      translating: translatingFor({ ...deps, takeRoom: () => undefined }),
    });
    return null;
  } catch (error) {
    return wordsOf(error);
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof GatewayError) return `${error.message} ${error.hint ?? ''}`.trim();
  throw error;
}

function settingsOf({ settings: { retry, cache, timeouts, forwardHeaders } }: Target) {
  return {
    retry:
      retry === null
        ? null
        : {
            attempts: retry.attempts,
            on_status_codes: [...retry.onStatusCodes],
            use_retry_after_headers: retry.useRetryAfter,
          },
    cache: cache === null ? null : { mode: cache.mode, max_age: cache.maxAgeMs / 1000 },
    timeouts: {
      request_timeout: timeouts.firstByteMs,
      idle_timeout: timeouts.idleMs,
      total_timeout: timeouts.totalMs,
    },
    forward_headers: forwardHeaders,
  };
}

/** The conversation is too large to read in an explanation, and the model stands beside the parameters. */
function paramsOf(document: JsonDocument, { dialect }: UpstreamEndpoint): Record<string, unknown> {
  const isLeftOut = (key: string): boolean => key === 'model' || dialect.contentMembers.includes(key);
  const keys = new Set(document.members.map(({ key }) => key).filter((key) => !isLeftOut(key)));
  return Object.fromEntries([...keys].map((key) => [key, readMember(document, key, Infinity)]));
}
