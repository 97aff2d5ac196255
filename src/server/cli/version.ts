/** The version of this Tollgate, as its package has it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';
import { textAt } from './json-shape.ts';

export function readVersion(): string {
  return textAt(JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')), 'version') ?? 'unknown';
}
