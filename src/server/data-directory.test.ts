import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeDataDirectory, requireRecordsBesideLogs } from './data-directory.ts';

let directory: string;
const at = (...parts: string[]): string => join(directory, ...parts);
const modeOf = (...parts: string[]): string => (statSync(at(...parts)).mode & 0o777).toString(8);

const umask = process.umask();
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-data-'));
});
afterEach(() => {
  process.umask(umask);
  rmSync(directory, { recursive: true });
});

function write(...parts: string[]): void {
  writeFileSync(at(...parts), 'x');
  chmodSync(at(...parts), 0o666);
}

describe('a data directory that others could read', () => {
  it('is closed, with everything of ours in it', () => {
    chmodSync(directory, 0o755);
    for (const name of ['log', 'bodies', 'bodies/packs']) mkdirSync(at(name), { mode: 0o777 });
    for (const name of ['records.sqlite', 'records.sqlite-wal', 'log/log.duckdb', 'bodies/packs/1']) write(name);
    expect(closeDataDirectory(directory)).toEqual([]);
    expect(['', 'log', 'bodies', 'bodies/packs'].map((name) => modeOf(name))).toEqual(['700', '700', '700', '700']);
    const files = ['records.sqlite', 'records.sqlite-wal', 'log/log.duckdb', 'bodies/packs/1'];
    expect(files.map((name) => modeOf(name))).toEqual(['600', '600', '600', '600']);
  });

  it('is closed with the sockets in it', async () => {
    mkdirSync(at('log'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('log', 'engine.sock'), resolve));
    chmodSync(at('log', 'engine.sock'), 0o777);
    closeDataDirectory(directory);
    expect(modeOf('log', 'engine.sock')).toBe('600');
    await new Promise((resolve) => server.close(resolve));
  });

  it('gets files of mode 0600 from then on, whatever an engine asks for', () => {
    process.umask(0o022);
    closeDataDirectory(directory);
    writeFileSync(at('later'), 'x');
    expect(modeOf('later')).toBe('600');
  });

  it('is closed where a link leads to another disk, as for the log', () => {
    mkdirSync(at('elsewhere', 'packs'), { recursive: true });
    for (const name of ['elsewhere', 'elsewhere/packs']) chmodSync(at(name), 0o777);
    write('elsewhere', 'packs', '1');
    symlinkSync(at('elsewhere'), at('bodies'));
    symlinkSync(at('nowhere'), at('log'));
    expect(closeDataDirectory(directory)).toEqual([]);
    expect([modeOf('elsewhere'), modeOf('elsewhere', 'packs'), modeOf('elsewhere', 'packs', '1')]).toEqual([
      '700',
      '700',
      '600',
    ]);
  });

  it('keeps the modes of what is not ours, also behind a link', () => {
    write('notes.txt');
    mkdirSync(at('log'));
    symlinkSync(at('notes.txt'), at('log', 'link'));
    closeDataDirectory(directory);
    expect(modeOf('notes.txt')).toBe('666');
  });
});

describe('records that are lost, beside logs', () => {
  const path = (): string => at('records.sqlite');
  const withLogs = (): void => {
    mkdirSync(at('log'));
    write('log', 'log.duckdb');
  };
  const makeRecords = (): void => {
    const database = new DatabaseSync(path());
    database.exec('create table t (x); insert into t values (zeroblob(9000))');
    database.close();
  };

  it('stop the start when the file is missing, and say what to do', () => {
    withLogs();
    expect(() => requireRecordsBesideLogs(directory)).toThrow(/records\.sqlite is missing, but .* Restore .* backup/);
  });

  it('stop the start when the file is empty', () => {
    withLogs();
    writeFileSync(path(), '');
    expect(() => requireRecordsBesideLogs(directory)).toThrow('records.sqlite is empty');
  });

  it.each([4096, 50])('stop the start when the file is cut off at %i bytes', (bytes) => {
    withLogs();
    makeRecords();
    truncateSync(path(), bytes);
    expect(() => requireRecordsBesideLogs(directory)).toThrow(/records\.sqlite is cut off \(\d+ (of \d+ )?bytes\)/);
  });

  it('stop the start when the write-ahead log is lost that held all of them', () => {
    withLogs();
    const database = new DatabaseSync(path());
    database.exec('pragma journal_mode = wal; create table t (x)');
    copyFileSync(path(), at('copy'));
    database.close();
    renameSync(at('copy'), path());
    expect(() => requireRecordsBesideLogs(directory)).toThrow(/records\.sqlite holds no tables \(has .*-wal.* Restore/);
  });

  it('do not stop a start when the file is whole, or a crash has left part of it in the write-ahead log', () => {
    withLogs();
    makeRecords();
    expect(() => requireRecordsBesideLogs(directory)).not.toThrow();
    truncateSync(path(), 4096);
    write('records.sqlite-wal');
    expect(() => requireRecordsBesideLogs(directory)).not.toThrow();
  });

  it('are a first start where there are no logs, but directories that were prepared for them', () => {
    mkdirSync(at('log'));
    mkdirSync(at('bodies'));
    symlinkSync('/dev/full', at('bodies', 'pack-1.bin'));
    writeFileSync(at('log', 'empty'), '');
    expect(() => requireRecordsBesideLogs(directory)).not.toThrow();
  });
});
