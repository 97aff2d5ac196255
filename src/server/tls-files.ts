/** The certificate and the key of our own port: read from files, and read again when a file changes, without a restart. */
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { cleanPem } from '../kernel/secret-text.ts';
import type { ServerTls } from '../http/server.ts';
import type { Logger } from '../observe/logger.ts';
import { UsageError, type ServerOptions } from './config/options.ts';

/** Two calls of `stat`: often enough that nobody waits. */
const LOOK_EVERY_MS = 2_000;

type Files = NonNullable<ServerOptions['tls']>;
type Pair = ServerTls['pair'];

interface Watching {
  logger: Logger;
  every: (ms: number, run: () => void) => () => void;
}

/** null = plain HTTP. Throws UsageError for files that cannot be read, or that do not belong together. */
export function openTlsFiles(files: ServerOptions['tls'], { logger, every }: Watching): ServerTls | null {
  if (files === null) return null;
  const pair = readFirst(files);
  return {
    pair,
    watch(apply) {
      let seen = stampOf(files);
      return every(LOOK_EVERY_MS, () => {
        const now = stampOf(files);
        if (now === seen) return;
        seen = now;
        reload(files, { logger, apply });
      });
    },
  };
}

function readFirst(files: Files): Pair {
  try {
    return readPair(files);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--tls-cert and --tls-key: ${why}`);
  }
}

/** Half of a pair may be written already: the old one goes on until both fit. */
function reload(files: Files, { logger, apply }: { logger: Logger; apply: (pair: Pair) => void }): void {
  try {
    apply(readPair(files));
    logger.info('The certificate was read again.', { file: files.certFile });
  } catch (error) {
    logger.error('The changed certificate cannot be used. The one of before goes on.', { error });
  }
}

function readPair({ certFile, keyFile }: Files): Pair {
  const read = (path: string): Buffer => Buffer.from(cleanPem(readFileSync(path, 'utf8')));
  const pair = { cert: read(certFile), key: read(keyFile) };
  createSecureContext(pair);
  return pair;
}

function stampOf({ certFile, keyFile }: Files): string {
  return [certFile, keyFile].map(stampOfFile).join(' ');
}

function stampOfFile(path: string): string {
  try {
    const { mtimeMs, ino, size } = statSync(path);
    return `${mtimeMs} ${ino} ${size}`;
  } catch {
    return 'missing';
  }
}
