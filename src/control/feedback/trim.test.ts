import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OrganisationId } from '../../kernel/ids.ts';
import { openWorld, type World } from '../control.suite.ts';
import { trimFeedback } from './trim.ts';

const DAY_MS = 86_400_000;
const RIVAL = 'organisation-b' as OrganisationId;
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.records.close());

const rate = (organisationId: OrganisationId, id: string): Promise<void> =>
  world.records.within(organisationId, (tx) =>
    tx.feedback.insert({
      id,
      organisationId,
      workspaceId: world.workspaceId,
      traceId: 't',
      value: 1,
      weight: 1,
      metadata: {},
      model: null,
      apiKeyId: null,
      createdAt: world.clock.now(),
    }),
  );

const isThere = async (organisationId: OrganisationId, id: string): Promise<boolean> =>
  (await world.records.within(organisationId, (tx) => tx.feedback.findById(id))) !== null;

const trim = (days: number | null): Promise<number> => trimFeedback(world, days);

it('ratings go with the rows of the log, and newer ones stay', async () => {
  await rate(world.organisationId, 'old');
  world.clock.advance(31 * DAY_MS);
  await rate(world.organisationId, 'new');
  expect(await trim(30)).toBe(1);
  expect([await isThere(world.organisationId, 'old'), await isThere(world.organisationId, 'new')]).toEqual([
    false,
    true,
  ]);
});

it('an organisation’s own retention holds for its ratings, and for no other’s', async () => {
  await world.records.within(world.organisationId, async (tx) =>
    tx.settings.write({ ...(await tx.settings.read()), logRetentionDays: 7 }),
  );
  await rate(world.organisationId, 'ours');
  await rate(RIVAL, 'theirs');
  world.clock.advance(8 * DAY_MS);
  expect(await trim(10)).toBe(1);
  expect([await isThere(world.organisationId, 'ours'), await isThere(RIVAL, 'theirs')]).toEqual([false, true]);
});

it('no organisation keeps ratings longer than the gateway', async () => {
  await world.records.within(world.organisationId, async (tx) =>
    tx.settings.write({ ...(await tx.settings.read()), logRetentionDays: 365 }),
  );
  await rate(world.organisationId, 'ours');
  world.clock.advance(91 * DAY_MS);
  expect([await trim(null), await trim(90)]).toEqual([0, 1]);
});

it('an organisation whose records fail keeps its ratings, and the others’ go all the same', async () => {
  await rate(world.organisationId, 'ours');
  await rate(RIVAL, 'theirs');
  world.clock.advance(31 * DAY_MS);
  const { records, clock } = world;
  const [first] = await records.system((all) => all.organisations.list());
  const failing: typeof records = {
    ...records,
    system: records.system.bind(records),
    within: (id, work) => (id === first?.id ? Promise.reject(new Error('Away.')) : records.within(id, work)),
  };
  await expect(trimFeedback({ records: failing, clock }, 30)).rejects.toThrow('of 1 organisations');
  const kept = [await isThere(world.organisationId, 'ours'), await isThere(RIVAL, 'theirs')];
  expect(kept.filter(Boolean)).toHaveLength(1);
});
