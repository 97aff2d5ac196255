/** What every engine does for feedback. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Feedback } from './feedback.ts';
import { acme, asAcme, openWithTenants, research, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';

const feedback: Feedback = {
  id: 'fb_1',
  organisationId: acme,
  workspaceId: team,
  traceId: 'trace-1',
  value: 5,
  weight: 0.5,
  metadata: { by: 'ada' },
  model: 'big',
  apiKeyId: 'key_1',
  createdAt: 1_000,
};
const all = { from: 0, to: 10_000 };

export function describeFeedback(open: OpenRecords): void {
  describe('feedback', () => {
    let records: Records;
    beforeEach(async () => {
      records = await openWithTenants(open);
      await asAcme(records, async (tx) => {
        await tx.feedback.insert(feedback);
        await tx.feedback.insert({ ...feedback, id: 'fb_2', value: -10, weight: 1, createdAt: 1_999 });
        await tx.feedback.insert({ ...feedback, id: 'fb_3', traceId: 'trace-2', model: null, createdAt: 2_000 });
        await tx.feedback.insert({ ...feedback, id: 'fb_4', workspaceId: research, createdAt: 5_000, apiKeyId: null });
      });
    });
    afterEach(() => records.close());

    it('is given back as it was kept, and replaced as a whole', async () => {
      expect(await asAcme(records, (tx) => tx.feedback.findById('fb_1'))).toEqual(feedback);
      const changed = { ...feedback, value: 1, metadata: {} };
      await asAcme(records, (tx) => tx.feedback.replace(changed));
      expect(await asAcme(records, (tx) => tx.feedback.findById('fb_1'))).toEqual(changed);
      await expect(asAcme(records, (tx) => tx.feedback.replace({ ...feedback, id: 'none' }))).rejects.toThrow('none');
    });

    it('is counted and averaged by its weight, over time, by score and by model', async () => {
      await asAcme(records, async (tx) => {
        expect(await tx.feedback.total(all)).toEqual({ count: 4, average: (2.5 - 10 + 2.5 + 2.5) / 4 });
        expect([...(await tx.feedback.overTime(all, 1_000))].toSorted(([one], [other]) => one - other)).toEqual([
          [1_000, { count: 2, average: -3.75 }],
          [2_000, { count: 1, average: 2.5 }],
          [5_000, { count: 1, average: 2.5 }],
        ]);
        expect(await tx.feedback.byScore(all)).toEqual([
          { score: -10, count: 1 },
          { score: 5, count: 3 },
        ]);
        expect(await tx.feedback.byModel({ ...all, workspaceId: team })).toEqual([
          { model: 'big', count: 2, average: -3.75 },
          { model: null, count: 1, average: 2.5 },
        ]);
      });
    });

    it('is that of the window, the workspace, the keys and the models asked for', async () => {
      const count = (scope: object) =>
        asAcme(records, async (tx) => (await tx.feedback.total({ ...all, ...scope })).count);
      expect(await count({ from: 1_999, to: 2_000 })).toBe(1);
      expect(await count({ workspaceId: research })).toBe(1);
      expect(await count({ apiKeyIds: ['key_1'] })).toBe(3);
      expect(await count({ apiKeyIds: [] })).toBe(0);
      expect(await count({ models: ['big'] })).toBe(3);
      expect(await count({ traceId: 'trace-2' })).toBe(1);
    });

    it('finds the traces by how they were rated', async () => {
      const rated = (min: number, max: number) =>
        asAcme(records, (tx) => tx.feedback.tracesRated({ workspaceId: team }, { min, max, limit: 10 }));
      expect(await rated(0, 10)).toEqual(['trace-2']);
      expect(await rated(-10, 10)).toEqual(['trace-2', 'trace-1']);
    });

    it('adds up per trace what was rated since a moment, the newest trace first', async () => {
      const sums = (from: number, limit: number) =>
        asAcme(records, (tx) => tx.feedback.sumsByTrace({ workspaceId: team, from }, limit));
      const everything = await sums(0, 10);
      expect(everything.map(({ traceId }) => traceId)).toEqual(['trace-2', 'trace-1']);
      const { count, average } = await asAcme(records, (tx) => tx.feedback.total({ ...all, workspaceId: team }));
      const total = everything.reduce((sum, one) => sum + one.sum, 0);
      expect(everything.reduce((sum, one) => sum + one.count, 0)).toBe(count);
      expect(total / count).toBeCloseTo(average ?? Number.NaN, 9);
      expect(await sums(0, 1)).toEqual(everything.slice(0, 1));
      expect(await sums(Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
      expect(await records.within(rival, (tx) => tx.feedback.sumsByTrace({ from: 0 }, 10))).toEqual([]);
    });

    it('is deleted from the oldest on, a slice at a time, and nothing younger with it', async () => {
      const trim = (before: number, limit: number) => asAcme(records, (tx) => tx.feedback.trim(before, limit));
      const left = async () => {
        const ids = ['fb_1', 'fb_2', 'fb_3', 'fb_4'];
        const found = await asAcme(records, async (tx) => Promise.all(ids.map((id) => tx.feedback.findById(id))));
        return found.flatMap((one) => one?.id ?? []);
      };
      expect([await trim(2_000, 1), await left()]).toEqual([1, ['fb_2', 'fb_3', 'fb_4']]);
      expect([await trim(2_000, 10), await left()]).toEqual([1, ['fb_3', 'fb_4']]);
      expect(await trim(2_000, 10)).toBe(0);
    });

    it('is another tenant’s neither to see nor to change', async () => {
      await records.within(rival, async (tx) => {
        expect(await tx.feedback.trim(10_000, 10)).toBe(0);
        expect(await tx.feedback.total(all)).toEqual({ count: 0, average: null });
        expect(await tx.feedback.findById('fb_1')).toBeNull();
      });
    });
  });
}
