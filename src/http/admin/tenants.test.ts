/** Two organisations on one gateway: neither reads, changes or finds out anything of the other, whoever asks for what. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICE_ACCOUNT } from '../../control/control.suite.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { openAdmin, type Caller } from './scenario.suite.ts';
import { ROUTES } from './routes.ts';

/** In every name and description of an organisation's things, and nowhere else. */
const MARKS = { ours: 'our-secret', rival: 'rival-secret' } as const;
type Side = keyof typeof MARKS;

/** Whoever may do most in each organisation, and in ours everybody else. */
const ACTORS: Readonly<Record<Side, readonly string[]>> = {
  ours: ['admin', 'owner', 'orgAdmin', 'service', 'reader', 'neighbour', 'wsAdmin', 'manager', 'member', 'bystander'],
  rival: ['stranger', 'rivalOwner'],
};

const WINDOW = 'start_time=2000-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z';

/** Every noun that an organisation makes: where, and of what. `n` makes names that are not taken yet. */
const NOUNS: readonly (readonly [collection: string, body: (mark: string, n: number) => object, call?: string])[] = [
  [
    '/integrations',
    (mark, n) => ({
      name: mark,
      slug: `${mark}-${n}`,
      description: mark,
      ai_provider_id: 'vertex-ai',
      configurations: { vertex_region: 'us-east5', vertex_service_account_json: SERVICE_ACCOUNT },
    }),
  ],
  ['/providers', (mark, n) => ({ name: mark, slug: `${mark}-p${n}`, integration_id: `${mark}-0`, note: mark })],
  ['/configs', (mark, n) => ({ name: mark, slug: `pc-${mark}-${n}`, config: { provider: `@${mark}-0` } })],
  ['/virtual-keys', (mark) => ({ name: mark, provider: 'anthropic', key: 'sk-ant-0123456789', note: mark })],
  ['/api-keys', (mark) => ({ name: mark, scopes: ['completions.write'] }), '/api-keys/workspace/service'],
  [
    '/guardrails',
    (mark) => ({ name: mark, checks: [{ id: 'default.contains', parameters: { words: [mark] } }], actions: {} }),
  ],
  [
    '/policies/usage-limits',
    (mark) => ({
      name: mark,
      conditions: [{ key: 'metadata.team', value: mark }],
      group_by: [],
      type: 'cost',
      credit_limit: 5,
    }),
  ],
  [
    '/policies/rate-limits',
    (mark) => ({
      name: mark,
      conditions: [{ key: 'metadata.team', value: mark }],
      group_by: [],
      type: 'requests',
      unit: 'rpm',
      value: 5,
    }),
  ],
  [
    '/secret-references',
    (mark, n) => ({
      name: mark,
      slug: `${mark}-r${n}`,
      manager_type: 'env',
      secret_path: 'NAME',
      description: mark,
    }),
  ],
  ['/admin/workspaces', (mark, n) => ({ name: mark, slug: `ws-${mark}-${n}`, description: mark })],
  ['/admin/users/invites', (mark, n) => ({ email: `${mark}-${n}@example.com`, role: 'member', workspaces: [] })],
  ['/admin/scim-tokens', (mark) => ({ name: mark })],
  [
    '/admin/identity-providers',
    (mark) => ({
      kind: 'oidc',
      name: mark,
      oidc: { issuer: 'https://id.example.com', client_id: mark, client_secret: 'x' },
    }),
  ],
  ['/notifications/channels', (mark) => ({ kind: 'slack', name: mark, url: 'https://hooks.example.com/x' })],
  ['/logs/filters', (mark) => ({ name: mark, query: mark })],
  ['/logs/exports', (mark) => ({ description: mark, filters: {}, requested_data: ['id'] })],
  [
    '/scim/workspaces',
    (mark, n) => ({ workspace_id: `ws-${mark}-0`, role: 'member', scim_group_name: `${mark}-${n}` }),
  ],
  [
    '/organizations/spend_limits',
    (mark) => ({ scope: { type: 'user', user_id: mark === MARKS.ours ? 'member' : 'rivalOwner' }, amount: '50000' }),
  ],
  ['/stops', (mark) => ({ kind: 'session', session_id: 'a-session', reason: mark })],
];

