/** Reads and writes settings.json where Claude Code looks for it. Keeps a backup, readable by its owner only. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the user's own settings. `CLAUDE_CONFIG_DIR` is Claude Code's own variable. */
export function userSettingsPath(home: string, configDir: string | undefined): string {
  return join(configDir ?? join(home, '.claude'), 'settings.json');
}

export const PROJECT_SETTINGS = join('.claude', 'settings.json');
export const PROJECT_LOCAL_SETTINGS = join('.claude', 'settings.local.json');

/** The file's text; null when there is none. Throws what the file system throws. */
export function readSettingsFile(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** May others on this machine read it? */
export function isReadableByOthers(path: string): boolean {
  return existsSync(path) && (statSync(path).mode & 0o077) !== 0;
}

export function restrict(path: string): void {
  chmodSync(path, 0o600);
}

/**
 * Replaces the file in one step, mode 0600. What stood there is kept beside it under the name that is returned; null
 * when nothing did. A link is followed, so that settings kept elsewhere stay there.
 */
export function replaceSettingsFile(path: string, text: string, now: number): string | null {
  const target = existsSync(path) ? realpathSync(path) : path;
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const stamp = new Date(now).toISOString().replaceAll(/[-:]/g, '').replace('.', '-');
  const backup = existsSync(target) ? `${target}.${stamp}.bak` : null;
  if (backup !== null) writeFileSync(backup, readFileSync(target), { mode: 0o600, flag: 'wx' });
  const next = `${target}.${stamp}.new`;
  writeFileSync(next, text, { mode: 0o600, flag: 'wx' });
  renameSync(next, target);
  return backup;
}
