/** What every engine does for devices, and for the codes of their sign-in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyHash } from '../../../kernel/ids.ts';
import type { Device, DeviceCode } from './devices.ts';
import { acme, asAcme, openWithTenants, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import { ada } from './users.suite.ts';

const hash = (text: string): KeyHash => text as KeyHash;

const device: Device = {
  id: 'dev_1',
  organisationId: acme,
  workspaceId: team,
  userId: ada.id,
  apiKeyId: 'key_1',
  refreshHash: hash('refresh-1'),
  formerRefreshHash: null,
  surface: 'claude_code',
  userAgent: 'claude-code/2.1.330',
  address: '10.0.0.9',
  createdAt: 1_000,
  refreshedAt: 1_000,
};

const code: DeviceCode = {
  deviceHash: hash('device-1'),
  userCode: 'WDJBMJHT',
  surface: 'claude_code',
  userAgent: 'claude-code/2.1.330',
  address: '10.0.0.9',
  createdAt: 1_000,
  expiresAt: 5_000,
  status: 'pending',
  organisationId: null,
  userId: null,
  workspaceId: null,
};

export function describeDevices(open: OpenRecords): void {
  describe('devices and their sign-in', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.users.insert(ada);
        await tx.devices.insert(device);
      });
      await records.system(({ signIn }) => signIn.deviceCodes.insert(code));
    });
    afterEach(() => records.close());

    describe('devices', () => {
      it('are found by their key and by either refresh token, and listed newest first', async () => {
        const refreshed = { ...device, refreshHash: hash('refresh-2'), formerRefreshHash: hash('refresh-1') };
        await asAcme(records, async (tx) => {
          await tx.devices.replace(refreshed);
          await tx.devices.insert({ ...device, id: 'dev_2', refreshHash: hash('refresh-9'), createdAt: 2_000 });
          expect(await tx.devices.findById('dev_1')).toEqual(refreshed);
          expect(await tx.devices.findByKey('nobody')).toBeNull();
          expect((await tx.devices.list(ada.id)).map(({ id }) => id)).toEqual(['dev_2', 'dev_1']);
          expect(await tx.devices.list('somebody else')).toEqual([]);
          expect(await tx.devices.list(null)).toHaveLength(2);
        });
        const found = (text: string) => records.system(({ signIn }) => signIn.findDevice(hash(text)));
        expect(await found('refresh-2')).toEqual(refreshed);
        expect(await found('refresh-1')).toEqual(refreshed);
        expect(await found('refresh-3')).toBeNull();
      });

      it('are one organisation’s own', async () => {
        await records.within(rival, async (tx) => {
          expect(await tx.devices.findById('dev_1')).toBeNull();
          expect(await tx.devices.findByKey('key_1')).toBeNull();
          expect(await tx.devices.list(null)).toEqual([]);
          await tx.devices.remove('dev_1');
          await expect(tx.devices.insert({ ...device, id: 'dev_9' })).rejects.toThrow('another organisation');
        });
        await expect(
          records.within(rival, (tx) => tx.devices.replace({ ...device, organisationId: rival })),
        ).rejects.toThrow('dev_1');
        await asAcme(records, async (tx) => {
          expect(await tx.devices.findById('dev_1')).toEqual(device);
          await tx.devices.remove('dev_1');
          expect(await tx.devices.findById('dev_1')).toBeNull();
        });
      });
    });

    describe('codes of a sign-in', () => {
      const codes = <Result>(
        work: (all: Parameters<Parameters<Records['system']>[0]>[0]['signIn']['deviceCodes']) => Promise<Result>,
      ) => records.system(({ signIn }) => work(signIn.deviceCodes));

      it('are decided once, and taken once', async () => {
        const approved = {
          ...code,
          status: 'approved',
          organisationId: acme,
          userId: ada.id,
          workspaceId: team,
        } as const;
        expect(await codes((all) => all.findByUserCode('WDJBMJHT'))).toEqual(code);
        expect(await codes((all) => all.decide(approved))).toBe(true);
        expect(await codes((all) => all.decide({ ...approved, status: 'denied' }))).toBe(false);
        expect(await codes((all) => all.findByDeviceHash(code.deviceHash))).toEqual(approved);
        expect(await codes((all) => all.take(code.deviceHash))).toBe(true);
        expect(await codes((all) => all.take(code.deviceHash))).toBe(false);
      });

      it('are counted, and cleared away once they are over', async () => {
        await codes((all) => all.insert({ ...code, deviceHash: hash('device-2'), userCode: 'BBBB', expiresAt: 9_000 }));
        expect(await codes((all) => all.count())).toBe(2);
        await codes((all) => all.removeExpired(5_000));
        expect(await codes((all) => all.count())).toBe(1);
        expect(await codes((all) => all.findByUserCode('WDJBMJHT'))).toBeNull();
      });

      it('that a person types are never two people’s', async () => {
        await expect(codes((all) => all.insert({ ...code, deviceHash: hash('device-2') }))).rejects.toThrow();
      });
    });
  });
}
