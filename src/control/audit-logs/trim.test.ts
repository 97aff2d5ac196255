/** Retention of the audit trail: what is deleted of it, and what it says of that. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWorld, type World } from '../control.suite.ts';
import { audit, change } from '../transaction.ts';
import { trimAuditTrails } from './trim.ts';
import { verifyAuditChain } from './verify.ts';

const DAY = 86_400_000;
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.records.close());

const schedule = () => world.context({ kind: 'schedule', organisationId: world.organisationId });

async function note(who: string, organisation: string, resource: string): Promise<void> {
  const context = world.context(world.actors[who] ?? { kind: 'visitor' });
  const subject = { id: resource, organisationId: organisation as typeof world.organisationId, workspaceId: null };
  await change(context, (tx) => audit(context, tx, { action: 'config.update', subject }));
}

it('old events of every organisation go, newer ones stay, and each trail says so and is whole', async () => {
  await note('admin', world.organisationId, 'old');
  await note('stranger', 'organisation-b', 'old of a rival');
  world.clock.advance(31 * DAY);
  await note('admin', world.organisationId, 'new');
  const ours = (await world.audits()).length - 1;

  const deleted = await trimAuditTrails(schedule(), 30);
  const left = await world.audits();
  expect(deleted).toBe(ours + 1);
  expect(left.map(({ action, resourceId }) => [action, resourceId])).toEqual([
    ['audit_log.delete', world.organisationId],
    ['config.update', 'new'],
  ]);
  expect(left[0]).toMatchObject({ actor: 'retention', actorType: 'system', after: { deleted: ours } });
  expect(await verifyAuditChain(world.records, world.organisationId)).toMatchObject({ broken: null, events: 2 });
  const rival = await world.records.within('organisation-b' as typeof world.organisationId, (tx) =>
    tx.audit.list({}, { currentPage: 0, pageSize: 10 }),
  );
  expect(rival.rows.map(({ action }) => action)).toEqual(['audit_log.delete']);
});

it('nothing old leaves no event: a trail is not filled by its own retention', async () => {
  await note('admin', world.organisationId, 'new');
  const before = (await world.audits()).length;
  expect(await trimAuditTrails(schedule(), 30)).toBe(0);
  expect(await world.audits()).toHaveLength(before);
});
