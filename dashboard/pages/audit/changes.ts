/** What changed between two views of a thing, path by path. */

export interface Change {
  /** As `defaults.metadata.team`. */
  path: string;
  /** undefined = it was not there. */
  before: string | undefined;
  after: string | undefined;
}

/** Only the paths whose value differs, in the order of the names. What stays the same is left out. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const [old, next] = [leaves(before), leaves(after)];
  const paths = [...new Set([...old.keys(), ...next.keys()])].toSorted();
  return paths
    .map((path) => ({ path, before: old.get(path), after: next.get(path) }))
    .filter((change) => change.before !== change.after);
}

/** Every value that holds no other, as JSON, by its path. Lists of plain values are one value. */
function leaves(value: unknown, path = ''): Map<string, string> {
  if (value === null || value === undefined) return new Map(path === '' ? [] : [[path, 'null']]);
  const isPlainList = Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
  if (typeof value !== 'object' || isPlainList) return new Map([[path, JSON.stringify(value)]]);
  const inner = Object.entries(value).flatMap(([name, item]) => [
    ...leaves(item, path === '' ? name : `${path}.${name}`),
  ]);
  return inner.length === 0 && path !== '' ? new Map([[path, '{}']]) : new Map(inner);
}
