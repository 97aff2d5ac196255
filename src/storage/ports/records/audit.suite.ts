/** What every engine does for the audit trail. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, everything, openWithTenants, rival } from './fixture.suite.ts';
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

    it('knows the country of a request where a proxy said it, and is found by it', async () => {
      const request = {
        id: 'req_1',
        method: 'PUT',
        uri: '/v1/x',
        address: '203.0.113.7',
        forwardedFor: '',
        userAgent: '',
      };
      await asAcme(records, async (tx) => {
        const asked = { ...event, ...change, action: 'config.update' };
        await tx.audit.insert({ ...asked, id: 'aud_3', request: { ...request, country: 'DE' } });
        await tx.audit.insert({ ...asked, id: 'aud_4', request: { ...request, country: '' } });
        const found = await tx.audit.list({ country: 'DE' }, everything);
        expect(found.rows.map(({ id, request: one }) => [id, one?.country])).toEqual([['aud_3', 'DE']]);
        expect((await tx.audit.list({}, everything)).rows[0]?.request).toEqual({ ...request, country: '' });
      });
    });

    it('is one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect((await tx.audit.list({}, everything)).rows).toEqual([]);
        await expect(tx.audit.insert({ ...event, ...change, id: 'aud_3', action: 'config.create' })).rejects.toThrow();
      });
    });
  });
}
