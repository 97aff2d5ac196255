/** The words of requests and answers: which strings people, tools and models wrote, and where they stand. For guardrails. */
import { itemsOf, locate, memberAt, stringsIn, textAt, type Located } from './json/locate.ts';
import { isObject, type JsonObject } from './json/object.ts';
import { elementsOf, findMember, type JsonDocument } from './json/scan.ts';
import type { Range } from './json/ranges.ts';

/** `thoughts`: of a model, where a host shows them unsigned. They are masked, and no check judges them. */
export type Author = 'user' | 'assistant' | 'thoughts' | 'system' | 'tool-result' | 'tool-call' | 'document';

/** One string, or a JSON value that is looked at as a whole: the range of its literal, with its quotes or brackets. */
export interface Words extends Range {
  author: Author;
  /** What it says is JSON itself: what is put into it must be escaped once more. */
  isJson?: true;
  /** It is no string: a JSON value that stands in the body as it is, as what a tool is called with. These are the strings in it. */
  strings?: readonly Range[];
  /** Where the name of the tool stands that gets it; absent = none does. */
  tool?: Range;
}

/** Who reads them out of a dialect. Pure. */
export interface WordReader {
  /** Of one turn of the conversation. */
  ofTurn(turn: Located, read: ReadText): Words[];
  /** Is it a turn of the model? What stands after the last of them is new. */
  isModelTurn(turn: Located, read: ReadText): boolean;
  /** Members beside the turns that hold words, as `system`. */
  readonly besides: Readonly<Record<string, (value: Located, read: ReadText) => Words[]>>;
  /** Of a whole answer. What is signed, as thinking, is left out: nobody may change it. null = answers have no words. */
  readonly ofAnswer: ((answer: Located, read: ReadText) => Words[]) | null;
  /** Names of members of an answer that say its words over again, token by token. Absent = there are none. */
  readonly repeats?: readonly string[];
  /** What a whole answer asks the client to do. `answer` is parsed JSON. */
  toolCalls(answer: unknown): CalledTool[];
}

export interface CalledTool {
  name: string;
  /** JSON text, or the text of a tool that takes text. */
  input: string;
}

export type ReadText = (at: Range) => string;

/** A piece of a body that is looked into by itself: a turn, or a member beside the turns. */
export interface Part extends Range {
  /** `turn`, or the name of the member. */
  name: string;
}

/** The parts in their order: what stands beside the turns first, as a provider reads it. Nothing is parsed. */
export function partsOf(document: JsonDocument, turns: string | null, { besides }: WordReader): Part[] {
  const parts: Part[] = [];
  for (const name of Object.keys(besides)) {
    const member = findMember(document.members, name);
    const isTurns = name === turns && document.bytes[member?.valueStart ?? 0] === 0x5b;
    if (member !== undefined && !isTurns) parts.push({ name, start: member.valueStart, end: member.end });
  }
  const member = turns === null ? undefined : findMember(document.members, turns);
  if (member === undefined || document.bytes[member.valueStart] !== 0x5b) return parts;
  for (const { start, end } of member.elements ?? elementsOf(document.bytes, member.valueStart)) {
    parts.push({ name: 'turn', start, end });
  }
  return parts;
}

/** The words of one part, at their places in `bytes`. Throws JsonScanError. */
export function wordsOf(bytes: Buffer, part: Part, reader: WordReader): { words: Words[]; isModelTurn: boolean } {
  const value = locate(bytes, part.start);
  const read: ReadText = (at) => textAt(bytes, at);
  if (part.name !== 'turn') return { words: reader.besides[part.name]?.(value, read) ?? [], isModelTurn: false };
  return { words: reader.ofTurn(value, read), isModelTurn: reader.isModelTurn(value, read) };
}

/** The text of a string member; null for anything else. */
export function textOf(value: Located | undefined, read: ReadText): string | null {
  return value?.kind === 'string' ? read(value) : null;
}

/** A string, or a list of parts that have their text in the member `text`. */
export function wordsOfContent(content: Located | undefined, author: Author): Words[] {
  if (content?.kind === 'string') return [{ author, start: content.start, end: content.end }];
  return itemsOf(content).flatMap((part) => wordsOfString(memberAt(part, 'text') ?? part, author));
}

export function wordsOfString(value: Located | undefined, author: Author): Words[] {
  return value?.kind === 'string' ? [{ author, start: value.start, end: value.end }] : [];
}

/** What a tool gets or gives as a JSON value: its strings, the names of its members, and its numbers. */
export function wordsOfValue(value: Located | undefined, author: Author): Words[] {
  if (value?.kind !== 'list' && value?.kind !== 'object') return wordsOfString(value, author);
  return [{ author, start: value.start, end: value.end, isJson: true, strings: [...stringsIn(value)] }];
}

/** What the words say: of a JSON value, its JSON. Throws JsonScanError for a bad escape. */
export const textOfWords = (bytes: Buffer, { start, end, strings }: Words): string =>
  strings === undefined ? textAt(bytes, { start, end }) : bytes.toString('utf8', start, end);

/** The texts that a reader has of them: of a JSON value, each of its strings. Throws JsonScanError for a bad escape. */
export const textsOfWords = (bytes: Buffer, { start, end, strings = [{ start, end }] }: Words): string[] =>
  strings.map((at) => textAt(bytes, at));

/** Words of one author, block by block, are read as one text; what is JSON, or goes to a tool, is read by itself. */
export const neighbourOf = ({ author, isJson, tool }: Words, text: string): { text: string; group: string | null } => ({
  text,
  group: isJson === true || tool !== undefined ? null : author,
});

/** A text as it is written into a body in place of the words. */
export const writtenAs = ({ strings }: Pick<Words, 'strings'>, text: string): string =>
  strings === undefined ? JSON.stringify(text) : text;

/** Every string inside of a value, at any depth; numbers are left out, which are vectors in some answers. */
export function wordsInside(value: Located | undefined, author: Author): Words[] {
  return Array.from(stringsIn(value), ({ start, end }) => ({ author, start, end }));
}

/** The arguments of a function, as the JSON text that they are. */
export const wordsOfArguments = (value: Located | undefined): Words[] =>
  wordsOfString(value, 'tool-call').map((words) => ({ ...words, isJson: true }));

/** What a model calls a tool with. */
export const ofTool = (name: Located | undefined, words: readonly Words[]): Words[] =>
  name?.kind === 'string' ? words.map((one) => ({ ...one, tool: name })) : [...words];

/** Parsed JSON of a list; none for anything else. */
export function listOf(value: unknown, key: string): JsonObject[] {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

export const textIn = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
