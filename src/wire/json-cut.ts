/**
 * Cuts members out of a JSON body by path, without parsing it. A path is written `tools[].defer_loading` or
 * `messages[].content[].cache_control.scope`: keys joined by dots, `[]` for every element.
 */
import { elementsOf, membersOf, removalCuts } from './json-edit.ts';
import type { Cut, Edit, JsonDocument, Member, Range } from './json-edit.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

/** Paths as a tree of their steps; `[]` is a step like any key. */
interface Branch {
  /** The path that ends here; null on the way. */
  path: string | null;
  steps: Map<string, Branch>;
}

/** What is looked for below one top-level member. */
interface Search {
  branch: Branch;
  /** The last key of each path, in quotes: where none of them stands, nothing needs to be scanned. */
  needles: Set<string>;
}

export interface PathCuts {
  edits: Edit[];
  /** The paths that were found. */
  found: string[];
}

/**
 * The edits that take every member at these paths out; what becomes empty by that goes too. Only values in which a path's
 * last key occurs are scanned. Throws JsonScanError where such a value is not JSON.
 */
export function cutPaths(document: JsonDocument, paths: readonly string[]): PathCuts {
  const edits: Edit[] = [];
  const found = new Set<string>();
  for (const [key, { branch, needles }] of searchesFor(document, paths)) {
    if (branch.path !== null) {
      edits.push({ type: 'remove', key });
      found.add(branch.path);
      continue;
    }
    for (const member of document.members) {
      if (member.key !== key) continue;
      const value = valueOf(member);
      const inner = cutInside(
        { bytes: document.bytes, hits: positionsOf(document.bytes, value, needles) },
        value,
        branch,
      );
      for (const path of inner.found) found.add(path);
      if (inner.emptied) edits.push({ type: 'remove', key });
      else for (const cut of inner.cuts) edits.push({ type: 'splice', ...cut });
    }
  }
  return { edits, found: [...found] };
}

/** By top-level key, for those that the document has. */
function searchesFor(document: JsonDocument, paths: readonly string[]): Map<string, Search> {
  const searches = new Map<string, Search>();
  const present = new Set(document.members.map((member) => member.key));
  for (const path of paths) {
    const [key, ...steps] = path.replaceAll('[]', '.[]').split('.');
    if (key === undefined || !present.has(key)) continue;
    const search = searches.get(key) ?? { branch: newBranch(), needles: new Set() };
    searches.set(key, search);
    let branch = search.branch;
    for (const step of steps) {
      const next = branch.steps.get(step) ?? newBranch();
      branch.steps.set(step, next);
      branch = next;
    }
    branch.path = path;
    search.needles.add(`"${steps.at(-1) ?? key}"`);
  }
  return searches;
}

function newBranch(): Branch {
  return { path: null, steps: new Map() };
}

/** A value's range, with the elements where the scan of the document has already found them. */
type Value = Range & Pick<Member, 'elements'>;

function valueOf({ valueStart, end, elements }: Member): Value {
  return elements === undefined ? { start: valueStart, end } : { start: valueStart, end, elements };
}

/** In ascending order. */
function positionsOf(bytes: Buffer, { start, end }: Range, needles: ReadonlySet<string>): number[] {
  const positions: number[] = [];
  const range = bytes.subarray(start, end);
  for (const text of needles) {
    const needle = Buffer.from(text);
    for (let at = range.indexOf(needle); at !== -1; at = range.indexOf(needle, at + needle.length))
      positions.push(start + at);
  }
  return needles.size === 1 ? positions : positions.sort((a, b) => a - b);
}

/** Is there a position in the range? By bisection, as a hostile body may have millions of them. */
function isHit(positions: readonly number[], { start, end }: Range): boolean {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((positions[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return (positions[low] ?? Number.POSITIVE_INFINITY) < end;
}

interface Marked {
  bytes: Buffer;
  hits: readonly number[];
}

interface InnerCuts {
  cuts: readonly Cut[];
  found: readonly string[];
  emptied: boolean;
}

const NOTHING: InnerCuts = { cuts: [], found: [], emptied: false };

function cutInside({ bytes, hits }: Marked, value: Value, branch: Branch): InnerCuts {
  if (!isHit(hits, value)) return NOTHING;
  const eachElement = branch.steps.get('[]');
  if (bytes[value.start] === OPEN_ARRAY && eachElement !== undefined) {
    const elements = value.elements ?? elementsOf(bytes, value.start);
    return cutItems(elements, (element) => cutInside({ bytes, hits }, element, eachElement));
  }
  if (bytes[value.start] !== OPEN_OBJECT) return NOTHING;
  return cutItems(membersOf(bytes, value.start), (member) => {
    const next = branch.steps.get(member.key);
    if (next === undefined) return NOTHING;
    if (next.path !== null) return { cuts: [], found: [next.path], emptied: true };
    return cutInside({ bytes, hits }, valueOf(member), next);
  });
}

function cutItems<Item extends Range>(items: readonly Item[], look: (item: Item) => InnerCuts): InnerCuts {
  const cuts: Cut[] = [];
  const found: string[] = [];
  const removed = new Set<number>();
  items.forEach((item, index) => {
    const inner = look(item);
    // Pushed one by one: spread arguments would overflow the stack on a hostile body.
    for (const path of inner.found) found.push(path);
    if (inner.emptied) removed.add(index);
    else for (const cut of inner.cuts) cuts.push(cut);
  });
  if (items.length > 0 && removed.size === items.length) return { cuts: [], found, emptied: true };
  for (const cut of removalCuts(items, removed)) cuts.push(cut);
  return { cuts, found, emptied: false };
}
