/** The chain of the audit trail: what it shows, and what only a head that was kept elsewhere shows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrganisationId } from '../../kernel/ids.ts';
import { openSqliteRecords } from '../../storage/records/sqlite.ts';
import { verifyAuditChain } from './verify.ts';

const acme = 'org_acme' as OrganisationId;
const DAY_MS = 86_400_000;

describe('an audit trail', () => {
  let directory: string;
  let path: string;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'tollgate-audit-'));
    path = join(directory, 'records.sqlite');
    const records = await openSqliteRecords({ path });
    await records.system(async ({ organisations, of }) => {
      await organisations.insert({ id: acme, name: 'Acme', createdAt: 1 });
      for (let day = 1; day <= 5; day++) await of(acme).audit.insert(event(day));
    });
    await records.close();
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const event = (day: number) => ({
    id: `aud_${day}`,
    organisationId: acme,
    workspaceId: null,
    actor: 'ada',
    actorType: 'user' as const,
    action: 'config.update',
    resourceId: 'cfg_1',
    status: 200,
    request: {
      id: 'req_1',
      method: 'PUT',
      uri: '/v1/configs/x',
      address: '10.0.0.1',
      forwardedFor: '',
      userAgent: 'ä',
      country: day % 2 === 0 ? 'DE' : '',
      body: day % 3 === 0 ? '{"name":"B"}' : '',
    },
    before: { name: 'A', nothing: undefined },
    after: { name: 'B', list: [1, null, { deep: true }] },
    createdAt: day * DAY_MS,
  });

  /** As somebody does who has the file. */
  const tamper = (sql: string): void => {
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
  };
  const verify = async (head: string | null = null) => {
    const records = await openSqliteRecords({ path });
    const report = await verifyAuditChain(records, acme, head);
    await records.close();
    return report;
  };

  it('that nobody touched is whole, and its head is found again', async () => {
    const report = await verify();
    expect(report).toMatchObject({ events: 5, broken: null, trimmedTo: 0, hasWantedHead: null });
    expect(await verify(report.head.hash)).toMatchObject({ broken: null, hasWantedHead: true });
  });

  it.each([
    ['who did it', `update audit_events set actor = 'eve' where id = 'aud_3'`, 3],
    ['what was after it', `update audit_events set after = '{"name":"C"}' where id = 'aud_2'`, 2],
    ['when it was', `update audit_events set created_at = 7 where id = 'aud_1'`, 1],
    ['from where it came', `update audit_events set address = '10.0.0.2' where id = 'aud_5'`, 5],
    ['with which country', `update audit_events set country = '' where id = 'aud_4'`, 4],
    ['what was asked for', `update audit_events set body = '{}' where id = 'aud_3'`, 3],
    ['that there was a body', `update audit_events set body = null where id = 'aud_3'`, 3],
    ['its own hash', `update audit_events set hash = 'ff' where id = 'aud_4'`, 4],
  ])('of which somebody changed %s is broken there', async (_, sql, position) => {
    tamper(sql);
    expect((await verify()).broken).toMatchObject({ position, id: `aud_${position}` });
  });

  it('from whose middle an event was deleted is broken at the next', async () => {
    tamper(`delete from audit_events where id = 'aud_3'`);
    expect((await verify()).broken).toMatchObject({ position: 4, why: expect.stringContaining('missing, from 3') });
  });

  it('whose newest events were deleted looks whole, and no longer has the head that was kept', async () => {
    const { head } = await verify();
    tamper(`delete from audit_events where id = 'aud_5'`);
    expect(await verify(head.hash)).toMatchObject({ broken: null, hasWantedHead: false });
  });

  it('that retention shortened is whole from where it now begins', async () => {
    const records = await openSqliteRecords({ path });
    await records.within(acme, async (tx) => {
      expect(await tx.audit.trim(3 * DAY_MS, 100)).toMatchObject({ deleted: 2, start: { position: 2 } });
      await tx.audit.insert(event(6));
    });
    await records.close();
    expect(await verify()).toMatchObject({ events: 4, broken: null, trimmedTo: 2 });
    tamper(`delete from audit_events where id = 'aud_3'`);
    expect((await verify()).broken).toMatchObject({ position: 4 });
  });

  it('goes on from where it was when all of it was deleted', async () => {
    const records = await openSqliteRecords({ path });
    await records.within(acme, async (tx) => {
      await tx.audit.trim(99 * DAY_MS, 100);
      await tx.audit.insert(event(6));
    });
    await records.close();
    expect(await verify()).toMatchObject({ events: 1, broken: null, trimmedTo: 5, head: { position: 6 } });
  });
});
