/** Where a path such as `targets[0].retry` stands in the text of a JSON document, and which path a place of it has. */
import { jsonLanguage } from '@codemirror/lang-json';

type Node = ReturnType<typeof jsonLanguage.parser.parse>['topNode'];

/** The value there, or the nearest one around it; `from` and `to` are offsets into the text. */
export function placeIn(text: string, path: string): { from: number; to: number } {
  let place = jsonLanguage.parser.parse(text).topNode.firstChild;
  if (place === null) return { from: 0, to: text.length };
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    const next: Node | null = place.name === 'Array' ? elementOf(place, Number(step)) : memberOf(place, step, text);
    if (next === null) break;
    place = next;
  }
  return { from: place.from, to: place.to };
}

function elementOf(array: Node, index: number): Node | null {
  const elements: Node[] = [];
  for (let child = array.firstChild; child !== null; child = child.nextSibling) {
    if (!'[],'.includes(child.name)) elements.push(child);
  }
  return elements[index] ?? null;
}

function memberOf(object: Node, name: string, text: string): Node | null {
  for (const property of object.getChildren('Property')) {
    const key = property.getChild('PropertyName');
    if (key !== null && text.slice(key.from + 1, key.to - 1) === name) return property.lastChild;
  }
  return null;
}

/** The quoted text at an offset. */
export interface JsonSpot {
  /** A member's name, or a value. */
  kind: 'key' | 'value';
  /** Names of the objects around it, and of the member whose value it is. Lists are left out: elements are of their list. */
  path: readonly string[];
  /** Of the object around it: a key can be there only once. */
  keys: readonly string[];
  /** Offset of what follows the opening quote. */
  from: number;
}

/** null where the offset is not within quotes. The text need not be whole. */
export function spotAt(text: string, offset: number): JsonSpot | null {
  const node = jsonLanguage.parser.parse(text).resolveInner(offset, -1);
  if (!isWithin(node, text, offset)) return null;
  const key = keyOwner(node);
  const path: string[] = [];
  for (let around = key === null ? node.parent : key; around !== null; around = around.parent) {
    if (around.name === 'Property') path.unshift(nameOf(around, text));
  }
  return { kind: key === null ? 'value' : 'key', path, keys: keysOf(key, node, text), from: node.from + 1 };
}

function isWithin(node: Node, text: string, offset: number): boolean {
  const isText = node.name === 'String' || node.name === 'PropertyName' || node.type.isError;
  if (!isText || text[node.from] !== '"' || node.from >= offset) return false;
  const isClosed = node.to > node.from + 1 && text[node.to - 1] === '"';
  return offset < node.to || !isClosed;
}

/** The object that a name belongs to; null = the node is a value. */
function keyOwner(node: Node): Node | null {
  if (node.name === 'PropertyName') return node.parent?.parent ?? null;
  return node.type.isError && node.parent?.name === 'Object' ? node.parent : null;
}

function nameOf(property: Node, text: string): string {
  const key = property.getChild('PropertyName');
  return key === null ? '' : text.slice(key.from + 1, key.to - 1);
}

function keysOf(object: Node | null, except: Node, text: string): string[] {
  const properties = object?.getChildren('Property') ?? [];
  return properties.filter(({ from }) => from !== except.from).map((property) => nameOf(property, text));
}
