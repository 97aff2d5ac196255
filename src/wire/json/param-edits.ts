/** What a config says about parameters, as edits of the body: defaults, then overrides, then drops (contract#config-keys). */
import type { Slices } from '../../kernel/slices.ts';
import { compilePaths, cutPaths, prepareCuts, type CompiledPaths } from './cut.ts';
import { applyEdits, type Edit } from './edit.ts';
import { findMember, scanDocument, type JsonDocument } from './scan.ts';
import { isObject, type JsonObject } from './object.ts';

const OPEN_OBJECT = 0x7b;

/** A config's `default_params`, `override_params` and `drop_params`, merged down to one target. */
export interface Params {
  /** Fill what is absent; inside an object that is there, each of its absent members. */
  defaults: JsonObject;
  /** Replace what is there; an object is laid over an object member by member, at any depth. */
  overrides: JsonObject;
  /** Of `compileDrops`. They remove exactly what they name: an object that they empty stays as `{}`. */
  drops: CompiledPaths | null;
}

/** Paths as `cutPaths` takes them, but for those into `model`; null when none is left. */
export function compileDrops(paths: readonly string[]): CompiledPaths | null {
  const drops = paths.filter((path) => headOf(path) !== 'model');
  return drops.length === 0 ? null : compilePaths(drops);
}

/**
 * The edits that bring the three upon the body, in their order. A present `null` counts as present. Members that no
 * parameter names, at any depth, keep their bytes. A top-level `model` is left alone by all three: which model goes
 * upstream is the router's to say. Throws JsonScanError where an object that it must look into is not JSON.
 */
export function paramEdits(document: JsonDocument, { defaults, overrides, drops }: Params): Edit[] {
  if (drops === null && isEmpty(defaults) && isEmpty(overrides)) return [];
  const laid = laidValues(document, defaults, overrides);
  if (drops === null) return setEdits(laid, laid);
  const edits = setEdits(laid, cutLaid(laid, drops));
  const isLaid = besideOf(document, laid);
  for (const edit of cutPaths(document, drops, { keepEmpty: true }).edits) if (!isLaid(edit)) edits.push(edit);
  return edits;
}

/** Is the edit one of a member that has a new value, from which it was cut already? */
function besideOf({ members }: JsonDocument, laid: ReadonlyMap<string, Buffer>): (edit: Edit) => boolean {
  const ranges = members.filter(({ key }) => laid.has(key));
  return (edit) =>
    edit.type === 'splice'
      ? ranges.some(({ start, end }) => edit.start >= start && edit.end <= end)
      : laid.has(edit.key);
}

/** Looks for what the drops cut of a large document in slices, so that `paramEdits` finds it done. */
export function* prepareDrops(document: JsonDocument, { drops }: Params): Slices<void> {
  if (drops !== null) yield* prepareCuts(document, drops, { keepEmpty: true });
}

function isEmpty(params: JsonObject): boolean {
  for (const _ in params) return false;
  return true;
}

/** By top-level key, the new value of every member that defaults or overrides change, as JSON text. */
function laidValues(document: JsonDocument, defaults: JsonObject, overrides: JsonObject): Map<string, Buffer> {
  const fill = new Map(Object.entries(defaults));
  const force = new Map(Object.entries(overrides));
  const laid = new Map<string, Buffer>();
  for (const key of new Set([...fill.keys(), ...force.keys()])) {
    if (key === 'model') continue;
    const before = valueAt(document, key);
    const filled = lay(before, fill.get(key), 'fill');
    const after = lay(filled, force.get(key), 'force');
    if (after !== null && after !== before) laid.set(key, after);
  }
  return laid;
}

/** `before` itself when the layer changes nothing; null while there is neither a value nor a layer. */
function lay(before: Buffer | null, layer: unknown, mode: 'fill' | 'force'): Buffer | null {
  if (layer === undefined) return before;
  if (before === null) return Buffer.from(JSON.stringify(layer));
  if (!isObject(layer) || before[0] !== OPEN_OBJECT) {
    return mode === 'fill' ? before : Buffer.from(JSON.stringify(layer));
  }
  const object = scanDocument(before);
  const edits: Edit[] = [];
  for (const [key, value] of Object.entries(layer)) {
    const inner = valueAt(object, key);
    const after = lay(inner, value, mode);
    if (after !== null && after !== inner) edits.push({ type: 'set', key, json: after.toString() });
  }
  return edits.length === 0 ? before : Buffer.concat(applyEdits(object, edits));
}

function setEdits(laid: ReadonlyMap<string, Buffer>, left: ReadonlyMap<string, Buffer>): Edit[] {
  return Array.from(laid.keys(), (key) => {
    const value = left.get(key);
    return value === undefined ? { type: 'remove', key } : { type: 'set', key, json: value.toString() };
  });
}

/** What is cut from a laid value goes before it is set; a path that names it whole keeps it from being set. */
function cutLaid(laid: ReadonlyMap<string, Buffer>, drops: CompiledPaths): ReadonlyMap<string, Buffer> {
  if (![...laid.keys()].some((key) => drops.get(key) !== undefined)) return laid;
  const members = Array.from(laid, ([key, value]) => `${JSON.stringify(key)}:${value.toString()}`);
  const document = scanDocument(Buffer.from(`{${members.join(',')}}`));
  const { edits } = cutPaths(document, drops, { keepEmpty: true });
  const left = scanDocument(Buffer.concat(applyEdits(document, edits)));
  return new Map(left.members.map(({ key, valueStart, end }) => [key, left.bytes.subarray(valueStart, end)]));
}

/** The last value of that name, without a copy; null when there is none. */
function valueAt({ bytes, members }: JsonDocument, key: string): Buffer | null {
  const member = findMember(members, key);
  return member === undefined ? null : bytes.subarray(member.valueStart, member.end);
}

function headOf(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? '';
}
