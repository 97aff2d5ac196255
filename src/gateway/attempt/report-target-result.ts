/** Reports how a target did to its circuit breaker and to the measurements that strategies use. */
import type { GatewayDeps } from '../dependencies.ts';
import type { Outcome } from '../outcome.ts';
import type { ConfigNode } from '../../routing/parse.ts';
import { stateKey, type Plan } from '../route/plan.ts';

interface Told {
  deps: Pick<GatewayDeps, 'breaker' | 'figures'>;
  plan: Pick<Plan, 'scopes'>;
  outcome: Outcome;
}

/** A node of the plan that has come to an end. */
export interface Tried {
  node: ConfigNode;
  /** ms since the epoch; read for a breaker only. */
  began: number;
  /** Requests sent and attempts made before this node. */
  before: { sent: number; attempts: number };
}

/**
 * Reports to the figures, and to the circuit where the target has one. null = nothing for the circuit; a promise is to be
 * waited for. Where no attempt was made (a cached answer, a wrong set-up, a request that this provider cannot serve) there
 * is nothing to report. Where one ended before anything was sent, only an outage is reported: no token came.
 */
export function reportTargetResult(
  { deps: { breaker, figures }, plan: { scopes }, outcome }: Told,
  { node, began, before }: Tried,
): Promise<void> | null {
  if (node.kind === 'strategy' || saysNothing(outcome)) return null;
  const hasFailed = outcome.ending.kind === 'error';
  // A truncated answer counts as a failure.
  const status = hasFailed && outcome.last.status === 200 ? 0 : outcome.last.status;
  const key = stateKey(scopes, node);
  if (hasFailed && !CALLERS_FAULT.has(status)) figures.fail(key);
  const { breaker: settings } = node.settings;
  if (settings === null || outcome.attempts.length === before.attempts) return null;
  if (outcome.sent === before.sent && !isOutage(status)) return null;
  return breaker.record(key, settings, { status, began });
}

function saysNothing(outcome: Outcome): boolean {
  const { ending } = outcome;
  if (ending.kind !== 'error') return ending.kind === 'client-closed';
  return NOT_THE_TARGETS.has(ending.error.code) || isCallersDoing(outcome);
}

/** Errors for which no target is to blame: what a guardrail denies, its target may have answered well. */
const NOT_THE_TARGETS: ReadonlySet<string> = new Set(['shutting_down', 'guardrail_denied', 'guardrail_unusable']);

/**
 * What only this caller has met says nothing about a target that others share: the end of a time that a header of its own
 * has set, a credential of its own that is refused or has used up its limits.
 */
function isCallersDoing({ last: { target, status, passedBound } }: Outcome): boolean {
  if (passedBound?.name === 'request_timeout') return target?.isImpatient === true;
  return target?.provider.isStored === false && CALLERS_CREDENTIAL.has(status);
}

const CALLERS_CREDENTIAL: ReadonlySet<number> = new Set([401, 403, 429]);

/** A request that is wrong in itself says nothing about the target that refused it. */
const CALLERS_FAULT: ReadonlySet<number> = new Set([400, 413, 422]);

const isOutage = (status: number): boolean => status === 0 || status === 408 || status >= 500;
