/**
 * A JSON value with the places of its strings, so that single strings can be read and replaced while every other byte stays.
 * For parts that are looked into; whole bodies are scanned (scan.ts).
 */
import { JsonBoundError, JsonScanError } from './scan.ts';
import type { Range } from './ranges.ts';

export type Located =
  | LocatedString
  | (Range & { readonly kind: 'list'; readonly items: readonly Located[] })
  | (Range & { readonly kind: 'object'; readonly members: ReadonlyMap<string, Located> })
  /** A number, `true`, `false` or `null`. */
  | { readonly kind: 'scalar'; readonly isTrue: boolean };

/** The range of the literal, with its quotes. */
export interface LocatedString extends Range {
  readonly kind: 'string';
}

/** Far deeper than any message; recursion ends here. */
const MAX_DEPTH = 200;
/** Of one value: each takes some hundred bytes of memory. */
const MAX_VALUES = 200_000;

const SCALAR = { kind: 'scalar', isTrue: false } as const;
const TRUE = { kind: 'scalar', isTrue: true } as const;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The value that begins at `start`. Throws JsonScanError where it is no JSON, and JsonBoundError where it is too large to look into. */
export function locate(bytes: Buffer, start: number): Located {
  return new Walk(bytes, start).value(0);
}

/** What a string literal says. Throws JsonScanError for a bad escape. */
export function textAt(bytes: Buffer, { start, end }: Range): string {
  const raw = bytes.toString('utf8', start + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    throw new JsonScanError('Bad escape in a string', start);
  }
}

class Walk {
  readonly #bytes: Buffer;
  #at: number;
  #values = 0;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  value(depth: number): Located {
    this.#values += 1;
    if (depth > MAX_DEPTH) throw new JsonBoundError(`A value is nested deeper than ${MAX_DEPTH} levels`, this.#at);
    if (this.#values > MAX_VALUES) throw new JsonBoundError(`A value holds more than ${MAX_VALUES} others`, this.#at);
    this.#skipSpace();
    const first = this.#bytes[this.#at];
    if (first === QUOTE) return this.#string();
    if (first === 0x7b) return this.#object(depth);
    if (first === 0x5b) return this.#list(depth);
    return this.#scalar();
  }

  #string(): LocatedString {
    const start = this.#at;
    this.#at = stringEnd(this.#bytes, start);
    return { kind: 'string', start, end: this.#at };
  }

  #object(depth: number): Located {
    const members = new Map<string, Located>();
    let isFirst = true;
    const start = this.#at;
    this.#at += 1;
    this.#skipSpace();
    while (this.#bytes[this.#at] !== 0x7d) {
      if (!isFirst) this.#expect(0x2c, ',');
      isFirst = false;
      this.#skipSpace();
      if (this.#bytes[this.#at] !== QUOTE) throw new JsonScanError('Expected a quoted key', this.#at);
      const key = textAt(this.#bytes, this.#string());
      this.#skipSpace();
      this.#expect(0x3a, ':');
      // The last of two equal keys counts, as in JSON.parse.
      members.set(key, this.value(depth + 1));
      this.#skipSpace();
    }
    this.#at += 1;
    return { kind: 'object', members, start, end: this.#at };
  }

  #list(depth: number): Located {
    const items: Located[] = [];
    const start = this.#at;
    this.#at += 1;
    this.#skipSpace();
    while (this.#bytes[this.#at] !== 0x5d) {
      if (items.length > 0) this.#expect(0x2c, ',');
      items.push(this.value(depth + 1));
      this.#skipSpace();
    }
    this.#at += 1;
    return { kind: 'list', items, start, end: this.#at };
  }

  #scalar(): Located {
    const start = this.#at;
    for (;;) {
      const byte = this.#bytes[this.#at];
      const isLetter = byte !== undefined && byte >= 0x61 && byte <= 0x7a;
      const isNumber = byte !== undefined && ((byte >= 0x2b && byte <= 0x39 && byte !== 0x2c) || byte === 0x45);
      if (!isLetter && !isNumber) break;
      this.#at += 1;
    }
    if (this.#at === start) throw new JsonScanError('Expected a JSON value', start);
    return this.#bytes[start] === 0x74 ? TRUE : SCALAR;
  }

  #expect(byte: number, name: string): void {
    if (this.#bytes[this.#at] !== byte) throw new JsonScanError(`Expected "${name}"`, this.#at);
    this.#at += 1;
  }

  #skipSpace(): void {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at += 1;
    }
  }
}

/** The position after the closing quote. Native search for quotes: one string may be megabytes long. */
function stringEnd(bytes: Buffer, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote === -1) throw new JsonScanError('Unexpected end of JSON', bytes.length);
    let escapes = quote;
    while (escapes > start + 1 && bytes[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((quote - escapes) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

/** Member of an object; undefined for anything else. */
export function memberAt(value: Located | undefined, key: string): Located | undefined {
  return value?.kind === 'object' ? value.members.get(key) : undefined;
}

/** Is the member `true`? */
export function isTrueAt(value: Located | undefined, key: string): boolean {
  const member = memberAt(value, key);
  return member?.kind === 'scalar' && member.isTrue;
}

/** Items of a list; none for anything else. */
export function itemsOf(value: Located | undefined): readonly Located[] {
  return value?.kind === 'list' ? value.items : [];
}

/** Every string of a value, at any depth. */
export function* stringsIn(value: Located | undefined): Generator<LocatedString> {
  if (value === undefined || value.kind === 'scalar') return;
  if (value.kind === 'string') yield value;
  else for (const inner of value.kind === 'list' ? value.items : value.members.values()) yield* stringsIn(inner);
}
