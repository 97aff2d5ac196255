/** What a provider keeps is asked for under guardrails of the organisation: polls pass, and words of a model are looked at. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import { openWorld, type Answered, type World } from './world.ts';

let world: World;
let openai: FakeOpenai;

beforeAll(async () => {
  [world, openai] = await Promise.all([openWorld(), startFakeOpenai()]);
  await world.admin('POST', '/v1/integrations', {
    name: 'openai',
    slug: 'openai-prod',
    ai_provider_id: 'openai',
    key: 'sk-the-operators-own',
    configurations: { custom_host: `${openai.url}/v1` },
  });
  const { organisation_id: organisationId } = await world.admin('GET', '/v1/admin/organisation/settings');
  const everywhere = { organisation_id: organisationId, default_sides: ['input', 'output'] };
  const save = (slug: string, checks: object[], actions: object) =>
    world.admin('POST', '/v1/guardrails', { name: slug, slug, checks, actions, ...everywhere });
  await save('pg-words', [{ id: 'default.wordCount', parameters: { minWords: 1 } }], { deny: true });
  await save('pg-no-borealis', [{ id: 'default.contains', parameters: { words: ['Borealis'], operator: 'none' } }], {
    deny: true,
  });
  await save('pg-mask', [{ id: 'portkey.pii', parameters: { redact: true } }], {});
  await save('pg-team', [{ id: 'default.requiredMetadataKeys', parameters: { metadataKeys: ['team'] } }], {
    deny: true,
  });
});
beforeEach(() => {
  openai.calls.length = 0;
});
afterAll(() => Promise.all([world.close(), openai.close()]));

const OF_A_TEAM = { 'anthropic-version': null, 'x-portkey-metadata': '{"team":"red"}' };
const ask = (method: string, path: string, headers: Record<string, string | null> = OF_A_TEAM): Promise<Answered> =>
  world.ask({ method, path, provider: '@openai-prod', body: null, headers });

it.each([
  ['GET', '/v1/files?purpose=batch'],
  ['GET', '/v1/files/file-1'],
  ['GET', '/v1/batches?limit=2'],
  ['POST', '/v1/batches/batch_1/cancel'],
  ['GET', '/v1/fine_tuning/jobs'],
  ['GET', '/v1/responses/resp_1'],
  ['GET', '/v1/responses/resp_1/input_items'],
  ['POST', '/v1/responses/resp_1/cancel'],
  ['DELETE', '/v1/responses/resp_1'],
])('%s %s has no words that a guardrail could miss', async (method, path) => {
  const answered = await ask(method, path);
  expect(answered.status, answered.text).toBe(200);
  expect(openai.calls).toHaveLength(1);
});

it('a stored answer of a model is masked when it is fetched', async () => {
  const answered = await ask('GET', '/v1/responses/resp_said');
  expect(answered.status, answered.text).toBe(200);
  expect(answered.json).toMatchObject({
    id: 'resp_said',
    output: [{ content: [{ text: 'Ask {{EMAIL_ADDRESS_1}} of Aurora.' }] }],
  });
  expect(await world.row(answered.id)).toMatchObject({ guardrails: expect.anything() as unknown });
});

it('an earlier answer of a model that a stored one was asked with is masked when it is listed', async () => {
  const answered = await ask('GET', '/v1/responses/resp_said/input_items');
  expect(answered.status, answered.text).toBe(200);
  expect(answered.json).toMatchObject({
    data: [
      { content: [{ text: 'Ask {{EMAIL_ADDRESS_1}} of Aurora.' }] },
      { arguments: '{"to":"{{EMAIL_ADDRESS_1}}"}' },
    ],
  });
});

it('a stored answer that a guardrail denies does not come', async () => {
  const actions = { deny: true };
  const checks = [{ id: 'default.contains', parameters: { words: ['Aurora'], operator: 'none' } }];
  await world.admin('PUT', '/v1/guardrails/pg-no-borealis', { checks, actions });
  const answered = await ask('GET', '/v1/responses/resp_said');
  expect(answered.status).toBe(446);
  expect(answered.text).not.toContain('ada@firma.ch');
});

it('whoever may not ask at all may not poll either', async () => {
  const answered = await ask('GET', '/v1/files/file-1', { 'anthropic-version': null });
  expect(answered.status).toBe(446);
  expect(openai.calls).toEqual([]);
});

it('a file that may hold answers of a model is refused: nothing leaves unread', async () => {
  const answered = await ask('GET', '/v1/files/file-1/content');
  expect(answered.json).toMatchObject({ error: { code: 'guardrail_unusable' } });
});
