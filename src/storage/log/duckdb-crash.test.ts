/** The log under `kill -9`: a process that appends rows is killed again and again, and no acknowledged row is lost. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLogger } from '../../observe/logger.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { exampleRow } from '../ports/log.suite.ts';
import { openDuckdbLog } from './duckdb.ts';

const ROUNDS = 4;
const clock = { now: () => 0, elapsed: () => performance.now() };
const logger = createLogger({ level: 'error', write: () => undefined, now: () => 0 });

/** Appends for ever and writes every id to standard output once `append` has returned. */
const appendForEver = (directory: string, round: number) => `
  import { writeSync } from 'node:fs';
  import { openDuckdbLog } from ${JSON.stringify(import.meta.resolve('./duckdb.ts'))};
  const clock = { now: () => 0, elapsed: () => performance.now() };
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  const directory = ${JSON.stringify(directory)};
  const log = await openDuckdbLog({ directory, clock, logger, flushEveryMs: 5, maxSegmentBytes: 20_000 });
  const row = ${JSON.stringify(exampleRow())};
  for (let n = 0; ; n += 1) {
    const id = 'round ${round} row ' + n;
    const acknowledged = log.append({ ...row, id }).then(() => writeSync(1, id + '\\n'));
    if (n % 10 === 0) await acknowledged;
  }`;

/** The ids that the child acknowledged before it was killed, `rows` of them at least. */
async function runUntilKilled(directory: string, round: number, rows: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', appendForEver(directory, round)]);
  let acknowledged = '';
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += String(chunk);
  });
  for await (const chunk of child.stdout) {
    acknowledged += String(chunk);
    if (acknowledged.split('\n').length > rows) child.kill('SIGKILL');
  }
  if (acknowledged === '') throw new Error(`The child never appended: ${complaint}`);
  return acknowledged.split('\n').slice(0, -1);
}

it('loses no acknowledged row, and counts none twice, however often it is killed', { timeout: 60_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tollgate-crash-'));
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    acknowledged.push(...(await runUntilKilled(directory, round, 50 + round * 333)));
  }
  const log = await openDuckdbLog({ directory, clock, logger });
  const seen = new Set<string>();
  const filter = { organisationId: 'org_acme' as OrganisationId };
  let cursor: string | null = null;
  let count = 0;
  do {
    const page = await log.list(filter, cursor === null ? { limit: 1_000 } : { limit: 1_000, cursor });
    for (const row of page.rows) seen.add(row.id);
    count += page.rows.length;
    cursor = page.nextCursor;
  } while (cursor !== null);
  await log.close();
  rmSync(directory, { recursive: true });
  expect(acknowledged.filter((id) => !seen.has(id))).toEqual([]);
  expect(count).toBe(seen.size);
});
