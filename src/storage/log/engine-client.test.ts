/** The log with its database in a process of its own: the ports' suites, and what can go wrong between the two. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OrganisationId } from '../../kernel/ids.ts';
import { createSqlAnalytics } from '../analytics/sql.ts';
import { describeAnalytics } from '../ports/analytics.suite.ts';
import { describeLog, exampleRow } from '../ports/log.suite.ts';
import type { LogReader } from '../ports/log/reader.ts';
import { workerBeside } from '../../workers/worker-calls.ts';
import { openLogProcess } from './engine-client.ts';
import { type Log, openLog } from './open-log.ts';

const everything = { organisationId: 'org_acme' as OrganisationId };
const quiet = () => undefined;
let directory: string;
let log: Log | null;
let pid: () => number | null;
let told: (string | null)[];
let complaints: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-log-'));
  log = null;
  told = [];
  complaints = [];
});
afterEach(async () => {
  await log?.close();
  rmSync(directory, { recursive: true });
});

async function open(now: () => number = Date.now, home = directory): Promise<Log> {
  const complain = (message: string): void => void complaints.push(message);
  log = await openLog(
    {
      directory: home,
      clock: { now, elapsed: () => performance.now() },
      logger: { debug: quiet, info: quiet, warn: complain, error: complain },
      onReading: (trouble) => told.push(trouble),
    },
    async (options, events) => {
      const engine = await openLogProcess(options, events);
      pid = () => engine.pid();
      return engine;
    },
  );
  return log;
}

const idsIn = async (reader: LogReader) =>
  (await reader.list(everything, { limit: 1000 })).rows.map((row) => row.id).sort();
const journalFiles = () => readdirSync(directory).filter((name) => name.startsWith('journal-'));

/** One process for many tests: it is emptied after each, and opened again where a test has closed it. */
function shared() {
  let home: string | null = null;
  let kept: Log | null = null;
  const keep = async (): Promise<Log> => {
    home ??= mkdtempSync(join(tmpdir(), 'tollgate-log-'));
    const opened = kept ?? (await open(Date.now, home));
    log = null;
    kept = {
      ...opened,
      async close() {
        kept = null;
        await opened.close();
      },
    };
    return kept;
  };
  const empty = async (): Promise<void> => {
    const opened = await keep();
    await opened.list(everything, { limit: 1 });
    while (await opened.retained.deleteSlice(Number.MAX_SAFE_INTEGER)) continue;
  };
  afterAll(async () => {
    await kept?.close();
    if (home !== null) rmSync(home, { recursive: true });
  });
  return { keep, empty };
}

describe('in a process of its own', () => {
  const { keep, empty } = shared();
  describeLog(keep, empty);
});

describe('in a process of its own', () => {
  const { keep, empty } = shared();
  describeAnalytics('DuckDB', {
    row: exampleRow,
    async open(rows) {
      const opened = await keep();
      await Promise.all(rows.map((row) => opened.append(row)));
      return { analytics: createSqlAnalytics(opened), close: empty };
    },
  });
});

