/** What every engine does for what a directory keeps here. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyHash } from '../../../kernel/ids.ts';
import { acme, asAcme, openWithTenants, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import { SlugTakenError } from './row.ts';
import type { ScimGroup, ScimMapping, ScimToken, ScimUser } from './scim.ts';
import { ada } from './users.suite.ts';

const token: ScimToken = {
  id: 'tok_1',
  organisationId: acme,
  name: 'Okta',
  tokenHash: 'hash-1' as KeyHash,
  createdBy: ada.id,
  createdAt: 1_000,
};

const user: ScimUser = {
  organisationId: acme,
  userId: ada.id,
  userName: 'ada@example.com',
  externalId: 'ext-1',
  attributes: { userName: 'Ada@Example.com', active: true, name: { givenName: 'Ada' } },
  mappedWorkspaces: [team],
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
};

const group: ScimGroup = {
  id: 'grp_1',
  organisationId: acme,
  displayName: 'Engineers_50%',
  externalId: null,
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
};

const mapping: ScimMapping = {
  id: 'map_1',
  organisationId: acme,
  groupId: group.id,
  workspaceId: team,
  role: 'manager',
  createdAt: 1_000,
};

export function describeScim(open: OpenRecords): void {
  describe('what a directory keeps here', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.users.insert(ada);
        await tx.scimTokens.insert(token);
        await tx.scimUsers.insert(user);
        await tx.scimGroups.insert(group);
        await tx.scimMappings.insert(mapping);
      });
    });
    afterEach(() => records.close());

    it('tokens are found by their hash until they are removed', async () => {
      const found = () => records.system(({ signIn }) => signIn.findScimToken(token.tokenHash));
      expect(await found()).toEqual(token);
      expect(await records.within(rival, (tx) => tx.scimTokens.remove('tok_1'))).toBe(false);
      await asAcme(records, async (tx) => {
        expect(await tx.scimTokens.list()).toEqual([token]);
        expect(await tx.scimTokens.remove('tok_1')).toBe(true);
      });
      expect(await found()).toBeNull();
    });

    it('people are found by name and by the directory’s own id, and a name is one person’s', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.scimUsers.find(ada.id)).toEqual(user);
        expect(await tx.scimUsers.findByName('ada@example.com')).toEqual(user);
        expect(await tx.scimUsers.findByExternalId('ext-1')).toEqual(user);
        expect(await tx.scimUsers.findByName('nobody')).toBeNull();
        await tx.users.insert({ ...ada, id: 'usr_bo', email: 'bo@example.com' });
        await tx.scimUsers.insert({ ...user, userId: 'usr_bo', userName: 'bo', externalId: null, createdAt: 2_000 });
        expect((await tx.scimUsers.list({ offset: 1, limit: 1 })).rows.map(({ userId }) => userId)).toEqual(['usr_bo']);
        expect((await tx.scimUsers.list({ offset: 0, limit: 100 })).total).toBe(2);
      });
      await expect(asAcme(records, (tx) => tx.scimUsers.replace({ ...user, userId: 'usr_bo' }))).rejects.toThrow(
        SlugTakenError,
      );
    });

    it('groups have members, and are found by their name in any case', async () => {
      await asAcme(records, async (tx) => {
        await tx.scimGroups.addMember('grp_1', ada.id);
        await tx.scimGroups.addMember('grp_1', ada.id);
        expect(await tx.scimGroups.memberIds('grp_1')).toEqual([ada.id]);
        expect(await tx.scimGroups.groupsOf(ada.id)).toEqual([group]);
        expect(await tx.scimGroups.findByName('ENGINEERS_50%')).toEqual(group);
        expect(await tx.scimGroups.list()).toEqual([group]);
        await tx.scimGroups.removeMember('grp_1', ada.id);
        expect(await tx.scimGroups.groupsOf(ada.id)).toEqual([]);
        await tx.scimGroups.addMember('grp_1', ada.id);
        await tx.scimMappings.remove('map_1');
        await tx.scimGroups.remove('grp_1');
        expect(await tx.scimGroups.findById('grp_1')).toBeNull();
      });
    });

    it('is one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.scimUsers.find(ada.id)).toBeNull();
        expect(await tx.scimUsers.findByName('ada@example.com')).toBeNull();
        expect(await tx.scimGroups.findById('grp_1')).toBeNull();
        expect(await tx.scimGroups.memberIds('grp_1')).toEqual([]);
        expect(await tx.scimMappings.list()).toEqual([]);
        await tx.scimMappings.remove('map_1');
        await tx.scimUsers.remove(ada.id);
        await expect(tx.scimGroups.replace({ ...group, organisationId: rival })).rejects.toThrow('grp_1');
        await expect(tx.scimUsers.insert(user)).rejects.toThrow('another organisation');
      });
      await asAcme(records, async (tx) => {
        expect(await tx.scimMappings.list()).toEqual([mapping]);
        expect(await tx.scimUsers.find(ada.id)).toEqual(user);
      });
    });
  });
}
