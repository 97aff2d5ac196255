/** Which of a strategy's targets have an open circuit. A nested strategy has that of its best target. */
import { waysOut } from './choose-target.ts';
import type { ConfigNode, StrategyNode, TargetNode } from '../../routing/parse.ts';
import type { CircuitState, CircuitBreaker } from './circuit-breaker.ts';
import { stateKey, type Scopes } from './plan.ts';

/** By path. Empty where nothing is guarded; what has no breaker is closed. */
export type Circuits = Map<string, CircuitState>;

/**
 * Of the strategy's own targets. A nested strategy is open when all the targets that it could go to are: were it counted
 * as a whole, the first region to fail would take the healthy ones beside it out as well.
 */
export function circuitsOf(
  node: StrategyNode,
  { breaker, scopes }: { breaker: CircuitBreaker; scopes: Pick<Scopes, 'state'> },
): Circuits | Promise<Circuits> {
  const guarded = guardedBelow(node);
  return guarded.length === 0 ? new Map() : read(node, guarded, { breaker, scopes });
}

async function read(
  { targets }: StrategyNode,
  guarded: readonly TargetNode[],
  { breaker, scopes }: { breaker: CircuitBreaker; scopes: Pick<Scopes, 'state'> },
): Promise<Circuits> {
  const states = await breaker.peek(guarded.map((target) => stateKey(scopes, target)));
  const own = new Map(guarded.map(({ path }, index) => [path, states[index] ?? 'closed']));
  return new Map(targets.map((target) => [target.path, circuitOf(target, own)]));
}

function guardedBelow({ targets }: StrategyNode): TargetNode[] {
  return targets.flatMap((target) => {
    if (target.kind === 'strategy') return guardedBelow(target);
    return target.settings.breaker === null ? [] : [target];
  });
}

function circuitOf(node: ConfigNode, own: Circuits): CircuitState {
  if (node.kind === 'target') return own.get(node.path) ?? 'closed';
  const states = waysOut(node, node.targets).map((target) => circuitOf(target, own));
  if (states.length === 0 || states.includes('closed')) return 'closed';
  return states.includes('probe') ? 'probe' : 'open';
}
