/** Second factors of people, as queries. */
import type { SecondFactorRepository } from '../ports/records/second-factors.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';

interface Move {
  /** How the stored count must stand to the new one. */
  from: '<' | '=';
  lastStep: number;
  lastUsedAt: number;
}

export function secondFactorRepository(context: TenantContext): SecondFactorRepository {
  const { db, organisationId } = context;
  const codes = db.selectFrom('recoveryCodes').where('organisationId', '=', organisationId);
  const removedFactors = db.deleteFrom('secondFactors').where('organisationId', '=', organisationId);
  const removedCodes = db.deleteFrom('recoveryCodes').where('organisationId', '=', organisationId);
  async function moveOn(id: string, { from, ...now }: Move): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('secondFactors')
      .set(now)
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .where('lastStep', from, now.lastStep)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }
  return {
    async insert(factor) {
      requireOwn(context, factor);
      await db.insertInto('secondFactors').values(factor).execute();
    },
    listByUser: (userId) =>
      db
        .selectFrom('secondFactors')
        .selectAll()
        .where('organisationId', '=', organisationId)
        .where('userId', '=', userId)
        .orderBy('createdAt')
        .orderBy('id')
        .execute(),
    useStep: (id, { step, at }) => moveOn(id, { from: '<', lastStep: step, lastUsedAt: at }),
    useCounter: (id, { counter, at }) =>
      moveOn(id, { from: counter === 0 ? '=' : '<', lastStep: counter, lastUsedAt: at }),
    async remove(id) {
      await removedFactors.where('id', '=', id).execute();
    },
    async putRecoveryCodes(userId, hashes) {
      await removedCodes.where('userId', '=', userId).execute();
      const rows = hashes.map((codeHash) => ({ organisationId, userId, codeHash }));
      if (rows.length > 0) await db.insertInto('recoveryCodes').values(rows).execute();
    },
    async countRecoveryCodes(userId) {
      const found = await codes.select('codeHash').where('userId', '=', userId).execute();
      return found.length;
    },
    async takeRecoveryCode(userId, hash) {
      const taken = removedCodes.where('userId', '=', userId).where('codeHash', '=', hash);
      return (await taken.executeTakeFirstOrThrow()).numDeletedRows > 0n;
    },
    async removeAll(userId) {
      await removedFactors.where('userId', '=', userId).execute();
      await removedCodes.where('userId', '=', userId).execute();
    },
  };
}
