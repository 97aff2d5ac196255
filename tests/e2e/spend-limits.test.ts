/** Spend limits as scripts for Anthropic's gateway set them: of everybody, of a group, of a person. Each holds with the next request. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstOwner, invited, type Browser } from '../../testkit/browser.ts';
import { recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, QUESTION, type World } from './world.ts';

const PATH = '/v1/organizations/spend_limits';

let world: World;
let workspace: string;
let owner: Browser;
let userId: string;
/** Of the person. */
let key: string;

beforeAll(async () => {
  world = await openWorld();
  owner = await firstOwner(world.tollgate);
  workspace = stringAt(recordsIn((await owner.send('GET', '/admin/workspaces')).body['data'])[0] ?? {}, 'id');
  const member = await invited(owner, world.url, {
    email: 'bo@example.com',
    workspaces: [{ id: workspace, role: 'member' }],
  });
  userId = stringAt((await member.send('GET', '/account')).body, 'id');
  const made = await owner.send('POST', '/api-keys/workspace/user', {
    name: 'own',
    user_id: userId,
    workspace_id: workspace,
    scopes: ['completions.write'],
  });
  key = stringAt(made.body, 'key');
});
beforeEach(async () => {
  world.fake.onMessages(() => answer([text('fine')], { usage: { input: 10, output: 50 } }));
  for (const { id } of recordsIn((await send('GET', `${PATH}?limit=1000`))['data'])) {
    await send('DELETE', `${PATH}/${String(id)}`);
  }
});
afterAll(() => world.close());

/** As a script does, by `x-api-key`. */
async function send(method: string, path: string, body?: object): Promise<JsonRecord> {
  const response = await fetch(`${world.url}${path}`, {
    method,
    headers: { 'x-api-key': world.tollgate.adminKey, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(response.headers.get('request-id')).not.toBeNull();
  return (await response.json()) as JsonRecord;
}

const cap = (scope: object, amount: string | null, period = 'monthly') => send('POST', PATH, { scope, amount, period });
const everybody = { type: 'organization' };
const group = { type: 'rbac_group', rbac_group_id: 'Contractors' };
const person = () => ({ type: 'user', user_id: userId });
const ask = async (by = key): Promise<number> => (await world.ask({ key: by, body: QUESTION })).status;

/** By SCIM. Returns what takes the person out again. */
async function joinGroup(displayName: string): Promise<() => Promise<void>> {
  const token = stringAt((await owner.send('POST', '/admin/scim-tokens', { name: 'Okta' })).body, 'token');
  const scim = async (method: string, path: string, body?: object): Promise<JsonRecord> => {
    const response = await fetch(`${world.url}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.status === 204 ? {} : ((await response.json()) as JsonRecord);
  };
  const email = { value: 'bo@example.com', primary: true };
  await scim('POST', '/Users', { userName: email.value, emails: [email], active: true });
  const made = await scim('POST', '/Groups', { displayName, members: [{ value: userId }] });
  return async () => void (await scim('DELETE', `/Groups/${stringAt(made, 'id')}`));
}

describe('a spend limit', () => {
  it('of everybody blocks whoever has spent it, says so as Claude Code reads it, and is raised at once', async () => {
    await cap(everybody, '1');
    const statuses: number[] = [];
    while (statuses.at(-1) !== 429 && statuses.length < 30) statuses.push(await ask());
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(5);
    const blocked = await world.ask({ key, body: QUESTION });
    expect(blocked.json).toMatchObject({ type: 'error', error: { type: 'billing_error' } });
    expect(blocked.headers).toMatchObject({
      'x-should-retry': 'false',
      'anthropic-ratelimit-unified-overage-period': 'monthly',
    });
    const [row = {}] = recordsIn((await send('GET', `${PATH}/effective?user_ids[]=${userId}`))['data']);
    expect(row).toMatchObject({ amount: '1', source: everybody });
    expect(Number(row['period_to_date_spend'])).toBeGreaterThan(0.5);
    await cap(everybody, '5000');
    expect(await ask()).toBe(200);
  });

  it('of everybody does not bound a key that is nobody’s', async () => {
    await cap(everybody, '0');
    expect(await ask()).toBe(429);
    expect((await world.ask({ body: QUESTION })).status).toBe(200);
  });

  it('of a person holds in place of everybody’s, also where it allows more, or all', async () => {
    await cap(everybody, '0');
    await cap(person(), '5000');
    expect(await ask()).toBe(200);
    await cap(person(), null);
    expect(await ask()).toBe(200);
    await cap(person(), '0', 'daily');
    expect(await ask()).toBe(429);
  });

  it('of a group holds for whoever the directory puts into it, from the next request on, and no longer than that', async () => {
    await cap(group, '0', 'daily');
    expect(await ask()).toBe(200);
    const leave = await joinGroup('CONTRACTORS');
    expect(await ask()).toBe(429);
    const [row] = recordsIn((await send('GET', `${PATH}/effective?user_ids[]=${userId}&period[]=daily`))['data']);
    expect(row).toMatchObject({
      amount: '0',
      groups: ['contractors'],
      source: { type: 'rbac_group', rbac_group_id: 'contractors' },
    });
    await leave();
    expect(await ask()).toBe(200);
  });

  it('counts what was spent in its period before it was set', async () => {
    for (let times = 0; times < 20; times += 1) expect(await ask()).toBe(200);
    const spent = async (): Promise<number> => {
      const [row] = recordsIn((await send('GET', `${PATH}/effective?user_ids[]=${userId}`))['data']);
      return Number(row?.['period_to_date_spend']);
    };
    // The log is read behind its writer.
    await expect.poll(spent, { timeout: 20_000 }).toBeGreaterThan(1.5);
    await cap(person(), '1', 'weekly');
    expect(await ask()).toBe(429);
    // A ledger that was lost gets the same figure from the log.
    const rebuilt = await send('POST', '/v1/limits/rebuild', { owner_kind: 'spend_limit', dry_run: true });
    expect(rebuilt).toMatchObject({ checked: 1, raised: [] });
  });
});
