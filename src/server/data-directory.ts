/** The data directory: created, closed to other users, and checked, before any engine opens it. */
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from './config/options.ts';

/** The records' file, by its name in the data directory. */
export const RECORDS_FILE = 'records.sqlite';
/** The ledger's file, likewise. */
export const LEDGER_FILE = 'ledger.sqlite';
/** What a process knew last of the ledger in PostgreSQL. */
export const KNOWN_SPENDING_FILE = 'ledger-known.json';
/** What was spent while PostgreSQL was away. */
export const UNWRITTEN_SPENDING_FILE = 'ledger-unwritten.jsonl';
/** Directories of the engines. */
export const LOG_DIRECTORY = 'log';
export const BODIES_DIRECTORY = 'bodies';

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

/**
 * Closes the directory and everything of ours in it to other users, whatever it was before: directories become 0700, files
 * and sockets 0600, also where `log/` or `bodies/` is a link. What is made from now on is closed from the start, also by engines that ask for more. A master key that
 * others can read is not touched: it stops the start, because it may have been read. Returns the paths that could not be
 * closed, as on a volume that belongs to another user.
 */
export function closeDataDirectory(path: string): string[] {
  if (process.platform === 'win32') return [];
  process.umask(0o077);
  const ours = readdirSync(path).filter(isOurs);
  return [...closeOne(path), ...ours.flatMap((name) => closeAll(whereItLeads(join(path, name))))];
}

/** An operator may have put `log/` or `bodies/` on another disk, by a link: what is there is ours all the same. */
function whereItLeads(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** SQLite puts `-wal` and `-shm` beside its file. */
function isOurs(name: string): boolean {
  const isFile = [RECORDS_FILE, LEDGER_FILE, KNOWN_SPENDING_FILE, UNWRITTEN_SPENDING_FILE].some((file) =>
    name.startsWith(file),
  );
  return isFile || name === LOG_DIRECTORY || name === BODIES_DIRECTORY;
}

function closeAll(path: string): string[] {
  // Further inside a link is not ours, and its own mode means nothing.
  if (lstatSync(path).isSymbolicLink()) return [];
  const inside = isDirectory(path) ? readdirSync(path).flatMap((name) => closeAll(join(path, name))) : [];
  return [...closeOne(path), ...inside];
}

function closeOne(path: string): string[] {
  const { mode } = statSync(path);
  if ((mode & 0o077) === 0) return [];
  try {
    chmodSync(path, isDirectory(path) ? 0o700 : 0o600);
    return [];
  } catch {
    return [path];
  }
}

/**
 * SQLite takes a file that is missing or empty for a new one: the gateway would start without a key, an integration or a
 * config, and hand out a new admin key. Beside logs that is a lost file and no first start. Throws with what to do.
 */
export function requireRecordsBesideLogs(directory: string): void {
  const path = join(directory, RECORDS_FILE);
  const problem = recordsProblem(path);
  if (problem === null || !hasLogs(directory)) return;
  throw new Error(
    `${path} ${problem}, but ${directory} holds request logs: all keys, integrations and configs would be lost. ` +
      `Restore ${RECORDS_FILE} (and master.key) from a backup. To begin anew, move ${LOG_DIRECTORY}/ and ` +
      `${BODIES_DIRECTORY}/ away first.`,
  );
}

/** A prepared directory, or a link in it, holds nothing that could be lost. */
function hasLogs(directory: string): boolean {
  return [LOG_DIRECTORY, BODIES_DIRECTORY].some((name) => {
    const path = join(directory, name);
    if (!isDirectory(path)) return false;
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.some((entry) => entry.isFile() && statSync(join(path, entry.name)).size > 0);
  });
}

/** What is wrong with the file, judged by its header and its size; null = nothing. */
function recordsProblem(path: string): string | null {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return 'is missing';
  if (size === 0) return 'is empty';
  // What a crash left in the write-ahead log is not in the file yet, so its size proves nothing.
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return null;
  const header = headOf(path);
  if (header === null) return `is cut off (${size} bytes)`;
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  const expected = sizeByHeader(header);
  if (expected !== null && size < expected) return `is cut off (${size} of ${expected} bytes)`;
  return hasTables(header) ? null : `holds no tables (has ${RECORDS_FILE}-wal, which belongs to it, been lost?)`;
}

/** The header of the file, and after it the beginning of the page that lists the tables. */
const HEADER_BYTES = 100;
const TABLES_BYTES = 8;
const MAGIC = 'SQLite format 3\0';

/** null = the file is shorter. */
function headOf(path: string): Buffer | null {
  const head = Buffer.alloc(HEADER_BYTES + TABLES_BYTES);
  const file = openSync(path, 'r');
  try {
    return readSync(file, head, 0, head.length, 0) < head.length ? null : head;
  } finally {
    closeSync(file);
  }
}

/** https://sqlite.org/fileformat2.html#the_database_header; null where the header does not count the pages. */
function sizeByHeader(header: Buffer): number | null {
  const stated = header.readUInt16BE(16);
  const pageBytes = stated === 1 ? 65_536 : stated;
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
  return isCounted ? header.readUInt32BE(28) * pageBytes : null;
}

const LEAF = 0x0d;

/** https://sqlite.org/fileformat2.html#b_tree_pages: no cell on a page that has no others below it. */
const hasTables = (header: Buffer): boolean =>
  header[HEADER_BYTES] !== LEAF || header.readUInt16BE(HEADER_BYTES + 3) > 0;

/** Throws where the directory has no records: a command that reads them must not make new ones. */
export function requireRecords(directory: string): void {
  const problem = recordsProblem(join(directory, RECORDS_FILE));
  if (problem === null) return;
  throw new Error(
    `${RECORDS_FILE} in ${directory} ${problem}: name the data directory of the gateway with --data-dir.`,
  );
}
