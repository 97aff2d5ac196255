/** The program as its package has it, compiled from the source of now: it starts in half of the time that the source takes. */
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { buildProgram } from '../scripts/build.ts';

const ROOT = join(import.meta.dirname, '..');
/** Inside of `node_modules`, so that it finds its packages. */
const BUILDS = join(ROOT, 'node_modules/.cache/built');
const SOURCES = ['src', 'bin', 'scripts/build.ts', 'package.json', 'package-lock.json'];
/** Nobody runs an older one any more. */
const KEPT_MS = 86_400_000;

let built: Promise<string> | null = null;

/** Its folder, as of a whole package. Compiles it where the source is another than last time; in this process once. */
export const builtTollgate = (): Promise<string> => (built ??= make());

async function make(): Promise<string> {
  const folder = join(BUILDS, await stateOf(SOURCES.map((name) => join(ROOT, name))));
  if (await exists(folder)) return folder;
  await mkdir(BUILDS, { recursive: true });
  await removeOld();
  const fresh = await mkdtemp(join(BUILDS, 'new-'));
  await buildProgram(join(fresh, 'dist'));
  for (const name of ['bin', 'package.json']) await cp(join(ROOT, name), join(fresh, name), { recursive: true });
  await symlink(join(ROOT, 'dashboard'), join(fresh, 'dashboard'));
  // Another process may have been quicker.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
  return folder;
}

/** Names, sizes and times of change of all that is in these. */
async function stateOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const name of [path, ...(await filesIn(path))]) {
      const { size, mtimeMs } = await stat(name);
      hash.update(`${name} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesIn(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [];
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(BUILDS)) {
    const { mtimeMs } = await stat(join(BUILDS, name));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(join(BUILDS, name), { recursive: true, force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
