/** Walks the routing tree, strategy by strategy and target by target, until one responds. route/ has the rules. */
import { GatewayError } from '../../kernel/errors.ts';
import { TEXT_STREAM } from '../../wire/dialects/dialect.ts';
import { JsonScanError } from '../../wire/json/scan.ts';
import { answerHeaders, earlyHeaders } from '../headers/answer-headers.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { REPORTED_STATUS, statusWith } from '../guard/hooks.ts';
import { resultsBefore } from '../guard/streamed-results.ts';
import { softenDenial } from '../guard/soft-denial.ts';
import type { Admitted } from '../exchange.ts';
import { newTargetOutcome, type Ending, type Outcome } from '../outcome.ts';
import type { RequestFields } from '../../routing/conditions.ts';
import { requestFieldsOf } from '../route/request-fields.ts';
import { available, choose } from '../route/choose-target.ts';
import { circuitsOf, type Circuits } from '../route/circuit-states.ts';
import type { ConfigNode, Strategy, StrategyNode } from '../../routing/parse.ts';
import { resolveTarget, stateKey } from '../route/plan.ts';
import { MAX_ATTEMPTS } from '../route/retry.ts';
import { fallsFrom } from '../route/strategies/fallback.ts';
import { countInstead } from './estimated-count.ts';
import { runTarget } from './run-target.ts';
import type { TargetSteps } from './target-steps.ts';
import { reportTargetResult } from './report-target-result.ts';
import { ClientStream } from '../relay/client-stream.ts';

/** What one walk carries along. */
interface Walk {
  exchange: Admitted;
  outcome: Outcome;
  deps: GatewayDeps;
  steps: TargetSteps;
  to: ClientStream;
  fields: RequestFields;
  /** Those that the fallbacks on the way go on after. */
  stopReasons: ReadonlySet<string>;
  /** One of these fallbacks has a next target for requests that a guardrail reports. */
  isReportedElsewhere: boolean;
}

const NO_STOP_REASONS: ReadonlySet<string> = new Set();

export interface PlanUse {
  steps: TargetSteps;
  deps: GatewayDeps;
}

/** Fills in `outcome`. Rejects only with what nobody foresaw. */
export async function runPlan(exchange: Admitted, outcome: Outcome, { steps, deps }: PlanUse): Promise<void> {
  const { client, stream, headers, metadata, document, endpoint, route, pathname, caller } = exchange;
  const { pingMs, clientStallMs: stallMs } = deps.bounds;
  const to = new ClientStream({
    client,
    contentType:
      stream && endpoint.dialect.stream !== null ? (endpoint.dialect.stream.contentType ?? TEXT_STREAM) : null,
    ping: stream ? (endpoint.dialect.stream?.ping ?? null) : null,
    pingMs,
    stallMs,
    elapsed: () => deps.clock.elapsed(),
    opening: () => resultsBefore(exchange, outcome),
    startStatus: () => statusWith(outcome.hooks, 200, true),
    startHeaders: (upstream) =>
      upstream === null ? earlyHeaders(exchange, outcome) : answerHeaders(exchange, outcome, upstream),
  });
  const fields = requestFieldsOf({
    headers,
    metadata,
    document,
    modelInPath: (route.raw ?? route.named)?.model ?? null,
    pathname,
    apiKeyId: caller.id,
  });
  deps.heartbeat.watch(to);
  try {
    const above = { stopReasons: NO_STOP_REASONS, isReportedElsewhere: false };
    await walk({ exchange, outcome, deps, steps, to, fields, ...above }, exchange.plan.root);
    softenDenial(exchange, outcome, to);
    await countInstead(exchange, outcome, deps);
    if (outcome.ending.kind === 'streamed') outcome.ending.release?.();
  } finally {
    deps.heartbeat.unwatch(to);
  }
}

/** True when the node's result was reported to its circuit. */
async function walk(run: Walk, node: ConfigNode): Promise<boolean> {
  const before = { sent: run.outcome.sent, attempts: run.outcome.attempts.length };
  const began = node.settings.breaker === null ? 0 : run.deps.clock.now();
  try {
    await (node.kind === 'target' ? leaf(run, node) : branch(run, node));
  } catch (thrown) {
    // A target that cannot even be called has failed like any other: a fallback goes on to the next.
    const error = thrown instanceof JsonScanError ? notJson(thrown) : thrown;
    if (!(error instanceof GatewayError)) throw error;
    // An answer that a target before has given, and that was fallen from, is not this one's.
    Object.assign(run.outcome.last, { answer: null, measured: null, status: error.routedAs });
    run.outcome.ending = { kind: 'error', error };
  }
  const { deps, outcome, exchange } = run;
  const telling = reportTargetResult({ deps, outcome, plan: exchange.plan }, { node, began, before });
  if (telling !== null) await telling;
  return telling !== null;
}

