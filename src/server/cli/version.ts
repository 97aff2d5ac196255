/** The version of this Tollgate, as its package has it. */
import { readFileSync } from 'node:fs';
import { textAt } from './json-shape.ts';

/** The same two folders up from the source and from the compiled form: `src/server/cli` and `dist/server/cli`. */
const PACKAGE = new URL('../../../package.json', import.meta.url);

export function readVersion(): string {
  return textAt(JSON.parse(readFileSync(PACKAGE, 'utf8')), 'version') ?? 'unknown';
}
