/** What every engine does for API keys. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyHash } from '../../../kernel/ids.ts';
import type { ApiKeyFilter, ApiKeyRecord, ApiKeyType } from './api-keys.ts';
import {
  apiKey,
  asAcme,
  everything,
  insertAll,
  openWithTenants,
  research,
  rival,
  rivals,
  team,
} from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import { describeNoun } from './noun.suite.ts';
import type { Records } from './records.ts';
import { SlugTakenError } from './row.ts';

const ALL: ApiKeyType[] = ['organisation-service', 'workspace-service', 'workspace-user'];
const keyOf = (id: string, more: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
  ...apiKey,
  id,
  hash: `hash-${id}` as KeyHash,
  ...more,
});

const rotated: ApiKeyRecord = {
  ...apiKey,
  rotation: { period: 'weekly', nextAt: 5_000, transitionMs: 1_800_000 },
  previous: { hash: 'hash-before' as KeyHash, masked: 'tg-be****fore', expiresAt: 9_000 },
  sealedSecret: 'v1.sealed',
};

export function describeApiKeys(open: OpenRecords): void {
  describeNoun(open, {
    name: 'an API key',
    row: apiKey,
    copy: (id, as) => (as === 'twin' ? { ...apiKey, id } : keyOf(id)),
    repository: (tx) => tx.apiKeys,
    async listed(tx, page) {
      const { total, rows } = await tx.apiKeys.list({ types: ALL }, page);
      return { total, ids: rows.map(({ id }) => id) };
    },
    order: 'newest-first',
  });

  describe('API keys', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
      await asAcme(records, async (tx) => {
        await tx.apiKeys.insert(keyOf('service', { type: 'workspace-service', userId: null, name: 'CI' }));
        await tx.apiKeys.insert(keyOf('elsewhere', { workspaceId: research, name: 'CI' }));
        await tx.apiKeys.insert(
          keyOf('admin', { type: 'organisation-service', workspaceId: null, userId: null, name: 'CI' }),
        );
      });
    });
    afterEach(() => records.close());

    it('are found by the text of before their rotation as well', async () => {
      await asAcme(records, (tx) => tx.apiKeys.replace(rotated));
      const found = await asAcme(records, (tx) => tx.apiKeys.findByHash('hash-before' as KeyHash));
      expect(found).toEqual(rotated);
    });

    it('are due for rotation from the moment that their policy names', async () => {
      const due = (now: number) =>
        asAcme(records, async (tx) => (await tx.apiKeys.listDueForRotation(now)).map(({ id }) => id));
      expect(await due(5_000)).toEqual([]);
      await asAcme(records, (tx) => tx.apiKeys.replace(rotated));
      expect([await due(4_999), await due(5_000)]).toEqual([[], [apiKey.id]]);
      await asAcme(records, (tx) => tx.apiKeys.replace({ ...rotated, status: 'archived' }));
      expect(await due(5_000)).toEqual([]);
    });

    it('are found by when they expire, the next one first, while they are active', async () => {
      const soon = { ...apiKey, id: 'soon', hash: 'hash-soon' as typeof apiKey.hash, expiresAt: 30_000 };
      const later = { ...apiKey, id: 'later', hash: 'hash-later' as typeof apiKey.hash, expiresAt: 50_000 };
      await asAcme(records, async (tx) => {
        await tx.apiKeys.insert(later);
        await tx.apiKeys.insert(soon);
        const ids = async (from: number, until: number, page = everything) =>
          (await tx.apiKeys.listExpiring({ from, until }, page)).map(({ id }) => id);
        expect(await ids(10_000, 50_000)).toEqual(['soon', 'later']);
        expect(await ids(30_000, 49_999)).toEqual([]);
        expect(await ids(29_999, 49_999)).toEqual(['soon']);
        expect(await ids(10_000, 50_000, { currentPage: 1, pageSize: 1 })).toEqual(['later']);
        await tx.apiKeys.replace({ ...soon, status: 'archived' });
        expect(await ids(10_000, 50_000)).toEqual(['later']);
      });
      const foreign = await records.within(rival, (tx) =>
        tx.apiKeys.listExpiring({ from: 0, until: 90_000 }, everything),
      );
      expect(foreign).toEqual([]);
    });

    it('are found by the hash of their text, while they are active', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.apiKeys.findByHash(apiKey.hash)).toEqual(apiKey);
        await tx.apiKeys.replace({ ...apiKey, status: 'archived' });
        expect(await tx.apiKeys.findByHash(apiKey.hash)).toBeNull();
      });
    });

    it('have texts that no other organisation’s key has', async () => {
      const foreign = { ...apiKey, id: 'foreign', organisationId: rival, workspaceId: rivals };
      await expect(records.within(rival, (tx) => tx.apiKeys.insert(foreign))).rejects.toThrow(SlugTakenError);
    });

    it('are found by name in their workspace, or among the organisation’s', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.apiKeys.findByName(team, 'CI')).toMatchObject({ id: 'service' });
        expect(await tx.apiKeys.findByName(null, 'CI')).toMatchObject({ id: 'admin' });
        expect(await tx.apiKeys.findByName(research, "Ada's key")).toBeNull();
      });
    });

    it('are found by their default config and by their user', async () => {
      await asAcme(records, async (tx) => {
        const usersOf = async (slug: string) => (await tx.apiKeys.listByDefaultConfig(team, slug)).map(({ id }) => id);
        expect(await usersOf('pc-main-1a2b')).toEqual(['service', 'key_1']);
        await tx.apiKeys.replace({ ...apiKey, defaults: { ...apiKey.defaults, configId: null } });
        expect(await usersOf('pc-main-1a2b')).toEqual(['service']);
        expect((await tx.apiKeys.listByUser(team, 'ada')).map(({ id }) => id)).toEqual(['key_1']);
        expect(await tx.apiKeys.listByUser(team, 'bo')).toEqual([]);
      });
    });

    it.each<[string, ApiKeyFilter, string[]]>([
      ['every key', { types: ALL }, ['admin', 'elsewhere', 'service', 'key_1']],
      ['one workspace’s', { types: ALL, workspaceId: team }, ['service', 'key_1']],
      ['of some types', { types: ['workspace-user'] }, ['elsewhere', 'key_1']],
      ['of no type', { types: [] }, []],
      ['by a part of their name, in any case', { types: ALL, nameContains: "DA'S" }, ['key_1']],
      ['by a part of their name, in which no character is a wildcard', { types: ALL, nameContains: '%' }, []],
      ['by their ids', { types: ALL, ids: ['admin', 'key_1', 'nobody'] }, ['admin', 'key_1']],
    ])('are listed by what is asked: %s', async (_, filter, ids) => {
      const { total, rows } = await asAcme(records, (tx) => tx.apiKeys.list(filter, everything));
      expect(rows.map(({ id }) => id)).toEqual(ids);
      expect(total).toBe(ids.length);
    });
  });
}
