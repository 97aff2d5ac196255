/** When a session is over: nobody used it, it is old, or the organisation says so. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../control.suite.ts';
import { change } from '../transaction.ts';
import { findSession, startSession } from './sessions.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.records.close());

const context = () => world.context(world.actors['owner'] ?? { kind: 'visitor' });
const begin = () =>
  change(context(), (tx) => startSession(context(), tx, { proven: { userId: 'owner' }, method: 'password' }));
const isThere = async (token: string): Promise<boolean> => (await findSession(context(), token)) !== null;

describe('a session', () => {
  it('that nobody uses is over after twelve hours', async () => {
    const { token } = await begin();
    world.clock.advance(12 * HOUR);
    expect(await isThere(token)).toBe(true);
    world.clock.advance(12 * HOUR + 1);
    expect(await isThere(token)).toBe(false);
  });

  it('that is used goes on, and is over after seven days all the same', async () => {
    const { token, session } = await begin();
    const alive = [];
    for (let hour = 0; hour < 7 * 24; hour += 8) {
      world.clock.advance(8 * HOUR);
      alive.push(await isThere(token));
    }
    expect(alive).toEqual(alive.map(() => true));
    world.clock.advance(1);
    expect(await isThere(token)).toBe(false);
    const left = await world.records.within(world.organisationId, (tx) => tx.sessions.listByUser('owner'));
    expect(left.map(({ id }) => id)).not.toContain(session.id);
  });

  it('is over when the organisation lets none last that long', async () => {
    await change(context(), async (tx) =>
      tx.identitySettings.write({ ...(await tx.identitySettings.read()), maxSessionSeconds: 900 }),
    );
    const { token } = await begin();
    world.clock.advance(15 * MINUTE - 1);
    expect(await isThere(token)).toBe(true);
    world.clock.advance(1);
    expect(await isThere(token)).toBe(false);
  });

  it('is found by its secret alone: neither its id nor the hash that is stored opens it', async () => {
    const { token, session } = await begin();
    expect(await isThere(token)).toBe(true);
    for (const other of [session.id, session.tokenHash, `${token} `, token.toUpperCase(), '']) {
      expect(await isThere(other)).toBe(false);
    }
  });
});
