/** Further headers of an integration and of its models: who gets them, who sets them, and who never sees their values. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, QUESTION, type World } from './world.ts';

const INTEGRATION = '/v1/integrations/vertex-prod';
const SECRET = 'proxy-secret-7f3a9c2e4b5d6f80';
const OTHER = 'claude-opus-4-1';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const headers = { 'X-Proxy-Auth': SECRET, 'x-team': 'data' };
  await world.admin('PUT', INTEGRATION, { configurations: { custom_headers: headers } });
  await world.admin('PUT', `${INTEGRATION}/models`, {
    models: [
      { slug: OTHER, enabled: true, configurations: { custom_headers: { 'x-team': 'opus', 'x-tuned': 'yes' } } },
    ],
  });
});
beforeEach(() => {
  world.reset();
  world.fake.onMessages(() => answer([text(`You sent ${SECRET}.`)], { usage: { input: 1, output: 1 } }));
});
afterAll(() => world.close());

it('go upstream with every request to the integration, those of a model in place of others', async () => {
  await world.ask();
  await world.ask({ body: { ...QUESTION, model: OTHER } });
  const [one, other] = world.calls();
  expect(one?.headers).toMatchObject({ 'x-proxy-auth': SECRET, 'x-team': 'data' });
  expect(one?.headers).not.toHaveProperty('x-tuned');
  expect(other?.headers).toMatchObject({ 'x-proxy-auth': SECRET, 'x-team': 'opus', 'x-tuned': 'yes' });
});

it('are not set by a client that is allowed to forward a header of the name', async () => {
  await world.ask({ headers: { 'x-portkey-forward-headers': 'x-team,x-mine', 'x-team': 'evil', 'x-mine': 'mine' } });
  expect(world.calls()[0]?.headers).toMatchObject({ 'x-team': 'data', 'x-mine': 'mine' });
});

it('are masked in what is stored of an answer that repeats them, and shown to no administrator', async () => {
  const answered = await world.ask();
  const stored = JSON.stringify(await world.admin('GET', `/v1/logs/${answered.id}`));
  expect(stored).toContain('[masked');
  expect(stored).not.toContain(SECRET);
  const shown = JSON.stringify([
    await world.admin('GET', INTEGRATION),
    await world.admin('GET', `${INTEGRATION}/models`),
  ]);
  expect(shown).toContain('"x-proxy-auth":"****"');
  expect(shown).not.toContain(SECRET);
  expect(shown).not.toContain('"opus"');
});

it('keep the values that come back as masks, and go where they are taken out', async () => {
  const masked = { 'x-proxy-auth': '****', 'x-more': 'yes' };
  await world.admin('PUT', INTEGRATION, { configurations: { custom_headers: masked } });
  const model = { slug: OTHER, enabled: true, configurations: { custom_headers: { 'x-tuned': '****' } } };
  await world.admin('PUT', `${INTEGRATION}/models`, { models: [model] });
  await world.ask({ body: { ...QUESTION, model: OTHER } });
  await world.admin('PUT', INTEGRATION, { configurations: { custom_headers: null } });
  await world.admin('PUT', `${INTEGRATION}/models`, { models: [{ slug: OTHER, enabled: true }] });
  await world.ask({ body: { ...QUESTION, model: OTHER } });
  const [kept, gone] = world.calls();
  expect(kept?.headers).toMatchObject({ 'x-proxy-auth': SECRET, 'x-more': 'yes', 'x-tuned': 'yes' });
  expect(kept?.headers).not.toHaveProperty('x-team');
  for (const name of ['x-proxy-auth', 'x-more', 'x-tuned']) expect(gone?.headers).not.toHaveProperty(name);
});
