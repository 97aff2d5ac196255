/** What every engine does for spend limits, and for who is in a group that has one. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, openWithTenants, rival } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Identity, OidcProviderRecord } from './identity-providers.ts';
import type { Records } from './records.ts';
import type { SpendLimit } from './spend-limits.ts';
import type { User } from './users.ts';

const limit: SpendLimit = {
  id: 'spl_1',
  organisationId: acme,
  scopeKind: 'group',
  scopeId: '100%_"staff"',
  period: 'daily',
  amount: 5_000_000,
  createdAt: 1000,
  lastUpdatedAt: 1000,
};

const provider: OidcProviderRecord = {
  id: 'idp_1',
  organisationId: acme,
  kind: 'oidc',
  preset: 'custom',
  name: 'Directory',
  isEnabled: true,
  settings: {
    provisions: true,
    trustsEmail: false,
    mappings: [],
    adminGroups: [],
    maxAgeSeconds: null,
    checkSeconds: 300,
    issuer: 'https://id.example',
    clientId: 'x',
    tokenAuth: 'none',
    scopes: ['openid'],
    emailClaim: 'email',
    groupsClaims: ['groups'],
  },
  sealedSecret: null,
  status: 'active',
  createdAt: 1000,
  lastUpdatedAt: 1000,
};

const identity = (userId: string, groupNames: string[]): Identity => ({
  organisationId: acme,
  providerId: 'idp_1',
  subject: userId,
  userId,
  mappedWorkspaces: [],
  groupNames,
  isMappedAdmin: false,
  createdAt: 1000,
  lastUsedAt: 1000,
});

const user = (id: string): User => ({
  id,
  organisationId: acme,
  email: `${id}@example.com`,
  firstName: '',
  lastName: '',
  role: 'member',
  status: 'active',
  createdAt: 1000,
  lastUpdatedAt: 1000,
});

export function describeSpendLimits(open: OpenRecords): void {
  describe('spend limits', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, (tx) => tx.spendLimits.put(limit));
    });
    afterEach(() => records.close());

    it('come back as they were, one for each scope and period, oldest first, until they are removed', async () => {
      const other: SpendLimit = { ...limit, id: 'spl_0', period: 'weekly', amount: null, createdAt: 2000 };
      await asAcme(records, async (tx) => {
        await tx.spendLimits.put(other);
        expect(await tx.spendLimits.find(limit)).toEqual(limit);
        expect(await tx.spendLimits.find({ ...limit, period: 'monthly' })).toBeNull();
        expect(await tx.spendLimits.list()).toEqual([limit, other]);
        await tx.spendLimits.put({ ...limit, amount: 1 });
        expect(await tx.spendLimits.findById('spl_1')).toEqual({ ...limit, amount: 1 });
        await tx.spendLimits.remove('spl_1');
      });
      expect((await records.configuration()).spendLimits).toEqual([other]);
      expect((await records.changed([])).spendLimits).toEqual([other]);
      await expect(asAcme(records, (tx) => tx.spendLimits.put({ ...other, id: 'spl_2' }))).rejects.toThrow();
    });

    it('are one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.spendLimits.find(limit)).toBeNull();
        expect(await tx.spendLimits.findById('spl_1')).toBeNull();
        expect(await tx.spendLimits.list()).toEqual([]);
        await expect(tx.spendLimits.put(limit)).rejects.toThrow(/another organisation/);
        await tx.spendLimits.remove('spl_1');
      });
      expect(await asAcme(records, (tx) => tx.spendLimits.list())).toEqual([limit]);
    });

    it('of a group know its members by SCIM and by a directory that is on, and nobody of a group that is named alike', async () => {
      const group = { id: 'g1', organisationId: acme, externalId: null, createdAt: 1000, lastUpdatedAt: 1000 };
      await asAcme(records, async (tx) => {
        for (const id of ['by-directory', 'alike', 'by-scim']) await tx.users.insert(user(id));
        await tx.identityProviders.insert(provider);
        await tx.identities.put(identity('by-directory', ['other', '100%_"staff"']));
        await tx.identities.put(identity('alike', ['1000_"staff"', '100%x"staff"']));
        await tx.scimGroups.insert({ ...group, displayName: '100%_"STAFF"' });
        await tx.scimGroups.addMember('g1', 'by-scim');
        await tx.scimGroups.addMember('g1', 'by-directory');
      });
      const member = (userId: string) => ({ organisationId: acme, group: limit.scopeId, userId });
      const both = [member('by-directory'), member('by-scim')];
      expect(await asAcme(records, (tx) => tx.spendLimits.members())).toEqual(both);
      expect((await records.configuration()).cappedMembers).toEqual(both);
      await asAcme(records, async (tx) => {
        await tx.scimGroups.removeMember('g1', 'by-directory');
        await tx.identityProviders.replace({ ...provider, isEnabled: false });
      });
      expect((await records.changed([])).cappedMembers).toEqual([member('by-scim')]);
      expect(await records.within(rival, (tx) => tx.spendLimits.members())).toEqual([]);
      await asAcme(records, (tx) => tx.spendLimits.remove('spl_1'));
      expect((await records.configuration()).cappedMembers).toEqual([]);
    });
  });
}
