/**
 * The events of a stream that is held back: which texts they continue, what is decided of these, and which events may leave.
 * An event leaves as it came, unless a string in it has become another one.
 */
import { isDeepStrictEqual } from 'node:util';
import { GatewayError } from '../../kernel/errors.ts';
import type { FramedEvent, FrameReader } from '../../wire/framing/event-frames.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { NO_WORDS, type StreamEvent, type StreamPiece, type StreamWordReader } from '../../wire/stream-words.ts';
import { HeldText } from './held-text.ts';
import { emptyRepeats } from './repeats.ts';

/** Of an answer: held back without a bound, a tool call that never ends would fill the memory. */
const MAX_HELD_BYTES = 16 * 1024 * 1024;

interface Held {
  bytes: Buffer;
  rewritten: FramedEvent['rewritten'];
  /** null = it is no JSON, as a comment. */
  data: JsonObject | null;
  words: StreamEvent;
  pieces: { text: HeldText; piece: StreamPiece; from: number; to: number }[];
  /** Nothing of it may leave before these are decided to their end. */
  awaits: HeldText[];
}

interface Reading {
  read: StreamWordReader;
  frames: FrameReader;
  /** UTF-16 units of a text that may be kept back. */
  held: number;
  /** Names of members that say words over again: see repeats.ts. */
  repeats?: readonly string[] | undefined;
}

export class HeldEvents {
  readonly #read: StreamWordReader;
  readonly #held: number;
  readonly #frames: FrameReader;
  readonly #repeats: readonly string[];
  readonly #texts = new Map<string, HeldText>();
  /** Texts that have ended, and whose channel a later text uses now. */
  #former: HeldText[] = [];
  readonly #queue: Held[] = [];
  #bytes = 0;
  #hasContentLeft = false;

  constructor({ read, frames, held, repeats = [] }: Reading) {
    this.#read = read;
    this.#frames = frames;
    this.#repeats = repeats;
    this.#held = held;
  }

