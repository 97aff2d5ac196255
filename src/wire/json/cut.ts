/**
 * Cuts members out of a JSON body by path, without parsing it. A path is written `tools[].defer_loading` or
 * `messages[0].content[*].cache_control.scope`: keys joined by dots, `[]` or `[*]` for every element, `[n]` for one.
 */
import { atOnce, type Slices } from '../../kernel/slices.ts';
import { removalCuts, type Items } from './edit.ts';
import { besideLongStrings } from './long-strings.ts';
import { elementsOf, membersOf } from './scan.ts';
import type { Cut, Edit } from './edit.ts';
import type { JsonDocument, Member, Range } from './scan.ts';

const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
/** What a key may be written with that needs none. */
const ESCAPES = [Buffer.from('\\u'), Buffer.from('\\/')];

/** A key, the index of an element, or EVERY element. */
type Step = string | number;
const EVERY = -1;

interface Pattern {
  path: string;
  steps: readonly Step[];
  /** Which step is the last key. */
  lastKey: number;
  /** That key, quoted: in a value without it nothing needs to be scanned. */
  needle: Buffer;
}

export interface PathCuts {
  edits: Edit[];
  /** The paths that were found. */
  found: string[];
}

export interface CutOptions {
  /** Leaves `{}` and `[]` where a cut took the last member or element; without it they go as well. */
  keepEmpty?: boolean;
}

/**
 * The edits that take everything at these paths out; what becomes empty by that goes too, unless asked otherwise. Indexes
 * are those of the document as it is, whatever else is cut. Only values in which a path's last key occurs are scanned.
 * Throws JsonScanError where such a value is not JSON.
 */
export function cutPaths(document: JsonDocument, paths: CompiledPaths, options: CutOptions = {}): PathCuts {
  const before = prepared.get(document);
  if (before !== undefined && before.key === keyOf(paths, options)) return before.cuts;
  return atOnce(cutSlices(document, paths, options));
}

/** What was found in slices, for the next one who asks for the same of this document. */
const prepared = new WeakMap<JsonDocument, { key: string; cuts: PathCuts }>();

/** Does the work of `cutPaths` in slices: the next call for these paths finds it done. For large documents. */
export function* prepareCuts(document: JsonDocument, paths: CompiledPaths, options: CutOptions = {}): Slices<void> {
  const key = keyOf(paths, options);
  const cuts = yield* cutSlices(document, paths, options);
  if (key !== null) prepared.set(document, { key, cuts });
}

const keyOf = ({ key }: CompiledPaths, { keepEmpty = false }: CutOptions): string | null =>
  key === null ? null : `${String(keepEmpty)} ${key}`;

function* cutSlices(document: JsonDocument, paths: CompiledPaths, options: CutOptions): Slices<PathCuts> {
  const { bytes } = document;
  const edits: Edit[] = [];
  const found: string[] = [];
  const find = (path: string): void => {
    if (!found.includes(path)) found.push(path);
  };
  // Once for a key that stands many times over.
  const removed = new Set<string>();
  for (const member of document.members) {
    const { key } = member;
    const below = paths.get(key);
    if (below === undefined || removed.has(key)) continue;
    const { whole, patterns, needles } = below;
    if (whole !== undefined) {
      removed.add(key);
      find(whole.path);
      continue;
    }
    const value = valueOf(member);
    const hits = hitsIn(document, value, needles);
    const search = { bytes, hits, keepEmpty: options.keepEmpty === true };
    const inner = yield* cutMember(search, value, { patterns, depth: 1 });
    for (const path of inner.found) find(path);
    if (inner.goes) removed.add(key);
    else for (const cut of inner.cuts) edits.push({ type: 'splice', ...cut });
  }
  for (const key of removed) edits.push({ type: 'remove', key });
  return { edits, found };
}

/** The paths that begin with one top-level key. */
interface Below {
  /** The path that is this key alone. */
  whole: Pattern | undefined;
  patterns: readonly Pattern[];
  /** Their last keys, quoted, each once. */
  needles: readonly Buffer[];
}