/** Nested values are looked into only where a config's parameters or a change of account lead there. */
function notJson(cause: JsonScanError): GatewayError {
  return new GatewayError('invalid_json', `The body is not valid JSON: ${cause.message}.`, { cause });
}

function leaf(run: Walk, node: Extract<ConfigNode, { kind: 'target' }>): Promise<void> {
  const { exchange, deps } = run;
  const { workspace, snapshot, headers, requestedModel, endpoint, arrivedAt: now } = exchange;
  // Where this one names no provider that exists, the target used last is still the one before.
  run.outcome.last = newTargetOutcome(run.outcome.last.target);
  const request = { workspace, snapshot, headers, requestedModel, overlay: exchange.plan.overlay };
  const lacksModel = endpoint.lacksModel !== undefined;
  const target = resolveTarget(node, { ...request, lacksModel, inline: deps.inline, now });
  run.outcome.last = newTargetOutcome(target);
  return runTarget({ ...run, target }, run.steps);
}

async function branch(run: Walk, node: StrategyNode): Promise<void> {
  const found = circuitsOf(node, { breaker: run.deps.breaker, scopes: run.exchange.plan.scopes });
  const circuits = found instanceof Promise ? await found : found;
  tellLeftOut(run, node, circuits);
  if (node.strategy.mode === 'fallback') return fallBack(run, { ...node, strategy: node.strategy }, circuits);
  const { fields, deps, exchange, outcome } = run;
  const { random, figures, counters } = deps;
  for (;;) {
    const { target, why } = await choose(node, {
      fields,
      random,
      figures,
      counters,
      scopes: exchange.plan.scopes,
      circuits,
    });
    if (isProbe(target, circuits) && !(await takeProbe(run, target, circuits))) continue;
    outcome.choices.push(`${target.path}: ${why}`);
    return enter(run, target, circuits);
  }
}

type FallbackNode = StrategyNode & { strategy: Extract<Strategy, { mode: 'fallback' }> };

async function fallBack(run: Walk, node: FallbackNode, circuits: Circuits): Promise<void> {
  const { outcome } = run;
  const stopReasons = new Set([...run.stopReasons, ...node.strategy.onStopReasons]);
  const fallsFromReported = fallsFrom({ status: REPORTED_STATUS, stopReason: null }, node.strategy) !== null;
  let isTried = false;
  let standing: Standing | null = null;
  let leftOut: ConfigNode | null = null;
  const targets = available(node, circuits);
  for (const target of targets) {
    if (isProbe(target, circuits) && !(await takeProbe(run, target, circuits))) {
      leftOut = target;
      continue;
    }
    isTried = true;
    const attemptsBefore = outcome.attempts.length;
    const isReportedElsewhere = run.isReportedElsewhere || (fallsFromReported && target !== targets.at(-1));
    await enter({ ...run, stopReasons, isReportedElsewhere }, target, circuits);
    const isCalled = wasCalled(outcome, attemptsBefore);
    if (standing !== null && !isCalled) {
      outcome.choices.push(`${target.path}: cannot be called, what came before it stands${told(outcome.ending)}`);
      putBack(outcome, standing);
    } else {
      const { ending, last } = outcome;
      if (!fallsOn(outcome, node, { path: target.path, attemptsBefore })) return;
      // An answer that the config does not want, as a refusal, never stands.
      if (isCalled && ending.kind === 'error') standing = { ending, last, softDenial: outcome.hooks.softDenial };
    }
  }
  // Only probes were left, and others have them: now that every circuit counts as open, none is left out.
  if (!isTried) return fallBack(run, node, circuits);
  return askInstead({ ...run, stopReasons }, leftOut, circuits);
}

/** Asks the target that was left out because others probe it, where a report of a guardrail kept the request from the others. */
async function askInstead(run: Walk, leftOut: ConfigNode | null, circuits: Circuits): Promise<void> {
  if (leftOut !== null && isFallenFrom(run.outcome.ending)) await enter(run, leftOut, circuits);
}

