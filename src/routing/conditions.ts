/** `conditional`: the first matching condition names the target. MongoDB's operators, contract#conditions. */
import { RE2JS } from 're2js';

export type Primitive = string | number | boolean | null;

/** What conditions and sticky picks may know of a request; read lazily, so that a large body is not parsed for it. */
export interface RequestFields {
  /** `metadata.<key>`, `params.<key>`, `headers.<name>`, `url.pathname`, `session`, `api_key`; undefined = absent. */
  read(field: string): Primitive | undefined;
}

export interface Condition {
  /** Pure; reads only the fields that it names. */
  holds(fields: RequestFields): boolean;
  /** Name of a sibling target. */
  then: string;
}

type Test = (value: Primitive | undefined) => boolean;
type Holds = (fields: RequestFields) => boolean;
/** `at` is the place inside the conditions, as `[0].query.params.model`. */
type Report = (at: string, message: string) => void;

/** Of `$and` and `$or` inside one another: deeper than this nobody means, and a stack would end. */
const MAX_DEPTH = 20;

const FIELD = /^(?:(?:metadata|params|headers)\.[^.\s]+|url\.pathname)$/;

/** What the patterns of one config may still cost, in instructions of their compiled form. Shrinks. */
export interface PatternBudget {
  instructions: number;
}

/**
 * RE2 is linear, but not cheap: an instruction takes up to 20 µs on the longest text (measured on random patterns and on
 * those that keep every instruction busy). One request may have to try all patterns of its config: so all together take
 * 5 ms at most.
 */
const MAX_INSTRUCTIONS = 256;
/** Longer values are no label to route by: they meet no pattern. */
const MAX_TEXT_CHARACTERS = 1024;
/** Compiling takes time too, a tenth of a millisecond a character at worst. */
const MAX_PATTERN_CHARACTERS = 256;

/** Of a whole config. */
export const newPatternBudget = (): PatternBudget => ({ instructions: MAX_INSTRUCTIONS });

/** Parses all conditions, reporting everything that is wrong with them. */
export function parseConditions(
  conditions: readonly { query: Record<string, unknown>; then: string }[],
  report: Report,
  budget = newPatternBudget(),
): Condition[] {
  return conditions.map(({ query, then }, index) => ({
    holds: parseQuery(query, { at: `[${index}].query`, depth: 0, report, budget }),
    then,
  }));
}

/** The name of the first target whose condition holds; null when none does. */
export function firstMatch(conditions: readonly Condition[], fields: RequestFields): string | null {
  return conditions.find((condition) => condition.holds(fields))?.then ?? null;
}

/** Several keys of one query all have to hold. */
function parseQuery(query: unknown, { at, depth, report, budget }: Place): Holds {
  if (depth > MAX_DEPTH) {
    report(at, `nested deeper than ${MAX_DEPTH} levels`);
    return never;
  }
  if (typeof query !== 'object' || query === null || Array.isArray(query) || Object.keys(query).length === 0) {
    report(at, 'expected an object with at least one field');
    return never;
  }
  const parts = Object.entries(query).map(([key, value]) =>
    parsePart(key, value, { at: `${at}.${key}`, depth, report, budget }),
  );
  return (fields) => parts.every((part) => part(fields));
}

interface Place {
  at: string;
  depth: number;
  report: Report;
  budget: PatternBudget;
}

function parsePart(key: string, value: unknown, place: Place): Holds {
  const { at, depth, report } = place;
  if (key === '$and' || key === '$or') {
    if (!Array.isArray(value) || value.length === 0) {
      report(at, 'expected an array of queries');
      return never;
    }
    const parts = value.map((query, index) => parseQuery(query, { ...place, at: `${at}[${index}]`, depth: depth + 1 }));
    return key === '$and'
      ? (fields) => parts.every((part) => part(fields))
      : (fields) => parts.some((part) => part(fields));
  }
  if (!FIELD.test(key)) report(at, 'expected metadata.*, params.*, headers.*, url.pathname, $and or $or');
  const tests = parseTests(value, place);
  return (fields) => {
    const actual = fields.read(key);
    return tests.every((test) => test(actual));
  };
}

