/** The SQLite engine against the port's suite, and what only a file can get wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrganisationId } from '../../wire/ids.ts';
import { describeRecords } from '../ports/records.suite.ts';
import { openSqliteRecords } from './sqlite.ts';

describeRecords(() => openSqliteRecords({ path: ':memory:' }));

describe('a records file', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tollgate-records-'));
    path = join(directory, 'records.sqlite');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('keeps what was committed, and is not migrated twice', async () => {
    const first = await openSqliteRecords({ path });
    const acme = { id: 'org_1' as OrganisationId, name: 'Acme', createdAt: 1 };
    await first.transaction((tx) => tx.organisations.insert(acme));
    await first.close();
    const second = await openSqliteRecords({ path });
    expect((await second.dump()).organisations).toEqual([acme]);
    await second.close();
  });

  it('says what to do when it is damaged, or no database', async () => {
    writeFileSync(path, 'not a database, and longer than its header would be'.repeat(10));
    await expect(openSqliteRecords({ path })).rejects.toThrow('is damaged, or no database: restore it from a backup');
  });

  it('is refused when a newer Tollgate wrote it', async () => {
    await (await openSqliteRecords({ path })).close();
    const database = new DatabaseSync(path);
    database.exec(`insert into schema_migrations values ('9999-from-the-future')`);
    database.close();
    await expect(openSqliteRecords({ path })).rejects.toThrow('newer Tollgate (9999-from-the-future)');
  });
});
