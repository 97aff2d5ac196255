/** What every engine does for guardrails. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAcme, everything, guardrail, insertAll, openWithTenants, research, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import { describeNoun } from './noun.suite.ts';
import type { Records } from './records.ts';

export function describeGuardrails(open: OpenRecords): void {
  describeNoun(open, {
    name: 'a guardrail',
    row: guardrail,
    copy: (id, as) => ({ ...guardrail, id, versionId: `v-${id}`, ...(as === 'twin' ? {} : { slug: id }) }),
    repository: (tx) => tx.guardrails,
    async listed(tx, page) {
      const { total, rows } = await tx.guardrails.list({ workspaceId: team }, page);
      return { total, ids: rows.map(({ id }) => id) };
    },
    order: 'newest-first',
  });

  describe('guardrails', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
    });
    afterEach(() => records.close());

    it('are listed by workspace, by organisation, by both, and by name or id', async () => {
      await insertAll(records);
      await asAcme(records, async (tx) => {
        await tx.guardrails.insert({ ...guardrail, id: 'gr_2', slug: 'pg-2', workspaceId: null });
        await tx.guardrails.insert({ ...guardrail, id: 'gr_3', slug: 'pg-3', workspaceId: research });
        const ids = async (filter: Parameters<typeof tx.guardrails.list>[0]) =>
          (await tx.guardrails.list(filter, everything)).rows.map(({ id }) => id);
        expect(await ids({})).toEqual(['gr_3', 'gr_2', 'gr_1']);
        expect(await ids({ workspaceId: team })).toEqual(['gr_1']);
        expect(await ids({ workspaceId: null })).toEqual(['gr_2']);
        expect(await ids({ workspaceId: team, isWithOrganisation: true })).toEqual(['gr_2', 'gr_1']);
        expect(await ids({ ids: ['pg-3', 'gr_1', 'nobody'] })).toEqual(['gr_3', 'gr_1']);
        expect(await tx.guardrails.findBySlug('pg-2')).toMatchObject({ id: 'gr_2', workspaceId: null });
        expect(await tx.guardrails.findByName(null, guardrail.name)).toMatchObject({ id: 'gr_2' });
        expect(await tx.guardrails.findByName(team, guardrail.name)).toEqual(guardrail);
      });
    });

    it('keep every version, the newest first, for no other tenant', async () => {
      await asAcme(records, async (tx) => {
        for (const id of ['v1', 'v2']) {
          await tx.guardrails.insertVersion({
            id,
            guardrailId: 'gr_1',
            sealedDefinition: `sealed ${id}`,
            createdBy: 'key_admin',
            createdAt: 1_000,
          });
        }
        await tx.guardrails.insert(guardrail);
      });
      const versions = await asAcme(records, (tx) => tx.guardrails.listVersions('gr_1'));
      expect(versions.map((version) => version.sealedDefinition)).toEqual(['sealed v2', 'sealed v1']);
      expect(await records.within(rival, (tx) => tx.guardrails.listVersions('gr_1'))).toEqual([]);
    });
  });
}
