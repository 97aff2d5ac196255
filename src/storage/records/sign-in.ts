/** What signing in looks up above all tenants, as queries. */
import { MAX_ACCOUNTS, type SignInRecords } from '../ports/records/sign-in.ts';
import { deviceCodeRepository } from './devices.ts';
import { signInFlowRepository, toProvider, usedAssertionRepository } from './identity-providers.ts';
import { toInvite } from './invites.ts';
import type { QueryContext } from './query-context.ts';
import { toUser } from './users.ts';

export function signInRecords(context: QueryContext): SignInRecords {
  const { db } = context;
  return {
    async usersByEmail(email) {
      const active = db.selectFrom('users').selectAll().where('email', '=', email).where('status', '=', 'active');
      return (await active.orderBy('createdAt').orderBy('id').limit(MAX_ACCOUNTS).execute()).map(toUser);
    },
    async hasUsers() {
      const anybody = db.selectFrom('users').select('id').where('status', '=', 'active').limit(1);
      return (await anybody.executeTakeFirst()) !== undefined;
    },
    async findSession(tokenHash) {
      const found = db.selectFrom('sessions').selectAll().where('tokenHash', '=', tokenHash);
      return (await found.executeTakeFirst()) ?? null;
    },
    async findInvite(tokenHash) {
      const row = await db.selectFrom('invites').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst();
      return row === undefined ? null : toInvite(row);
    },
    async findToken(tokenHash) {
      const found = db.selectFrom('oneTimeTokens').selectAll().where('tokenHash', '=', tokenHash);
      return (await found.executeTakeFirst()) ?? null;
    },
    async findDevice(hash) {
      const all = db.selectFrom('devices').selectAll();
      const found = all.where((eb) => eb.or([eb('refreshHash', '=', hash), eb('formerRefreshHash', '=', hash)]));
      return (await found.executeTakeFirst()) ?? null;
    },
    deviceCodes: deviceCodeRepository(context),
    async findIdentityProvider(id) {
      const active = db.selectFrom('identityProviders').selectAll().where('status', '=', 'active');
      const row = await active.where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toProvider(row);
    },
    flows: signInFlowRepository(context),
    usedAssertions: usedAssertionRepository(context),
    dueStandings: (now, limit) =>
      db
        .selectFrom('standings')
        .selectAll()
        .where('nextCheckAt', '<=', now)
        .orderBy('nextCheckAt')
        .limit(limit)
        .execute(),
    async findScimToken(tokenHash) {
      const found = db.selectFrom('scimTokens').selectAll().where('tokenHash', '=', tokenHash);
      return (await found.executeTakeFirst()) ?? null;
    },
  };
}
