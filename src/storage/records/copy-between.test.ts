/** Records that move from a file into PostgreSQL and back: whole, or not yet usable. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../../testkit/postgres-server.ts';
import type { KeyHash } from '../../kernel/ids.ts';
import { acme, apiKey, asAcme, insertAll, openWithTenants } from '../ports/records/fixture.suite.ts';
import { copyBetween } from './copy-between.ts';
import { openPostgresRecords } from './postgres.ts';
import { openSqliteRecords, openSqliteTables } from './sqlite.ts';
import { readStructure } from './structure.ts';

/** More than are copied at once. */
const KEYS = 600;
/** Each copies a database or two. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!hasPostgres())('a copy of records', () => {
  let server: PostgresServer;
  let directory: string;
  let path: string;
  let url: string;
  let count = 0;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tollgate-copy-'));
    path = join(directory, 'records.sqlite');
    count += 1;
    url = await server.createDatabase(`copy_${count}`);
    const records = await openWithTenants(() => openSqliteRecords({ path }));
    await insertAll(records);
    await asAcme(records, async (tx) => {
      for (let index = 0; index < KEYS; index += 1) {
        const id = `key_${index}_Zoë`;
        await tx.apiKeys.insert({
          ...apiKey,
          id,
          hash: id as KeyHash,
          description: index % 2 === 0 ? null : '“Ünïcode”',
        });
      }
      await tx.feedback.insert({
        id: 'fb_1',
        organisationId: acme,
        workspaceId: 'ws_team',
        traceId: 't',
        value: 5,
        weight: 0.1,
        metadata: {},
        model: null,
        apiKeyId: null,
        createdAt: 1_764_000_000_123,
      } as Parameters<typeof tx.feedback.insert>[0]);
      await tx.audit.insert({
        id: 'aud_1',
        organisationId: acme,
        workspaceId: null,
        actor: 'me',
        actorType: 'user',
        action: 'config.update',
        resourceId: 'cfg_1',
        status: 200,
        request: null,
        before: null,
        after: { name: 'x' },
        createdAt: 1,
      });
    });
    await records.close();
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const copy = (to: 'postgres' | 'sqlite', file = path, onTable: (table: string) => void = () => undefined) =>
    copyBetween({ path: file, url, to, onTable });

  it('into PostgreSQL and back into another file has every row, in its place', async () => {
    const tables: string[] = [];
    const rows = await copy('postgres', path, (table) => void tables.push(table));
    expect(rows).toBeGreaterThan(KEYS);
    expect(tables).toContain('audit_events');
    const shared = await openPostgresRecords({ url });
    const original = await openSqliteRecords({ path });
    const keysOf = async (records: typeof shared) =>
      (await records.configuration()).apiKeys.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(await keysOf(shared)).toEqual(await keysOf(original));
    const chain = (records: typeof shared) => asAcme(records, (tx) => tx.audit.chain(0, 10));
    expect(await chain(shared)).toEqual(await chain(original));
    const page = { currentPage: 1, pageSize: 50 };
    const list = (records: typeof shared) => asAcme(records, (tx) => tx.apiKeys.list({ types: [apiKey.type] }, page));
    expect(await list(shared)).toEqual(await list(original));
    await shared.close();
    await original.close();
    const back = join(directory, 'back.sqlite');
    expect(await copy('sqlite', back)).toBe(rows);
  });

  it('that was interrupted is refused to a start, and goes on where it was', async () => {
    const interrupted = copy('postgres', path, (table) => {
      if (table === 'organisations') throw new Error('interrupted');
    });
    await expect(interrupted).rejects.toThrow('interrupted');
    await expect(openPostgresRecords({ url })).rejects.toThrow('run "tollgate migrate" again');
    await server.run("update organisations set name = 'copied before'", `copy_${count}`);
    await server.run("update organisations set name = 'Acme' where id = 'org_acme'", `copy_${count}`);
    await expect(copy('postgres')).rejects.toThrow('The table organisations differs after the copy');
    await server.run("update organisations set name = 'Rival' where id = 'org_rival'", `copy_${count}`);
    expect(await copy('postgres')).toBeGreaterThan(KEYS);
    await (await openPostgresRecords({ url })).close();
  });

  it('begins anew when the source was changed in between', async () => {
    const interrupted = copy('postgres', path, (table) => {
      if (table === 'api_keys') throw new Error('interrupted');
    });
    await expect(interrupted).rejects.toThrow('interrupted');
    const records = await openSqliteRecords({ path });
    await asAcme(records, (tx) => tx.apiKeys.insert({ ...apiKey, id: 'late', hash: 'late' as KeyHash }));
    await asAcme(records, (tx) => tx.apiKeys.replace({ ...apiKey, name: 'Renamed' }));
    await records.close();
    await copy('postgres');
    const shared = await openPostgresRecords({ url });
    expect(await asAcme(shared, (tx) => tx.apiKeys.findById(apiKey.id))).toMatchObject({ name: 'Renamed' });
    await shared.close();
  });

  it('is refused where the target has records, and where either side is in use', async () => {
    await copy('postgres');
    await expect(copy('postgres')).rejects.toThrow('The target has records already');
    const used = await openPostgresRecords({ url });
    await used.changesOfOthers?.(null);
    await expect(copy('sqlite', join(directory, 'back.sqlite'))).rejects.toThrow(
      '1 Tollgate process uses this database',
    );
    await used.close();
    const holder = new DatabaseSync(path);
    holder.exec('begin immediate');
    await expect(copy('postgres')).rejects.toThrow('is in use: stop Tollgate first');
    holder.close();
    await expect(copy('postgres', join(directory, 'missing.sqlite'))).rejects.toThrow('There are no records at');
  });

  it('copies every table, those that others refer to first', async () => {
    const { db } = await openSqliteTables(path);
    const names = (await readStructure(db)).map(({ name }) => name);
    await db.destroy();
    const there = await server.run(
      "select table_name from information_schema.tables where table_schema = 'public'",
      'copy_1',
    );
    const internal = ['schema_migrations', 'schema_additions', 'record_changes', 'copy_progress', 'processes'];
    expect(names.toSorted()).toEqual(there.filter((name) => !internal.includes(name)).toSorted());
    for (const [first, second] of [
      ['organisations', 'workspaces'],
      ['workspaces', 'configs'],
      ['users', 'sessions'],
    ]) {
      expect(names.indexOf(first ?? '')).toBeLessThan(names.indexOf(second ?? ''));
    }
  });
});
