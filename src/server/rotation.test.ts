import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWorld, type World } from '../control/control.suite.ts';
import { createApiKey } from '../control/api-keys/create.ts';
import { revealApiKey } from '../control/api-keys/reveal.ts';
import { rotateApiKey } from '../control/api-keys/rotate.ts';
import type { ControlContext } from '../control/context.ts';
import { hashKey } from '../kernel/key-hash.ts';
import { startRotation } from './rotation.ts';

const DAY = 86_400_000;
let world: World;
let admin: ControlContext;
let errors: unknown[];
beforeEach(async () => {
  world = await openWorld();
  admin = world.context(world.actors['admin'] ?? { kind: 'bootstrap' });
  errors = [];
});
afterEach(() => world.records.close());

const find = (id: string) => world.records.within(world.organisationId, (tx) => tx.apiKeys.findById(id));

/** One run of the timer. */
async function tick(): Promise<void> {
  let run = (): void => undefined;
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (...all: unknown[]) => void errors.push(all),
  };
  const end = startRotation({
    records: world.records,
    control: world.context,
    logger,
    every: (_ms, wanted) => {
      run = wanted;
      return () => undefined;
    },
  });
  run();
  await end();
}

const make = () =>
  createApiKey(admin, {
    type: 'workspace',
    sub_type: 'service',
    name: 'nightly',
    scopes: ['completions.write'],
    rotation_policy: { rotation_period_days: 2, key_transition_period_ms: 3_600_000 },
  });

it('rotates a key when it is due, and not before; the new text is fetched once', async () => {
  const { id, key } = await make();
  await tick();
  expect(await find(id)).toMatchObject({ hash: hashKey(key), previous: null, sealedSecret: null });

  world.clock.advance(2 * DAY);
  await tick();
  const rotated = await find(id);
  expect(rotated).toMatchObject({ previous: { hash: hashKey(key), expiresAt: world.clock.now() + 3_600_000 } });
  expect(rotated?.rotation?.nextAt).toBeGreaterThan(world.clock.now());
  await tick();
  expect((await find(id))?.hash).toBe(rotated?.hash);

  const revealed = await revealApiKey(admin, { id });
  expect(hashKey(revealed.key)).toBe(rotated?.hash);
  await expect(revealApiKey(admin, { id })).rejects.toMatchObject({ code: 'not_found' });
  const [last] = (await world.audits()).filter(({ action }) => action === 'api_key.rotate');
  expect(last).toMatchObject({ actor: 'schedule', after: { rotation_mode: 'auto', api_key_id: id } });
  expect(JSON.stringify(await world.audits())).not.toContain(revealed.key);
  expect(errors).toEqual([]);
});

it('leaves a key alone while its former text still opens', async () => {
  const { id } = await make();
  world.clock.advance(2 * DAY - 100_000);
  // By hand, shortly before the schedule.
  const row = await find(id);
  if (row?.rotation) {
    const rotation = { ...row.rotation, nextAt: world.clock.now() + 10 * DAY };
    await world.records.within(world.organisationId, (tx) => tx.apiKeys.replace({ ...row, rotation }));
  }
  await rotateApiKey(admin, { id });
  const byHand = await find(id);
  if (byHand?.rotation) {
    const rotation = { ...byHand.rotation, nextAt: world.clock.now() };
    await world.records.within(world.organisationId, (tx) => tx.apiKeys.replace({ ...byHand, rotation }));
  }
  await tick();
  expect((await find(id))?.hash).toBe(byHand?.hash);
  world.clock.advance(3_600_000);
  await tick();
  expect((await find(id))?.hash).not.toBe(byHand?.hash);
});
