/** What every engine does for the work that clients report. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acme, asAcme, openWithTenants, research, rival, team } from './fixture.suite.ts';
import type { OpenRecords } from './fixture.suite.ts';
import type { Records } from './records.ts';
import type { SessionActivity } from './session-activity.ts';

const DAY = 86_400_000;
const row: SessionActivity = {
  organisationId: acme,
  workspaceId: team,
  apiKeyId: 'key_1',
  userId: 'ada',
  sessionId: 'session-1',
  day: DAY,
  linesAdded: 5,
  linesRemoved: 2,
  commits: 1,
  pullRequests: 0,
  editsAccepted: 1,
  editsRejected: 0,
  toolsAccepted: 3,
  toolsRejected: 1,
  activeMs: 1_500,
  firstAt: DAY + 10,
  lastAt: DAY + 10,
};
const always = { from: 0, to: 100 * DAY };
const page = { limit: 10, offset: 0 };
const MANY = 100;

export function describeSessionActivity(open: OpenRecords): void {
  describe('reported work', () => {
    let records: Records;
    const add = (rows: readonly SessionActivity[], max = MANY) =>
      asAcme(records, (tx) => tx.sessionActivity.add(rows, max));
    beforeEach(async () => {
      records = await openWithTenants(open);
    });
    afterEach(() => records.close());

    it('adds up in its session, by person, by workspace and by day', async () => {
      await add([
        row,
        { ...row, sessionId: 'session-2', workspaceId: research, userId: null, day: 2 * DAY, lastAt: 2 * DAY },
      ]);
      await add([{ ...row, lastAt: DAY + 20 }]);
      const groups = await asAcme(records, async ({ sessionActivity }) => ({
        session: await sessionActivity.groups('session', always, page),
        user: await sessionActivity.groups('user', always, page),
        workspace: await sessionActivity.groups('workspace', always, page),
        day: await sessionActivity.groups('day', always, page),
      }));
      const first = {
        linesAdded: 10,
        linesRemoved: 4,
        commits: 2,
        toolsAccepted: 6,
        activeMs: 3_000,
        lastAt: DAY + 20,
      };
      expect(groups.session).toMatchObject({
        total: 2,
        rows: [
          { key: 'session-2', linesAdded: 5 },
          { key: 'session-1', sessions: 1, ...first },
        ],
      });
      expect(groups.user.rows).toMatchObject([{ key: 'key_1' }, { key: 'ada', ...first }]);
      expect(groups.workspace.rows).toMatchObject([{ key: research }, { key: team, ...first }]);
      expect(groups.day.rows.map(({ key }) => key)).toEqual([String(2 * DAY), String(DAY)]);
      const total = await asAcme(records, (tx) => tx.sessionActivity.total(always));
      expect(total).toMatchObject({ linesAdded: 15, sessions: 2, lastAt: 2 * DAY });
    });

    it('is read of a workspace, of keys, of a session and of days', async () => {
      await add([row, { ...row, sessionId: 'session-2', apiKeyId: 'key_2', workspaceId: research, day: 2 * DAY }]);
      const sessions = (scope: object) =>
        asAcme(records, async (tx) =>
          (await tx.sessionActivity.groups('session', { ...always, ...scope }, page)).rows.map(({ key }) => key),
        );
      expect(await sessions({ workspaceId: team })).toEqual(['session-1']);
      expect(await sessions({ apiKeyIds: ['key_2'] })).toEqual(['session-2']);
      expect(await sessions({ apiKeyIds: [] })).toEqual([]);
      expect(await sessions({ sessionId: 'session-1' })).toEqual(['session-1']);
      expect(await sessions({ from: 2 * DAY })).toEqual(['session-2']);
      expect(await sessions({ to: 2 * DAY })).toEqual(['session-1']);
      expect(await asAcme(records, (tx) => tx.sessionActivity.total({ ...always, apiKeyIds: [] }))).toBeNull();
    });

    it('goes on to be counted where a key has too many sessions, without them', async () => {
      const named = (sessionId: string) => ({ ...row, sessionId });
      await add([named('a'), named('b'), named('c'), named('d'), named('a')], 2);
      const { rows } = await asAcme(records, (tx) => tx.sessionActivity.groups('session', always, page));
      expect(Object.fromEntries(rows.map(({ key, commits }) => [key, commits]))).toEqual({ a: 2, b: 1, '': 2 });
    });

    it('goes when its day is too old', async () => {
      await add([row, { ...row, day: 2 * DAY }]);
      expect(await asAcme(records, (tx) => tx.sessionActivity.deleteBefore(2 * DAY))).toBe(1);
      expect(await asAcme(records, (tx) => tx.sessionActivity.total(always))).toMatchObject({ commits: 1 });
    });

    it('is one organisation’s own', async () => {
      await add([row]);
      await records.within(rival, async (tx) => {
        expect((await tx.sessionActivity.groups('user', always, page)).rows).toEqual([]);
        expect(await tx.sessionActivity.total(always)).toBeNull();
        expect(await tx.sessionActivity.deleteBefore(100 * DAY)).toBe(0);
        await expect(tx.sessionActivity.add([row], MANY)).rejects.toThrow(/another organisation/);
      });
    });
  });
}