const isFallenFrom = (ending: Ending): boolean =>
  ending.kind === 'error' && ending.error.code === 'guardrail_denied' && ending.error.routedAs === REPORTED_STATUS;

/** The failure of the last target that could be called: it is put back when none after it can be. */
type Standing = Pick<Outcome, 'ending' | 'last'> & Pick<Outcome['hooks'], 'softDenial'>;

function putBack(outcome: Outcome, { softDenial, ending, last }: Standing): void {
  Object.assign(outcome, { ending, last });
  outcome.hooks.softDenial = softDenial;
}

/** Does the fallback go on after this target's result? Notes it for the log either way. */
function fallsOn(
  outcome: Outcome,
  { strategy }: FallbackNode,
  { path, attemptsBefore }: { path: string; attemptsBefore: number },
): boolean {
  const { ending, attempts, choices, last } = outcome;
  const from = fallsFrom({ status: last.status, stopReason: last.answer?.stopReason ?? null }, strategy);
  if (from === null) return false;
  if (isFinal(outcome)) {
    if (ending.kind === 'streamed') choices.push(`${path}: too late to fall through with ${from}`);
    return false;
  }
  if (attempts.length >= MAX_ATTEMPTS) {
    choices.push(`${path}: no further target is tried after ${MAX_ATTEMPTS} attempts`);
    return false;
  }
  choices.push(`${path}: fell through with ${from}${attempts.length === attemptsBefore ? told(ending) : ''}`);
  return true;
}

/** The words of an error that no attempt has a record of. */
const told = (ending: Ending): string => (ending.kind === 'error' ? ` (${ending.error.message})` : '');

/** Codes of a target that cannot be called as it is set up, although an attempt at it was begun. */
const NOT_CALLABLE: ReadonlySet<string> = new Set(['url_not_allowed', 'credentials_rejected']);

/**
 * Was an upstream called, or the cache? A target that cannot be called must not end a session that the failure of the one
 * before it, as a 503, would not have ended.
 */
function wasCalled({ ending, attempts }: Outcome, attemptsBefore: number): boolean {
  if (ending.kind !== 'error' || ending.error.code === 'shutting_down') return true;
  return attempts.length > attemptsBefore && !NOT_CALLABLE.has(ending.error.code);
}

/** Content has reached the caller, or the caller is gone: there is nothing left to try for. */
function isFinal({ ending, last, isBodySpent }: Outcome): boolean {
  if (last.isCommitted || isBodySpent || ending.kind === 'client-closed') return true;
  return ending.kind === 'error' && FINAL.has(ending.error.code);
}

/** What no other target would change: the gateway goes down, or a limit of the caller's own is reached. */
const FINAL: ReadonlySet<string> = new Set([
  'shutting_down',
  'budget_exceeded',
  'ledger_unavailable',
  'rates_unavailable',
]);

/** A probe that has found nothing out, as that of a nested strategy, leaves its place to the next. */
async function enter(run: Walk, node: ConfigNode, circuits: Circuits): Promise<void> {
  const isTold = await walk(run, node);
  if (!isTold && isProbe(node, circuits)) {
    await run.deps.breaker.leave(stateKey(run.exchange.plan.scopes, node));
  }
}

const isProbe = ({ path }: ConfigNode, circuits: Circuits): boolean => circuits.get(path) === 'probe';

/** A target that is not called has no attempt: the row says why. Where every circuit is open nobody is left out. */
function tellLeftOut({ outcome }: Walk, node: StrategyNode, circuits: Circuits): void {
  if (circuits.size === 0 || available(node, circuits).length === node.targets.length) return;
  for (const { path } of node.targets) {
    if (circuits.get(path) === 'open') outcome.choices.push(`${path}: left out, its circuit is open`);
  }
}

/** A probe is taken only for a target that is really to be tried; one that somebody else has makes the circuit open. */
async function takeProbe({ deps, exchange, outcome }: Walk, node: ConfigNode, circuits: Circuits): Promise<boolean> {
  const isTaken = await deps.breaker.probe(stateKey(exchange.plan.scopes, node));
  if (!isTaken) {
    circuits.set(node.path, 'open');
    outcome.choices.push(`${node.path}: left out, another request finds out whether it is well again`);
  }
  return isTaken;
}