describe('a reader that may be behind', () => {
  it('is spared the ingest until what it has is too old, and says up to when it has everything', async () => {
    let now = 10_000;
    const opened = await open(() => now);
    await opened.append(exampleRow({ id: 'first' }));
    const list = async (maxBehindMs: number) => {
      const { rows, asOf } = await opened.list(everything, { limit: 10 }, { maxBehindMs });
      return { ids: rows.map(({ id }) => id).sort(), asOf };
    };
    expect(await list(0)).toEqual({ ids: ['first'], asOf: 10_000 });
    now = 12_000;
    // Nothing was appended, so nothing is missing.
    expect(await list(5000)).toEqual({ ids: ['first'], asOf: 12_000 });
    await opened.append(exampleRow({ id: 'second' }));
    expect(await list(5000)).toEqual({ ids: ['first'], asOf: 10_000 });
    expect(journalFiles()).toHaveLength(1);
    now = 15_001;
    expect(await list(5000)).toEqual({ ids: ['first', 'second'], asOf: 15_001 });
    await opened.append(exampleRow({ id: 'third' }));
    expect(await list(0)).toEqual({ ids: ['first', 'second', 'third'], asOf: 15_001 });
  });

  it('finds a row by its id also where only the journal has it', async () => {
    const opened = await open();
    await opened.append(exampleRow({ id: 'new' }));
    expect(await opened.get(everything, 'new')).toMatchObject({ id: 'new' });
  });

  it('who leaves is answered at once, and the next one is served', async () => {
    const opened = await open();
    await opened.append(exampleRow());
    const abort = new AbortController();
    const slow = opened.run({ sql: 'SELECT count(*) FROM range(100000000000)', values: [] }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await expect(slow).rejects.toMatchObject({ code: 'client_closed' });
    expect(await idsIn(opened)).toEqual(['req_1']);
    // Leaving says nothing about the log.
    expect(told.filter((trouble) => trouble !== null)).toEqual([]);
  });
});

describe('the process of the log', () => {
  it('that is killed is reported, started again, and neither a row is lost nor counted twice', async () => {
    const opened = await open();
    for (let round = 0; round < 4; round += 1) {
      await opened.append(exampleRow({ id: `before ${round}` }));
      // Sometimes in the middle of an ingest.
      const reading = idsIn(opened).catch(() => null);
      if (round % 2 === 0) await reading;
      process.kill(pid() ?? 0, 'SIGKILL');
      await opened.append(exampleRow({ id: `after ${round}` }));
      await reading;
      await vi.waitFor(async () => expect(await idsIn(opened)).toContain(`after ${round}`), { timeout: 10_000 });
    }
    expect(await idsIn(opened)).toEqual([0, 1, 2, 3].flatMap((round) => [`after ${round}`, `before ${round}`]).sort());
    expect(told).toContain('process_ended');
    await vi.waitFor(() => expect(told.at(-1)).toBeNull(), { timeout: 10_000 });
    expect(complaints).toContain('The log process has died; it is started again');
  }, 60_000);

  it('ends with a parent that is killed in the middle of a query, and the next one finds the file free', async () => {
    const script = join(directory, '..', `${directory.split('/').at(-1)}.mjs`);
    writeFileSync(
      script,
      `import { openLog } from ${JSON.stringify(workerBeside(import.meta.url, 'open-log').href)};
       import { openLogProcess } from ${JSON.stringify(workerBeside(import.meta.url, 'engine-client').href)};
       const quiet = () => undefined;
       const log = await openLog({
         directory: ${JSON.stringify(directory)}, clock: { now: Date.now, elapsed: () => performance.now() },
         logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
       }, openLogProcess);
       await log.append(${JSON.stringify(exampleRow({ id: 'of the dead' }))});
       await log.get({ organisationId: 'org_acme' }, 'of the dead');
       void log.run({ sql: 'SELECT count(*) FROM range(100000000000)', values: [] }).catch(quiet);
       await log.append(${JSON.stringify(exampleRow({ id: 'last words' }))});
       console.log('now');`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => parent.stdout.once('data', resolve));
    parent.kill('SIGKILL');
    const opened = await open();
    rmSync(script);
    expect(await idsIn(opened)).toEqual(['last words', 'of the dead']);
  }, 20_000);

  it('is refused to a second parent, with the likely reason', async () => {
    const first = await open();
    await expect(open()).rejects.toThrow('Is another Tollgate running');
    log = first;
    expect(await idsIn(first)).toEqual([]);
  }, 20_000);

  it('deletes what is too old', async () => {
    const opened = await open();
    await opened.append(exampleRow({ id: 'old', created_at: 1 }));
    await opened.append(exampleRow({ id: 'young', created_at: 3 }));
    await idsIn(opened);
    expect(await opened.retained.oldest()).toBe(1);
    expect(await opened.retained.deleteSlice(2)).toBe(false);
    expect(await idsIn(opened)).toEqual(['young']);
    expect(await opened.retained.bytes()).toBeGreaterThan(0);
  });
});
