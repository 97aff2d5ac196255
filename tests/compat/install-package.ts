/** Installs an npm package on demand into the repository's `.cache`, for clients that are too big or too old to depend on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../.cache/', import.meta.url));

/**
 * The folder whose `node_modules` holds exactly that version; it is made once and kept. `folder` is a path below
 * `.cache`. Install scripts do not run. Rejects with npm's own words when the registry cannot be reached.
 */
export async function installPackage(name: string, version: string, folder: string): Promise<string> {
  const target = join(CACHE, folder, version);
  if (await exists(join(target, 'node_modules', name))) return target;
  await mkdir(join(CACHE, folder), { recursive: true });
  // Into a folder of our own first, so that two test files that install at once do not meet.
  const fresh = await mkdtemp(join(CACHE, folder, 'installing-'));
  await writeFile(join(fresh, 'package.json'), '{ "private": true }\n');
  await npm(fresh, ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`]);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!(await exists(join(target, 'node_modules', name)))) throw error;
  });
  return target;
}

async function npm(folder: string, args: string[]): Promise<void> {
  const child = spawn('npm', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  if (child.exitCode === 0) return;
  await rm(folder, { recursive: true, force: true });
  throw new Error(`npm ${args.join(' ')} failed:\n${output}`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * What was installed, or undefined when the registry cannot be reached, so that a test can skip itself. With CI=true
 * that is a failure.
 */
export async function ifReachable<Value>(installed: Promise<Value>): Promise<Value | undefined> {
  try {
    return await installed;
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    console.warn(String(error));
    return undefined;
  }
}