/** Paths whose parameter is no thing of an organisation: a kind, a key of metadata, what is of a person, rows of the log. */
const NOT_NOUNS =
  /^\/(account\/|analytics\/groups\/metadata|api-keys\/\{type\}|limits\/\{owner_kind\}|logs\/sessions|logs\/\{id\}|feedback\/|admin\/users\/\{|admin\/devices\/|admin\/sessions\/)/;

let caller: Caller;
/** Ids and slugs, by collection. */
const made: Record<Side, Map<string, string[]>> = { ours: new Map(), rival: new Map() };

async function make(side: Side, [collection, body, call = collection]: (typeof NOUNS)[number], n: number) {
  const by = ACTORS[side][0] ?? '';
  const answer = await caller.send(by, `POST ${call}`, body(MARKS[side], n));
  const names = (answer.text.match(/"(?:id|slug)":"([^"]+)"/g) ?? []).map((pair) => pair.split('"')[3] ?? '');
  if (answer.status === 200) made[side].set(collection, [...(made[side].get(collection) ?? []), ...names]);
  return { collection, ...answer };
}

beforeAll(async () => {
  caller = await openAdmin();
  const refused = [];
  for (const side of ['ours', 'rival'] as const) {
    for (const noun of NOUNS) {
      const answer = await make(side, noun, 0);
      if (answer.status !== 200) refused.push(`${answer.collection}: ${answer.text}`);
    }
  }
  expect(refused).toEqual([]);
});
afterAll(() => caller.world.records.close());

const isChange = (method: string): boolean => method === 'POST' || method === 'PUT';
const other = (side: Side): Side => (side === 'ours' ? 'rival' : 'ours');

describe('another organisation’s', () => {
  const routes = ROUTES.filter(({ path }) => path.includes('{') && !NOT_NOUNS.test(path));
  const nounOf = (path: string): string | undefined =>
    NOUNS.map(([collection]) => collection).find((collection) => path.startsWith(`${collection}/{`));

  it('things are made of every noun that has a path of its own', () => {
    expect(routes.filter(({ path }) => nounOf(path) === undefined).map(({ path }) => path)).toEqual([]);
  });

  it.each(routes.map(({ method, path }) => `${method} ${path}`))('is not there, by id or by slug: %s', async (call) => {
    const [method = '', path = ''] = call.split(' ');
    const names = made.rival.get(nounOf(path) ?? '') ?? [];
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const asked = `${method} ${path.replaceAll(/\{\w+\}/g, encodeURIComponent(name))}`;
      for (const as of ['admin', 'owner']) {
        const body = isChange(method) ? { name: 'x' } : undefined;
        const answer = await caller.send(as, asked, body);
        const refused = { asked, as, status: answer.status };
        expect(answer.status >= 400 && answer.status < 500 ? refused : { ...refused, ...answer }).toEqual(refused);
        expect(answer.text.replaceAll(name, '')).not.toContain(MARKS.rival);
        // Like what does not exist at all.
        const nowhere = await caller.send(as, asked.replace(encodeURIComponent(name), 'nowhere'), body);
        expect({ asked, as, status: nowhere.status }).toEqual(refused);
      }
    }
  });

  it.each(
    ROUTES.filter(({ method, path }) => method === 'GET' && !/[{]|^.(analytics|account|audit-logs)/.test(path)).map(
      ({ path }) => path,
    ),
  )('is in no list: %s', async (path) => {
    for (const as of ['admin', 'owner', 'service']) {
      const answer = await caller.send(as, `GET ${path}`);
      expect(answer.text).not.toContain(MARKS.rival);
      const named = await caller.send(as, `GET ${path}?workspace_id=workspace-c`);
      expect(named.text).not.toContain(MARKS.rival);
    }
  });

  it('events are in no trail of ours, which repeats no more than what we asked for', async () => {
    const { text } = await caller.send('admin', `GET /audit-logs?${WINDOW}&page_size=100`);
    const { records } = JSON.parse(text) as { records: { organisation_id: string; user_id: string }[] };
    expect(records.length).toBeGreaterThan(50);
    expect(new Set(records.map((row) => row.organisation_id))).toEqual(new Set([caller.world.organisationId]));
    expect(records.filter((row) => ACTORS.rival.includes(row.user_id))).toEqual([]);
  });
});

/** Everything of an organisation but its audit trail, which refusals make longer. */
async function stateOf(organisationId: OrganisationId): Promise<string> {
  const page = { currentPage: 0, pageSize: 1000 };
  const { records } = caller.world;
  const { workspaces, integrations, providers, configs, apiKeys } = await records.configuration();
  const rows = [...workspaces, ...integrations, ...providers, ...configs, ...apiKeys];
  const people = await records.within(organisationId, async (tx) => [
    await tx.users.list({}, page),
    await tx.invites.list({ now: 0 }, page),
    await tx.permissions.find(null),
  ]);
  return JSON.stringify([rows.filter((row) => row.organisationId === organisationId), people]);
}

const rivalOf = (): OrganisationId => {
  const stranger = caller.world.actors['stranger'];
  if (stranger?.kind !== 'api-key') throw new Error('the stranger is a key');
  return stranger.organisationId;
};

interface Question {
  side: Side;
  as: number;
  route: (typeof ROUTES)[number];
  name: number;
  inTheirWorkspace: boolean;
}

const side = fc.constantFrom<Side>('ours', 'rival');
const question: fc.Arbitrary<Question> = fc.record({
  side,
  as: fc.nat(),
  route: fc.constantFrom(...ROUTES),
  name: fc.nat(),
  inTheirWorkspace: fc.boolean(),
});
const making = fc.record({ side, noun: fc.constantFrom(...NOUNS) });

/** Asks for something of the other organisation, as somebody of this one. */
async function askForTheirs({ side: own, as, route, name, inTheirWorkspace }: Question): Promise<void> {
  const theirs = [...made[other(own)].values()].flat();
  const target = theirs[name % theirs.length] ?? '';
  const theirId = own === 'ours' ? rivalOf() : caller.world.organisationId;
  const workspace = own === 'ours' ? 'workspace-c' : caller.world.workspaceId;
  const path = route.path.replaceAll(/\{(\w+)\}/g, encodeURIComponent(target));
  const query = !isChange(route.method) && inTheirWorkspace ? `?workspace_id=${workspace}` : '';
  const place = inTheirWorkspace ? { workspace_id: workspace } : {};
  const body = { ...place, name: 'x', role: 'admin', users: [{ id: target, role: 'admin' }] };

  const before = await stateOf(theirId);
  const actor = ACTORS[own][as % ACTORS[own].length] ?? '';
  const answer = await caller.send(actor, `${route.method} ${path}${query}`, isChange(route.method) ? body : undefined);
  // What was asked for may be repeated in the refusal; what it is about may not.
  if (answer.status < 400) expect(answer.text).not.toContain(MARKS[other(own)]);
  expect(answer.status).toBeLessThan(500);
  expect(await stateOf(theirId)).toBe(before);
}

it('nobody reads, changes or finds out anything of the other organisation in any sequence of operations', async () => {
  let count = 1;
  const step = fc.oneof({ weight: 1, arbitrary: making }, { weight: 5, arbitrary: question });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      for (const one of steps) {
        if ('noun' in one) await make(one.side, one.noun, (count += 1));
        else await askForTheirs(one);
      }
    }),
    { numRuns: 15 },
  );
  // They were there to be found.
  expect((await caller.send('stranger', 'GET /configs')).text).toContain(MARKS.rival);
  expect((await caller.send('admin', 'GET /configs')).text).toContain(MARKS.ours);
});
