import { describe, expect, it } from 'vitest';
import type { Principal } from '../../control/principal.ts';
import { describeScenarios, openAdmin, type Caller, type Remember } from './scenario.suite.ts';

const SECRET = 'a-token-of-the-webhook-0123';

const check = { id: 'default.regexMatch', parameters: { rule: 'aurora', not: true } };
const body = { name: 'No Aurora', checks: [check], actions: { deny: true } };

describeScenarios('creating a guardrail', [
  {
    name: 'answers with its id, its slug and its version, as clients of guardrails expect',
    as: 'service',
    call: 'POST /guardrails',
    body,
    status: 200,
    contains: ['{"id":"', '"slug":"pg-no-aurora-', '"version_id":"'],
    audit: ['guardrail.create'],
  },
  {
    name: 'what official clients send of feedback is taken',
    as: 'service',
    call: 'POST /guardrails',
    body: {
      ...body,
      actions: {
        deny: false,
        async: false,
        on_success: { feedback: { value: 5, weight: 1, metadata: '' } },
        on_fail: { feedback: { value: -5, weight: 1, metadata: '' } },
      },
    },
    status: 200,
    audit: ['guardrail.create'],
  },
  {
    name: 'a reader cannot',
    as: 'reader',
    call: 'POST /guardrails',
    body,
    status: 403,
    contains: ['AB03'],
  },
  {
    name: 'one of the whole organisation takes the power over the organisation',
    as: 'service',
    call: 'POST /guardrails',
    body: { ...body, organisation_id: 'elsewhere' },
    status: 400,
    contains: ['organisation_id: is not yours'],
  },
  {
    name: 'a check that nobody knows is named',
    as: 'service',
    call: 'POST /guardrails',
    body: { ...body, checks: [check, { id: 'default.regexMtch', parameters: {} }] },
    status: 400,
    contains: ['checks[1]: there is no check \\"default.regexMtch\\"'],
  },
  {
    name: 'parameters with which a check cannot run are named',
    as: 'service',
    call: 'POST /guardrails',
    body: { ...body, checks: [{ id: 'default.contains', parameters: { operator: 'most' } }] },
    status: 400,
    contains: ['checks[0]: parameters.words'],
  },
]);

async function seedOne({ send, world }: Caller, remember: Remember): Promise<void> {
  const { organisationId } = world.actors['admin'] as Extract<Principal, { kind: 'api-key' }>;
  const made = [
    await send('service', 'POST /guardrails', { ...body, slug: 'pg-one' }),
    await send('admin', 'POST /guardrails', {
      ...body,
      name: 'Shared',
      slug: 'pg-shared',
      organisation_id: organisationId,
    }),
  ];
  expect(made.map(({ status }) => status)).toEqual([200, 200]);
  remember('id', (JSON.parse(made[0]?.text ?? '') as { id: string }).id);
}

describeScenarios(
  'a guardrail that is there',
  [
    {
      name: 'keeps its slug to itself',
      as: 'service',
      call: 'POST /guardrails',
      body: { ...body, slug: 'pg-one' },
      status: 409,
    },
    {
      name: 'is shown with its checks, by slug',
      as: 'reader',
      call: 'GET /guardrails/pg-one',
      status: 200,
      contains: ['"id":"{id}"', '"checks":[{"id":"default.regexMatch"', '"deny":true', '"workspace_id":"'],
    },
    { name: 'is shown by id', as: 'reader', call: 'GET /guardrails/{id}', status: 200, contains: ['"slug":"pg-one"'] },
    {
      name: 'is listed beside those of the organisation',
      as: 'service',
      call: 'GET /guardrails',
      status: 200,
      contains: ['"total":2', '"slug":"pg-one"', '"slug":"pg-shared"', '"workspace_id":null'],
    },
    {
      name: 'does not exist for another organisation',
      as: 'stranger',
      call: 'GET /guardrails/{id}',
      status: 404,
      lacks: ['No Aurora'],
    },
    {
      name: 'is not changed by a reader',
      as: 'reader',
      call: 'PUT /guardrails/pg-one',
      body: { name: 'x' },
      status: 403,
    },
    {
      name: 'of the organisation is not changed by a workspace',
      as: 'service',
      call: 'PUT /guardrails/pg-shared',
      body: { name: 'x' },
      status: 404,
    },
    {
      name: 'gets a new version with every change',
      as: 'service',
      call: 'PUT /guardrails/pg-one',
      body: { actions: { deny: false } },
      status: 200,
      contains: ['"id":"{id}"', '"version_id":"'],
      audit: ['guardrail.update'],
    },
    {
      name: 'is attached to a workspace by its name',
      as: 'admin',
      call: 'PUT /admin/workspaces/ws-shared-team',
      body: { defaults: { input_guardrails: ['pg-shared'] } },
      status: 404,
    },
    {
      name: 'is tried on texts',
      as: 'service',
      call: 'POST /guardrails/pg-one/invoke',
      body: { texts: ['The project is called Aurora, or aurora.'] },
      status: 200,
      contains: ['"verdict":false', '"id":"pg-one"', '"transformed_texts":["The project is called Aurora'],
    },
    {
      name: 'is not tried by a reader',
      as: 'reader',
      call: 'POST /guardrails/pg-one/invoke',
      body: { texts: ['x'] },
      status: 403,
    },
    { name: 'is archived', as: 'service', call: 'DELETE /guardrails/pg-one', status: 200, audit: ['guardrail.delete'] },
  ],
  seedOne,
);

