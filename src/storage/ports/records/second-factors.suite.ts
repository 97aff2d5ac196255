/** What every engine does for second factors. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyHash } from '../../../kernel/ids.ts';
import { acme, asAcme, openWithTenants, rival } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import type { SecondFactor } from './second-factors.ts';
import { ada } from './users.suite.ts';

const factor: SecondFactor = {
  id: 'fac_1',
  organisationId: acme,
  userId: ada.id,
  kind: 'totp',
  name: 'Phone',
  sealedSecret: 'v1.secret',
  lastStep: 0,
  createdAt: 1_000,
  lastUsedAt: null,
};
const hash = (text: string): KeyHash => text as KeyHash;

export function describeSecondFactors(open: OpenRecords): void {
  describe('second factors', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.users.insert(ada);
        await tx.secondFactors.insert(factor);
        await tx.secondFactors.putRecoveryCodes(ada.id, [hash('one'), hash('two')]);
      });
    });
    afterEach(() => records.close());

    it('come back as they were put in, of one person only', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.secondFactors.listByUser(ada.id)).toEqual([factor]);
        expect(await tx.secondFactors.listByUser('somebody')).toEqual([]);
      });
    });

    it('take each step of time once, and none before it', async () => {
      await asAcme(records, async ({ secondFactors }) => {
        expect(await secondFactors.useStep('fac_1', { step: 10, at: 5_000 })).toBe(true);
        expect(await secondFactors.useStep('fac_1', { step: 10, at: 6_000 })).toBe(false);
        expect(await secondFactors.useStep('fac_1', { step: 9, at: 6_000 })).toBe(false);
        expect(await secondFactors.useStep('fac_1', { step: 11, at: 7_000 })).toBe(true);
        expect(await secondFactors.listByUser(ada.id)).toMatchObject([{ lastStep: 11, lastUsedAt: 7_000 }]);
      });
    });

    it('take a security key that has counted on, and one that never counts', async () => {
      await asAcme(records, async ({ secondFactors }) => {
        await secondFactors.insert({ ...factor, id: 'key_1', kind: 'webauthn' });
        expect(await secondFactors.useCounter('key_1', { counter: 0, at: 5_000 })).toBe(true);
        expect(await secondFactors.useCounter('key_1', { counter: 7, at: 6_000 })).toBe(true);
        expect(await secondFactors.useCounter('key_1', { counter: 7, at: 7_000 })).toBe(false);
        expect(await secondFactors.useCounter('key_1', { counter: 0, at: 7_000 })).toBe(false);
        const found = (await secondFactors.listByUser(ada.id)).find(({ id }) => id === 'key_1');
        expect(found).toMatchObject({ kind: 'webauthn', lastStep: 7, lastUsedAt: 6_000 });
      });
    });

    it('have recovery codes that work once', async () => {
      await asAcme(records, async ({ secondFactors }) => {
        expect(await secondFactors.takeRecoveryCode(ada.id, hash('one'))).toBe(true);
        expect(await secondFactors.takeRecoveryCode(ada.id, hash('one'))).toBe(false);
        expect(await secondFactors.takeRecoveryCode('somebody', hash('two'))).toBe(false);
        expect(await secondFactors.countRecoveryCodes(ada.id)).toBe(1);
        await secondFactors.putRecoveryCodes(ada.id, [hash('three')]);
        expect(await secondFactors.takeRecoveryCode(ada.id, hash('two'))).toBe(false);
      });
    });

    it('do not exist for another organisation', async () => {
      await records.within(rival, async ({ secondFactors }) => {
        expect(await secondFactors.listByUser(ada.id)).toEqual([]);
        expect(await secondFactors.useStep('fac_1', { step: 99, at: 1 })).toBe(false);
        expect(await secondFactors.useCounter('fac_1', { counter: 99, at: 1 })).toBe(false);
        expect(await secondFactors.takeRecoveryCode(ada.id, hash('one'))).toBe(false);
        await secondFactors.removeAll(ada.id);
        await secondFactors.remove('fac_1');
        await expect(secondFactors.insert({ ...factor, id: 'mine' })).rejects.toThrow();
      });
      await asAcme(records, async ({ secondFactors }) => {
        expect(await secondFactors.listByUser(ada.id)).toHaveLength(1);
        expect(await secondFactors.countRecoveryCodes(ada.id)).toBe(2);
      });
    });

    it('go one by one, or all at once with their codes', async () => {
      await asAcme(records, async ({ secondFactors }) => {
        await secondFactors.insert({ ...factor, id: 'fac_2' });
        await secondFactors.remove('fac_2');
        expect(await secondFactors.listByUser(ada.id)).toHaveLength(1);
        await secondFactors.removeAll(ada.id);
        expect(await secondFactors.listByUser(ada.id)).toEqual([]);
        expect(await secondFactors.countRecoveryCodes(ada.id)).toBe(0);
      });
    });
  });
}
