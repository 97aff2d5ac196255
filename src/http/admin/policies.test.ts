import { expect, it } from 'vitest';
import { describeScenarios, openAdmin } from './scenario.suite.ts';
import { parseJson } from '../../../testkit/json-shape.ts';

const PER_USER = {
  name: 'Per user',
  conditions: [{ key: 'metadata._user', value: '*' }],
  group_by: [{ key: 'metadata._user' }],
  type: 'cost',
  credit_limit: 50,
  alert_threshold: 40,
  periodic_reset: 'monthly',
};
const PER_MINUTE = {
  conditions: [{ key: 'model', value: ['@anthropic/*', '@vertex/*'], excludes: false }],
  group_by: [],
  type: 'tokens',
  unit: 'rpm',
  value: 50_000,
};
const LIMITS = { usage_limits: { type: 'cost', credit_limit: 7, periodic_reset: 'daily', soft: true } };

describeScenarios(
  'policies and limits of tenants',
  [
    {
      name: 'are made, with conditions and groups',
      as: 'admin',
      call: 'POST /policies/usage-limits',
      body: PER_USER,
      status: 200,
      contains: ['"object":"policy-usage-limits"'],
      audit: ['policy.create'],
    },
    {
      name: 'ask for conditions',
      as: 'admin',
      call: 'POST /policies/usage-limits',
      body: { ...PER_USER, conditions: [] },
      status: 400,
      contains: ['conditions'],
    },
    {
      name: 'name no key that nobody knows',
      as: 'admin',
      call: 'POST /policies/rate-limits',
      body: { ...PER_MINUTE, conditions: [{ key: 'weather', value: 'fine' }] },
      status: 400,
      contains: ['conditions[0].key'],
    },
    {
      name: 'show what they say and what was used',
      as: 'admin',
      call: 'GET /policies/usage-limits/{budget}?include_usage=true',
      status: 200,
      contains: ['"credit_limit":50', '"alert_threshold":40', '"periodic_reset":"monthly"', '"value_key_usage_map":{}'],
    },
    {
      name: 'are no policies of the other kind',
      as: 'admin',
      call: 'GET /policies/rate-limits/{budget}',
      status: 404,
    },
    {
      name: 'keep what an update does not name',
      as: 'admin',
      call: 'PUT /policies/usage-limits/{budget}',
      body: { credit_limit: 60, reset_usage_for_value: 'metadata._user:alice' },
      status: 200,
      audit: ['policy.update'],
    },
    {
      name: 'are listed by type',
      as: 'admin',
      call: 'GET /policies/usage-limits?type=tokens',
      status: 200,
      contains: ['"total":0'],
    },
    {
      name: 'list and set back what each value has used',
      as: 'admin',
      call: 'GET /policies/usage-limits/{budget}/entities?search=alice',
      status: 200,
      contains: ['"data":[]'],
    },
    {
      name: 'of rates are changed',
      as: 'admin',
      call: 'PUT /policies/rate-limits/{rate}',
      body: { value: 7, unit: 'rpd' },
      status: 200,
      audit: ['policy.update'],
    },
    {
      name: 'of the organisation are hidden from a workspace’s key',
      as: 'service',
      call: 'GET /policies/rate-limits/{rate}',
      status: 404,
    },
    {
      name: 'of another organisation do not exist',
      as: 'stranger',
      call: 'DELETE /policies/rate-limits/{rate}',
      status: 404,
    },
    {
      name: 'are archived',
      as: 'admin',
      call: 'DELETE /policies/rate-limits/{rate}',
      status: 200,
      audit: ['policy.delete'],
    },
    {
      name: 'limit the organisation, softly',
      as: 'admin',
      call: 'PUT /limits/organisation/self',
      body: LIMITS,
      status: 200,
      contains: ['"owner_kind":"organisation"', '"credit_limit":7', '"soft":true'],
      audit: ['organisation.update_limits'],
    },
    {
      name: 'limit a user, and are in the list of all limits',
      as: 'admin',
      call: 'GET /limits',
      status: 200,
      contains: ['"owner_id":"alice"'],
    },
    {
      name: 'of the organisation and of users are not in the list of one workspace’s limits',
      as: 'admin',
      call: 'GET /limits?workspace_id=ws-research',
      status: 200,
      contains: ['"data":[]'],
    },
    {
      name: 'of a workspace that is not there are not listed',
      as: 'admin',
      call: 'GET /limits?workspace_id=ws-rival',
      status: 404,
      contains: ['no workspace \\"ws-rival\\"'],
    },
    {
      name: 'limit no integration that is not there',
      as: 'admin',
      call: 'PUT /limits/integration_workspace/nothing:nowhere',
      body: LIMITS,
      status: 404,
    },
    {
      name: 'of the organisation are not set by a workspace’s key',
      as: 'service',
      call: 'PUT /limits/organisation/self',
      body: LIMITS,
      status: 403,
    },
  ],
  async ({ send }, remember) => {
    const id = ({ text }: { text: string }): string => String((parseJson(text) as { id?: unknown }).id);
    remember('budget', id(await send('admin', 'POST /policies/usage-limits', PER_USER)));
    remember('rate', id(await send('admin', 'POST /policies/rate-limits', PER_MINUTE)));
    await send('admin', 'PUT /limits/user/alice', LIMITS);
  },
);

it('a policy says when it was reset last, once it was', async () => {
  const { send, world } = await openAdmin();
  const made = await send('admin', 'POST /policies/usage-limits', PER_USER);
  const path = `GET /policies/usage-limits/${String(JSON.parse(made.text).id)}`;
  expect(JSON.parse((await send('admin', path)).text)).toMatchObject({ last_reset_at: null });
  world.clock.advance(40 * 86_400_000);
  const { last_reset_at: at } = JSON.parse((await send('admin', path)).text) as { last_reset_at: string };
  expect(at).toMatch(/-01T00:00:00.000Z$/);
  expect(Date.parse(at)).toBeLessThanOrEqual(world.clock.now());
  await world.records.close();
});
