/** Random operations by random callers: nobody ever sees what belongs to another organisation. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SERVICE_ACCOUNT } from '../../control/control.suite.ts';
import { openAdmin, type Caller } from './scenario.suite.ts';
import { ROUTES } from './routes.ts';

/** In every name and description of the other organisation, and nowhere else. */
const MARK = 'rival-secret';
const OURS = [
  'admin',
  'service',
  'reader',
  'neighbour',
  'owner',
  'orgAdmin',
  'wsAdmin',
  'manager',
  'member',
  'bystander',
];

let caller: Caller;
/** Ids and slugs of what the other organisation has. */
let theirs: string[];
let before: string;

beforeAll(async () => {
  caller = await openAdmin();
  const { send, world } = caller;
  const made: string[] = [];
  const make = async (call: string, body: object): Promise<void> => {
    const answer = await send('stranger', call, body);
    expect({ call, ...answer }).toMatchObject({ status: 200 });
    made.push(...(answer.text.match(/"(?:id|slug)":"([^"]+)"/g) ?? []).map((pair) => pair.split('"')[3] ?? ''));
  };
  await make('POST /integrations', {
    name: MARK,
    slug: `${MARK}-integration`,
    ai_provider_id: 'vertex-ai',
    configurations: { vertex_region: 'us-east5', vertex_service_account_json: SERVICE_ACCOUNT },
  });
  await make('POST /configs', { name: MARK, slug: `pc-${MARK}`, config: { provider: `@${MARK}-integration` } });
  await make('POST /api-keys/workspace/service', { name: MARK, scopes: ['completions.write'] });
  await make('POST /admin/users/invites', { email: `${MARK}@example.com`, role: 'member', workspaces: [] });
  await make('POST /admin/workspaces', { name: MARK, slug: `ws-${MARK}` });
  theirs = [...made, 'rivalOwner', 'workspace-c', 'ws-rival', `pc-${MARK}`, `${MARK}-integration`];
  before = await stateOfRival(world.records);
});
afterAll(() => caller.world.records.close());

/** Everything of the other organisation but its audit trail, which its own refusals make longer. */
async function stateOfRival(records: Caller['world']['records']): Promise<string> {
  const page = { currentPage: 0, pageSize: 1000 };
  const { workspaces, integrations, providers, configs, apiKeys } = await records.configuration();
  const rows = [...workspaces, ...integrations, ...providers, ...configs, ...apiKeys];
  const people = await records.within(organisation(), async (tx) => [
    await tx.users.list({}, page),
    await tx.invites.list({ now: 0 }, page),
    await tx.permissions.find(null),
  ]);
  return JSON.stringify([rows.filter(({ organisationId }) => organisationId === organisation()), people]);
}

function organisation() {
  const stranger = caller.world.actors['stranger'];
  if (stranger?.kind !== 'api-key') throw new Error('the stranger is a key');
  return stranger.organisationId;
}

it('reads, changes and finds out nothing of another organisation', async () => {
  const operation = fc.record({
    as: fc.constantFrom(...OURS),
    route: fc.constantFrom(...ROUTES),
    name: fc.nat(),
    workspace: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(operation, async ({ as, route, name, workspace }) => {
      const target = theirs[name % theirs.length] ?? '';
      const path = route.path.replaceAll(/\{(\w+)\}/g, encodeURIComponent(target));
      const isChange = route.method === 'POST' || route.method === 'PUT';
      const query = !isChange && workspace ? '?workspace_id=workspace-c' : '';
      const body = {
        workspace_id: workspace ? 'workspace-c' : undefined,
        name: 'x',
        role: 'admin',
        users: [{ id: target, role: 'admin' }],
      };
      const answer = await caller.send(as, `${route.method} ${path}${query}`, isChange ? body : undefined);
      // What was asked for may be repeated in the refusal; what it is about may not.
      if (answer.status < 400) expect(answer.text).not.toContain(MARK);
      expect(answer.status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
  expect(await stateOfRival(caller.world.records)).toBe(before);
  // It was there to be found.
  expect((await caller.send('stranger', 'GET /configs')).text).toContain(MARK);
});
