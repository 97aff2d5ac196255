/** Says, without calling anyone, which path a request would take through a config, and why. Asks what run-plan.ts asks. */
import type { Connection } from '../providers/provider.ts';
import { GatewayError } from '../wire/errors.ts';
import type { WorkspaceId } from '../wire/ids.ts';
import { readMember } from '../wire/json-edit.ts';
import { scanDocument, type JsonDocument } from '../wire/json-scan.ts';
import { ownMetadata } from './admit/read-metadata.ts';
import type { RequestHeaders } from './client.ts';
import type { GatewayDeps } from './dependencies.ts';
import { askOf, type Ask } from './route/ask.ts';
import { available, choose, type Choice } from './route/choose.ts';
import { circuitsOf } from './route/circuits.ts';
import { withHeaderSettings } from './route/header-settings.ts';
import { parseConfig, type ConfigNode, type StrategyNode, type TargetNode } from './route/config.ts';
import type { CircuitState } from './route/health.ts';
import type { Providers } from './route/node-keys.ts';
import { resolveTarget, scopeOf } from './route/plan.ts';
import { withParams } from './send/prepare-document.ts';
import type { Problem } from './snapshot/compiled-provider.ts';
import type { CompiledWorkspace, Snapshot } from './snapshot/snapshot.ts';

interface ExplainInput {
  root: ConfigNode;
  /** As the plan's: names circuits, sticky picks and figures. */
  scope: string;
  workspace: CompiledWorkspace;
  snapshot: Snapshot;
  headers: RequestHeaders;
  metadata: Readonly<Record<string, string>>;
  body: Buffer;
  pathname: string;
}

