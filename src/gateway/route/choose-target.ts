/** Chooses among a strategy's targets by health, measurements and sticky picks. strategies/ has the rules. */
import type { Counters } from '../../storage/ports/counters.ts';
import type { Random } from '../../kernel/clock.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { leavesOf, type ConfigNode, type Sticky, type Strategy, type StrategyNode } from '../../routing/parse.ts';
import type { Figures } from './figures.ts';
import type { CircuitState } from './circuit-breaker.ts';
import { stateKey, type Scopes } from './plan.ts';
import { firstMatch, type RequestFields } from '../../routing/conditions.ts';
import { pickLeast } from './strategies/least.ts';
import { pickByWeight, stickyKey } from './strategies/loadbalance.ts';

export interface ChooseWith {
  fields: RequestFields;
  random: Random;
  figures: Figures;
  counters: Counters;
  scopes: Scopes;
  /** By target path; a target without a breaker is closed. */
  circuits: ReadonlyMap<string, CircuitState>;
}

export interface Choice {
  target: ConfigNode;
  /** Why this one, in words for the log and for `explain`. */
  why: string;
}

/**
 * Targets that may be tried: those whose circuit is not open, or all of them when every circuit is. A target without a
 * share of a load balancer's traffic is no way out.
 */
export function available(node: StrategyNode, circuits: ReadonlyMap<string, CircuitState>): readonly ConfigNode[] {
  const closed = node.targets.filter(({ path }) => circuits.get(path) !== 'open');
  return waysOut(node, closed).length === 0 ? node.targets : closed;
}

/** Of these targets, those that the strategy could ever go to. */
export function waysOut({ strategy }: StrategyNode, targets: readonly ConfigNode[]): readonly ConfigNode[] {
  return SHARES.has(strategy.mode) ? targets.filter(hasShare) : targets;
}

/** The modes that a weight of 0 takes a target out of. */
const SHARES: ReadonlySet<string> = new Set<Strategy['mode']>(['loadbalance', 'least-latency', 'least-cost']);
const hasShare = ({ weight }: ConfigNode): boolean => weight > 0;

/** One target of a strategy that picks. Throws GatewayError when the config leaves nothing to pick. */
export async function choose(node: StrategyNode, using: ChooseWith): Promise<Choice> {
  const targets = available(node, using.circuits);
  const { strategy } = node;
  switch (strategy.mode) {
    case 'single':
    case 'fallback':
      return { target: first(targets, node), why: `the first target of ${strategy.mode}` };
    case 'loadbalance':
      return strategy.sticky === null
        ? byWeight(node, targets, using)
        : bySticky(node, targets, { ...using, sticky: strategy.sticky });
    case 'conditional':
      return byCondition(node, targets, using);
    case 'least-latency':
      return byFigure(node, targets, {
        of: (target) => using.figures.latency(stateKey(using.scopes, target)),
        unit: 'ms to the first byte',
      });
    case 'least-cost':
      return byFigure(node, targets, {
        of: (target) => using.figures.cost(stateKey(using.scopes, target)),
        unit: 'nano-dollars per 1,000 tokens',
      });
  }
}

function byWeight(node: StrategyNode, targets: readonly ConfigNode[], { random }: ChooseWith): Choice {
  const index = pickByWeight(
    targets.map(({ weight }) => weight),
    random,
  );
  const target = index === null ? undefined : targets[index];
  if (target === undefined) throw nothing(node, 'every weight is 0');
  return { target, why: `by weight ${target.weight}` };
}

async function bySticky(
  node: StrategyNode,
  targets: readonly ConfigNode[],
  using: ChooseWith & { sticky: Sticky },
): Promise<Choice> {
  const key = stickyKey(using.sticky, using.fields);
  if (key === null) {
    const picked = byWeight(node, targets, using);
    return { ...picked, why: `${picked.why}; not sticky, because a hash field is absent` };
  }
  const place = `sticky:${using.scopes.picks}:${node.path}:${key}`;
  const [remembered] = await using.counters.get([place]);
  // A weight that was set to 0 drains a target: its sessions move on.
  const known = targets.find((target) => target.id === remembered && hasShare(target));
  const picked = known === undefined ? byWeight(node, targets, using) : { target: known, why: 'sticky' };
  // Every use starts the time anew: a session that goes on keeps its target, and so its prompt cache.
  await using.counters.put(place, picked.target.id, using.sticky.ttlMs);
  return picked;
}

function byCondition(node: StrategyNode, targets: readonly ConfigNode[], { fields }: ChooseWith): Choice {
  if (node.strategy.mode !== 'conditional') throw new Error('not a conditional strategy');
  const { conditions, otherwise } = node.strategy;
  // A condition whose target has an open circuit gives way to the next; when that leaves nothing, it stands.
  for (const candidates of [targets, node.targets]) {
    const named = (name: string): ConfigNode | undefined => candidates.find((candidate) => candidate.name === name);
    const matched = firstMatch(
      conditions.filter(({ then }) => named(then) !== undefined),
      fields,
    );
    const name = matched ?? otherwise;
    const target = name === null ? undefined : named(name);
    const reason = matched === null ? `the default "${name}": no condition holds` : `the condition for "${name}" holds`;
    if (target !== undefined) return { target, why: reason };
  }
  throw nothing(node, 'no condition holds, and there is no default');
}

function byFigure(
  node: StrategyNode,
  targets: readonly ConfigNode[],
  figure: { of: (target: ConfigNode) => number | null; unit: string },
): Choice {
  const candidates = targets.filter(hasShare);
  const figures = candidates.map((target) => leastOf(target, figure.of));
  const index = pickLeast(figures);
  const target = index === null ? undefined : candidates[index];
  if (target === undefined || index === null) throw nothing(node, 'every weight is 0');
  const least = figures[index] ?? null;
  if (least === null) return { target, why: 'not measured yet' };
  const isKnown = Number.isFinite(least);
  return { target, why: isKnown ? `the least: ${Math.round(least)} ${figure.unit}` : 'no target has a figure' };
}

/** Of a nested strategy: its best target's, as only the leaves are measured. */
function leastOf(node: ConfigNode, of: (target: ConfigNode) => number | null): number | null {
  const measured = leavesOf(node)
    .map(of)
    .filter((figure) => figure !== null);
  return measured.length === 0 ? null : Math.min(...measured);
}

function first(targets: readonly ConfigNode[], node: StrategyNode): ConfigNode {
  const [target] = targets;
  if (target === undefined) throw nothing(node, 'there is no target');
  return target;
}

function nothing(node: StrategyNode, why: string): GatewayError {
  return new GatewayError('invalid_config', `The ${node.strategy.mode} at ${node.path} did not resolve: ${why}.`);
}
