/** Everybody's sessions, for those who govern the organisation. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../control.suite.ts';
import type { ControlContext } from '../context.ts';
import { startSession } from '../sign-in/sessions.ts';
import { endSession } from './end.ts';
import { listSessions } from './list.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.records.close());

const as = (name: string): ControlContext => {
  const principal = world.actors[name];
  if (principal === undefined) throw new Error(`nobody is called ${name}`);
  return world.context(principal);
};

const start = (userId: string): Promise<string> =>
  world.records
    .within(world.organisationId, (tx) => startSession(as('owner'), tx, { proven: { userId }, method: 'password' }))
    .then(({ session }) => session.id);

const seenBy = async (name: string, input = {}): Promise<(string | null)[]> =>
  (await listSessions(as(name), input)).data.map((session) => session.user_id);

describe('sessions of the organisation', () => {
  it('are listed for administrators, of everybody or of one, without those that are over', async () => {
    await start('member');
    world.clock.advance(13 * 3_600_000);
    await start('orgAdmin');
    expect(await seenBy('owner')).toEqual(['orgAdmin']);
    await start('member');
    expect((await seenBy('orgAdmin')).toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      'member',
      'orgAdmin',
    ]);
    expect(await seenBy('orgAdmin', { user_id: 'member' })).toEqual(['member']);
    await expect(listSessions(as('member'), {})).rejects.toMatchObject({ code: 'missing_scope' });
    expect(await seenBy('rivalOwner')).toEqual([]);
  });

  it('are ended by administrators, but an owner’s by owners only, and none of another organisation', async () => {
    const [mine, theirs] = [await start('member'), await start('owner')];
    await expect(endSession(as('rivalOwner'), { id: mine })).rejects.toMatchObject({ code: 'not_found' });
    await expect(endSession(as('member'), { id: mine })).rejects.toMatchObject({ code: 'missing_scope' });
    await expect(endSession(as('orgAdmin'), { id: theirs })).rejects.toThrow();
    await endSession(as('orgAdmin'), { id: mine });
    expect(await seenBy('owner')).toEqual(['owner']);
    const [ended] = (await world.audits()).filter(({ action }) => action === 'session.delete');
    expect(ended).toMatchObject({ resourceId: mine, actor: 'orgAdmin', before: { user_id: 'member' } });
  });
});
