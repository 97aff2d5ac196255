/** Walks a client's parsed body and knows the path to where it stands, so that a refusal can name the field. */
import { isObject, type JsonObject } from '../json/object.ts';

export type FieldPath = readonly (string | number)[];

export type FieldFault =
  | { type: 'missing' }
  | { type: 'wrong-type'; expected: FieldType }
  | { type: 'wrong-value'; allowed: readonly string[] }
  /** `message` says it all, in the vendor's words. */
  | { type: 'rule'; message: string };

export type FieldType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'string or array';

/** Thrown while a body is read; each dialect words it as its vendor does. */
export class FieldError extends Error {
  readonly path: FieldPath;
  readonly fault: FieldFault;
  readonly value: unknown;
  constructor(field: Field, fault: FieldFault) {
    super(`${field.path.join('.')}: ${fault.type}`);
    this.name = 'FieldError';
    this.path = field.path;
    this.fault = fault;
    this.value = field.value;
  }
}

/** A value with its place. A member that is null counts as absent, as it does for the vendors. */
export class Field {
  readonly value: unknown;
  readonly #parent: Field | null;
  readonly #key: string | number;

  constructor(value: unknown, parent: Field | null = null, key: string | number = '') {
    this.value = value;
    this.#parent = parent;
    this.#key = key;
  }

  get path(): FieldPath {
    return this.#parent === null ? [] : [...this.#parent.path, this.#key];
  }

  get isPresent(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** The member of that name; of what is no object, an absent one. */
  at(key: string): Field {
    return new Field(isObject(this.value) ? this.value[key] : undefined, this, key);
  }

  /** The first of these members that is there, else the first: for dialects with two spellings. */
  atAny(...keys: readonly [string, ...string[]]): Field {
    const found = keys.map((key) => this.at(key)).find(({ isPresent }) => isPresent);
    return found ?? this.at(keys[0]);
  }

  object(): JsonObject {
    if (isObject(this.value)) return this.value;
    throw this.#wrong('object');
  }

  items(): Field[] {
    if (!Array.isArray(this.value)) throw this.#wrong('array');
    return this.value.map((item: unknown, index) => new Field(item, this, index));
  }

  string(): string {
    if (typeof this.value === 'string') return this.value;
    throw this.#wrong('string');
  }

  number(): number {
    if (typeof this.value === 'number') return this.value;
    throw this.#wrong('number');
  }

  integer(): number {
    if (Number.isSafeInteger(this.value)) return this.value as number;
    throw this.#wrong('integer');
  }

  boolean(): boolean {
    if (typeof this.value === 'boolean') return this.value;
    throw this.#wrong('boolean');
  }

  oneOf<Value extends string>(allowed: readonly Value[]): Value {
    const text = this.string();
    const found = allowed.find((value) => value === text);
    if (found === undefined) throw new FieldError(this, { type: 'wrong-value', allowed });
    return found;
  }

  /** null when absent; otherwise what `read` makes of it. */
  optional<Value>(read: (field: Field) => Value): Value | null {
    return this.isPresent ? read(this) : null;
  }

  broken(message: string): FieldError {
    return new FieldError(this, { type: 'rule', message });
  }

  wrongType(expected: FieldType): FieldError {
    return this.#wrong(expected);
  }

  #wrong(expected: FieldType): FieldError {
    return new FieldError(this, this.isPresent ? { type: 'wrong-type', expected } : { type: 'missing' });
  }
}

/** The field of that path; its value is not known. */
export const fieldAt = (path: FieldPath): Field =>
  path.reduce((parent: Field, key) => new Field(undefined, parent, key), new Field(undefined));

export const asString = (field: Field): string => field.string();
export const asNumber = (field: Field): number => field.number();
export const asInteger = (field: Field): number => field.integer();
export const asBoolean = (field: Field): boolean => field.boolean();
export const asStrings = (field: Field): string[] => field.items().map(asString);

/** The members of `object` that are not `known`, or undefined when there is none. */
export function unknownMembers(object: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  let others: JsonObject | undefined;
  for (const key in object) {
    if (known.has(key) || object[key] === null) continue;
    others ??= {};
    others[key] = object[key];
  }
  return others;
}
