/** Where the sealer's master key comes from: the operator's environment, or a file that only the operator can read. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 32;
const FILE = 'master.key';

/** Says what is wrong with the master key and how to mend it; the message never holds key material. */
export class MasterKeyError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MasterKeyError';
  }
}

/**
 * The 32 bytes of the master key. `fromEnvironment` (TOLLGATE_MASTER_KEY) wins and must be 32 bytes as hex, base64 or
 * base64url: a passphrase is refused, because a guessable master key would look safe and not be. Without it the file
 * `master.key` in `directory` is read, or made on the first start. Throws MasterKeyError.
 */
export function openMasterKey(options: { directory: string; fromEnvironment?: string | undefined }): Buffer {
  if (options.fromEnvironment !== undefined) {
    const key = parseKey(options.fromEnvironment);
    if (key === null) {
      throw new MasterKeyError(
        `TOLLGATE_MASTER_KEY must be ${KEY_BYTES} bytes as hex or base64. Make one with: openssl rand -base64 ${KEY_BYTES}`,
      );
    }
    return key;
  }
  const path = join(options.directory, FILE);
  if (existsSync(nextOf(path))) {
    throw new MasterKeyError(`A rotation of the master key was interrupted. Finish it with: tollgate secrets rotate`);
  }
  return readKeyFile(path) ?? makeKeyFile(options.directory, path);
}

const nextOf = (path: string): string => `${path}.next`;

export interface KeyRotation {
  from: Buffer;
  to: Buffer;
  /** Puts the new key in the old one's place: call it when everything is sealed with the new one. */
  finish(): void;
}

/**
 * The two keys of a rotation. Of the environment's both are given; of the file's the new one is made and kept beside the old
 * until `finish`, so that an interrupted rotation goes on with the same. Throws MasterKeyError.
 */
export function beginKeyRotation(options: {
  directory: string;
  fromEnvironment?: string | undefined;
  newFromEnvironment?: string | undefined;
}): KeyRotation {
  const { directory, fromEnvironment, newFromEnvironment } = options;
  if (fromEnvironment !== undefined) {
    const to = newFromEnvironment === undefined ? null : parseKey(newFromEnvironment);
    if (to === null) {
      throw new MasterKeyError(
        'TOLLGATE_NEW_MASTER_KEY must be the new key, 32 bytes as hex or base64. Make one with: openssl rand -base64 32',
      );
    }
    return { from: openMasterKey({ directory, fromEnvironment }), to, finish: () => undefined };
  }
  const path = join(directory, FILE);
  const from = readKeyFile(path);
  if (from === null) throw new MasterKeyError(`There is no ${path} to replace.`);
  const to = readKeyFile(nextOf(path)) ?? makeKeyFile(directory, nextOf(path));
  return { from, to, finish: () => renameSync(nextOf(path), path) };
}

/** null when there is no file. */
function readKeyFile(path: string): Buffer | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  // Windows has no such bits: every file reads as 0666 there.
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
    throw new MasterKeyError(`${path} can be read by other users (mode ${mode}). Run: chmod 600 ${path}`);
  }
  const key = parseKey(readFileSync(path, 'latin1'));
  if (key === null) {
    throw new MasterKeyError(
      `${path} does not hold a master key. Restore it from a backup: without it the stored credentials cannot be opened.`,
    );
  }
  return key;
}

/** The file appears whole or not at all, and never over another: two first starts at once end up with one key. */
function makeKeyFile(directory: string, path: string): Buffer {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!isAlreadyThere(error)) throw new MasterKeyError(`${path} cannot be made.`, error);
  } finally {
    rmSync(draft);
  }
  const key = readKeyFile(path);
  if (key === null) throw new MasterKeyError(`${path} was taken away while it was made.`);
  return key;
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

function parseKey(text: string): Buffer | null {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  // 43 characters carry 258 bits; the padding is optional.
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64');
  return null;
}