/** Paths, ready to be cut from many documents: each is read once, by whoever keeps them. */
export interface CompiledPaths {
  /** The same for the same paths; null = not known. */
  readonly key: string | null;
  /** Those that begin with this top-level key; undefined when none does. */
  get(key: string): Below | undefined;
}

export function compilePaths(paths: readonly string[]): CompiledPaths {
  const byKey = Map.groupBy(paths.map(patternOf), ({ steps }) => steps[0]);
  const compiled = new Map<string, Below>();
  for (const [key, patterns] of byKey) {
    if (typeof key !== 'string') continue;
    const needles = new Map(patterns.map(({ needle }) => [needle.toString(), needle]));
    const whole = patterns.find(({ steps }) => steps.length === 1);
    compiled.set(key, { whole, patterns, needles: [...needles.values()] });
  }
  return { key: paths.join(' '), get: (key) => compiled.get(key) };
}

/** Both, without a copy of either: one that many inherit is held once, however long it is. */
export function joinPaths(one: CompiledPaths, other: CompiledPaths): CompiledPaths {
  return {
    key: null,
    get(key) {
      const [a, b] = [one.get(key), other.get(key)];
      if (a === undefined || b === undefined) return a ?? b;
      const patterns = [...a.patterns, ...b.patterns];
      return { whole: a.whole ?? b.whole, patterns, needles: [...a.needles, ...b.needles] };
    },
  };
}

/** Who compiles with every request asks for the same few paths: the catalog's. */
const knownPatterns = new Map<string, Pattern>();
const MAX_PATTERNS = 10_000;

function patternOf(path: string): Pattern {
  let pattern = knownPatterns.get(path);
  if (pattern === undefined) {
    const steps = stepsOf(path);
    const lastKey = steps.findLastIndex((step) => typeof step === 'string');
    pattern = { path, steps, lastKey, needle: Buffer.from(JSON.stringify(steps[lastKey])) };
    if (knownPatterns.size >= MAX_PATTERNS) knownPatterns.clear();
    knownPatterns.set(path, pattern);
  }
  return pattern;
}

const STEP = /\[(\*|\d*)\]|[^.[\]]+/g;

function stepsOf(path: string): Step[] {
  return Array.from(path.matchAll(STEP), ([text, index]) => {
    if (index === undefined) return text;
    return index === '' || index === '*' ? EVERY : Number(index);
  });
}

/** A value's range, with the elements where the scan of the document has already found them. */
type Value = Range & Partial<Pick<Member, 'elements'>>;

function valueOf({ valueStart, end, elements }: Member): Value {
  return { start: valueStart, end, elements };
}

/** Where the keys stand; null = anywhere, as a key that is written with escapes is not found. */
function hitsIn({ bytes, strings }: JsonDocument, value: Range, keys: readonly Buffer[]): number[] | null {
  const isEscaped = strings?.hasEscapes ?? ESCAPES.some((escape) => bytes.includes(escape));
  if (isEscaped) return null;
  // Those that the scan of the document did not come past need no search.
  return positionsOf(bytes, value, strings === undefined ? keys : keys.filter((key) => strings.mayHold(key)));
}

/** In ascending order. In a long string nothing is looked for: it is no key, and may be made of beginnings of one. */
function positionsOf(bytes: Buffer, value: Range, needles: readonly Buffer[]): number[] {
  const positions: number[] = [];
  if (needles.length === 0) return positions;
  for (const { start, end } of besideLongStrings(bytes, value)) {
    const range = bytes.subarray(start, end);
    for (const needle of needles) {
      for (let at = range.indexOf(needle); at !== -1; at = range.indexOf(needle, at + needle.length))
        positions.push(start + at);
    }
  }
  return needles.length === 1 || positions.length === 0 ? positions : positions.sort((a, b) => a - b);
}

