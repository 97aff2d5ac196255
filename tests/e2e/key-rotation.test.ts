/** A key that is rotated: both texts open for a while, then the new one alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringAt } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  world.fake.onMessages(() => answer([text('fine')]));
});
afterAll(() => world.close());

it('opens with both texts at once, is one key to the log, and never leaves the house', async () => {
  const { id, key } = await world.makeKey();
  const rotated = await world.admin('POST', `/v1/api-keys/${id}/rotate`, {});
  const fresh = stringAt(rotated, 'key');
  world.fake.mustNeverSee(fresh);
  expect(rotated).toMatchObject({ id, key_transition_expires_at: expect.any(String) });
  const asked = [await world.ask({ key: fresh }), await world.ask({ key })];
  expect(asked.map(({ status }) => status)).toEqual([200, 200]);
  for (const { id: request } of asked) expect(await world.row(request)).toMatchObject({ api_key_id: id });
  expect(await world.admin('GET', `/v1/api-keys/${id}`)).toMatchObject({
    previous_key: { expires_at: rotated['key_transition_expires_at'] },
  });

  const again = await world.tollgate.admin('POST', `/v1/api-keys/${id}/rotate`, {});
  expect(again).toMatchObject({
    status: 409,
    body: { data: { message: expect.stringContaining('former text still opens') } },
  });
  await world.admin('DELETE', `/v1/api-keys/${id}`);
  for (const gone of [key, fresh]) expect((await world.ask({ key: gone })).status).toBe(401);
});
