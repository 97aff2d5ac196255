/** The DuckDB engine against the port's suite, and what can go wrong between the journal and the database. */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../observe/logger.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { describeLog, exampleRow } from '../ports/log.suite.ts';
import type { LogReader } from '../ports/log/reader.ts';
import { openLogDatabase } from './database.ts';
import { openDuckdbLog } from './duckdb.ts';
import type { LogOptions } from './open-log.ts';

const everything = { organisationId: 'org_acme' as OrganisationId };
let directory: string;
let complaints: string[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-log-'));
  complaints = [];
});
afterEach(() => rmSync(directory, { recursive: true }));

function open(options: Partial<LogOptions> = {}) {
  const logger = createLogger({ level: 'warn', write: (line) => complaints.push(line), now: () => 0 });
  const clock = { now: () => 0, elapsed: () => performance.now() };
  return openDuckdbLog({ directory, clock, logger, ...options });
}

/** A timer that fires when the test says so. */
function manualTimer() {
  const armed: { callback: () => void; ms: number }[] = [];
  return {
    armed,
    setTimer: (callback: () => void, ms: number) => {
      const timer = { callback, ms };
      armed.push(timer);
      return () => void armed.splice(armed.indexOf(timer), 1);
    },
    fire: () => armed.shift()?.callback(),
  };
}

const journalFiles = () => readdirSync(directory).filter((name) => name.startsWith('journal-'));
const idsIn = async (log: LogReader) => (await log.list(everything, { limit: 1_000 })).rows.map((row) => row.id).sort();
const lineOf = (id: string) => `${JSON.stringify(exampleRow({ id }))}\n`;

describeLog(() => open());

