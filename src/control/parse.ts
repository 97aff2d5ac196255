/** Input is parsed once, at the verb's door; what is wrong is named by its path. */
import type { z } from 'zod';
import { GatewayError } from '../kernel/errors.ts';
import type { ForeignFields } from './foreign-fields.ts';
import { withoutForeignFields } from './foreign-fields.ts';

/** The input in the schema's shape. Throws `invalid_request` that names every wrong field. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  foreign: ForeignFields = {},
): z.output<Schema> {
  if (isDeeper(input, MAX_DEPTH)) {
    throw new GatewayError('invalid_request', `nested deeper than ${MAX_DEPTH} levels`);
  }
  const parsed = safeParse(schema, withoutForeignFields(input, foreign));
  if (parsed.success) return parsed.data;
  throw new GatewayError('invalid_request', describeIssues(parsed.error).join('; '));
}

/** Deeper than anything that is meant, and far from where walking or writing it would end the stack. */
const MAX_DEPTH = 200;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function safeParse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.ZodSafeParseResult<z.output<Schema>> {
  try {
    return schema.safeParse(input, { reportInput: true });
  } catch (cause) {
    // zod compares the `length` of whatever has one, and JSON can write one that no comparison takes.
    if (!(cause instanceof TypeError)) throw cause;
    throw new GatewayError('invalid_request', 'an object stands where text or a list was expected', { cause });
  }
}

/** One line per wrong field, as `scopes[1]: expected string, received number`. */
export function describeIssues(error: z.ZodError): string[] {
  return error.issues.map((issue) => at(issue.path, describe(issue)));
}

/** `invalid_request` at one field. */
export function invalid(path: string, message: string): GatewayError {
  return new GatewayError('invalid_request', at([path], message));
}

/** `invalid_request` for a reference to something that is not there; 404, because the caller's other fields are fine. */
export function unknownReference(path: string, message: string): GatewayError {
  return new GatewayError('invalid_request', at([path], message), { status: 404 });
}

function at(path: readonly PropertyKey[], message: string): string {
  const place = path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  );
  return place === '' ? message : `${place}: ${message}`;
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `unknown field${issue.keys.length > 1 ? 's' : ''} ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is required';
  return issue.message.replace(/^Invalid (input|option): /, '');
}
