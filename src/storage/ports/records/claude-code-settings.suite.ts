/** What every engine does for what Claude Code gets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClaudeCodeSettings } from './claude-code-settings.ts';
import { acme, asAcme, openWithTenants, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';

const settings: ClaudeCodeSettings = {
  organisationId: acme,
  ownerKind: 'workspace',
  ownerId: team,
  priority: 0,
  managed: { permissions: { deny: ['WebFetch'] } },
  defaultConfig: 'pc-main',
  loginNotice: null,
  lastUpdatedAt: 1_000,
};

export function describeClaudeCodeSettings(open: OpenRecords): void {
  describe('what Claude Code gets', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, (tx) => tx.claudeCode.put(settings));
    });
    afterEach(() => records.close());

    const owner = { ownerKind: 'workspace', ownerId: team } as const;

    it('is of one owner, as it was put last', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.claudeCode.find(owner)).toEqual(settings);
        await tx.claudeCode.put({ ...settings, managed: null, lastUpdatedAt: 2_000 });
        expect(await tx.claudeCode.find(owner)).toEqual({ ...settings, managed: null, lastUpdatedAt: 2_000 });
        expect(await tx.claudeCode.find({ ownerKind: 'group', ownerId: team })).toBeNull();
      });
    });

    it('of groups is listed as it is laid over each other', async () => {
      await asAcme(records, async (tx) => {
        const of = (ownerId: string, priority: number) =>
          tx.claudeCode.put({ ...settings, ownerKind: 'group', ownerId, priority });
        await of('staff', 5);
        await of('backend', 1);
        await of('apprentices', 5);
        expect((await tx.claudeCode.listGroups()).map(({ ownerId }) => ownerId)).toEqual([
          'backend',
          'apprentices',
          'staff',
        ]);
      });
      expect(await records.within(rival, (tx) => tx.claudeCode.listGroups())).toEqual([]);
    });

    it('is one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.claudeCode.find(owner)).toBeNull();
        await expect(tx.claudeCode.put(settings)).rejects.toThrow('another organisation');
        await tx.claudeCode.put({ ...settings, organisationId: rival, managed: { rival: true } });
      });
      expect(await asAcme(records, (tx) => tx.claudeCode.find(owner))).toEqual(settings);
    });
  });
}