describe('the journal', () => {
  it('takes a row at the end of the turn in which it was appended, and a reader of the same turn sees it', async () => {
    const log = await open();
    let isKept = false;
    const kept = log.append(exampleRow({ id: 'now' })).then(() => (isKept = true));
    const listed = idsIn(log);
    await Promise.resolve();
    expect(isKept).toBe(false);
    expect(await listed).toEqual(['now']);
    await kept;
    await log.close();
  });

  it('is read in the background and then deleted, with one timer for many rows and none for no rows', async () => {
    const timer = manualTimer();
    const log = await open({ setTimer: timer.setTimer, flushEveryMs: 700 });
    expect(timer.armed).toEqual([]);
    for (const id of ['a', 'b', 'c']) await log.append(exampleRow({ id }));
    expect(timer.armed.map(({ ms }) => ms)).toEqual([700]);
    expect(journalFiles()).toHaveLength(1);
    timer.fire();
    await vi.waitFor(() => expect(journalFiles()).toEqual([]));
    expect(timer.armed).toEqual([]);
    expect(await idsIn(log)).toEqual(['a', 'b', 'c']);
    await log.close();
  });

  it('is read at once when a segment is full, without waiting for the timer', async () => {
    const log = await open({ setTimer: manualTimer().setTimer, maxSegmentBytes: 1 });
    for (const id of ['a', 'b', 'c']) await log.append(exampleRow({ id }));
    await vi.waitFor(() => expect(journalFiles()).toEqual([]));
    expect(await idsIn(log)).toEqual(['a', 'b', 'c']);
    await log.close();
  });

  it('is read by segments of exactly so many rows, however many come in one turn of the event loop', async () => {
    const sizes: unknown[] = [];
    const logger = createLogger({ level: 'debug', write: (line) => sizes.push(JSON.parse(line).rows), now: () => 0 });
    const log = await open({ setTimer: manualTimer().setTimer, segmentRows: 4, logger });
    await Promise.all(Array.from({ length: 11 }, (_, n) => log.append(exampleRow({ id: `req_${n}` }))));
    expect(await idsIn(log)).toHaveLength(11);
    expect(sizes).toEqual([4, 4, 3]);
    await log.close();
  });

  it('of a process that died is read at the start, the oldest segment first', async () => {
    for (const number of [10, 9]) writeFileSync(join(directory, `journal-${number}.ndjson`), lineOf(`from ${number}`));
    const log = await open();
    expect(journalFiles()).toEqual([]);
    await log.append(exampleRow({ id: 'new' }));
    expect(journalFiles()).toEqual(['journal-11.ndjson']);
    expect(await idsIn(log)).toEqual(['from 10', 'from 9', 'new']);
    await log.close();
  });

  it('counts once when the process died between the commit and the deletion of the file', async () => {
    const first = await open();
    await first.append(exampleRow({ id: 'once' }));
    const [segment = ''] = journalFiles();
    copyFileSync(join(directory, segment), join(directory, 'copy'));
    await first.close();
    copyFileSync(join(directory, 'copy'), join(directory, segment));
    const second = await open();
    expect(journalFiles()).toEqual([]);
    await second.append(exampleRow({ id: 'twice' }));
    expect(await idsIn(second)).toEqual(['once', 'twice']);
    await second.close();
  });

  it('never uses a number again, even when no file is left to remember it', async () => {
    for (const id of ['first', 'second', 'third']) {
      const log = await open();
      await log.append(exampleRow({ id }));
      await log.close();
    }
    const log = await open();
    expect(await idsIn(log)).toEqual(['first', 'second', 'third']);
    await log.close();
  });

  it('with a torn last line keeps every other row, warns, and sets the file aside', async () => {
    writeFileSync(join(directory, 'journal-1.ndjson'), lineOf('whole') + lineOf('torn').slice(0, 500));
    const log = await open();
    expect(await idsIn(log)).toEqual(['whole']);
    expect(complaints.join()).toContain('"damaged":1');
    expect(journalFiles()).toEqual(['journal-1.ndjson.damaged']);
    await log.close();
  });

  it('with rubbish in the middle, as a power cut leaves it, keeps every other row', async () => {
    const rubbish = [`${'\0'.repeat(100)}\n`, '{"id":"half\n', '[]\n', Buffer.from([0xff, 0x0a])];
    for (const piece of [lineOf('a'), ...rubbish, lineOf('b')]) {
      appendFileSync(join(directory, 'journal-1.ndjson'), piece);
    }
    const log = await open();
    expect(await idsIn(log)).toEqual(['a', 'b']);
    expect(complaints.join()).toContain('"damaged":4');
    await log.close();
  });

  it('keeps the rows while it cannot be read, and tries again', async () => {
    const timer = manualTimer();
    const told: (string | null)[] = [];
    const log = await open({ setTimer: timer.setTimer, onReading: (trouble) => told.push(trouble) });
    await log.append(exampleRow({ id: 'kept' }));
    expect(told).toEqual([null]);
    const [segment = ''] = journalFiles();
    const path = join(directory, segment);
    copyFileSync(path, join(directory, 'copy'));
    // A folder in its place cannot be read, and is not the same as a file that is gone.
    rmSync(path);
    mkdirSync(path);
    timer.fire();
    await vi.waitFor(() => expect(complaints.join()).toContain('no row is lost'));
    await expect(log.list(everything, { limit: 1 })).rejects.toThrow();
    // The health check shows the kind, and no path.
    expect(told.slice(1)).toEqual([expect.stringMatching(/^(?:[A-Z]+|[A-Za-z ]+ Error)$/), told[1]]);
    await log.append(exampleRow({ id: 'later' }));
    rmSync(path, { recursive: true });
    copyFileSync(join(directory, 'copy'), path);
    timer.fire();
    await vi.waitFor(() => expect(journalFiles()).toEqual([]));
    await vi.waitFor(() => expect(told.at(-1)).toBeNull());
    expect(await idsIn(log)).toEqual(['kept', 'later']);
    await log.close();
  });

  it('of a process that died is set aside when its file cannot be read, and the rows after it go on', async () => {
    mkdirSync(join(directory, 'journal-1.ndjson'));
    writeFileSync(join(directory, 'journal-2.ndjson'), lineOf('after'));
    let setAside = 0;
    const log = await open({ onSetAside: () => (setAside += 1) });
    expect(await idsIn(log)).toEqual(['after']);
    expect(journalFiles()).toEqual(['journal-1.ndjson.damaged']);
    expect(setAside).toBe(1);
    expect(complaints.join()).toContain('set aside');
    await log.append(exampleRow({ id: 'new' }));
    expect(await idsIn(log)).toEqual(['after', 'new']);
    await log.close();
  });

  it('is set aside after several attempts when its file stays unreadable', async () => {
    const log = await open({ setTimer: manualTimer().setTimer });
    await log.append(exampleRow({ id: 'lost' }));
    const path = join(directory, journalFiles()[0] ?? '');
    rmSync(path);
    mkdirSync(path);
    await log.append(exampleRow({ id: 'later' }));
    for (let attempt = 0; attempt < 3; attempt += 1) await expect(idsIn(log)).rejects.toThrow('cannot be read');
    expect(await idsIn(log)).toEqual([]);
    await log.append(exampleRow({ id: 'next' }));
    expect(await idsIn(log)).toEqual(['next']);
    await log.close();
  });

  it('with a line that DuckDB does not read keeps the rows around it, and that one within its bounds', async () => {
    const long = JSON.stringify(exampleRow({ id: 'long', ai_model: 'm'.repeat(34 * 1024 * 1024) }));
    writeFileSync(join(directory, 'journal-1.ndjson'), `${lineOf('a')}${long}\n${lineOf('b')}`);
    const log = await open();
    expect(await idsIn(log)).toEqual(['a', 'b', 'long']);
    expect((await log.get(everything, 'long'))?.ai_model).toBe('m'.repeat(256));
    expect(journalFiles()).toEqual([]);
    await log.close();
  });

  it('takes no row that is larger than its columns may be', async () => {
    const log = await open();
    const huge = 'x'.repeat(1_000_000);
    const attempt = exampleRow({}).attempts[0];
    const attempts = Array.from({ length: 2_000 }, () => ({ ...attempt, target: huge }) as never);
    await log.append(
      exampleRow({ id: 'huge', request_url: huge, notes: Array.from({ length: 500 }, () => huge), attempts }),
    );
    expect(readFileSync(join(directory, journalFiles()[0] ?? '')).length).toBeLessThan(2_000_000);
    const row = await log.get(everything, 'huge');
    expect(row?.request_url).toHaveLength(2048);
    expect(row?.notes).toHaveLength(200);
    await log.close();
  });

  it('is tried again soon, also when it was a reader who found that it cannot be read', async () => {
    const timer = manualTimer();
    const told: (string | null)[] = [];
    const log = await open({ setTimer: timer.setTimer, onReading: (trouble) => told.push(trouble) });
    await expect(log.list(everything, { limit: -2 })).rejects.toThrow();
    expect(told).toEqual([null, expect.stringMatching(/ Error$/)]);
    expect(timer.armed.map(({ ms }) => ms)).toEqual([5000]);
    timer.fire();
    await vi.waitFor(() => expect(told.at(-1)).toBeNull());
    await log.close();
  });

  it('says so when somebody takes a segment away, and goes on', async () => {
    const log = await open();
    await log.append(exampleRow({ id: 'taken' }));
    rmSync(join(directory, journalFiles()[0] ?? ''));
    expect(await idsIn(log)).toEqual([]);
    expect(complaints.join()).toContain('taken away');
    await log.append(exampleRow({ id: 'next' }));
    expect(await idsIn(log)).toEqual(['next']);
    await log.close();
  });

  it('is refused when the directory cannot be opened as a log, with the likely reason', async () => {
    writeFileSync(join(directory, 'log.duckdb'), 'this is no database, but it is long enough to be looked at');
    await expect(open()).rejects.toThrow('Is another Tollgate running');
  });
});

