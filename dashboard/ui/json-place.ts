/** Where a path such as `targets[0].retry` stands in the text of a JSON document. */
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
