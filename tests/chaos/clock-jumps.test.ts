/** The machine's clock jumps by a day while a stream runs, and back: nothing breaks off, and no budget is fresh for it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { gate, openWorld, QUESTION, type World } from '../e2e/world.ts';

const CLOCK = fileURLToPath(new URL('../../testkit/settable-clock.ts', import.meta.url));
const DAY_MS = 86_400_000;
const STREAMED = { ...QUESTION, stream: true };

let directory: string;
let world: World;
const setOff = (ms: number): Promise<void> => writeFile(join(directory, 'clock'), String(ms));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tollgate-clock-'));
  await setOff(0);
  const env = { NODE_OPTIONS: `--import=${CLOCK}`, TEST_CLOCK: join(directory, 'clock') };
  world = await openWorld({ tollgate: { env } });
});
afterEach(async () => {
  await world.close();
  await rm(directory, { recursive: true, force: true });
});

it('a jump cuts no stream, gives no budget and no rate anew once it is set right, and costs nothing meanwhile', async () => {
  const daily = { type: 'requests', credit_limit: 2, periodic_reset: 'daily' };
  const { key } = await world.makeKey({ usage_limits: daily });
  const rated = await world.makeKey({ rate_limits: [{ type: 'requests', unit: 'rph', value: 1 }] });
  const ask = async (by: string): Promise<number> => (await world.ask({ key: by })).status;
  expect([await ask(key), await ask(key), await ask(key)]).toEqual([200, 200, 429]);
  expect([await ask(rated.key), await ask(rated.key)]).toEqual([200, 429]);

  const { passed, pass } = gate();
  const story = answer([text('word '.repeat(40))], { usage: { input: 100, output: 50 } });
  world.fake.onMessages(() => misbehave(story, { holdBefore: { event: 8, until: passed } }));
  const live = await world.open({ body: STREAMED });
  await live.sees('text_delta');
  await setOff(DAY_MS);
  pass();
  expect((await live.ended).proper).toBe(true);
  expect(await world.row(live.id)).toMatchObject({ is_success: true, output_tokens: 50 });

  world.fake.onMessages(() => story);
  // Google refuses tokens that are asked for a day ahead. That is said, costs nothing, and ends with the jump.
  const refused = await world.ask({ key });
  expect(refused.status).toBe(502);
  expect(refused.message).toMatch(/token/i);
  expect(await ask(rated.key)).toBe(429);
  // Back: the first day is still spent, and requests are still served and logged.
  await setOff(0);
  expect(await ask(key)).toBe(429);
  const after = await world.ask();
  expect(after.status).toBe(200);
  expect(await world.row(after.id)).toMatchObject({ is_success: true });
});
