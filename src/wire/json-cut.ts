/**
 * Cuts members out of a JSON body by path, without parsing it. A path is written `tools[].defer_loading` or
 * `messages[].content[].cache_control.scope`: keys joined by dots, `[]` for every element.
 */
import { elementsOf, membersOf, removalCuts } from './json-edit.ts';
import type { Cut, Edit, JsonDocument, Member, Range } from './json-edit.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;

interface Branch {
  /** The path that ends here, null on the way. */
  cut: string | null;
  keys: Map<string, Branch>;
  items: Branch | null;
  /** `"key"` as bytes for each last key of a path below: where none of them stands, nothing needs to be scanned. */
  needles: Buffer[];
}

export interface PathCuts {
  edits: Edit[];
  /** The paths that were found, in the order of the text. */
  found: string[];
}

/**
 * The edits that take every member at these paths out; what becomes empty by that goes too. Only ranges in which a
 * path's last key occurs are scanned. Throws JsonScanError where such a range is not JSON.
 */
export function cutPaths(document: JsonDocument, paths: readonly string[]): PathCuts {
  const edits: Edit[] = [];
  const found = new Set<string>();
  for (const [key, branch] of grow(document, paths)) {
    if (branch.cut !== null) {
      edits.push({ type: 'remove', key });
      found.add(branch.cut);
      continue;
    }
    for (const member of document.members) {
      if (member.key !== key) continue;
      const inner = cutInside(document.bytes, valueOf(member), branch);
      for (const path of inner.found) found.add(path);
      if (inner.emptied) edits.push({ type: 'remove', key });
      else for (const cut of inner.cuts) edits.push({ type: 'splice', ...cut });
    }
  }
  return { edits, found: [...found] };
}

/** The paths as a tree below the top-level members that the document has. */
function grow(document: JsonDocument, paths: readonly string[]): Map<string, Branch> {
  const roots = new Map<string, Branch>();
  const present = new Set(document.members.map((member) => member.key));
  for (const path of paths) {
    const steps = path.replaceAll('[]', '.[]').split('.');
    const [first, ...rest] = steps;
    if (first === undefined || !present.has(first)) continue;
    const needle = Buffer.from(`"${steps.at(-1)}"`);
    let branch = child(roots, first);
    for (const step of rest) {
      if (!branch.needles.some((known) => known.equals(needle))) branch.needles.push(needle);
      branch = step === '[]' ? (branch.items ??= newBranch()) : child(branch.keys, step);
    }
    branch.cut = path;
  }
  return roots;
}

function child(keys: Map<string, Branch>, key: string): Branch {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const branch = newBranch();
  keys.set(key, branch);
  return branch;
}

function newBranch(): Branch {
  return { cut: null, keys: new Map(), items: null, needles: [] };
}

/** A value's range, with the elements where the scan of the document has already found them. */
type Value = Range & Pick<Member, 'elements'>;

function valueOf(member: Member): Value {
  const range = { start: member.valueStart, end: member.end };
  return member.elements === undefined ? range : { ...range, elements: member.elements };
}

interface InnerCuts {
  cuts: Cut[];
  found: string[];
  emptied: boolean;
}

function cutInside(bytes: Buffer, range: Value, branch: Branch): InnerCuts {
  const nothing: InnerCuts = { cuts: [], found: [], emptied: false };
  const text = bytes.subarray(range.start, range.end);
  if (!branch.needles.some((needle) => text.includes(needle))) return nothing;
  if (bytes[range.start] === OPEN_ARRAY && branch.items !== null) {
    const inside = branch.items;
    return cutItems(range.elements ?? elementsOf(bytes, range.start), (item) => cutInside(bytes, item, inside));
  }
  if (bytes[range.start] !== OPEN_OBJECT) return nothing;
  return cutItems(membersOf(bytes, range.start), (member) => {
    const inside = branch.keys.get(member.key);
    if (inside === undefined) return nothing;
    if (inside.cut !== null) return { cuts: [], found: [inside.cut], emptied: true };
    return cutInside(bytes, valueOf(member), inside);
  });
}

function cutItems<Item extends Range>(items: readonly Item[], look: (item: Item) => InnerCuts): InnerCuts {
  const all: InnerCuts = { cuts: [], found: [], emptied: false };
  const removed = new Set<number>();
  items.forEach((item, index) => {
    const inner = look(item);
    // One call with spread arguments per item would overflow the stack on a hostile body.
    for (const path of inner.found) all.found.push(path);
    if (inner.emptied) removed.add(index);
    else for (const cut of inner.cuts) all.cuts.push(cut);
  });
  all.emptied = items.length > 0 && removed.size === items.length;
  if (!all.emptied) for (const cut of removalCuts(items, removed)) all.cuts.push(cut);
  return all;
}
