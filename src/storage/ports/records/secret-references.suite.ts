/** What every engine does for references to secrets. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, insertAll, integration, openWithTenants, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import type { SecretReference } from './secret-references.ts';

export const openaiReference: SecretReference = {
  id: 'sec_1',
  slug: 'openai',
  organisationId: acme,
  name: 'OpenAI',
  description: 'Of the platform team',
  manager: 'hashicorp_vault',
  sealedAuth: 'v1.auth',
  path: 'secret/openai',
  key: 'api_key',
  access: { everyWorkspace: false, workspaceIds: [team] },
  tags: { stage: 'production' },
  createdBy: 'user_1',
  status: 'active',
  createdAt: 1_000,
  lastUpdatedAt: 2_000,
};

export function describeSecretReferences(open: OpenRecords): void {
  describe('references to secrets', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
      await asAcme(records, (tx) => tx.secretReferences.insert(openaiReference));
    });
    afterEach(() => records.close());

    it('come back as they were put in, by id and by slug', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.secretReferences.findById('sec_1')).toEqual(openaiReference);
        expect(await tx.secretReferences.findBySlug('openai')).toEqual(openaiReference);
        expect(await tx.secretReferences.findBySlug('nowhere')).toBeNull();
      });
    });

    it('are named by the mappings of integrations, which come back as they were put in', async () => {
      const secretMappings = [{ targetField: 'key', referenceId: 'sec_1', key: null, format: 'string' }] as const;
      await asAcme(records, async (tx) => {
        await tx.integrations.replace({ ...integration, secretMappings });
        expect(await tx.integrations.findById(integration.id)).toEqual({ ...integration, secretMappings });
      });
      const { integrations } = await records.configuration();
      expect(integrations.find(({ id }) => id === integration.id)?.secretMappings).toEqual(secretMappings);
    });

    it('do not exist for another organisation', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.secretReferences.findById('sec_1')).toBeNull();
        expect((await tx.secretReferences.list({ currentPage: 0, pageSize: 10 })).total).toBe(0);
        await expect(tx.secretReferences.replace({ ...openaiReference, organisationId: rival })).rejects.toThrow(
          'sec_1',
        );
      });
    });

    it('free their slug once they are archived', async () => {
      await asAcme(records, async (tx) => {
        await tx.secretReferences.replace({ ...openaiReference, status: 'archived' });
        await tx.secretReferences.insert({ ...openaiReference, id: 'sec_2' });
        expect(await tx.secretReferences.findBySlug('openai')).toMatchObject({ id: 'sec_2' });
        expect((await tx.secretReferences.list({ currentPage: 0, pageSize: 10 })).rows).toHaveLength(1);
      });
    });
  });
}
