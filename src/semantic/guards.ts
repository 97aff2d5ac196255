/**
 * The guards of the semantic cache: may two requests be answered by one answer? Vectors find candidates and cannot distinguish
 * "open" from "close"; each guard here refuses one way in which near texts mean different things. In doubt they refuse.
 */
import { type Item, type Reading, read } from './reading.ts';
import { ALWAYS_MOVABLE, MOVABLE, PLACES, PRODUCING } from './vocabulary.ts';

type Guard = (a: Reading, b: Reading) => boolean;

/** In this order; the first that refuses gives the reason. */
const GUARDS = {
  language: unknownLanguage,
  quotation: quotationsDiffer,
  number: numbersDiffer,
  negation: negationsDiffer,
  identifier: identifiersDiffer,
  name: namesDiffer,
  unit: unitsDiffer,
  question: questionsDiffer,
  modal: modalsDiffer,
  tense: tensesDiffer,
  voice: voicesDiffer,
  person: personsDiffer,
  direction: directionsDiffer,
  content: contentDiffers,
  role: rolesDiffer,
} as const satisfies Record<string, Guard>;

export type Refusal = keyof typeof GUARDS;

/** False where one answer would not serve both. Symmetric, and linear in the length of the texts. */
export function mayBeSame(a: string, b: string): boolean {
  return whyDifferent(read(a), read(b)) === null;
}

/** Whether any other text could pass the guards beside this one; if not, it is not worth a vector. */
export function isComparable(reading: Reading): boolean {
  return whyDifferent(reading, reading) === null;
}

/** The first guard that refuses, or null. */
export function whyDifferent(a: Reading, b: Reading): Refusal | null {
  for (const [name, differs] of Object.entries(GUARDS)) {
    if (differs(a, b)) return name as Refusal;
  }
  return null;
}

/** Neither text may be in a language whose "not" nobody here knows. */
function unknownLanguage(a: Reading, b: Reading): boolean {
  return !a.isEnglish || !b.isEnglish;
}

function quotationsDiffer(a: Reading, b: Reading): boolean {
  return !sameList(a.quotations, b.quotations);
}

function numbersDiffer(a: Reading, b: Reading): boolean {
  return !sameList(a.numbers, b.numbers);
}

function negationsDiffer(a: Reading, b: Reading): boolean {
  return !sameList(a.negations, b.negations);
}

function identifiersDiffer(a: Reading, b: Reading): boolean {
  return !sameList(a.identifiers, b.identifiers);
}

/** A name must stand in the other text too, in any case but letter for letter: Apple is no apples. */
function namesDiffer(a: Reading, b: Reading): boolean {
  return ![...a.names].every((name) => b.words.has(name)) || ![...b.names].every((name) => a.words.has(name));
}

function unitsDiffer(a: Reading, b: Reading): boolean {
  return !sameList(a.units, b.units);
}

/** Who is not when, "is it" is not "should it", and how one writes a poem is no poem. */
function questionsDiffer(a: Reading, b: Reading): boolean {
  if (!sameSet(a.asks, b.asks)) return true;
  // "How do they differ" and "what is the difference" is the one subject that is asked both ways.
  const both = a.manner !== null && b.manner !== null && !a.content.includes('differ');
  if (both && a.manner !== b.manner) return true;
  const onlyOneAsksHow = (a.manner === 'how') !== (b.manner === 'how');
  return onlyOneAsksHow && a.content.some((word) => PRODUCING.has(word));
}

/** What one should eat is not what one can eat; only "how can I" and "how should I" are the same. */
function modalsDiffer(a: Reading, b: Reading): boolean {
  const saysNothing = a.modals.size === 0 || b.modals.size === 0 || bothAskHow(a, b);
  return !saysNothing && !sameSet(a.modals, b.modals);
}

