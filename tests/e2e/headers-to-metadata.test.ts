/** Request headers that the operator names as metadata, or to be masked, from the socket to the log row. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({
    tollgate: {
      env: { HEADERS_TO_METADATA: 'X-Team,x-project', ORGANISATION_HEADERS_TO_MASK: 'User-Agent,x-portkey-span-name' },
    },
  });
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
