/** What every engine does for directories, the people that they know, and the sign-ins and sessions that are theirs. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyHash } from '../../../kernel/ids.ts';
import { acme, asAcme, openWithTenants, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Identity, IdentityProvider, SignInFlow } from './identity-providers.ts';
import type { Records } from './records.ts';
import { ada } from './users.suite.ts';

const hash = (text: string): KeyHash => text as KeyHash;

const directory: IdentityProvider = {
  id: 'idp_1',
  organisationId: acme,
  kind: 'oidc',
  name: 'Okta',
  preset: 'okta',
  isEnabled: true,
  settings: {
    issuer: 'https://acme.okta.com',
    clientId: 'client',
    tokenAuth: 'client_secret_basic',
    scopes: ['openid'],
    emailClaim: 'email',
    groupsClaims: ['groups'],
    provisions: true,
    trustsEmail: false,
    mappings: [{ value: 'engineers', workspaceId: team, role: 'member' }],
    adminGroups: [],
    maxAgeSeconds: 3_600,
    checkSeconds: 60,
  },
  sealedSecret: 'v1.secret',
  status: 'active',
  createdAt: 1_000,
  lastUpdatedAt: 1_000,
};

const identity: Identity = {
  organisationId: acme,
  providerId: directory.id,
  subject: 'sub-1',
  userId: ada.id,
  mappedWorkspaces: [team],
  groupNames: ['developers'],
  isMappedAdmin: false,
  createdAt: 1_000,
  lastUsedAt: 1_000,
};

const flow: SignInFlow = {
  stateHash: hash('state-1'),
  organisationId: acme,
  providerId: directory.id,
  cookieHash: hash('cookie-1'),
  sealed: 'v1.flow',
  expiresAt: 5_000,
};

export function describeIdentityProviders(open: OpenRecords): void {
  describe('directories and their people', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.users.insert(ada);
        await tx.identityProviders.insert(directory);
        await tx.identities.put(identity);
      });
    });
    afterEach(() => records.close());

    describe('directories', () => {
      it('come back as they were put in, oldest first, and are gone once they are archived', async () => {
        await asAcme(records, async (tx) => {
          await tx.identityProviders.insert({ ...directory, id: 'idp_2', isEnabled: false, createdAt: 2_000 });
          expect(await tx.identityProviders.findById('idp_1')).toEqual(directory);
          expect((await tx.identityProviders.list()).map(({ id, isEnabled }) => [id, isEnabled])).toEqual([
            ['idp_1', true],
            ['idp_2', false],
          ]);
          await tx.identityProviders.replace({ ...directory, status: 'archived' });
          expect(await tx.identityProviders.findById('idp_1')).toBeNull();
        });
        await records.system(async ({ signIn }) => {
          expect(await signIn.findIdentityProvider('idp_1')).toBeNull();
          expect(await signIn.findIdentityProvider('idp_2')).toMatchObject({ organisationId: acme });
        });
      });

      it('are one organisation’s own', async () => {
        await records.within(rival, async (tx) => {
          expect(await tx.identityProviders.list()).toEqual([]);
          expect(await tx.identityProviders.findById('idp_1')).toBeNull();
          await expect(tx.identityProviders.replace({ ...directory, organisationId: rival })).rejects.toThrow('idp_1');
        });
      });
    });

    describe('identities', () => {
      it('are known by directory and subject, and put anew', async () => {
        await asAcme(records, async (tx) => {
          await tx.identities.put({ ...identity, mappedWorkspaces: [], isMappedAdmin: true, lastUsedAt: 2_000 });
          const changed = { ...identity, mappedWorkspaces: [], isMappedAdmin: true, lastUsedAt: 2_000 };
          expect(await tx.identities.find('idp_1', 'sub-1')).toEqual(changed);
          expect(await tx.identities.find('idp_1', 'SUB-1')).toBeNull();
          expect(await tx.identities.listByUser(ada.id)).toEqual([changed]);
          await tx.identities.remove('idp_1', 'sub-1');
          expect(await tx.identities.listByUser(ada.id)).toEqual([]);
        });
      });

      it('are one organisation’s own', async () => {
        await records.within(rival, async (tx) => {
          expect(await tx.identities.find('idp_1', 'sub-1')).toBeNull();
          await tx.identities.remove('idp_1', 'sub-1');
          await expect(tx.identities.put(identity)).rejects.toThrow('another organisation');
        });
        expect(await asAcme(records, (tx) => tx.identities.find('idp_1', 'sub-1'))).toEqual(identity);
      });
    });

    it('a flow is taken once, and cleared away once it is over', async () => {
      await records.system(async ({ signIn: { flows } }) => {
        await flows.insert(flow);
        await flows.insert({ ...flow, stateHash: hash('state-2'), expiresAt: 9_000 });
        expect(await flows.take(flow.stateHash)).toEqual(flow);
        expect(await flows.take(flow.stateHash)).toBeNull();
        await flows.removeExpired(9_000);
        expect(await flows.take(hash('state-2'))).toBeNull();
      });
    });

    it('an assertion is used once, and forgotten once it is over', async () => {
      await records.system(async ({ signIn: { usedAssertions } }) => {
        expect(await usedAssertions.use(hash('assertion-1'), 9_000)).toBe(true);
        expect(await usedAssertions.use(hash('assertion-1'), 9_900)).toBe(false);
        expect(await usedAssertions.use(hash('assertion-2'), 9_001)).toBe(true);
        await usedAssertions.removeExpired(9_000);
        expect(await usedAssertions.use(hash('assertion-1'), 9_000)).toBe(true);
        expect(await usedAssertions.use(hash('assertion-2'), 9_001)).toBe(false);
      });
    });

    it('a session that a directory began is gone with the session', async () => {
      const session = { id: 'ses_1', organisationId: acme, tokenHash: hash('t'), userId: ada.id, apiKeyHash: null };
      const rest = { method: 'oidc: Okta', address: '', userAgent: '', startedAt: 1, usedAt: 1, expiresAt: 9 };
      const own = { sessionId: 'ses_1', organisationId: acme, providerId: 'idp_1', subject: 'sub-1' };
      const begun = { ...own, directorySession: 'sid-1', sealedIdToken: 'v1.token' };
      await asAcme(records, async (tx) => {
        await tx.sessions.insert({ ...session, ...rest });
        await tx.directorySessions.insert(begun);
        expect(await tx.directorySessions.find('ses_1')).toEqual(begun);
        expect(await tx.directorySessions.list('idp_1', { subject: 'sub-1' })).toEqual([begun]);
        expect(await tx.directorySessions.list('idp_1', { subject: 'sub-1', directorySession: 'other' })).toEqual([]);
      });
      await records.within(rival, async (tx) => {
        expect(await tx.directorySessions.find('ses_1')).toBeNull();
        expect(await tx.directorySessions.list('idp_1', {})).toEqual([]);
      });
      await asAcme(records, async (tx) => {
        await tx.sessions.remove('ses_1');
        expect(await tx.directorySessions.find('ses_1')).toBeNull();
      });
    });

    it('who may sign in is as usual until it is said', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.identitySettings.read()).toMatchObject({ domains: [], requiresSingleSignOn: false });
        const domains = [{ domain: 'example.com', allowsSubdomains: true, token: 't', verifiedAt: 5 }];
        await tx.identitySettings.write({
          organisationId: acme,
          domains,
          requiresSingleSignOn: true,
          requiresSecondFactor: true,
          requiresUserVerification: true,
          maxSessionSeconds: 900,
        });
        expect(await tx.identitySettings.read()).toMatchObject({ domains, requiresSingleSignOn: true });
      });
      expect(await records.within(rival, (tx) => tx.identitySettings.read())).toMatchObject({ domains: [] });
    });
  });
}
