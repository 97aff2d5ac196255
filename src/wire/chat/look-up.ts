/** Looks a word up that came from outside. */

/** Only what the table itself has: `constructor` and its like, which every object inherits, are no entries. */
export function lookUp<Value>(table: Readonly<Record<string, Value>>, word: string | null): Value | undefined {
  return word !== null && Object.hasOwn(table, word) ? table[word] : undefined;
}