/** A bare value is equality; several operators in one object all have to hold. */
function parseTests(value: unknown, { at, report, budget }: Place): Test[] {
  if (isPrimitive(value)) return [(actual) => isSame(actual, value)];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0) {
    report(at, 'expected a value or an object of operators');
    return [];
  }
  return Object.entries(value).map(([name, operand]) => {
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    const test = operator?.(operand, budget);
    if (operator === undefined)
      report(`${at}.${name}`, `unknown operator; expected one of ${Object.keys(OPERATORS).join(', ')}`);
    else if (typeof test === 'string') report(`${at}.${name}`, test);
    return typeof test === 'function' ? test : never;
  });
}

/** From an operand to its test, or to what was expected in its place. */
type Operator = (operand: unknown, budget: PatternBudget) => Test | string;

/**
 * A field that is absent meets no positive operator, and meets `$ne` and `$nin`: as in MongoDB, and as people read it.
 */
const OPERATORS: Readonly<Record<string, Operator>> = {
  $eq: (operand) => (isPrimitive(operand) ? (actual) => isSame(actual, operand) : 'expected a value'),
  $ne: (operand) => (isPrimitive(operand) ? (actual) => !isSame(actual, operand) : 'expected a value'),
  $in: (operand) =>
    isList(operand) ? (actual) => operand.some((one) => isSame(actual, one)) : 'expected an array of values',
  $nin: (operand) =>
    isList(operand) ? (actual) => !operand.some((one) => isSame(actual, one)) : 'expected an array of values',
  $gt: (operand) => compare(operand, (actual, bound) => actual > bound),
  $gte: (operand) => compare(operand, (actual, bound) => actual >= bound),
  $lt: (operand) => compare(operand, (actual, bound) => actual < bound),
  $lte: (operand) => compare(operand, (actual, bound) => actual <= bound),
  $regex: parseRegex,
};

function compare(operand: unknown, holds: (actual: number, bound: number) => boolean): Test | string {
  const bound = toNumber(operand);
  if (Number.isNaN(bound)) return 'expected a number';
  // Not a number compares as false with everything.
  return (actual) => holds(toNumber(actual), bound);
}

function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : typeof value === 'string' ? Number.parseFloat(value) : Number.NaN;
}

/** RE2 runs in time linear in its input, so that no pattern of a tenant can stop the gateway. */
function parseRegex(operand: unknown, budget: PatternBudget): Test | string {
  if (typeof operand !== 'string') return 'expected a pattern as a string';
  if (operand.length > MAX_PATTERN_CHARACTERS) return `a pattern has at most ${MAX_PATTERN_CHARACTERS} characters`;
  // Once it is reported, it need not be compiled again.
  if (budget.instructions < 0) return TOO_COSTLY;
  try {
    const pattern = RE2JS.compile(operand);
    budget.instructions -= pattern.programSize();
    if (budget.instructions < 0) return TOO_COSTLY;
    return (actual) => actual !== undefined && actual !== null && finds(pattern, String(actual));
  } catch (error) {
    return `not a pattern of RE2: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const TOO_COSTLY =
  `the patterns of this config are too costly: together they compile to more than ${MAX_INSTRUCTIONS} ` +
  'instructions (a repetition counts as often as it repeats); use $in or shorter patterns';

/** Not `test`, whose automaton is built anew for each text that was not seen yet: three times as dear at worst. */
function finds(pattern: RE2JS, text: string): boolean {
  return text.length <= MAX_TEXT_CHARACTERS && pattern.matcher(text).find();
}

/** Metadata and headers are text, so 5 and "5" are the same. */
function isSame(actual: Primitive | undefined, wanted: Primitive): boolean {
  if (actual === undefined) return false;
  return actual === wanted || (actual !== null && wanted !== null && String(actual) === String(wanted));
}

function isPrimitive(value: unknown): value is Primitive {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isList(value: unknown): value is Primitive[] {
  return Array.isArray(value) && value.every(isPrimitive);
}

const never = (): boolean => false;
