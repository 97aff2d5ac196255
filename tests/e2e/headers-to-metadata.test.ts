/** Request headers that the operator names as metadata, or to be masked, and where metadata go, from the socket to the upstream. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  const env = {
    HEADERS_TO_METADATA: 'X-Team,x-project',
    ORGANISATION_HEADERS_TO_MASK: 'User-Agent,x-portkey-span-name',
    METADATA_MAP_KEY_PREFIX: 'pk_gateway_',
  };
  world = await openWorld({ tollgate: { env } });
  world.fake.onMessages(() => answer([text('fine')]));
});
afterAll(() => world.close());

it('a header that is named is in the row, below what the request says itself; one that is not named is not', async () => {
  const headers = {
    'X-Team': 'red',
    'x-project': 'header',
    'x-secret-plan': 'no',
    'x-portkey-metadata': '{"x-project":"told"}',
  };
  const answered = await world.ask({ headers });
  expect(answered.status).toBe(200);
  expect((await world.row(answered.id))['metadata']).toEqual({ 'x-team': 'red', 'x-project': 'told' });
});

it('a header that is to be masked is in no row', async () => {
  const headers = { 'user-agent': 'agent of merger talks', 'x-portkey-span-name': 'merger talks' };
  const answered = await world.ask({ headers });
  const shown = JSON.stringify(await world.admin('GET', `/v1/logs/${answered.id}`));
  expect(shown).toContain('"x-portkey-span-name":"[masked]"');
  expect(shown).not.toContain('agent of merger talks');
});

it('metadata go to Gemini on Vertex AI as labels, but for a body with its own, and to no model that takes none', async () => {
  const headers = { 'X-Team': 'Red Team' };
  const ask = async (model: string, more: object = {}) => {
    const body = { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }], ...more };
    const path = `/v1/projects/p/locations/global/publishers/google/models/${model}:generateContent`;
    await world.ask({ path, body, headers });
    return world.calls().at(-1)?.json;
  };
  expect(await ask('gemini-2.5-pro')).toMatchObject({ labels: { 'pk_gateway_x-team': 'red_team' } });
  expect(await ask('gemini-2.5-pro', { labels: { own: 'yes' } })).toMatchObject({ labels: { own: 'yes' } });
  await world.ask({
    body: { model: 'gemini-2.5-pro', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
    headers,
  });
  expect(world.calls().at(-1)?.json).toMatchObject({ labels: { 'pk_gateway_x-team': 'red_team' } });
  await world.ask({ headers });
  expect(world.calls().at(-1)?.path).toContain('/publishers/anthropic/');
  expect(world.calls().at(-1)?.json).not.toHaveProperty('labels');
});
