/** What a request says, as far as the guards compare it. Read once, compared many times. */
import { canonical } from './stem.ts';
import { rephrase, type Token, tokensOf } from './tokens.ts';
import * as vocabulary from './vocabulary.ts';
import { readNumbers } from './written-numbers.ts';

/** Something that the request is about, and the preposition that says what part it plays: '' for none. */
export interface Item {
  word: string;
  role: string;
  /** The word of the item before it. */
  after: string;
}

export interface Reading {
  /** Whether the guards know the language. */
  isEnglish: boolean;
  /** To the letter and in order: text in quotation marks, code spans, indented lines. */
  quotations: readonly string[];
  numbers: readonly string[];
  /** Lower case; capitalised within a sentence. */
  names: ReadonlySet<string>;
  /** Every word, lower case, not stemmed. */
  words: ReadonlySet<string>;
  /** What is written in no language: flags, paths, operators, functions, versions. Case counts. */
  identifiers: readonly string[];
  /** Canonical units, days, months. */
  units: readonly string[];
  /** Each negation with the item that follows it. */
  negations: readonly string[];
  /** `more`, `before`, `only` …, each with the item that follows it. */
  directions: readonly string[];
  /** who, when, how-many …, and is/can/should for a question that wants yes or no; empty for what, how and orders. */
  asks: ReadonlySet<string>;
  /** Asks how something is done, or what something is; null for neither, as an order does. */
  manner: 'how' | 'what' | null;
  modals: ReadonlySet<string>;
  tenses: ReadonlySet<string>;
  /** Verbs that something suffers: is chased, against is chasing. */
  passives: readonly string[];
  /** In the order of the text: speaker, listener, he, she, they. */
  persons: readonly string[];
  /** In the order of the text. */
  items: readonly Item[];
  /** The words of the items, in alphabetical order. */
  content: readonly string[];
}

const ASKING = new Set(['who', 'where', 'when', 'why', 'how-many', 'how-much', 'how-long', 'how-often', 'how-far']);
const SAME_ROLE = new Map([
  ['into', 'to'],
  ['onto', 'on'],
  ['via', 'with'],
  ['using', 'with'],
]);
const PARTICIPLE = /(?:ed|en|wn|ade|ilt|ept|ught|old|done|gone)$/;

/** Linear in the length of the text, but for the sorting of short lists. */
export function read(text: string): Reading {
  const plain = tokensOf(text);
  const tokens = readNumbers(rephrase(plain));
  const textsOf = (...kinds: Token['kind'][]) => tokens.filter(({ kind }) => kinds.includes(kind)).map((t) => t.text);
  const words = textsOf('word', 'name');
  const found = (table: ReadonlyMap<string, string>) => words.flatMap((word) => table.get(word) ?? []);
  const items = itemsOf(tokens);
  return {
    isEnglish: looksEnglish(plain),
    quotations: textsOf('quotation'),
    numbers: textsOf('number').toSorted(),
    names: new Set(textsOf('name').map(spelled)),
    words: new Set(words.map(spelled)),
    identifiers: textsOf('identifier').toSorted(),
    units: words.flatMap((word) => vocabulary.UNITS.get(word) ?? []).toSorted(),
    negations: attached(tokens, vocabulary.NEGATIONS).map((negation) => negation.replace(/^\S+/, 'not')),
    directions: attached(tokens, vocabulary.DIRECTIONS),
    asks: asksOf(tokens),
    manner: mannerOf(tokens),
    modals: new Set(found(vocabulary.MODALS)),
    tenses: new Set(found(vocabulary.TENSES)),
    passives: passivesOf(tokens).toSorted(),
    persons: found(vocabulary.PERSONS),
    items,
    content: items.map(({ word }) => word).toSorted(),
  };
}

/** `Postgres` is `PostgreSQL`; the form of a name is not touched otherwise. */
function spelled(word: string): string {
  return vocabulary.SYNONYMS.get(word) ?? word;
}

function looksEnglish(tokens: readonly Token[]): boolean {
  const words = tokens.filter(({ kind }) => kind === 'word' || kind === 'name').map(({ text }) => text);
  const english = words.filter((word) => vocabulary.ENGLISH.has(word)).length;
  const foreign = words.filter((word) => vocabulary.FOREIGN.has(word) && !vocabulary.ENGLISH.has(word)).length;
  const otherScript = words.some((word) => /(?!\p{Script=Latin})\p{L}/u.test(word));
  return english > 0 && english >= foreign && !otherScript;
}

function asksOf(tokens: readonly Token[]): Set<string> {
  const asks = new Set<string>();
  for (const [at, { text, kind, starts }] of tokens.entries()) {
    if (kind !== 'word') continue;
    const word = text === 'whom' || text === 'whose' ? 'who' : text;
    // Who is a cat, who has a cat.
    const auxiliary = word === 'who' ? (vocabulary.WHETHER.get(tokens[at + 1]?.text ?? '') ?? '') : '';
    if (ASKING.has(word)) asks.add(word + auxiliary);
    const whether = starts ? vocabulary.WHETHER.get(word) : undefined;
    if (whether !== undefined) asks.add(whether);
  }
  return asks;
}

function mannerOf(tokens: readonly Token[]): Reading['manner'] {
  if (tokens.some(({ text, kind }) => kind === 'word' && text === 'how')) return 'how';
  const isWhat = tokens.some(
    ({ text }, at) => text === 'what' && /^(is|are|was|were)$/.test(tokens[at + 1]?.text ?? ''),
  );
  return isWhat ? 'what' : null;
}

function passivesOf(tokens: readonly Token[]): string[] {
  const isPassive = ({ text }: Token, at: number): boolean =>
    PARTICIPLE.test(text) && vocabulary.BEING.has(tokens[at - 1]?.text ?? '');
  return tokens.filter(isPassive).map(({ text }) => canonical(text));
}

/** The content words, numbers, quotations and identifiers, each with its role. */
function itemsOf(tokens: readonly Token[]): Item[] {
  const items: Item[] = [];
  let role = '';
  for (const [index, token] of tokens.entries()) {
    if (token.starts) role = '';
    if (isItem(token)) {
      const after = items.at(-1)?.word ?? '';
      items.push({ word: itemWord(token), role: token.owns === true ? 'of' : role, after });
    } else if (vocabulary.ROLES.has(token.text)) {
      role = startsInfinitive(tokens, index) ? '' : (SAME_ROLE.get(token.text) ?? token.text);
    } else if (!vocabulary.DETERMINERS.has(token.text)) role = '';
  }
  return items;
}

function isItem({ text, kind }: Token): boolean {
  const isSmall = vocabulary.ROLES.has(text) || vocabulary.LIGHT.has(text) || vocabulary.DIRECTIONS.has(text);
  return kind !== 'word' || !isSmall;
}

function itemWord({ text, kind }: Token): string {
  return kind === 'word' || kind === 'name' ? canonical(text) : text;
}

/** Each word of the list with the item that follows it, which is what it turns round; '' at the end. */
function attached(tokens: readonly Token[], list: ReadonlySet<string>): string[] {
  const found: string[] = [];
  let next = '';
  for (const token of tokens.toReversed()) {
    if (token.kind === 'word' && list.has(token.text)) found.push(`${token.text} ${next}`);
    if (isItem(token)) next = itemWord(token);
  }
  return found.toSorted();
}

/** `how to reset`, against `miles to kilometers`. */
function startsInfinitive(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  return token?.text === 'to' && (token.starts || vocabulary.BEFORE_INFINITIVE.has(tokens[at - 1]?.text ?? ''));
}