  /** Texts that are not decided to their end. */
  get undecided(): HeldText[] {
    this.#former = this.#former.filter((text) => !text.isDecided);
    return [...this.#former, ...Array.from(this.#texts.values()).filter((text) => !text.isDecided)];
  }

  /** Whole events, in the client's dialect. Throws GatewayError where too much is held. */
  push(events: Buffer): void {
    this.#bytes += events.length;
    if (this.#bytes > MAX_HELD_BYTES)
      throw new GatewayError(
        'guardrail_unusable',
        'A guardrail holds this answer back, and it is too large to be held.',
      );
    for (const event of this.#frames.push(events)) this.#take(event);
  }

  /** No more events come. */
  end(): void {
    for (const text of this.#texts.values()) text.end();
  }

  /** Events that may leave now, in order. `isOver`: those that end the stream as well. */
  release(isOver: boolean): Buffer | null {
    const leaving = this.#leaving(isOver);
    if (leaving === 0) return null;
    const out = this.#queue.splice(0, leaving).map((event) => this.#written(event));
    this.#hasContentLeft = true;
    const bytes = Buffer.concat(out);
    if (this.#queue.length === 0) this.#bytes = 0;
    return bytes;
  }

  /** How many from the front. Nothing leaves before the first of them that shows something: until then it may become another answer. */
  #leaving(isOver: boolean): number {
    let count = 0;
    let hasContent = this.#hasContentLeft || isOver;
    for (const { words, pieces, awaits } of this.#queue) {
      if (words.isLast && !isOver) break;
      if (pieces.some(({ text, to }) => text.decided < to) || awaits.some((text) => !text.isDecided)) break;
      count += 1;
      hasContent ||= words.isContent;
    }
    return hasContent ? count : 0;
  }

  #take(event: FramedEvent): void {
    const data = parsed(event.data);
    const words = data === null ? NO_WORDS : this.#read(data, event.name);
    const awaits: HeldText[] = [];
    for (const { channel, tool } of words.opens) {
      this.#leave(channel);
      const text = this.#textOf(channel, 'tool-input');
      text.tool = tool;
      awaits.push(text);
    }
    const pieces = words.pieces.map((piece) => {
      this.#leave(piece.channel);
      const text = this.#textOf(piece.channel, piece.kind);
      text.isValue ||= piece.isValue === true;
      const from = text.length;
      text.push(piece.text);
      return { text, piece, from, to: text.length };
    });
    for (const [channel, text] of this.#texts) {
      if (!closes(words, channel)) continue;
      text.end();
      awaits.push(text);
    }
    // A copy: what comes from the socket is a window of a larger buffer.
    const bytes = Buffer.from(event.bytes);
    this.#queue.push({ bytes, rewritten: (json) => event.rewritten(json), data, words, pieces, awaits });
  }

  /** Frees the channel of a text that has ended: in some dialects a later text uses the same one. */
  #leave(channel: string): void {
    const known = this.#texts.get(channel);
    if (known?.isEnded !== true) return;
    this.#former.push(known);
    this.#texts.delete(channel);
  }

  #textOf(channel: string, kind: StreamPiece['kind']): HeldText {
    const known = this.#texts.get(channel);
    if (known !== undefined) return known;
    const text = new HeldText(kind, this.#held);
    this.#texts.set(channel, text);
    return text;
  }

  #written({ bytes, rewritten, data, pieces }: Held): Buffer {
    if (data === null) return bytes;
    let isChanged = false;
    for (const { text, piece, from, to } of pieces) {
      const after = text.between(from, to, piece.text);
      if (after === piece.text) continue;
      put(data, piece.path, piece.isValue === true && after !== '' ? JSON.parse(after) : after);
      isChanged = true;
    }
    if (pieces.length === 0) isChanged = this.#repeatChanged(data);
    if (!isChanged) return bytes;
    emptyRepeats(data, this.#repeats);
    return rewritten(JSON.stringify(data));
  }

  /** Some dialects repeat a text as a whole at the end: it must be the changed text. */
  #repeatChanged(data: JsonObject): boolean {
    const changed = Array.from(this.#texts.values()).filter(({ isChanged }) => isChanged);
    if (changed.length === 0) return false;
    const became = new Became();
    for (const text of changed) became.add(text);
    // Without a text of its own, it may say the words of any event before.
    const isEmptied = emptyRepeats(data, this.#repeats);
    return became.replaceIn(data) || isEmptied;
  }
}

function closes({ closes: closed }: StreamEvent, channel: string): boolean {
  return closed === 'all' || closed.some((name) => channel === name || channel.startsWith(`${name} `));
}

function put(data: JsonObject, path: StreamPiece['path'], value: unknown): void {
  let holder: unknown = data;
  for (const step of path.slice(0, -1)) holder = (holder as Record<string | number, unknown>)[step];
  (holder as Record<string | number, unknown>)[path.at(-1) ?? ''] = value;
}

/** What texts and values of a stream have become. */
class Became {
  readonly #texts = new Map<string, string>();
  readonly #values: { before: unknown; after: unknown }[] = [];

  add({ before, after, isValue }: HeldText): void {
    this.#texts.set(before, after);
    if (!isValue) return;
    const value = { before: parsed(before), after: parsed(after) };
    if (value.before === null || value.after === null) return;
    this.#values.push(value);
    this.#addInner(value.before, value.after);
  }

  /** Every string inside of a value: events may repeat one of them alone. */
  #addInner(before: unknown, after: unknown): void {
    if (typeof before === 'string' && typeof after === 'string') {
      if (before !== after) this.#texts.set(before, after);
    } else if (typeof before === 'object' && before !== null && typeof after === 'object' && after !== null) {
      const others = new Map(Object.entries(after));
      for (const [key, inner] of Object.entries(before)) this.#addInner(inner, others.get(key));
    }
  }

  /** In place. Is anything in it another now? */
  replaceIn(data: object): boolean {
    let isChanged = false;
    for (const [key, inner] of Object.entries(data)) {
      const after = this.#of(inner);
      if (after !== undefined) {
        (data as Record<string, unknown>)[key] = after;
        isChanged = true;
      } else if (typeof inner === 'object' && inner !== null) {
        isChanged = this.replaceIn(inner as object) || isChanged;
      }
    }
    return isChanged;
  }

  #of(value: unknown): unknown {
    if (typeof value === 'string') return this.#texts.get(value);
    if (typeof value !== 'object' || value === null) return undefined;
    return this.#values.find(({ before }) => isDeepStrictEqual(value, before))?.after;
  }
}

function parsed(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