/** Is there a position in the range? By bisection, as a hostile body may have millions of them. */
function isHit(positions: readonly number[] | null, { start, end }: Range): boolean {
  if (positions === null) return true;
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((positions[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return (positions[low] ?? Number.POSITIVE_INFINITY) < end;
}

interface Search {
  bytes: Buffer;
  /** null = a key may be written with escapes, and be anywhere. */
  hits: readonly number[] | null;
  keepEmpty: boolean;
}

/** The patterns whose steps have led to a value; `depth` of them are behind. */
interface Trail {
  patterns: readonly Pattern[];
  depth: number;
}

interface InnerCuts {
  cuts: readonly Cut[];
  found: readonly string[];
  /** The value goes as a whole. */
  goes: boolean;
}

const NOTHING: InnerCuts = { cuts: [], found: [], goes: false };

/** Elements between two pauses: each may hold a few cuts. */
const SLICE_ELEMENTS = 1000;

/** As `cutInside`, in slices where it is a long array, as the turns of a conversation are. */
function* cutMember(search: Search, value: Value, trail: Trail): Slices<InnerCuts> {
  const { elements } = value;
  if (elements == null || elements.length <= SLICE_ELEMENTS || !hasIndex(trail)) return cutInside(search, value, trail);
  yield;
  const follow = followIn(search, trail);
  const gathered = new GatheredCuts();
  let index = 0;
  for (const element of elements) {
    const at = index;
    gathered.add(
      at,
      follow(element, (step) => step === at || step === EVERY),
    );
    index += 1;
    if (index % SLICE_ELEMENTS === 0) yield;
  }
  return gathered.of(elements, search.keepEmpty);
}

const hasIndex = ({ patterns, depth }: Trail): boolean =>
  patterns.some(({ steps }) => typeof steps[depth] === 'number');

function cutInside(search: Search, value: Value, trail: Trail): InnerCuts {
  const { bytes, hits } = search;
  const asksForKeys = trail.patterns.every(({ lastKey }) => lastKey >= trail.depth);
  if (asksForKeys && !isHit(hits, value)) return NOTHING;
  const follow = followIn(search, trail);
  if (bytes[value.start] === OPEN_ARRAY && hasIndex(trail)) {
    const elements = value.elements ?? elementsOf(bytes, value.start);
    const look = (element: Range, index: number): InnerCuts =>
      follow(element, (step) => step === index || step === EVERY);
    return cutItems(elements, look, search.keepEmpty);
  }
  if (bytes[value.start] !== OPEN_OBJECT) return NOTHING;
  const look = (member: Member): InnerCuts => follow(valueOf(member), (step) => step === member.key);
  return cutItems(membersOf(bytes, value.start), look, search.keepEmpty);
}

type Follow = (item: Value, isStep: (step: Step | undefined) => boolean) => InnerCuts;

/** Goes on into one item, by the patterns that lead there. */
function followIn(search: Search, { patterns, depth }: Trail): Follow {
  return (item, isStep) => {
    const onward = patterns.filter(({ steps }) => isStep(steps[depth]));
    const ended = onward.filter(({ steps }) => steps.length === depth + 1);
    if (ended.length > 0) return { cuts: [], found: ended.map(({ path }) => path), goes: true };
    return onward.length === 0 ? NOTHING : cutInside(search, item, { patterns: onward, depth: depth + 1 });
  };
}

function cutItems<Item extends Range>(
  items: Items & Iterable<Item>,
  look: (item: Item, index: number) => InnerCuts,
  keepEmpty: boolean,
): InnerCuts {
  const gathered = new GatheredCuts();
  let index = 0;
  for (const item of items) {
    gathered.add(index, look(item, index));
    index += 1;
  }
  return gathered.of(items, keepEmpty);
}

/** What was found in the items of an array or an object. */
class GatheredCuts {
  readonly #cuts: Cut[] = [];
  readonly #found: string[] = [];
  readonly #removed = new Set<number>();

  add(index: number, { found, goes, cuts }: InnerCuts): void {
    // Pushed one by one: spread arguments would overflow the stack on a hostile body.
    for (const path of found) this.#found.push(path);
    if (goes) this.#removed.add(index);
    else for (const cut of cuts) this.#cuts.push(cut);
  }

  of(items: Items, keepEmpty: boolean): InnerCuts {
    const isEmptied = items.length > 0 && this.#removed.size === items.length;
    if (!keepEmpty && isEmptied) return { cuts: [], found: this.#found, goes: true };
    for (const cut of removalCuts(items, this.#removed)) this.#cuts.push(cut);
    return { cuts: this.#cuts, found: this.#found, goes: false };
  }
}
