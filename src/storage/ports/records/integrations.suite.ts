/** What every engine does for integrations. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAcme, everything, insertAll, integration, openWithTenants, research, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { IntegrationFilter } from './integrations.ts';
import { describeNoun } from './noun.suite.ts';
import type { Records } from './records.ts';

export function describeIntegrations(open: OpenRecords): void {
  describeNoun(open, {
    name: 'an integration',
    row: integration,
    copy: (id, as) => ({ ...integration, id, ...(as === 'twin' ? {} : { slug: id }) }),
    repository: (tx) => tx.integrations,
    async listed(tx, page) {
      const { total, rows } = await tx.integrations.list({ ofOrganisation: true, ofWorkspaces: 'all' }, page);
      return { total, ids: rows.map(({ id }) => id) };
    },
    order: 'newest-first',
  });

  describe('integrations', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
      await asAcme(records, async (tx) => {
        await tx.integrations.insert({ ...integration, id: 'of-team', slug: 'of-team', workspaceId: team });
        await tx.integrations.insert({ ...integration, id: 'of-research', slug: 'of-research', workspaceId: research });
      });
    });
    afterEach(() => records.close());

    it('are found by slug, and by name the newest', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.integrations.findBySlug('vertex-prod')).toEqual(integration);
        expect(await tx.integrations.findBySlug('nowhere')).toBeNull();
        expect(await tx.integrations.findByName(integration.name)).toMatchObject({ id: 'of-research' });
        expect(await tx.integrations.findByName('Nobody')).toBeNull();
      });
    });

    it.each<[string, IntegrationFilter, string[]]>([
      ['the organisation’s', { ofOrganisation: true, ofWorkspaces: 'none' }, ['int_1']],
      ['those of workspaces', { ofOrganisation: false, ofWorkspaces: 'all' }, ['of-research', 'of-team']],
      ['what one workspace can use', { ofOrganisation: true, ofWorkspaces: team }, ['of-team', 'int_1']],
      ['none', { ofOrganisation: false, ofWorkspaces: 'none' }, []],
    ])('are listed by whose they are: %s', async (_, filter, ids) => {
      const { total, rows } = await asAcme(records, (tx) => tx.integrations.list(filter, everything));
      expect(rows.map(({ id }) => id)).toEqual(ids);
      expect(total).toBe(ids.length);
    });
  });
}