describe('rows of an older version, which lacked a column', () => {
  const { request_headers: _, ...older } = exampleRow({ id: 'old' });

  it('are read from its table', async () => {
    const first = await open();
    await first.append(exampleRow({ id: 'old' }));
    await first.close();
    const database = await openLogDatabase(directory);
    await database.use((connection) => connection.run('ALTER TABLE requests DROP COLUMN request_headers'));
    await database.close();
    const log = await open();
    await log.append(exampleRow({ id: 'new' }));
    expect(await log.get(everything, 'old')).toEqual({ ...older, request_headers: null });
    expect(await log.get(everything, 'new')).toEqual(exampleRow({ id: 'new' }));
    await log.close();
  });

  it('are read from its journal', async () => {
    writeFileSync(join(directory, 'journal-1.ndjson'), `${JSON.stringify(older)}\n`);
    const log = await open();
    expect(await log.get(everything, 'old')).toEqual({ ...older, request_headers: null });
    expect(complaints).toEqual([]);
    await log.close();
  });
});

describe('rows that are kept for a time', () => {
  it('go by when they were made, in slices, and no other row does', async () => {
    const log = await open();
    await Promise.all(
      Array.from({ length: 5000 }, (_, index) => log.append(exampleRow({ id: `${index}`, created_at: index }))),
    );
    expect(await log.get(everything, '4999')).not.toBeNull();
    expect(await log.retained.oldest()).toBe(0);
    const more = [];
    for (let slice = 0; slice < 3; slice += 1) more.push(await log.retained.deleteSlice(4500));
    expect(more).toEqual([true, true, false]);
    expect(await log.retained.oldest()).toBe(4500);
    expect(await log.list(everything, { limit: 1000 }).then(({ rows }) => rows.length)).toBe(500);
    expect(await log.retained.bytes()).toBeGreaterThan(0);
    await log.close();
  });

  it('go earlier where they are of one organisation, and no other’s do', async () => {
    const log = await open();
    const rival = { organisationId: 'org_rival' as OrganisationId, workspaces: [] };
    for (const [id, organisation_id, created_at] of [
      ['own old', 'org_rival', 1000],
      ['own new', 'org_rival', 3000],
      ['old of another', 'org_acme', 1000],
    ] as const) {
      await log.append(exampleRow({ id, organisation_id: organisation_id as OrganisationId, created_at }));
    }
    await log.list(everything, { limit: 1 });
    expect(await log.retained.deleteSlice(2000, rival)).toBe(false);
    expect(await log.get(everything, 'old of another')).not.toBeNull();
    expect(await log.get(rival, 'own old')).toBeNull();
    expect(await log.get(rival, 'own new')).not.toBeNull();
    await log.close();
  });

  it('are none in an empty log', async () => {
    const log = await open();
    expect(await log.retained.oldest()).toBeNull();
    expect(await log.retained.deleteSlice(1e15)).toBe(false);
    await log.close();
  });
});

describe('rows that do not fit into the memory of the log', () => {
  it('are ingested and read with more of it, and hold nothing up', async () => {
    const log = await open();
    const metadata = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`key-${index}`, `${index}`.repeat(30)]),
    );
    for (let index = 0; index < 500; index += 1) await log.append(exampleRow({ id: `wide-${index}`, metadata }));
    const { rows } = await log.list(everything, { limit: 1000 });
    expect(rows).toHaveLength(500);
    expect(rows[0]?.metadata).toEqual(metadata);
    expect(complaints).toEqual([]);
    await log.close();
    // Some 5 s of work, and three times as long where the machine has other things to do.
  }, 60_000);

  it('never spill into the working directory', async () => {
    const database = await openLogDatabase(directory);
    const settings = await database.use((connection) =>
      connection.runAndReadAll("SELECT current_setting('temp_directory'), current_setting('max_temp_directory_size')"),
    );
    expect(settings.getRowsJS()).toEqual([[join(directory, 'spill'), expect.stringContaining('GiB')]]);
    await database.close();
  });
});
