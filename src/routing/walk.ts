/** Walks the tree of a config as it is written, before it is parsed; parse.ts has `nodesOf` for the parsed one. Pure. */
import { isObject, type JsonObject } from '../wire/json/object.ts';

/** One node of a config as it is written. */
export interface WrittenNode<Inherited> {
  /** As `targets[0].targets[2]`, empty for the root. */
  path: string;
  /** 0 for the root. */
  depth: number;
  /** Not an object where the config is wrong. */
  value: unknown;
  /** Its own, merged with what the nodes above hand down. */
  inherited: Inherited;
}

interface Inheritance<Inherited> {
  /** What the root inherits. */
  start: Inherited;
  /** What a node hands down to its targets. */
  merge(node: JsonObject, above: Inherited): Inherited;
}

/**
 * Every node, each before its targets, in the order in which they are written. Without recursion: nothing is known yet
 * about how deep a config is.
 */
export function* walk<Inherited>(
  root: unknown,
  { start, merge }: Inheritance<Inherited>,
): Generator<WrittenNode<Inherited>> {
  const place = (value: unknown, at: Pick<WrittenNode<Inherited>, 'path' | 'depth'>, above: Inherited) => ({
    ...at,
    value,
    inherited: isObject(value) ? merge(value, above) : above,
  });
  const waiting = [place(root, { path: '', depth: 0 }, start)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    const { path, depth, inherited } = node;
    const below = targetsOf(node.value).map((target, index) =>
      place(target, { path: join(path, `targets[${index}]`), depth: depth + 1 }, inherited),
    );
    for (const target of below.toReversed()) waiting.push(target);
  }
}

const NOTHING: Inheritance<null> = { start: null, merge: () => null };

/** Every node of a config as it is written, where nothing is inherited. */
export function writtenNodes(root: unknown): Generator<WrittenNode<null>> {
  return walk(root, NOTHING);
}

/** A config of the same form, with each node replaced by what `change` makes of it. */
export function mapNodes(
  node: JsonObject,
  change: (node: JsonObject, path: string) => JsonObject,
  path = '',
): JsonObject {
  const changed = change(node, path);
  if (!isStrategy(changed)) return changed;
  const targets = targetsOf(changed).map((target, index) =>
    isObject(target) ? mapNodes(target, change, join(path, `targets[${index}]`)) : target,
  );
  return { ...changed, targets };
}

/** A node with targets, however many; the others are the leaves. */
export function isStrategy(node: JsonObject): boolean {
  return Array.isArray(node['targets']);
}

export function targetsOf(value: unknown): unknown[] {
  return isObject(value) && Array.isArray(value['targets']) ? value['targets'] : [];
}

/** A key's path, as `targets[0].api_key`. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
