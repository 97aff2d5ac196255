/**
 * What was spent while PostgreSQL could not be written, in a file beside the other data: a process that is killed then has told
 * its callers their answers, and must not forget what they cost. One line of JSON for each settlement; the file is removed once
 * all of them are written.
 */
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import type { Used } from '../ports/ledger.ts';

export interface Settlement {
  /** Of the hold. */
  id: string;
  used: Used;
}

export interface UnwrittenSettlements {
  /** On disk when it returns, so that it survives `kill -9`. Throws where the disk cannot be written. */
  keep(settlement: Settlement): void;
  /** Those that a process before this one has kept. */
  read(): Settlement[];
  /** All of them are written. */
  clear(): void;
}

/** `path` null = nothing is kept. */
export function unwrittenSettlements(path: string | null): UnwrittenSettlements {
  if (path === null) return { keep: () => undefined, read: () => [], clear: () => undefined };
  let isThere = true;
  return {
    keep({ id, used }) {
      appendFileSync(path, `${JSON.stringify({ id, used: [...used] })}\n`, { mode: 0o600 });
      isThere = true;
    },
    read: () => linesOf(path).flatMap(parse),
    clear() {
      if (isThere) rmSync(path, { force: true });
      isThere = false;
    },
  };
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new Error(`${path} cannot be read. It says what was spent while PostgreSQL was away.`, { cause: error });
  }
}

/** A line that was cut off by a kill was told to nobody. */
function parse(line: string): Settlement[] {
  try {
    const { id, used } = JSON.parse(line) as { id: string; used: [string, number][] };
    return [{ id, used: new Map(used) }];
  } catch {
    return [];
  }
}
