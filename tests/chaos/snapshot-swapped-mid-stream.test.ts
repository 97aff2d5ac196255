import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answer, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { gate, openWorld, QUESTION } from '../e2e/world.ts';
import type { World } from '../e2e/world.ts';

let world: World;
const STREAMED = { ...QUESTION, stream: true };
const STORY = answer([text('word '.repeat(40))], { usage: { input: 100, output: 50 } });

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

describe('a change of the configuration in mid-stream', () => {
  it('does not touch the stream that runs, and holds for the next one', async () => {
    const { id, key } = await world.makeKey();
    const { passed, pass } = gate();
    world.fake.onMessages(() => misbehave(STORY, { holdBefore: { event: 8, until: passed } }));
    const live = await world.open({ key, body: STREAMED });
    await live.sees('text_delta');

    // The ground is taken from under it: its location, its provider, its key.
    await world.admin('PUT', '/v1/integrations/vertex-prod', { configurations: { vertex_region: 'europe-west1' } });
    await world.admin('DELETE', `/v1/api-keys/${id}`);
    world.fake.onMessages(() => STORY);
    const next = await world.ask({ body: STREAMED });
    expect((await world.ask({ key, body: STREAMED })).status).toBe(401);
    await world.admin('DELETE', '/v1/providers/vertex-prod');
    expect((await world.ask({ body: STREAMED })).status).toBe(412);

    pass();
    const { text: whole, proper } = await live.ended;
    expect(proper).toBe(true);
    expect(whole).toContain('message_stop');
    expect(await world.row(live.id)).toMatchObject({
      is_success: true,
      region: 'us-east5',
      api_key_id: id,
      output_tokens: 50,
    });
    expect(await world.row(next.id)).toMatchObject({ is_success: true, region: 'europe-west1' });
    expect(world.calls().map((call) => /locations\/([^/]+)\//.exec(call.path)?.[1])).toEqual([
      'us-east5',
      'europe-west1',
    ]);
  });

  it('fifty times under load loses no request', async () => {
    await world.admin('POST', '/v1/integrations', {
      name: 'busy',
      slug: 'busy',
      ai_provider_id: 'vertex-ai',
      configurations: {
        vertex_region: 'global',
        vertex_service_account_json: world.fake.serviceAccount,
        custom_host: world.fake.url,
      },
    });
    world.fake.onMessages(() => STORY);
    const stopped = new AbortController();
    const load = Array.from({ length: 8 }, async () => {
      const statuses: number[] = [];
      for (;;) {
        statuses.push((await world.ask({ provider: '@busy', body: STREAMED })).status);
        if (stopped.signal.aborted) return statuses;
      }
    });
    for (let change = 0; change < 50; change += 1) {
      const region = change % 2 === 0 ? 'us-east5' : 'global';
      await world.admin('PUT', '/v1/integrations/busy', { configurations: { vertex_region: region } });
    }
    stopped.abort();
    const statuses = (await Promise.all(load)).flat();
    expect(statuses.length).toBeGreaterThan(20);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(world.tokenCalls()).toBeLessThanOrEqual(1);
  });
});