function tensesDiffer(a: Reading, b: Reading): boolean {
  if (a.tenses.has('future') !== b.tenses.has('future')) return true;
  const pastAgainstPresent = (x: Reading, y: Reading): boolean =>
    x.tenses.has('past') && !y.tenses.has('past') && y.tenses.has('present');
  return pastAgainstPresent(a, b) || pastAgainstPresent(b, a);
}

/** To chase is not to be chased. */
function voicesDiffer(a: Reading, b: Reading): boolean {
  return !sameList(a.passives, b.passives);
}

/** My is not his or anybody's, and I am not you; but whoever asks how, asks it for "my password" as for "a password". */
function personsDiffer(a: Reading, b: Reading): boolean {
  const others = (reading: Reading) => reading.persons.filter((person) => person.length < 5);
  if (!sameList(others(a), others(b)) || a.words.has('your') !== b.words.has('your')) return true;
  const [inA, inB] = [new Set(a.persons), new Set(b.persons)];
  const isDialogue = (persons: ReadonlySet<string>) => persons.has('speaker') && persons.has('listener');
  if (isDialogue(inA) || isDialogue(inB)) return !sameList(a.persons, b.persons);
  if (bothAskHow(a, b)) return false;
  const isTurned = inA.has('listener') ? inB.has('speaker') : inA.has('speaker') && inB.has('listener');
  return isTurned || a.words.has('my') !== b.words.has('my');
}

function directionsDiffer(a: Reading, b: Reading): boolean {
  return !sameList(a.directions, b.directions);
}

/**
 * One content word more, less or other than its counterpart is a difference (`leather`, `velvet`) unless the
 * vocabulary says that the two are one. Where there are none, there is nothing to go by.
 */
function contentDiffers(a: Reading, b: Reading): boolean {
  return a.content.length === 0 || !sameList(a.content, b.content);
}

/** The same words in other parts: miles to kilometers and back, a manager who fires an employee and the reverse. */
function rolesDiffer(a: Reading, b: Reading): boolean {
  const asInB = new Set(b.items.map(keyOf));
  const inB = new Map(b.items.map((item) => [item.word, item]));
  const moves = new Set<string>();
  for (const item of a.items) {
    const other = inB.get(item.word);
    if (other === undefined || asInB.has(keyOf(item)) || (PLACES.has(item.role) && PLACES.has(other.role))) continue;
    if (!mayMove(item, other)) return true;
    // While one word gains a role, no other may lose one: "dog in the house", "house in the dog".
    moves.add(item.role === '' ? 'gained' : 'lost');
  }
  return moves.size > 1 || ordersDiffer(a.items, b.items);
}

/** "Git branch" is "branch in git": without its preposition, the word stands elsewhere. "Paint a house" is not "in a house". */
function mayMove(item: Item, other: Item): boolean {
  const role = item.role === '' ? other.role : item.role;
  if (item.role !== '' && other.role !== '') return false;
  return ALWAYS_MOVABLE.has(role) || (MOVABLE.has(role) && item.after !== other.after);
}

/** Words that play the same part in both texts must do so in the same order; what stands `between` has none. */
function ordersDiffer(a: readonly Item[], b: readonly Item[]): boolean {
  const keysOfA = new Set(a.map(keyOf));
  const keysOfB = new Set(b.map(keyOf));
  const inRoles = (items: readonly Item[], others: ReadonlySet<string>): Map<string, string> => {
    const byRole = new Map<string, string>();
    for (const item of items) {
      if (item.role === 'between' || !others.has(keyOf(item))) continue;
      byRole.set(item.role, `${byRole.get(item.role) ?? ''} ${item.word}`);
    }
    return byRole;
  };
  const orderOfB = inRoles(b, keysOfA);
  return [...inRoles(a, keysOfB)].some(([role, order]) => orderOfB.get(role) !== order);
}

function bothAskHow(a: Reading, b: Reading): boolean {
  return a.manner === 'how' && b.manner === 'how';
}

function keyOf({ word, role }: Item): string {
  return `${role} ${word}`;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}
