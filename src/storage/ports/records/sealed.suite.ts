/** What every engine does for what is sealed in it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKey, asAcme, config, guardrail, insertAll, integration, openWithTenants } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';

export function describeSealed(open: OpenRecords): void {
  describe('what is sealed', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
      await asAcme(records, async (tx) => {
        await tx.integrations.replace({ ...integration, status: 'archived' });
        await tx.apiKeys.replace({ ...apiKey, sealedSecret: 'v1.key' });
        await tx.guardrails.insertVersion({
          id: 'gv_9',
          guardrailId: guardrail.id,
          sealedDefinition: 'v1.before',
          createdBy: 'me',
          createdAt: 1,
        });
        await tx.notifications.insertChannel({
          id: 'ch_9',
          organisationId: tx.organisationId,
          kind: 'slack',
          name: 'Ops',
          host: 'hooks.example.com',
          sealed: 'v1.channel',
          createdAt: 1,
          lastUpdatedAt: 1,
        });
        await tx.configs.insertVersion({ id: 'ver_9', configId: config.id, config: {}, createdBy: 'me', createdAt: 1 });
      });
    });
    afterEach(() => records.close());

    it('is listed with archived rows and former versions, and replaced one by one', async () => {
      const listed = await records.system(({ sealed }) => sealed.list());
      expect(listed).toEqual(
        expect.arrayContaining([
          { kind: 'integration', id: integration.id, ownerId: integration.id, text: integration.sealedCredentials },
          { kind: 'config', id: config.id, ownerId: config.id, text: JSON.stringify(config.config) },
          { kind: 'config-version', id: 'ver_9', ownerId: config.id, text: '{}' },
          { kind: 'guardrail', id: guardrail.id, ownerId: guardrail.id, text: guardrail.sealedDefinition },
          { kind: 'guardrail-version', id: 'gv_9', ownerId: guardrail.id, text: 'v1.before' },
          { kind: 'api-key', id: apiKey.id, ownerId: apiKey.id, text: 'v1.key' },
          { kind: 'notification-channel', id: 'ch_9', ownerId: 'ch_9', text: 'v1.channel' },
        ]),
      );
      await records.system(async ({ sealed }) => {
        for (const row of listed) {
          const text = row.kind.startsWith('config') ? '{"new":1}' : 'v1.new';
          await sealed.replace({ ...row, text });
        }
      });
      await asAcme(records, async (tx) => {
        expect(await tx.integrations.findById(integration.id)).toMatchObject({ sealedCredentials: 'v1.new' });
        expect(await tx.configs.findById(config.id)).toMatchObject({ config: { new: 1 } });
        expect((await tx.configs.listVersions(config.id)).map((version) => version.config)).toContainEqual({ new: 1 });
        expect(await tx.apiKeys.findById(apiKey.id)).toMatchObject({ sealedSecret: 'v1.new' });
      });
    });

    it('has one proof of the master key, the last that was written', async () => {
      await records.system(async ({ sealed }) => {
        expect(await sealed.proof()).toBeNull();
        await sealed.writeProof('v1.one');
        await sealed.writeProof('v1.two');
        expect(await sealed.proof()).toBe('v1.two');
      });
    });
  });
}
