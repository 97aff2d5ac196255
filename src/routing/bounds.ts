/** How large a config may be: checked first, before anything is done for each of its targets or parameters. Pure. */
import { isObject, type JsonObject } from '../wire/json/object.ts';
import type { ConfigIssue } from './schema.ts';

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
function depthIssue(value: unknown, path = ''): ConfigIssue | null {
  if (!isObject(value)) return null;
  for (const [key, own] of Object.entries(value)) {
    if (BOUNDED_ELSEWHERE.has(key) || !isDeeperThan(own, MAX_JSON_DEPTH)) continue;
    return { path: join(path, key), message: `nested deeper than ${MAX_JSON_DEPTH} levels` };
  }
  for (const [index, target] of targetsOf(value).entries()) {
    const below = depthIssue(target, join(path, `targets[${index}]`));
    if (below !== null) return below;
  }
  return null;
}

/** A key's path, as `targets[0].api_key`. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
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

/** null = too deep. */
function countBelow(value: unknown, depth: number): number | null {
  if (depth > MAX_DEPTH) return null;
  let count = 0;
  for (const target of targetsOf(value)) {
    const below = countBelow(target, depth + 1);
    if (below === null) return null;
    count += 1 + below;
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
  const copied = paramsCopied(value, 0);
  if (copied <= MAX_INHERITED_PARAMS) return null;
  const message = `too many parameters that many targets inherit: ${copied} in all, at most ${MAX_INHERITED_PARAMS}`;
  return { path: '', message };
}

/** How many parameters parsing copies, at and below a node. `above`: how many it inherits. */
function paramsCopied(value: unknown, above: number): number {
  if (!isObject(value)) return 0;
  const own = sizeOf(value, 'default_params') + sizeOf(value, 'override_params');
  const held = above + own;
  return targetsOf(value).reduce<number>((sum, target) => sum + paramsCopied(target, held), own === 0 ? 0 : held);
}

function sizeOf(node: JsonObject, key: string): number {
  const params: unknown = node[key];
  return isObject(params) ? Object.keys(params).length : 0;
}

export function targetsOf(value: unknown): unknown[] {
  return isObject(value) && Array.isArray(value['targets']) ? value['targets'] : [];
}

function modeOf(value: unknown): unknown {
  const own = isObject(value) ? value['strategy'] : undefined;
  return isObject(own) ? own['mode'] : undefined;
}
