/** Devices and the codes of their sign-in, as queries. */
import type { DeviceCodeRepository, DeviceRepository } from '../ports/records/devices.ts';
import { requireOwn, requireReplaced } from './query-context.ts';
import type { QueryContext, TenantContext } from './query-context.ts';

export function deviceRepository(context: TenantContext): DeviceRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('devices').selectAll().where('organisationId', '=', organisationId);
  return {
    async insert(device) {
      requireOwn(context, device);
      await db.insertInto('devices').values(device).execute();
    },
    async replace(device) {
      requireOwn(context, device);
      const ours = db.updateTable('devices').set(device).where('organisationId', '=', organisationId);
      requireReplaced(await ours.where('id', '=', device.id).executeTakeFirstOrThrow(), device.id);
    },
    findById: async (id) => (await all.where('id', '=', id).executeTakeFirst()) ?? null,
    findByKey: async (apiKeyId) => (await all.where('apiKeyId', '=', apiKeyId).executeTakeFirst()) ?? null,
    list: (userId) =>
      (userId === null ? all : all.where('userId', '=', userId)).orderBy('createdAt', 'desc').orderBy('id').execute(),
    async remove(id) {
      const ours = db.deleteFrom('devices').where('organisationId', '=', organisationId);
      await ours.where('id', '=', id).execute();
    },
  };
}

export function deviceCodeRepository({ db }: QueryContext): DeviceCodeRepository {
  const all = db.selectFrom('deviceCodes').selectAll();
  return {
    async insert(code) {
      await db.insertInto('deviceCodes').values(code).execute();
    },
    findByUserCode: async (userCode) => (await all.where('userCode', '=', userCode).executeTakeFirst()) ?? null,
    findByDeviceHash: async (hash) => (await all.where('deviceHash', '=', hash).executeTakeFirst()) ?? null,
    async decide(code) {
      const pending = db.updateTable('deviceCodes').set(code).where('deviceHash', '=', code.deviceHash);
      return (await pending.where('status', '=', 'pending').executeTakeFirstOrThrow()).numUpdatedRows > 0n;
    },
    async take(deviceHash) {
      const found = await db.deleteFrom('deviceCodes').where('deviceHash', '=', deviceHash).executeTakeFirstOrThrow();
      return found.numDeletedRows > 0n;
    },
    async count() {
      const counted = db.selectFrom('deviceCodes').select((eb) => eb.fn.countAll<number | string>().as('total'));
      return Number((await counted.executeTakeFirstOrThrow()).total);
    },
    async removeExpired(now) {
      await db.deleteFrom('deviceCodes').where('expiresAt', '<=', now).execute();
    },
  };
}