export interface Explained {
  path: string;
  /** `target`, or the strategy's mode. */
  kind: string;
  /** Would this node be asked, and why (not)? */
  taken: boolean;
  why: string;
  circuit: CircuitState;
  /** Of a load balancer's target: its part of the traffic, 0 to 1. */
  share?: number;
  targets?: Explained[];
  target?: ExplainedTarget;
  /** Why this target could not be asked. */
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

type ExplainDeps = Pick<GatewayDeps, 'health' | 'figures' | 'counters' | 'clock' | 'inline'> & {
  providers: Providers;
};

interface Walk {
  input: ExplainInput;
  deps: ExplainDeps;
  document: JsonDocument;
  ask: Ask;
}

/** A request that is only talked about; header names in any case. */
export interface HypotheticalRequest {
  workspaceId: WorkspaceId;
  /** The saved config's id; null for one that is sent along. */
  saved: string | null;
  config: unknown;
  request: { path: string; headers: Readonly<Record<string, string>>; body: Readonly<Record<string, unknown>> };
}

/** Throws GatewayError for a config that is not valid, and for a workspace that is gone. */
export async function explainRequest(
  asked: HypotheticalRequest,
  snapshot: Snapshot,
  deps: ExplainDeps,
): Promise<Explained> {
  const { workspaceId } = asked;
  const workspace = snapshot.workspaces.get(workspaceId);
  const { inline } = deps;
  const { root, stateOf } = read(asked, deps);
  if (workspace === undefined) throw new GatewayError('not_found', 'The workspace is gone.');
  if ('issues' in root) throw new GatewayError('invalid_config', root.issues.map(({ message }) => message).join('; '));
  const headers: RequestHeaders = Object.fromEntries(
    Object.entries(asked.request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return explain(
    {
      root: withHeaderSettings(root, headers, inline),
      scope: scopeOf(workspace, stateOf, asked.request.path === EMBEDDINGS),
      workspace,
      snapshot,
      headers,
      metadata: ownMetadata({ ...headers, 'x-portkey-metadata': asReceived(headers['x-portkey-metadata']) }, []),
      body: Buffer.from(JSON.stringify(asked.request.body)),
      pathname: asked.request.path,
    },
    deps,
  );
}

/** UTF-8 in a header arrives as latin1. */
const asReceived = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : Buffer.from(text).toString('latin1');

const EMBEDDINGS = '/v1/embeddings';

/** The config, and whose state it has: one that is sent along has that of the same text in a header. */
function read({ workspaceId, saved, config }: HypotheticalRequest, { providers, inline }: ExplainDeps) {
  if (saved === null) {
    const { hashed, parsed } = inline.config(JSON.stringify(config), workspaceId);
    return { root: parsed, stateOf: hashed };
  }
  const root = parseConfig(config, { providers, workspaceId, isSaved: true, checkUrl: inline.checkUrl });
  return { root, stateOf: saved };
}

async function explain(input: ExplainInput, deps: ExplainDeps): Promise<Explained> {
  const document = scanDocument(input.body, 'messages');
  const { headers, metadata, pathname } = input;
  const ask = askOf({ headers, metadata, document, modelInPath: null, pathname, apiKeyId: '' });
  const root = { taken: true, why: 'the root of the config', circuit: 'closed' as const };
  return explainNode({ input, deps, document, ask }, input.root, root);
}

type Verdict = Pick<Explained, 'taken' | 'why' | 'circuit' | 'share'>;

async function explainNode(walk: Walk, node: ConfigNode, verdict: Verdict): Promise<Explained> {
  if (node.kind === 'target') {
    return { path: node.path, kind: 'target', ...verdict, ...explainTarget(walk, node) };
  }
  const verdicts = await judge(walk, node);
  const targets = await Promise.all(
    node.targets.map((target, index) => {
      const own = verdicts[index] ?? { taken: false, why: '', circuit: 'closed' as const };
      return explainNode(walk, target, { ...own, taken: own.taken && verdict.taken });
    }),
  );
  return { path: node.path, kind: node.strategy.mode, ...verdict, targets };
}

/** One verdict per target of a strategy. */
async function judge({ input, deps, ask }: Walk, node: StrategyNode): Promise<Verdict[]> {
  const circuits = await circuitsOf(node, { health: deps.health, scope: input.scope });
  const open = available(node, circuits);
  const chosen = await chosenOf({ node, deps, ask, input, circuits });
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
async function chosenOf(given: {
  node: StrategyNode;
  deps: ExplainDeps;
  ask: Ask;
  input: ExplainInput;
  circuits: ReadonlyMap<string, CircuitState>;
}) {
  const { node, deps, ask, input, circuits } = given;
  if (node.strategy.mode === 'fallback') return null;
  const counters = { ...deps.counters, put: () => Promise.resolve() };
  try {
    return await choose(node, { ask, random: () => 0, figures: deps.figures, counters, scope: input.scope, circuits });
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

function explainTarget({ input, deps, document }: Walk, node: TargetNode): Partial<Explained> {
  const model = readMember(document, 'model');
  try {
    const { workspace, snapshot, headers, pathname } = input;
    const requestedModel = typeof model === 'string' ? model : null;
    const now = deps.clock.now();
    const target = resolveTarget(node, { workspace, snapshot, headers, requestedModel, inline: deps.inline, now });
    const { connection, provider } = target.provider;
    const problem = problemOf(connection, target.provider.name, pathname);
    return {
      target: {
        provider: target.provider.name,
        provider_id: provider.id,
        model: target.model,
        params: paramsOf(withParams(document, node.settings)),
        ...settingsOf(node),
      },
      ...(problem === null ? {} : { problem }),
    };
  } catch (error) {
    if (error instanceof GatewayError) return { problem: `${error.message} ${error.hint ?? ''}`.trim() };
    throw error;
  }
}

function problemOf(connection: Connection | Problem, name: string, pathname: string): string | null {
  if ('problem' in connection) return connection.problem;
  return pathname === EMBEDDINGS && connection.embeddings === null
    ? `The provider "${name}" makes no embeddings.`
    : null;
}

function settingsOf({ settings: { retry, cache, timeouts, forwardHeaders } }: TargetNode) {
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

/** Too large to read in an explanation, and never a config's to change by accident. */
const LEFT_OUT = new Set(['messages', 'system', 'tools', 'input', 'model']);

function paramsOf(document: JsonDocument): Record<string, unknown> {
  const keys = new Set(document.members.map(({ key }) => key).filter((key) => !LEFT_OUT.has(key)));
  return Object.fromEntries([...keys].map((key) => [key, readMember(document, key)]));
}
