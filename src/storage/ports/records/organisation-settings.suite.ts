/** What every engine does for the settings of organisations. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, openWithTenants, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import { usualSettings, type OrganisationSettings } from './organisation-settings.ts';
import type { Records } from './records.ts';

const OWN: OrganisationSettings = {
  organisationId: acme,
  savedOnly: 'providers',
  inlineHosts: ['*.example.com'],
  apiKeyMetadataSchema: { properties: { team: { enum: ['a', 'b'], default: 'a' } }, required: ['team'] },
  workspaceMetadataSchema: null,
  notificationThresholds: [80],
  limitAnswers: 'portkey',
  guardrailAnswers: 'portkey',
  logRetentionDays: 30,
  guardrailExclusions: { input: [team], output: [] },
  deniedExportFields: ['request'],
  userKeys: { isMadeOnJoining: true, isMadeInDefaultWorkspace: false, ttlDays: 90, rotationDays: 30 },
  requestLogging: { mode: 'metrics_only', workspacesDecide: true, ignoresDebugHeader: true },
  maxCacheAgeMs: 3_600_000,
  jwt: {
    jwksUrl: 'https://id.example.com/keys',
    jwks: null,
    algorithms: ['RS256'],
    audience: 'tollgate',
    issuer: null,
    defaultScopes: ['completions.write'],
  },
  furtherJwt: [
    {
      jwksUrl: null,
      jwks: { keys: [{ kty: 'RSA', kid: 'other' }] },
      algorithms: ['ES256'],
      audience: null,
      issuer: 'https://other.example.com',
      defaultScopes: [],
    },
  ],
};

export function describeOrganisationSettings(open: OpenRecords): void {
  describe('the settings of an organisation', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
    });
    afterEach(() => records.close());

    it('are the usual ones until they are written, and then those that were written last', async () => {
      expect(await asAcme(records, (tx) => tx.settings.read())).toEqual(usualSettings(acme));
      await asAcme(records, (tx) => tx.settings.write({ ...OWN, savedOnly: 'all' }));
      await asAcme(records, (tx) => tx.settings.write(OWN));
      expect(await asAcme(records, (tx) => tx.settings.read())).toEqual(OWN);
      expect((await records.configuration()).settings).toEqual([OWN]);
      expect((await records.changed([])).settings).toEqual([OWN]);
    });

    it('are nobody else’s', async () => {
      await asAcme(records, (tx) => tx.settings.write(OWN));
      expect(await records.within(rival, (tx) => tx.settings.read())).toEqual(usualSettings(rival));
      await expect(records.within(rival, (tx) => tx.settings.write(OWN))).rejects.toThrow('another organisation');
    });
  });
}
