/** What every engine does for the audit trail. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, everything, openWithTenants, rival } from './fixture.suite.ts';
import type { WorkspaceId } from '../../../kernel/ids.ts';
import type { AuditFilter } from './audit.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';

const event = {
  organisationId: acme,
  workspaceId: null,
  actor: 'bootstrap',
  actorType: 'system',
  status: 200,
  request: null,
  createdAt: 1_000,
  resourceId: 'cfg_1',
} as const;
const request = {
  id: 'req_0',
  method: 'POST',
  uri: '/v1/x',
  address: '203.0.113.7',
  forwardedFor: '',
  userAgent: '',
  country: '',
  body: '',
};
const change = { before: undefined, after: { name: 'x' } };

export function describeAudit(open: OpenRecords): void {
  describe('the audit trail', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.audit.insert({ ...event, ...change, id: 'aud_2', action: 'config.create' });
        await tx.audit.insert({ ...event, ...change, id: 'aud_1', action: 'config.delete' });
      });
    });
    afterEach(() => records.close());

    it('is listed newest first, in pages', async () => {
      const { total, rows } = await asAcme(records, (tx) => tx.audit.list({}, everything));
      expect(total).toBe(2);
      expect(rows.map((row) => row.action)).toEqual(['config.delete', 'config.create']);
      expect(rows[0]).toEqual({ ...event, id: 'aud_1', action: 'config.delete', before: null, after: { name: 'x' } });
      expect((await asAcme(records, (tx) => tx.audit.list({}, { currentPage: 1, pageSize: 1 }))).rows).toMatchObject([
        { id: 'aud_2' },
      ]);
    });

    it('keeps what was asked for and from which country, where they are known', async () => {
      await asAcme(records, async (tx) => {
        const asked = { ...event, ...change, action: 'config.update' };
        await tx.audit.insert({ ...asked, id: 'aud_3', request: { ...request, country: 'DE', body: '{"name":"x"}' } });
        await tx.audit.insert({ ...asked, id: 'aud_4', request });
        const { rows } = await tx.audit.list({}, everything);
        expect(rows[0]?.request).toEqual(request);
        expect(rows[1]?.request).toEqual({ ...request, country: 'DE', body: '{"name":"x"}' });
      });
    });

    it.each<[string, AuditFilter]>([
      ['from when on', { from: 2000 }],
      ['until when', { from: 1500, to: 2000 }],
      ['method', { method: 'PUT' }],
      ['part of the path, in which signs of patterns are signs', { uri: '/100%_' }],
      ['request', { requestId: 'req_1' }],
      ['who', { actor: 'ada' }],
      ['kind of actor', { actorType: 'user' }],
      ['workspace', { workspaceId: 'ws_1' as WorkspaceId }],
      ['status', { status: 403 }],
      ['noun', { noun: 'session' }],
      ['verb, with which another begins', { verb: 'rotate' }],
      ['address', { address: '10.0.0.9' }],
      ['country', { country: 'DE' }],
      ['thing', { resourceId: 'key_1' }],
      ['all of them', { noun: 'session', verb: 'rotate', actor: 'ada', status: 403, method: 'PUT' }],
    ])('is filtered by %s', async (_, filter) => {
      const found = await asAcme(records, async (tx) => {
        const other = { ...event, ...change, action: 'member.rotated', request: { ...request, uri: '/v1/1000_' } };
        await tx.audit.insert({ ...other, id: 'aud_3' });
        await tx.audit.insert({
          ...other,
          id: 'aud_4',
          action: 'session.rotate',
          actor: 'ada',
          actorType: 'user',
          workspaceId: 'ws_1' as WorkspaceId,
          status: 403,
          createdAt: 2000,
          resourceId: 'key_1',
          request: {
            id: 'req_1',
            method: 'PUT',
            uri: '/v1/100%_',
            address: '10.0.0.9',
            forwardedFor: '',
            userAgent: '',
            country: 'DE',
            body: '',
          },
        });
        return tx.audit.list(filter, everything);
      });
      expect({ total: found.total, ids: found.rows.map(({ id }) => id) }).toEqual({ total: 1, ids: ['aud_4'] });
    });

    it('is one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect((await tx.audit.list({}, everything)).rows).toEqual([]);
        await expect(tx.audit.insert({ ...event, ...change, id: 'aud_3', action: 'config.create' })).rejects.toThrow();
      });
    });
  });
}
