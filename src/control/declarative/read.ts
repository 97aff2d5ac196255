/** Reads a declarative file: YAML text in, a checked declaration out. */
import { parse } from 'yaml';
import { GatewayError } from '../../wire/errors.ts';
import { describeIssues } from '../parse.ts';
import type { Sources } from './references.ts';
import { resolveReferences } from './references.ts';
import { Declaration } from './schemas.ts';

/** Throws `invalid_request`: one line for everything that is wrong, each with the path inside the file. */
export function readDeclaration(text: string, sources: Sources): Declaration {
  const wrong: string[] = [];
  const tree = resolveReferences(parseYaml(text), sources, (path, message) => wrong.push(`${path}: ${message}`));
  const parsed = Declaration.safeParse(tree, { reportInput: true });
  // An unresolved reference is an empty text to the schema, which need not complain of it again.
  if (wrong.length === 0 && parsed.error) wrong.push(...describeIssues(parsed.error));
  if (parsed.data && wrong.length === 0) return parsed.data;
  throw new GatewayError('invalid_request', wrong.join('\n'));
}

function parseYaml(text: string): unknown {
  try {
    return parse(text) ?? {};
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'it cannot be read';
    // The lines after the first draw the place, which it names by line and column.
    throw new GatewayError('invalid_request', `not valid YAML: ${message.split('\n', 1)[0] ?? message}`, { cause });
  }
}
