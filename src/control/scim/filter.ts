/** Filters of SCIM (RFC 7644 §3.4.2.2), parsed into a predicate over a resource. Names and texts compare in any case. */
import { isObject, type Resource } from './resource.ts';
import { ScimError } from './scim-error.ts';

export type Filter = (resource: Resource) => boolean;

const TOKEN = /\s*(?:(\()|(\))|(\[)|(\])|("(?:[^"\\]|\\.)*")|([^\s()[\]"]+))/gy;
const MAX_CHARACTERS = 2000;
const MAX_DEPTH = 20;

/** `userName eq "x"` and no more: what directories ask before each change. null = it is another filter. */
export function simpleEquals(text: string): { name: string; value: string } | null {
  const [, name, quoted] = /^\s*([\w.]+)\s+eq\s+("(?:[^"\\]|\\.)*")\s*$/i.exec(text) ?? [];
  return name === undefined || quoted === undefined ? null : { name: name.toLowerCase(), value: readText(quoted) };
}

/** Throws ScimError invalidFilter. */
export function parseFilter(text: string): Filter {
  if (text.length > MAX_CHARACTERS) throw wrong('it is too long');
  const reader = new Reader(tokensOf(text));
  const filter = readOr(reader, 0);
  if (!reader.isAtEnd) throw wrong(`"${reader.next()}" is too much`);
  return filter;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) {
      if (text.slice(tokens.length === 0 ? 0 : -1).trim() === '') break;
      throw wrong('it cannot be read');
    }
    tokens.push(match[0].trim());
    if (text.slice(TOKEN.lastIndex).trim() === '') break;
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  next(): string {
    if (this.isAtEnd) throw wrong('it ends too early');
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  takes(word: string): boolean {
    if (this.peek().toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }
}

function readOr(reader: Reader, depth: number): Filter {
  if (depth > MAX_DEPTH) throw wrong('it is nested too deep');
  const parts = [readAnd(reader, depth)];
  while (reader.takes('or')) parts.push(readAnd(reader, depth));
  return (resource) => parts.some((part) => part(resource));
}

function readAnd(reader: Reader, depth: number): Filter {
  const parts = [readNot(reader, depth)];
  while (reader.takes('and')) parts.push(readNot(reader, depth));
  return (resource) => parts.every((part) => part(resource));
}

function readNot(reader: Reader, depth: number): Filter {
  if (reader.takes('not')) {
    const inner = readNot(reader, depth + 1);
    return (resource) => !inner(resource);
  }
  if (!reader.takes('(')) return readComparison(reader, depth);
  const inner = readOr(reader, depth + 1);
  if (!reader.takes(')')) throw wrong('a bracket is not closed');
  return inner;
}

function readComparison(reader: Reader, depth: number): Filter {
  const path = pathOf(reader.next());
  if (reader.takes('[')) {
    const inner = readOr(reader, depth + 1);
    if (!reader.takes(']')) throw wrong('a bracket is not closed');
    return (resource) => valuesAt(resource, path).some((value) => isObject(value) && inner(value));
  }
  const operator = reader.next().toLowerCase();
  if (operator === 'pr') return (resource) => valuesAt(resource, path).some((value) => value !== null && value !== '');
  const compare = OPERATORS[operator];
  if (compare === undefined) throw wrong(`"${operator}" is no operator`);
  const wanted = readLiteral(reader.next());
  return (resource) => {
    const found = valuesAt(resource, path).map(plain);
    if (operator === 'ne') return found.every((value) => !isSame(value, wanted));
    return found.some((value) => compare(value, wanted));
  };
}

type Literal = string | number | boolean | null;

const OPERATORS: Readonly<Record<string, (value: unknown, wanted: Literal) => boolean>> = {
  eq: isSame,
  ne: (value, wanted) => !isSame(value, wanted),
  co: (value, wanted) => lower(value).includes(lower(wanted)),
  sw: (value, wanted) => lower(value).startsWith(lower(wanted)),
  ew: (value, wanted) => lower(value).endsWith(lower(wanted)),
  gt: (value, wanted) => lower(value) > lower(wanted),
  ge: (value, wanted) => lower(value) >= lower(wanted),
  lt: (value, wanted) => lower(value) < lower(wanted),
  le: (value, wanted) => lower(value) <= lower(wanted),
};

const lower = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value));

/** Entra compares flags as text. */
function isSame(value: unknown, wanted: Literal): boolean {
  if (typeof value === 'boolean' && typeof wanted === 'string') return String(value) === wanted.toLowerCase();
  return typeof value === typeof wanted && lower(value) === lower(wanted);
}

/** Of a complex value without a sub-attribute, its `value` is meant. */
const plain = (value: unknown): unknown => (isObject(value) ? value['value'] : value);

/** Without the name of the schema before it. */
export function pathOf(text: string): string[] {
  const extension = /^(urn:[\w:.-]*:User):(.+)$/i.exec(text);
  const [, urn, rest = text] = extension ?? [];
  const steps = rest.split('.');
  return urn === undefined || urn.toLowerCase().includes(':core:') ? steps : [urn, ...steps];
}

function valuesAt(resource: Resource, path: readonly string[]): unknown[] {
  let values: unknown[] = [resource];
  for (const step of path) {
    values = values.flatMap((value) => {
      if (!isObject(value)) return [];
      const key = Object.keys(value).find((name) => name.toLowerCase() === step.toLowerCase());
      const found = key === undefined ? undefined : value[key];
      return found === undefined ? [] : Array.isArray(found) ? (found as unknown[]) : [found];
    });
  }
  return values;
}

function readLiteral(token: string): Literal {
  if (token.startsWith('"')) return readText(token);
  const word = token.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  const number = Number(token);
  if (!Number.isNaN(number)) return number;
  throw wrong(`"${token}" is no value`);
}

function readText(quoted: string): string {
  try {
    const text: unknown = JSON.parse(quoted);
    if (typeof text === 'string') return text;
  } catch {
    // Told below.
  }
  throw wrong('a text cannot be read');
}

const wrong = (why: string): ScimError => new ScimError(400, 'invalidFilter', `The filter is wrong: ${why}.`);
