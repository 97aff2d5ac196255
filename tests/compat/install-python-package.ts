/** Installs a Python package on demand into a virtual environment below the repository's `.cache`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../.cache/', import.meta.url));
/** Written last: an environment cannot be moved, so a half-made one is reported by its absence. */
const DONE = '.done';

/**
 * The Python interpreter of an environment that holds exactly that version; it is made once and kept. Rejects with the words
 * of `venv` or `pip` when there is no Python, or the registry cannot be reached.
 */
export async function installPythonPackage(name: string, version: string): Promise<string> {
  const target = join(CACHE, `python-${name}`, version);
  const python = join(target, 'bin/python');
  if (existsSync(join(target, DONE))) return python;
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await run('python3', ['-m', 'venv', target]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `${name}==${version}`]);
  await writeFile(join(target, DONE), '');
  return python;
}

async function run(command: string, args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`);
}
