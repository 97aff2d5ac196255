/** The directory of everything that is stored: made, and tried, before any engine is opened in it. */
import { mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from './config/options.ts';

/** Makes it with all above it, readable by this user only. Throws UsageError where it cannot be made or takes no files. */
export function makeDataDirectory(path: string): void {
  try {
    makeDirectory(resolve(path));
    // One that is there may take nothing: /proc, or a file system that is read-only.
    rmdirSync(mkdtempSync(join(path, '.is-writable-')));
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new UsageError(`--data-dir / TOLLGATE_DATA_DIR: ${path} is no directory that can be written (${reason})`);
  }
}

/** Not by `recursive`: Node's own never returns where the file system says that a parent is missing although it is there. */
function makeDirectory(path: string): void {
  if (isDirectory(path)) return;
  makeDirectory(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have been faster.
    if (!isDirectory(path)) throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
