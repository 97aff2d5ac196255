/** What every engine does for members of workspaces, invitations, links that work once, and permissions. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyHash } from '../../../kernel/ids.ts';
import { acme, asAcme, everything, openWithTenants, research, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Invite } from './invites.ts';
import type { Member } from './members.ts';
import type { OneTimeToken } from './one-time-tokens.ts';
import type { Records } from './records.ts';
import { ada } from './users.suite.ts';

const member: Member = {
  organisationId: acme,
  workspaceId: team,
  userId: ada.id,
  role: 'member',
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
};

const invite: Invite = {
  id: 'inv_1',
  organisationId: acme,
  email: 'new@example.com',
  role: 'member',
  workspaces: [{ id: team, role: 'manager' }],
  keyScopes: ['completions.write'],
  tokenHash: 'hash-1' as KeyHash,
  status: 'pending',
  invitedBy: ada.id,
  expiresAt: 5_000,
  acceptedAt: null,
  createdAt: 1_000,
};

const token: OneTimeToken = {
  tokenHash: 'hash-1' as KeyHash,
  organisationId: acme,
  purpose: 'password-reset',
  userId: ada.id,
  expiresAt: 5_000,
};

export function describeMembers(open: OpenRecords): void {
  describe('what people belong to', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.users.insert(ada);
        await tx.users.insert({ ...ada, id: 'usr_bo', email: 'bo@example.com', role: 'member' });
      });
    });
    afterEach(() => records.close());

    describe('members', () => {
      it('belong to a workspace once, with the role that was put last', async () => {
        await asAcme(records, async (tx) => {
          await tx.members.put(member);
          await tx.members.put({ ...member, role: 'admin', createdAt: 9_000, lastUpdatedAt: 9_000 });
          expect(await tx.members.find(team, ada.id)).toEqual({ ...member, role: 'admin', lastUpdatedAt: 9_000 });
          expect(await tx.members.find(research, ada.id)).toBeNull();
          await tx.members.remove(team, ada.id);
          expect(await tx.members.find(team, ada.id)).toBeNull();
        });
      });

      it('are listed with the person, newest first; those of archived people are not', async () => {
        await asAcme(records, async (tx) => {
          await tx.members.put(member);
          await tx.members.put({ ...member, userId: 'usr_bo', role: 'manager' });
          await tx.members.put({ ...member, workspaceId: research });
          const list = (filter: object) => tx.members.list({ workspaceId: team, ...filter }, everything);
          expect((await list({})).rows.map(({ user }) => user.id)).toEqual(['usr_bo', ada.id]);
          expect((await list({ role: 'member' })).rows).toEqual([{ member, user: ada }]);
          expect((await list({ email: 'bo@example.com' })).total).toBe(1);
          expect((await tx.members.listByUser(ada.id)).map(({ workspaceId }) => workspaceId)).toEqual([team, research]);
          await tx.users.replace({ ...ada, status: 'archived' });
          expect((await list({})).rows.map(({ user }) => user.id)).toEqual(['usr_bo']);
        });
      });

      it('are one organisation’s own', async () => {
        await asAcme(records, (tx) => tx.members.put(member));
        await records.within(rival, async (tx) => {
          expect(await tx.members.find(team, ada.id)).toBeNull();
          expect(await tx.members.listByUser(ada.id)).toEqual([]);
          expect((await tx.members.list({ workspaceId: team }, everything)).total).toBe(0);
          await tx.members.remove(team, ada.id);
          await expect(tx.members.put(member)).rejects.toThrow('another organisation');
        });
        expect(await asAcme(records, (tx) => tx.members.find(team, ada.id))).toEqual(member);
      });
    });

    describe('invitations', () => {
      beforeEach(() => asAcme(records, (tx) => tx.invites.insert(invite)));

      it('come back as they were put in, by id and by the hash of their token, and are replaced whole', async () => {
        const accepted: Invite = {
          ...invite,
          status: 'accepted',
          acceptedAt: 2_000,
          tokenHash: 'hash-2' as KeyHash,
          keyScopes: null,
        };
        await asAcme(records, async (tx) => {
          expect(await tx.invites.findById('inv_1')).toEqual(invite);
          await tx.invites.replace(accepted);
          expect(await tx.invites.findById('inv_1')).toEqual(accepted);
          await expect(tx.invites.replace({ ...invite, id: 'nobody' })).rejects.toThrow('nobody');
        });
        await records.system(async ({ signIn }) => {
          expect(await signIn.findInvite('hash-2' as KeyHash)).toEqual(accepted);
          expect(await signIn.findInvite('hash-1' as KeyHash)).toBeNull();
        });
      });

      it.each([
        ['all', {}, 5_000, 1],
        ['pending', { status: 'pending' as const }, 4_999, 1],
        ['pending, after their time', { status: 'pending' as const }, 5_000, 0],
        ['expired', { status: 'expired' as const }, 5_000, 1],
        ['expired, before their time', { status: 'expired' as const }, 4_999, 0],
        ['cancelled', { status: 'cancelled' as const }, 4_999, 0],
        ['to an address', { email: 'new@example.com' }, 0, 1],
        ['as an admin', { role: 'admin' as const }, 0, 0],
      ])('are listed by what is asked: %s', async (_, filter, now, total) => {
        expect((await asAcme(records, (tx) => tx.invites.list({ ...filter, now }, everything))).total).toBe(total);
      });

      it('are one organisation’s own', async () => {
        await records.within(rival, async (tx) => {
          expect(await tx.invites.findById('inv_1')).toBeNull();
          expect((await tx.invites.list({ now: 0 }, everything)).total).toBe(0);
          await expect(tx.invites.replace(invite)).rejects.toThrow('another organisation');
          await expect(tx.invites.insert({ ...invite, id: 'inv_2' })).rejects.toThrow('another organisation');
        });
      });
    });

    describe('links that work once', () => {
      const find = (hash: string) => records.system(({ signIn }) => signIn.findToken(hash as KeyHash));

      it('are there once, and only the newest of a person', async () => {
        await asAcme(records, async (tx) => {
          await tx.oneTimeTokens.put(token);
          await tx.oneTimeTokens.put({ ...token, tokenHash: 'hash-2' as KeyHash });
          await tx.oneTimeTokens.put({
            ...token,
            tokenHash: 'hash-3' as KeyHash,
            purpose: 'first-owner',
            userId: null,
          });
        });
        expect(await find('hash-1')).toBeNull();
        expect(await find('hash-2')).toMatchObject({ purpose: 'password-reset', userId: ada.id });
        await asAcme(records, async (tx) => {
          expect(await tx.oneTimeTokens.take('hash-2' as KeyHash)).toMatchObject({ userId: ada.id });
          expect(await tx.oneTimeTokens.take('hash-2' as KeyHash)).toBeNull();
        });
        expect(await find('hash-3')).toMatchObject({ purpose: 'first-owner', userId: null });
      });

      it('are one organisation’s own', async () => {
        await asAcme(records, (tx) => tx.oneTimeTokens.put(token));
        await records.within(rival, async (tx) => {
          expect(await tx.oneTimeTokens.take('hash-1' as KeyHash)).toBeNull();
          await expect(tx.oneTimeTokens.put({ ...token, tokenHash: 'hash-4' as KeyHash })).rejects.toThrow(
            'another organisation',
          );
        });
        expect(await find('hash-1')).toEqual(token);
      });
    });

    describe('permissions', () => {
      it('are the organisation’s or a workspace’s, and are replaced whole', async () => {
        const own = {
          organisationId: acme,
          workspaceId: null,
          toggles: { membersViewLogs: false },
          overridable: ['logs'],
        };
        await asAcme(records, async (tx) => {
          expect(await tx.permissions.find(null)).toBeNull();
          await tx.permissions.put(own);
          await tx.permissions.put({ ...own, workspaceId: team, toggles: {}, overridable: [] });
          expect(await tx.permissions.find(null)).toEqual(own);
          expect(await tx.permissions.find(team)).toEqual({ ...own, workspaceId: team, toggles: {}, overridable: [] });
          await tx.permissions.put({ ...own, toggles: {} });
          expect(await tx.permissions.find(null)).toEqual({ ...own, toggles: {} });
        });
        await records.within(rival, async (tx) => {
          expect(await tx.permissions.find(null)).toBeNull();
          expect(await tx.permissions.find(team)).toBeNull();
          await expect(tx.permissions.put(own)).rejects.toThrow('another organisation');
        });
      });
    });
  });
}
