/** Limits on the size of a config. Checked first, before any work per target or parameter. Pure. */
import { isObject, type JsonObject } from '../wire/json/object.ts';
import type { ConfigIssue } from './schema.ts';
import { join, targetsOf, walk, writtenNodes } from './walk.ts';

/** contract#configs: targets at the root (a conditional may name more), and below each of them. */
const MAX_ROOT = 100;
const MAX_ROOT_CONDITIONAL = 1000;
const MAX_NESTED = 50;
/** JSON cannot be cyclic, but it can be deep: deeper than this nobody means. */
const MAX_DEPTH = 12;
/** Of a config that anybody may send with each request: all targets, nested ones included. */
const MAX_INLINE_TARGETS = 1000;
/** Of objects and lists inside one another, parameters included. What works through them may recurse. */
const MAX_JSON_DEPTH = 100;
/** Each target that has parameters of its own copies those of all nodes above: some 25 ms for so many. */
const MAX_INHERITED_PARAMS = 20_000;

/** null = the config may be parsed. */
export function boundsIssue(value: unknown, { isSaved }: { isSaved: boolean }): ConfigIssue | null {
  return fanOutIssue(value) ?? depthIssue(value) ?? totalIssue(value, isSaved) ?? paramsIssue(value);
}

/** Conditions have a bound of their own, and say where they pass it. */
const BOUNDED_ELSEWHERE: ReadonlySet<string> = new Set(['targets', 'strategy']);

/** Call once the depth of targets is known to be bounded. */
function depthIssue(value: unknown): ConfigIssue | null {
  for (const { value: node, path } of writtenNodes(value)) {
    if (!isObject(node)) continue;
    for (const [key, own] of Object.entries(node)) {
      if (BOUNDED_ELSEWHERE.has(key) || !isDeeperThan(own, MAX_JSON_DEPTH)) continue;
      return { path: join(path, key), message: `nested deeper than ${MAX_JSON_DEPTH} levels` };
    }
  }
  return null;
}

/** Without recursion: what is to be found out is whether a stack would hold it. */
export function isDeeperThan(value: unknown, max: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    const inner = level.filter((one): one is object => typeof one === 'object' && one !== null);
    if (inner.length > 0 && depth === max) return true;
    level = inner.flatMap((one) => Object.values(one) as unknown[]);
  }
  return false;
}

function fanOutIssue(value: unknown): ConfigIssue | null {
  const targets = targetsOf(value);
  const isConditional = modeOf(value) === 'conditional';
  const max = isConditional ? MAX_ROOT_CONDITIONAL : MAX_ROOT;
  if (targets.length > max) return { path: 'targets', message: `at most ${max} targets, got ${targets.length}` };
  for (const [index, target] of targets.entries()) {
    const nested = countBelow(target, 1);
    if (nested === null) return { path: `targets[${index}]`, message: `nested deeper than ${MAX_DEPTH} levels` };
    if (nested > MAX_NESTED) {
      return { path: `targets[${index}].targets`, message: `at most ${MAX_NESTED} nested targets, got ${nested}` };
    }
  }
  return null;
}

/** How many targets there are below a node; null = too deep. `depth`: its own. */
function countBelow(value: unknown, depth: number): number | null {
  let count = -1;
  for (const node of writtenNodes(value)) {
    if (depth + node.depth > MAX_DEPTH) return null;
    count += 1;
  }
  return count;
}

function totalIssue(value: unknown, isSaved: boolean): ConfigIssue | null {
  if (isSaved) return null;
  const total = countBelow(value, 0) ?? 0;
  if (total <= MAX_INLINE_TARGETS) return null;
  const message = `at most ${MAX_INLINE_TARGETS} targets in a config that is sent along, nested ones included, got ${total}`;
  return { path: 'targets', message: `${message}: save it, and name it by its slug` };
}

function paramsIssue(value: unknown): ConfigIssue | null {
  const copied = paramsCopied(value);
  if (copied <= MAX_INHERITED_PARAMS) return null;
  const message = `too many parameters that many targets inherit: ${copied} in all, at most ${MAX_INHERITED_PARAMS}`;
  return { path: '', message };
}

/** How many parameters parsing copies: a node that has some of its own copies those of all nodes above as well. */
function paramsCopied(root: unknown): number {
  const ownParams = (node: JsonObject): number => sizeOf(node, 'default_params') + sizeOf(node, 'override_params');
  let copied = 0;
  for (const { value, inherited } of walk(root, { start: 0, merge: (node, above) => above + ownParams(node) })) {
    if (isObject(value) && ownParams(value) > 0) copied += inherited;
  }
  return copied;
}

function sizeOf(node: JsonObject, key: string): number {
  const params: unknown = node[key];
  return isObject(params) ? Object.keys(params).length : 0;
}

function modeOf(value: unknown): unknown {
  const own = isObject(value) ? value['strategy'] : undefined;
  return isObject(own) ? own['mode'] : undefined;
}
