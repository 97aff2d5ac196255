/**
 * What says the words of an answer over again, token by token, as `logprobs` do. Nothing in it can be masked by itself: where a
 * word of the answer is changed, it is emptied.
 */
import { isObject } from '../../wire/json/object.ts';
import type { Located } from '../../wire/json/locate.ts';
import type { Range } from '../../wire/json/ranges.ts';

/** What stands in place of one: as the dialects write it where nobody has asked for it. */
export interface Emptied extends Range {
  instead: '[]' | 'null';
}

/** In the bytes of a whole answer. `isWord`: does a place hold words, as the input of a tool whose member has such a name? */
export function repeatsIn(
  value: Located,
  names: readonly string[],
  isWord: (place: Range) => boolean,
): readonly Emptied[] {
  if (names.length === 0) return [];
  if (value.kind === 'list') return value.items.flatMap((item) => repeatsIn(item, names, isWord));
  if (value.kind !== 'object') return [];
  return Array.from(value.members).flatMap(([name, inner]): readonly Emptied[] => {
    if (!names.includes(name) || (inner.kind !== 'list' && inner.kind !== 'object'))
      return repeatsIn(inner, names, isWord);
    return isWord(inner)
      ? []
      : [{ start: inner.start, end: inner.end, instead: inner.kind === 'list' ? '[]' : 'null' }];
  });
}

/** In the data of one event, in place. Was there anything? */
export function emptyRepeats(data: object, names: readonly string[]): boolean {
  if (names.length === 0) return false;
  let isEmptied = false;
  for (const [name, inner] of Object.entries(data)) {
    if (typeof inner !== 'object' || inner === null) continue;
    if (!names.includes(name)) isEmptied = emptyRepeats(inner as object, names) || isEmptied;
    else if (!Array.isArray(inner) || inner.length > 0) {
      (data as Record<string, unknown>)[name] = isObject(inner) ? null : [];
      isEmptied = true;
    }
  }
  return isEmptied;
}
