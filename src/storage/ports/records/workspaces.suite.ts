/** What every engine does for workspaces. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkspaceId } from '../../../kernel/ids.ts';
import { asAcme, everything, insertAll, openWithTenants, research, team, workspace } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import { describeNoun } from './noun.suite.ts';
import type { Records } from './records.ts';

export function describeWorkspaces(open: OpenRecords): void {
  describeNoun(open, {
    name: 'a workspace',
    row: workspace,
    copy: (id, as) => ({
      ...workspace,
      id: id as WorkspaceId,
      isDefault: false,
      ...(as === 'twin' ? {} : { slug: id }),
    }),
    repository: (tx) => tx.workspaces,
    async listed(tx, page) {
      const { total, rows } = await tx.workspaces.list({}, page);
      return { total, ids: rows.map(({ id }) => id) };
    },
    order: 'oldest-first',
  });

  describe('workspaces', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
    });
    afterEach(() => records.close());

    it('are found by slug, and the default one without', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.workspaces.findBySlug('ws-research')).toMatchObject({ id: research });
        expect(await tx.workspaces.findBySlug('ws-nowhere')).toBeNull();
        expect(await tx.workspaces.findDefault()).toEqual(workspace);
      });
    });

    it.each([
      ['all', {}, [team, research]],
      ['one', { id: research }, [research]],
      ['a part of the name', { name: 'eSEA' }, [research]],
      ['a part with a wildcard of SQL', { name: '%' }, []],
      ['a whole name', { exactName: 'Team' }, [team]],
      ['a whole name that is a part', { exactName: 'Tea' }, []],
      ['archived ones', { status: 'archived' as const }, []],
    ])('are listed by what is asked: %s', async (_, filter, ids) => {
      const { rows } = await asAcme(records, (tx) => tx.workspaces.list(filter, everything));
      expect(rows.map(({ id }) => id)).toEqual(ids);
    });

    it('count what they hold', async () => {
      await insertAll(records);
      const [full, empty] = await asAcme(records, async (tx) => [
        await tx.workspaces.contents(team),
        await tx.workspaces.contents(research),
      ]);
      expect(full).toEqual({ integrations: 0, providers: 1, configs: 1, guardrails: 1, apiKeys: 1 });
      expect(empty).toEqual({ integrations: 0, providers: 0, configs: 0, guardrails: 0, apiKeys: 0 });
    });
  });
}
