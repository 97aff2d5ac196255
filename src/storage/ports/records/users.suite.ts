/** What every engine does for people, their passwords and their sessions. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyHash } from '../../../kernel/ids.ts';
import { acme, asAcme, everything, openWithTenants, rival } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import { SlugTakenError } from './row.ts';
import type { SessionRecord } from './sessions.ts';
import { MAX_ACCOUNTS } from './sign-in.ts';
import type { User } from './users.ts';

export const ada: User = {
  id: 'usr_ada',
  organisationId: acme,
  email: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'L.',
  role: 'owner',
  status: 'active',
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
};
const bo: User = { ...ada, id: 'usr_bo', email: 'bo@example.com', role: 'member' };

const session: SessionRecord = {
  id: 'ses_1',
  organisationId: acme,
  tokenHash: 'hash-1' as KeyHash,
  userId: ada.id,
  apiKeyHash: null,
  method: 'password',
  address: '10.0.0.1',
  userAgent: 'a browser',
  startedAt: 1_000,
  usedAt: 1_000,
  expiresAt: null,
};

export function describeUsers(open: OpenRecords): void {
  let records: Records;
  const openWithAda = async (): Promise<void> => {
    records = await openWithTenants(open);
    await asAcme(records, (tx) => tx.users.insert(ada));
  };

  describe('users', () => {
    beforeEach(openWithAda);
    afterEach(() => records.close());

    it('come back as they were put in, by id and by address, and are replaced whole', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.users.findById(ada.id)).toEqual(ada);
        expect(await tx.users.findByEmail(ada.email)).toEqual(ada);
        await tx.users.replace({ ...ada, firstName: 'Augusta' });
        expect(await tx.users.findById(ada.id)).toEqual({ ...ada, firstName: 'Augusta' });
        await expect(tx.users.replace({ ...ada, id: 'nobody' })).rejects.toThrow('nobody');
      });
    });

    it('have an address of their own among the active ones, which an archived one frees', async () => {
      const twin = { ...ada, id: 'usr_twin' };
      await expect(asAcme(records, (tx) => tx.users.insert(twin))).rejects.toThrow(SlugTakenError);
      await asAcme(records, async (tx) => {
        await tx.users.replace({ ...ada, status: 'archived' });
        expect(await tx.users.findByEmail(ada.email)).toBeNull();
        await tx.users.insert(twin);
        expect((await tx.users.list({}, everything)).rows).toEqual([twin]);
      });
    });

    it('are listed newest first, by role and by address', async () => {
      await asAcme(records, async (tx) => {
        await tx.users.insert(bo);
        const ids = async (filter: Parameters<typeof tx.users.list>[0]) =>
          (await tx.users.list(filter, everything)).rows.map(({ id }) => id);
        expect(await ids({})).toEqual([bo.id, ada.id]);
        expect(await ids({ role: 'owner' })).toEqual([ada.id]);
        expect(await ids({ email: bo.email })).toEqual([bo.id]);
        expect((await tx.users.list({}, { currentPage: 1, pageSize: 1 })).rows).toEqual([ada]);
      });
    });

    it('do not exist for another organisation, which may have the same address', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.users.findById(ada.id)).toBeNull();
        expect(await tx.users.findByEmail(ada.email)).toBeNull();
        expect((await tx.users.list({}, everything)).total).toBe(0);
        await expect(tx.users.replace(ada)).rejects.toThrow('another organisation');
        await expect(tx.users.insert(bo)).rejects.toThrow('another organisation');
        await tx.users.insert({ ...ada, id: 'usr_rival', organisationId: rival });
      });
    });

    it('have one password or none, which no other organisation reads or sets', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.users.findPassword(ada.id)).toBeNull();
        await tx.users.putPassword(ada.id, 'one');
        await tx.users.putPassword(ada.id, 'two');
        expect(await tx.users.findPassword(ada.id)).toBe('two');
      });
      await records.within(rival, async (tx) => {
        expect(await tx.users.findPassword(ada.id)).toBeNull();
        await expect(tx.users.putPassword(ada.id, 'mine')).rejects.toThrow('no user');
      });
      await asAcme(records, async (tx) => {
        expect(await tx.users.findPassword(ada.id)).toBe('two');
        await tx.users.putPassword(ada.id, null);
        expect(await tx.users.findPassword(ada.id)).toBeNull();
      });
    });

    it('are found by address above all organisations for signing in: active ones, oldest first, a few', async () => {
      await records.within(rival, (tx) =>
        tx.users.insert({ ...ada, id: 'usr_rival', organisationId: rival, createdAt: 5 }),
      );
      await records.system(async ({ signIn }) => {
        expect((await signIn.usersByEmail(ada.email)).map(({ id }) => id)).toEqual(['usr_rival', ada.id]);
        expect(await signIn.usersByEmail('nobody@example.com')).toEqual([]);
        expect(await signIn.hasUsers()).toBe(true);
      });
      await asAcme(records, (tx) => tx.users.replace({ ...ada, status: 'archived' }));
      await records.system(async ({ signIn }) => {
        expect((await signIn.usersByEmail(ada.email)).length).toBeLessThanOrEqual(MAX_ACCOUNTS);
        expect((await signIn.usersByEmail(ada.email)).map(({ id }) => id)).toEqual(['usr_rival']);
      });
    });
  });

  describe('sessions', () => {
    beforeEach(async () => {
      await openWithAda();
      await asAcme(records, async (tx) => {
        await tx.users.insert(bo);
        await tx.sessions.insert(session);
        await tx.sessions.insert({
          ...session,
          id: 'ses_2',
          tokenHash: 'hash-2' as KeyHash,
          startedAt: 2_000,
          usedAt: 9_000,
        });
        await tx.sessions.insert({ ...session, id: 'ses_3', tokenHash: 'hash-3' as KeyHash, userId: bo.id });
      });
    });
    afterEach(() => records.close());

    const ids = async (userId: string): Promise<string[]> =>
      (await asAcme(records, (tx) => tx.sessions.listByUser(userId))).map(({ id }) => id);

    it('are found by the hash of their secret, and are a person’s, newest first', async () => {
      const found = (hash: string) => records.system(({ signIn }) => signIn.findSession(hash as KeyHash));
      expect(await found('hash-1')).toEqual(session);
      expect(await found('hash-9')).toBeNull();
      expect(await ids(ada.id)).toEqual(['ses_2', 'ses_1']);
    });

    it('end one by one, or all but one', async () => {
      await asAcme(records, (tx) => tx.sessions.remove('ses_3'));
      expect(await ids(bo.id)).toEqual([]);
      await asAcme(records, (tx) => tx.sessions.removeByUser(ada.id, 'ses_1'));
      expect(await ids(ada.id)).toEqual(['ses_1']);
      await asAcme(records, (tx) => tx.sessions.removeByUser(ada.id));
      expect(await ids(ada.id)).toEqual([]);
    });

    it('that are idle or old are cleared away', async () => {
      await asAcme(records, async (tx) => {
        await tx.sessions.touch('ses_1', 5_000);
        await tx.sessions.removeOver({ startedAt: 1_500, usedAt: 0 });
      });
      expect(await ids(ada.id)).toEqual(['ses_2']);
      await asAcme(records, (tx) => tx.sessions.removeOver({ startedAt: 0, usedAt: 9_001 }));
      expect(await ids(ada.id)).toEqual([]);
    });

    it('are one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.sessions.listByUser(ada.id)).toEqual([]);
        await tx.sessions.remove('ses_1');
        await tx.sessions.removeByUser(ada.id);
        await tx.sessions.removeOver({ startedAt: 99_999, usedAt: 99_999 });
        await expect(tx.sessions.insert({ ...session, id: 'ses_9' })).rejects.toThrow('another organisation');
      });
      expect(await ids(ada.id)).toEqual(['ses_2', 'ses_1']);
    });
  });
}
