/** The SQLite engine against the port's suite, and what only a file can get wrong. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyHash, OrganisationId, WorkspaceId } from '../../kernel/ids.ts';
import { asAcme, config, insertAll, openWithTenants } from '../ports/records/fixture.suite.ts';
import { describeRecords } from '../ports/records/records.suite.ts';
import { MIGRATIONS } from './migrations/registry.gen.ts';
import { openSqliteRecords } from './sqlite.ts';

describeRecords(() => openSqliteRecords({ path: ':memory:' }));

it('has migrations whose names are those of their files: else one would run twice, or in another order', () => {
  const files = readdirSync(new URL('migrations/', import.meta.url)).filter((name) => /^\d/.test(name));
  expect(MIGRATIONS.map(({ name }) => `${name}.ts`)).toEqual(files.toSorted());
});

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
    await first.system(({ organisations }) => organisations.insert(acme));
    await first.close();
    const second = await openSqliteRecords({ path });
    expect((await second.configuration()).organisations).toEqual([acme]);
    await second.close();
  });

  it('keeps what a first start made where it is copied without its write-ahead log', async () => {
    const first = await openSqliteRecords({ path });
    const names = ['a', 'b', 'c'];
    for (const name of names) {
      const organisation = { id: `org_${name}` as OrganisationId, name, createdAt: 1 };
      await first.system(({ organisations }) => organisations.insert(organisation));
    }
    const alone = join(directory, 'alone.sqlite');
    copyFileSync(path, alone);
    await first.close();
    const copied = await openSqliteRecords({ path: alone });
    expect((await copied.configuration()).organisations.map(({ name }) => name)).toEqual(names);
    await copied.close();
  });

  it('of the first release keeps its rows, in their order, and a deleted key frees its text', async () => {
    const old = new DatabaseSync(path);
    old.exec(`create table schema_migrations (name text primary key)`);
    for (const statement of MIGRATIONS[0]?.statements ?? []) old.exec(statement);
    old.exec(`insert into schema_migrations values ('${MIGRATIONS[0]?.name}');
      insert into organisations values ('org_1', 'Acme', 1);
      insert into workspaces values ('ws_1', 'org_1', 'ws-one', 'One', 1, 5)`);
    const key = (id: string, status: string, createdAt: number) =>
      old.exec(`insert into api_keys values ('${id}', 'org_1', 'ws_1', 'workspace-service', null, '${id}', null,
        'hash-${id}', '****', '["logs.view"]', '{"metadata":{},"configId":"pc-${id}","allowConfigOverride":true}', 'api',
        null, '${status}', ${createdAt}, ${createdAt})`);
    key('late', 'active', 9);
    key('early', 'active', 3);
    key('deleted', 'archived', 6);
    old.close();

    const records = await openSqliteRecords({ path });
    const organisationId = 'org_1' as OrganisationId;
    await records.within(organisationId, async (tx) => {
      expect(await tx.workspaces.findDefault()).toMatchObject({
        slug: 'ws-one',
        status: 'active',
        defaults: { metadata: {} },
        lastUpdatedAt: 5,
      });
      const { rows } = await tx.apiKeys.list({ types: ['workspace-service'] }, { currentPage: 0, pageSize: 9 });
      expect(rows.map(({ id, scopes }) => [id, scopes])).toEqual([
        ['late', ['logs.view']],
        ['early', ['logs.view']],
      ]);
      expect((await tx.apiKeys.listByDefaultConfig('ws_1' as WorkspaceId, 'pc-early')).map(({ id }) => id)).toEqual([
        'early',
      ]);
      const again = rows[0];
      if (again) await tx.apiKeys.insert({ ...again, id: 'again', hash: 'hash-deleted' as KeyHash });
    });
    await records.close();
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

  it('is served when a newer Tollgate has only added to it', async () => {
    await (await openSqliteRecords({ path })).close();
    const database = new DatabaseSync(path);
    database.exec(`insert into schema_migrations values ('9999-from-the-future');
      insert into schema_additions values ('9999-from-the-future');
      create table futures (id text primary key);
      alter table configs add column colour text not null default 'blue'`);
    database.close();
    const records = await openWithTenants(() => openSqliteRecords({ path }));
    await insertAll(records);
    const renamed = await asAcme(records, async (tx) => {
      const found = await tx.configs.findById(config.id);
      if (found !== null) await tx.configs.replace({ ...found, name: 'Renamed' });
      return tx.configs.findById(config.id);
    });
    expect(renamed).toMatchObject({ name: 'Renamed', colour: 'blue' });
    await records.close();
  });
});
