/** A name that a directory keeps for good: by it what this node stores elsewhere is told from what others do. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Made when it is first asked for. `file`: in which it stands. */
export function keptName(directory: string, file: string): string {
  const path = join(directory, file);
  if (!existsSync(path)) replaceFile(path, randomUUID());
  return readFileSync(path, 'utf8').trim();
}

/** The whole new text or the whole old one, also when the process dies meanwhile. */
export function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
