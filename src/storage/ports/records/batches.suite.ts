/** What every engine does for batches. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, openWithTenants, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Batch, BatchFile } from './batches.ts';
import type { Records } from './records.ts';

const batch: Batch = {
  id: 'batch_a',
  organisationId: acme,
  workspaceId: team,
  apiKeyId: 'key_1',
  userId: null,
  providerSlug: 'openai-prod',
  api: 'batches',
  upstreamId: 'batch_1',
  metadata: { team: 'payments' },
  traceId: 'trace',
  spanId: 'span',
  createdAt: 1000,
  nextLookAt: 2000,
  takenUntil: 0,
  settledLines: 0,
  hold: { id: 'hold_1', requests: 3, claims: [{ limit: 'key one', window: 0, amount: 900 }] },
};

const file: BatchFile = {
  id: 'file_a',
  organisationId: acme,
  workspaceId: team,
  accountId: 'account',
  fileId: 'file-1',
  createdAt: 1000,
  requests: 2,
  tokens: 5000,
  nanoUsd: null,
  unpriced: 'it has no price',
  models: ['gpt-5.1'],
  vettedBy: ['key'],
};

export function describeBatches(open: OpenRecords): void {
  describe('batches', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.batches.insert(batch);
        await tx.batches.insert({ ...batch, id: 'batch_b', upstreamId: 'batch_2', nextLookAt: 1500 });
      });
    });
    afterEach(() => records.close());

    it('are due when it is time, the longest due first, or at once where somebody saw its end', async () => {
      await asAcme(records, async (tx) => {
        expect((await tx.batches.due(1499, 10)).map(({ id }) => id)).toEqual([]);
        expect((await tx.batches.due(2000, 10)).map(({ id }) => id)).toEqual(['batch_b', 'batch_a']);
        expect((await tx.batches.due(2000, 1)).map(({ id }) => id)).toEqual(['batch_b']);
        expect(await tx.batches.bringForward('batch_1', 1000)).toBe(true);
        expect(await tx.batches.bringForward('batch_3', 1000)).toBe(false);
        expect((await tx.batches.due(1499, 10)).map(({ id }) => id)).toEqual(['batch_a']);
      });
    });

    it('are taken by one process, however many read them', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.batches.claim(batch, 9000)).toBe(true);
        expect(await tx.batches.claim(batch, 9000)).toBe(false);
        expect(await tx.batches.bringForward('batch_1', 1000)).toBe(true);
        expect((await tx.batches.due(2000, 10)).map(({ id }) => id)).toEqual(['batch_b']);
        expect((await tx.batches.due(9000, 10)).map(({ id }) => id)).toEqual(['batch_a', 'batch_b']);
      });
    });

    it('remember how far they are charged, and are gone when they are done', async () => {
      await asAcme(records, async (tx) => {
        await tx.batches.replace({ ...batch, settledLines: 200 });
        expect(await tx.batches.findById('batch_a')).toEqual({ ...batch, settledLines: 200 });
        await tx.batches.remove('batch_a');
        expect(await tx.batches.findById('batch_a')).toBeNull();
      });
    });

    it('are made of files that are known for a while, in their workspace', async () => {
      const { workspaceId, accountId, fileId } = file;
      const wanted = { workspaceId, accountId, fileId };
      await asAcme(records, async (tx) => {
        await tx.batches.insertFile(file);
        await tx.batches.insertFile({
          ...file,
          id: 'file_b',
          fileId: 'file-2',
          createdAt: 2000,
          nanoUsd: 7,
          unpriced: '',
        });
        expect(await tx.batches.findFile(wanted)).toEqual(file);
        expect(await tx.batches.findFile({ ...wanted, accountId: 'another' })).toBeNull();
        await tx.batches.removeFilesBefore(1500);
        expect(await tx.batches.findFile(wanted)).toBeNull();
        expect(await tx.batches.findFile({ ...wanted, fileId: 'file-2' })).toMatchObject({ nanoUsd: 7 });
      });
      await records.within(rival, async (tx) => {
        await tx.batches.removeFilesBefore(9999);
        expect(await tx.batches.findFile({ ...wanted, fileId: 'file-2' })).toBeNull();
        await expect(tx.batches.insertFile({ ...file, id: 'file_c' })).rejects.toThrow();
      });
      expect(await asAcme(records, (tx) => tx.batches.findFile({ ...wanted, fileId: 'file-2' }))).not.toBeNull();
    });

    it('are one organisation’s own', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.batches.findById('batch_a')).toBeNull();
        expect(await tx.batches.bringForward('batch_1', 1)).toBe(false);
        expect(await tx.batches.due(9999, 10)).toEqual([]);
        expect(await tx.batches.claim(batch, 9000)).toBe(false);
        await tx.batches.remove('batch_a');
        await expect(tx.batches.replace({ ...batch, organisationId: rival })).rejects.toThrow(/no row/);
      });
      expect(await asAcme(records, (tx) => tx.batches.findById('batch_a'))).toEqual(batch);
    });
  });
}
