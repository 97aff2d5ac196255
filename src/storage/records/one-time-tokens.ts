/** Tokens of links that work once, as queries. */
import type { OneTimeTokenRepository } from '../ports/records/one-time-tokens.ts';
import { requireOwn } from './query-context.ts';
import type { TenantContext } from './query-context.ts';

export function oneTimeTokenRepository(context: TenantContext): OneTimeTokenRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('oneTimeTokens').selectAll().where('organisationId', '=', organisationId);
  const doomed = db.deleteFrom('oneTimeTokens').where('organisationId', '=', organisationId);
  return {
    async put(token) {
      const { purpose, userId } = token;
      requireOwn(context, { ...token, id: 'the token' });
      const former = doomed.where('purpose', '=', purpose);
      await (userId === null ? former.where('userId', 'is', null) : former.where('userId', '=', userId)).execute();
      await db.insertInto('oneTimeTokens').values(token).execute();
    },
    async take(tokenHash) {
      const token = await all.where('tokenHash', '=', tokenHash).executeTakeFirst();
      if (token === undefined) return null;
      await doomed.where('tokenHash', '=', tokenHash).execute();
      return token;
    },
  };
}
