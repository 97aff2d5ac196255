/** Directories, the people that they know, and the sign-ins and sessions that are theirs, as queries. */
import type { Selectable } from 'kysely';
import type {
  DirectorySessionRepository,
  Identity,
  IdentityProvider,
  IdentityProviderRepository,
  IdentityRepository,
  SignInFlowRepository,
  UsedAssertionRepository,
} from '../ports/records/identity-providers.ts';
import { requireOwn, requireReplaced } from './query-context.ts';
import type { QueryContext, TenantContext } from './query-context.ts';
import { fromJson, toJson } from './schema.ts';
import type { Tables } from './schema.ts';

export function identityProviderRepository(context: TenantContext): IdentityProviderRepository {
  const { db, organisationId } = context;
  const active = db
    .selectFrom('identityProviders')
    .selectAll()
    .where('organisationId', '=', organisationId)
    .where('status', '=', 'active');
  return {
    async insert(provider) {
      requireOwn(context, provider);
      await db.insertInto('identityProviders').values(fromProvider(provider)).execute();
    },
    async replace(provider) {
      requireOwn(context, provider);
      const ours = db.updateTable('identityProviders').set(fromProvider(provider));
      const found = ours.where('organisationId', '=', organisationId).where('id', '=', provider.id);
      requireReplaced(await found.executeTakeFirstOrThrow(), provider.id);
    },
    async findById(id) {
      const row = await active.where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toProvider(row);
    },
    list: async () => (await active.orderBy('createdAt').orderBy('id').execute()).map(toProvider),
  };
}

const fromProvider = (provider: IdentityProvider): Tables['identityProviders'] => ({
  ...provider,
  isEnabled: provider.isEnabled ? 1 : 0,
  settings: toJson<IdentityProvider['settings']>(provider.settings),
});

/** What rows of an earlier version do not say. */
const ADDED = { maxAgeSeconds: null, checkSeconds: 300 };
const ADDED_TO_SAML = { firstNameAttribute: null, lastNameAttribute: null, clockSkewSeconds: 30 };

export function toProvider(row: Selectable<Tables['identityProviders']>): IdentityProvider {
  const settings = fromJson(row.settings);
  const whole = { ...ADDED, ...(row.kind === 'saml' ? ADDED_TO_SAML : {}), ...settings };
  const frame = { ...row, isEnabled: row.isEnabled === 1, settings: whole };
  // The kind and the settings of it were written together.
  return frame as IdentityProvider;
}

export function identityRepository(context: TenantContext): IdentityRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('identities').selectAll().where('organisationId', '=', organisationId);
  return {
    async find(providerId, subject) {
      const row = await all.where('providerId', '=', providerId).where('subject', '=', subject).executeTakeFirst();
      return row === undefined ? null : toIdentity(row);
    },
    async put(identity) {
      requireOwn(context, { ...identity, id: identity.subject });
      const { mappedWorkspaces, groupNames, isMappedAdmin } = identity;
      const texts = { mappedWorkspaces: toJson(mappedWorkspaces), groupNames: toJson(groupNames) };
      const row = { ...identity, ...texts, isMappedAdmin: isMappedAdmin ? 1 : 0 };
      const insert = db.insertInto('identities').values(row);
      await insert.onConflict((known) => known.columns(['providerId', 'subject']).doUpdateSet(row)).execute();
    },
    listByUser: async (userId) =>
      (await all.where('userId', '=', userId).orderBy('createdAt').orderBy('subject').execute()).map(toIdentity),
    async remove(providerId, subject) {
      const ours = db.deleteFrom('identities').where('organisationId', '=', organisationId);
      await ours.where('providerId', '=', providerId).where('subject', '=', subject).execute();
    },
  };
}

const toIdentity = (row: Selectable<Tables['identities']>): Identity => ({
  ...row,
  mappedWorkspaces: fromJson(row.mappedWorkspaces),
  groupNames: fromJson(row.groupNames),
  isMappedAdmin: row.isMappedAdmin === 1,
});

export function signInFlowRepository({ db }: QueryContext): SignInFlowRepository {
  return {
    async insert(flow) {
      await db.insertInto('signInFlows').values(flow).execute();
    },
    async take(stateHash) {
      const flow = await db.selectFrom('signInFlows').selectAll().where('stateHash', '=', stateHash).executeTakeFirst();
      if (flow === undefined) return null;
      const gone = await db.deleteFrom('signInFlows').where('stateHash', '=', stateHash).executeTakeFirstOrThrow();
      return gone.numDeletedRows > 0n ? flow : null;
    },
    async removeExpired(now) {
      await db.deleteFrom('signInFlows').where('expiresAt', '<=', now).execute();
    },
  };
}

export function usedAssertionRepository({ db }: QueryContext): UsedAssertionRepository {
  return {
    async use(idHash, expiresAt) {
      const insert = db.insertInto('usedAssertions').values({ idHash, expiresAt });
      const made = await insert.onConflict((known) => known.column('idHash').doNothing()).executeTakeFirst();
      return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async removeExpired(now) {
      await db.deleteFrom('usedAssertions').where('expiresAt', '<=', now).execute();
    },
  };
}

export function directorySessionRepository(context: TenantContext): DirectorySessionRepository {
  const { db, organisationId } = context;
  const all = db.selectFrom('directorySessions').selectAll().where('organisationId', '=', organisationId);
  return {
    async insert(session) {
      requireOwn(context, { ...session, id: session.sessionId });
      await db.insertInto('directorySessions').values(session).execute();
    },
    find: async (sessionId) => (await all.where('sessionId', '=', sessionId).executeTakeFirst()) ?? null,
    list(providerId, { subject, directorySession }) {
      let found = all.where('providerId', '=', providerId);
      if (subject !== undefined) found = found.where('subject', '=', subject);
      if (directorySession !== undefined) found = found.where('directorySession', '=', directorySession);
      return found.orderBy('sessionId').execute();
    },
  };
}
