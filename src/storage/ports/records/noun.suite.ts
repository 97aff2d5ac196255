/** What every noun of the records does alike, whatever the engine. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrganisationId } from '../../../kernel/ids.ts';
import { acme, insertAll, openWithTenants, rival, type OpenRecords } from './fixture.suite.ts';
import type { Records, TenantRecords } from './records.ts';
import type { Repository, RecordStatus } from './row.ts';
import { SlugTakenError } from './row.ts';

interface Row {
  id: string;
  organisationId: OrganisationId;
  status: RecordStatus;
  name: string;
}

export interface Noun<One extends Row> {
  name: string;
  /** Of Acme's: there already. */
  row: One;
  /** The same row under another id. With `as: 'twin'` nothing else differs; with `as: 'sibling'` nothing clashes. */
  copy(id: string, as: 'twin' | 'sibling'): One;
  repository(tx: TenantRecords): Repository<One>;
  /** Ids of what lists show, in their order. */
  listed(tx: TenantRecords, page: { currentPage: number; pageSize: number }): Promise<{ total: number; ids: string[] }>;
  order: 'newest-first' | 'oldest-first';
}

export function describeNoun<One extends Row>(open: OpenRecords, noun: Noun<One>): void {
  const { name, row, copy, repository, listed } = noun;

  describe(`${name}, as every noun`, () => {
    let records: Records;
    const within = <Result>(work: (tx: TenantRecords) => Promise<Result>, tenant = acme): Promise<Result> =>
      records.within(tenant, work);

    beforeEach(async () => {
      records = await openWithTenants(open);
      await insertAll(records);
    });
    afterEach(() => records.close());

    it('comes back as it was put in', async () => {
      expect(await within((tx) => repository(tx).findById(row.id))).toEqual(row);
    });

    it('is nothing, and not something else, under an unknown id', async () => {
      expect(await within((tx) => repository(tx).findById('nobody'))).toBeNull();
    });

    it('does not exist for another organisation, which can neither change nor make it', async () => {
      expect(await within((tx) => repository(tx).findById(row.id), rival)).toBeNull();
      expect((await within((tx) => listed(tx, { currentPage: 0, pageSize: 100 }), rival)).ids).not.toContain(row.id);
      await expect(within((tx) => repository(tx).replace({ ...row, name: 'stolen' }), rival)).rejects.toThrow();
      await expect(within((tx) => repository(tx).insert(copy('mine', 'sibling')), rival)).rejects.toThrow();
      await expect(
        within((tx) => repository(tx).replace({ ...row, organisationId: rival, name: 'stolen' }), rival),
      ).rejects.toThrow(row.id);
      expect(await within((tx) => repository(tx).findById(row.id))).toEqual(row);
    });

    it('is replaced whole', async () => {
      await within((tx) => repository(tx).replace({ ...row, name: 'Renamed' }));
      expect(await within((tx) => repository(tx).findById(row.id))).toEqual({ ...row, name: 'Renamed' });
    });

    it('is not replaced where it is not there', async () => {
      await expect(within((tx) => repository(tx).replace({ ...row, id: 'nobody' }))).rejects.toThrow('nobody');
    });

    it('has a name of its own among the active ones, which an archived one frees', async () => {
      await expect(within((tx) => repository(tx).insert(copy('twin', 'twin')))).rejects.toThrow(SlugTakenError);
      await within(async (tx) => {
        await repository(tx).replace({ ...row, status: 'archived' });
        await repository(tx).insert(copy('twin', 'twin'));
      });
      await expect(within((tx) => repository(tx).replace(row))).rejects.toThrow(SlugTakenError);
    });

    it('is not taken for a second name when its id is there already', async () => {
      const again = within((tx) => repository(tx).insert(copy(row.id, 'sibling')));
      await expect(again).rejects.toThrow();
      await expect(again).rejects.not.toThrow(SlugTakenError);
    });

    it('is hidden from lists when it is archived, and found by its id', async () => {
      await within((tx) => repository(tx).replace({ ...row, status: 'archived' }));
      expect((await within((tx) => listed(tx, { currentPage: 0, pageSize: 100 }))).ids).not.toContain(row.id);
      expect(await within((tx) => repository(tx).findById(row.id))).toMatchObject({ status: 'archived' });
    });

    it('is listed in pages, in the order in which it came, whatever ids and clocks say', async () => {
      for (const id of ['z', 'a', 'm']) await within((tx) => repository(tx).insert(copy(id, 'sibling')));
      const all = await within((tx) => listed(tx, { currentPage: 0, pageSize: 100 }));
      const inOrder = noun.order === 'newest-first' ? ['m', 'a', 'z'] : ['z', 'a', 'm'];
      expect(all.ids.filter((id) => inOrder.includes(id))).toEqual(inOrder);
      expect(all.total).toBe(all.ids.length);
      const second = await within((tx) => listed(tx, { currentPage: 1, pageSize: 2 }));
      expect(second).toEqual({ total: all.total, ids: all.ids.slice(2, 4) });
      expect((await within((tx) => listed(tx, { currentPage: 9, pageSize: 2 }))).ids).toEqual([]);
    });
  });
}
