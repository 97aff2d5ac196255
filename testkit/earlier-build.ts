/** An earlier version of Tollgate, as it stands in the history of this repository, to run beside the present one. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface EarlierBuild {
  /** For `startTollgate({ build })`. */
  folder: string;
  remove(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '..');

const runFile = promisify(execFile);

/**
 * Unpacks the source of `commit` (40 hex digits) into a folder of its own. It runs on the packages that are installed now,
 * so it must need none that has been removed since. A shallow clone fetches the one commit; rejects when it cannot.
 */
export async function unpackEarlierBuild(commit: string): Promise<EarlierBuild> {
  await git('cat-file', '-e', `${commit}^{commit}`).catch(() => fetchCommit(commit));
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-earlier-'));
  const archive = join(folder, 'source.tar');
  await git('archive', '--format=tar', `--output=${archive}`, commit, 'bin', 'src', 'package.json');
  await runFile('tar', ['-xf', archive, '-C', folder]);
  await rm(archive);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** False in a copy of the source without its history, as a downloaded archive. */
export function hasHistory(...commits: string[]): boolean {
  const arrives = (commit: string, ...command: string[]): boolean =>
    spawnSync('git', ['-c', `safe.directory=${ROOT}`, ...command, commit], { cwd: ROOT }).status === 0;
  return commits.every(
    (commit) => arrives(commit, 'cat-file', '-e') || arrives(commit, 'fetch', '--depth=1', 'origin'),
  );
}

async function fetchCommit(commit: string): Promise<void> {
  await git('fetch', '--depth=1', 'origin', commit).catch((cause: unknown) => {
    const hint = 'This clone has no such commit. Fetch the whole history: git fetch --unshallow';
    throw new Error(`The earlier version ${commit} cannot be had. ${hint}`, { cause });
  });
}

async function git(...args: string[]): Promise<void> {
  // The folder may belong to another user, as in a container.
  await runFile('git', ['-c', `safe.directory=${ROOT}`, ...args], { cwd: ROOT });
}
