/**
 * A batch as it is handed to the thread that writes it: one list of texts and one of numbers. To clone the objects themselves
 * takes the thread that answers requests several times as long.
 */
import type { Claim, NewHold } from '../ports/ledger.ts';
import type { Posting } from './books.ts';
import type { Batch, JournalEntry } from './ledger-file.ts';

export interface FlatBatch {
  id: string;
  /** Each once. */
  texts: string[];
  /** Texts are places in `texts`. Of every entry: `at`, its postings, and its hold, each list behind its length. */
  numbers: Float64Array<ArrayBuffer>;
}

const KINDS: readonly Posting['kind'][] = ['reserve', 'resize', 'settle', 'expire', 'reset', 'raise'];
/** What an entry says of its hold. */
const UNTOUCHED = 0;
const ENDED = 1;
const STANDING = 2;

export function flatten({ id, entries }: Batch): FlatBatch {
  const writer = new Writer();
  writer.number(entries.length);
  for (const { at, postings, hold } of entries) {
    writer.number(at);
    writer.number(postings.length);
    for (const posting of postings) {
      writer.number(KINDS.indexOf(posting.kind));
      writer.text(posting.hold);
      writer.text(posting.limit);
      writer.number(posting.window);
      writer.number(posting.held);
      writer.number(posting.spent);
    }
    if (hold === undefined) writer.number(UNTOUCHED);
    else writeHold(writer, hold.id, hold.standing);
  }
  return { id, texts: writer.texts, numbers: Float64Array.from(writer.numbers) };
}

function writeHold(writer: Writer, id: string, standing: NewHold | null): void {
  writer.number(standing === null ? ENDED : STANDING);
  writer.text(id);
  if (standing === null) return;
  writer.number(standing.expiresAt);
  writer.number(standing.claims.length);
  for (const { limit, window, amount, max, leave } of standing.claims) {
    writer.text(limit);
    writer.number(window);
    writer.number(amount);
    writer.number(max);
    writer.number(leave ?? NONE);
  }
}

/** No amount. */
const NONE = -1;

export function unflatten({ id, texts, numbers }: FlatBatch): Batch {
  const reader = new Reader(texts, numbers);
  return { id, entries: reader.list(() => readEntry(reader)) };
}

function readEntry(reader: Reader): JournalEntry {
  const at = reader.number();
  const postings = reader.list(() => readPosting(reader));
  const told = reader.number();
  if (told === UNTOUCHED) return { at, postings };
  const id = reader.text();
  if (told === ENDED) return { at, postings, hold: { id, standing: null } };
  const expiresAt = reader.number();
  const claims = reader.list(() => readClaim(reader));
  return { at, postings, hold: { id, standing: { id, claims, expiresAt } } };
}

function readPosting(reader: Reader): Posting {
  const kind = KINDS[reader.number()];
  if (kind === undefined) throw new Error('A batch has a posting of no kind.');
  const [hold, limit] = [reader.text(), reader.text()];
  const [window, held, spent] = [reader.number(), reader.number(), reader.number()];
  return { hold, kind, limit, window, held, spent, available: -(held + spent) };
}

function readClaim(reader: Reader): Claim {
  const limit = reader.text();
  const [window, amount, max, leave] = [reader.number(), reader.number(), reader.number(), reader.number()];
  return leave === NONE ? { limit, window, amount, max } : { limit, window, amount, max, leave };
}

class Writer {
  readonly texts: string[] = [];
  readonly numbers: number[] = [];
  readonly #places = new Map<string, number>();

  number(value: number): void {
    this.numbers.push(value);
  }

  text(value: string): void {
    let place = this.#places.get(value);
    if (place === undefined) {
      place = this.texts.push(value) - 1;
      this.#places.set(value, place);
    }
    this.numbers.push(place);
  }
}

class Reader {
  readonly #texts: readonly string[];
  readonly #numbers: Float64Array;
  #at = 0;

  constructor(texts: readonly string[], numbers: Float64Array) {
    this.#texts = texts;
    this.#numbers = numbers;
  }

  number(): number {
    const value = this.#numbers[this.#at];
    if (value === undefined) throw new Error('A batch ends too early.');
    this.#at += 1;
    return value;
  }

  text(): string {
    const value = this.#texts[this.number()];
    if (value === undefined) throw new Error('A batch lacks a text.');
    return value;
  }

  list<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.number() }, read);
  }
}