describe('an exception', () => {
  it('is kept with its author and its reason, audited, a version of its own, and kept by later updates', async () => {
    const caller = await openAdmin();
    await caller.send('service', 'POST /guardrails', { ...body, slug: 'pg-one' });
    const path = '/guardrails/pg-one/exceptions';
    const made = await caller.send('service', `POST ${path}`, { text: 'ada@firma.ch', reason: 'Public address.' });
    expect(made.status).toBe(200);
    expect(made.text).not.toContain('ada@firma.ch');
    expect(made.text).toMatch(/"kind":"hash","value":"[0-9a-f]{64}".*"reason":"Public address.","author":".+"/);
    const { id } = JSON.parse(made.text) as { id: string };
    expect((await caller.send('service', `POST ${path}`, { pattern: '(a', hash: undefined })).status).toBe(400);
    expect((await caller.send('service', `POST ${path}`, { text: 'a', pattern: 'b' })).status).toBe(400);
    expect((await caller.send('service', `POST ${path}`, { text: 'a', check: 'portkey.pii' })).status).toBe(400);
    expect((await caller.send('reader', `POST ${path}`, { text: 'a' })).status).toBe(403);
    await caller.send('service', 'PUT /guardrails/pg-one', { name: 'Renamed' });
    expect((await caller.send('reader', `GET ${path}`)).text).toContain('"total":1');
    const versions = await caller.send('service', 'GET /guardrails/pg-one/versions');
    expect(versions.text).toContain('"total":3');
    expect((await caller.send('service', `DELETE ${path}/${id}`)).status).toBe(200);
    expect((await caller.send('service', `GET ${path}`)).text).toContain('"total":0');
    await caller.world.records.close();
  });
});

describe('a guardrail that is deleted', () => {
  it('is kept while a config names it at any depth: its requests would all be refused', async () => {
    const caller = await openAdmin();
    await caller.send('service', 'POST /guardrails', { ...body, slug: 'pg-one' });
    await caller.send('service', 'POST /guardrails', { ...body, slug: 'pg-two' });
    const config = { strategy: { mode: 'single' }, targets: [{ provider: '@x', output_guardrails: ['pg-one'] }] };
    const made = await caller.send('service', 'POST /configs', { name: 'Deep', slug: 'pc-deep', config });
    expect(made.status).toBe(200);
    const refused = await caller.send('service', 'DELETE /guardrails/pg-one');
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('is named by the config \\"pc-deep\\"');
    expect((await caller.send('service', 'DELETE /guardrails/pg-two')).status).toBe(200);
    await caller.send('service', 'DELETE /configs/pc-deep');
    expect((await caller.send('service', 'DELETE /guardrails/pg-one')).status).toBe(200);
    await caller.world.records.close();
  });
});

describe('the credential of a check', () => {
  it('is shown masked, stays where its mask comes back, goes nowhere else, and is sealed at rest', async () => {
    const caller = await openAdmin();
    const webhook = (headers: object) => ({
      id: 'default.webhook',
      parameters: { webhookURL: 'https://guard.example/check', headers },
    });
    await caller.send('service', 'POST /guardrails', {
      ...body,
      slug: 'pg-hook',
      checks: [webhook({ authorization: SECRET })],
    });
    const shown = await caller.send('service', 'GET /guardrails/pg-hook');
    expect(shown.text).not.toContain(SECRET);
    expect(shown.text).toContain('"headers":{"authorization":"****"}');
    await caller.send('service', 'PUT /guardrails/pg-hook', { checks: [webhook({ authorization: '****' })] });
    const moved = { ...webhook({ authorization: '****' }) };
    moved.parameters.webhookURL = 'https://elsewhere.example/check';
    const refused = await caller.send('service', 'PUT /guardrails/pg-hook', { checks: [moved] });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('checks[0].parameters.headers: must be given again');
    const { guardrails } = await caller.world.records.configuration();
    const [row] = guardrails;
    expect(JSON.stringify(guardrails)).not.toContain(SECRET);
    const { sealer } = caller.world.context(caller.world.actors['admin'] as Principal);
    expect(sealer.open(row?.sealedDefinition ?? '', `guardrail:${row?.id}`)).toContain(SECRET);
    await caller.world.records.close();
  });
});
