/** Reads a declarative file: YAML text in, a checked declaration out. */
import { parse, YAMLParseError } from 'yaml';
import { GatewayError } from '../../kernel/errors.ts';
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

/** The commonest, by the parser's codes. */
const MISTAKES: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias stands for nothing',
  BAD_INDENT: 'the indentation does not fit',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping begins where none may',
  DUPLICATE_KEY: 'Map keys must be unique',
  MISSING_CHAR: 'a character is missing, as a colon, quote or bracket',
  TAB_AS_INDENT: 'a tab is no indentation',
  UNEXPECTED_TOKEN: 'something stands where nothing may',
};

function parseYaml(text: string): unknown {
  try {
    // Its warnings quote the file as well.
    return parse(text, { logLevel: 'error' }) ?? {};
  } catch (cause) {
    // The parser's own words quote the file, which may hold secrets: its name for the mistake and the place will do.
    const [place] = cause instanceof YAMLParseError ? (cause.linePos ?? []) : [];
    const at = place === undefined ? '' : ` at line ${place.line}, column ${place.col}`;
    const code = cause instanceof YAMLParseError ? cause.code : 'UNREADABLE';
    throw new GatewayError('invalid_request', `not valid YAML: ${MISTAKES[code] ?? code}${at}`);
  }
}
