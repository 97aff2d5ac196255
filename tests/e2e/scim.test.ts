/** Directories over SCIM 2.0: the request shapes of Okta and Entra, and what the end of an account ends. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { firstOwner, openBrowser, type Browser } from '../../testkit/browser.ts';
import { recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, QUESTION, type World } from './world.ts';

let world: World;
let owner: Browser;
let workspace: string;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  owner = await firstOwner(world.tollgate);
  const workspaces = recordsIn((await owner.send('GET', '/admin/workspaces')).body['data']);
  workspace = stringAt(workspaces[0] ?? {}, 'id');
  const made = await owner.send('POST', '/admin/scim-tokens', { name: 'Okta' });
  token = stringAt(made.body, 'token');
  expect(made.body['base_url']).toBe(`${world.url}/scim/v2`);
});
afterAll(() => world.close());

interface Answer {
  status: number;
  body: JsonRecord;
}

async function scim(method: string, path: string, body?: unknown, as = token): Promise<Answer> {
  const response = await fetch(`${world.url}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as JsonRecord) };
}

let count = 0;
let name = '';
beforeEach(() => {
  count += 1;
  name = `person${count}@example.com`;
});

/** As Okta creates somebody. */
const oktaUser = (more: object = {}) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: name,
  name: { givenName: 'Test', familyName: 'User' },
  emails: [{ primary: true, value: name, type: 'work' }],
  displayName: 'Test User',
  locale: 'en-US',
  externalId: `00u${name}`,
  groups: [],
  password: 'never kept',
  active: true,
  ...more,
});

/** As Entra does. */
const entraUser = () => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  externalId: `0a21f0f2-${name}`,
  userName: name,
  active: true,
  emails: [{ primary: true, type: 'work', value: name }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Test User', familyName: 'User', givenName: 'Test' },
  roles: [],
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Research' },
});

const create = async (body: object): Promise<string> => {
  const made = await scim('POST', '/Users', body);
  expect(made.status).toBe(201);
  return stringAt(made.body, 'id');
};

const operations = (...list: object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: list,
});

const membershipsOf = async (id: string): Promise<JsonRecord[]> => {
  const { body } = await owner.send('GET', `/admin/workspaces/${workspace}/users?page_size=100`);
  return recordsIn(body['data']).filter((member) => member['id'] === id || member['user_id'] === id);
};

describe('what Okta sends', () => {
  it('looks for a name, creates, changes and deactivates', async () => {
    const filter = encodeURIComponent(`userName eq "${name.toUpperCase()}"`);
    expect((await scim('GET', `/Users?filter=${filter}&startIndex=1&count=100`)).body).toMatchObject({
      totalResults: 0,
    });
    const made = await scim('POST', '/Users', oktaUser());
    expect(made).toMatchObject({ status: 201, body: { userName: name, active: true, meta: { resourceType: 'User' } } });
    expect(JSON.stringify(made.body)).not.toContain('never kept');
    const id = stringAt(made.body, 'id');
    expect((await scim('GET', `/Users?filter=${filter}`)).body).toMatchObject({ totalResults: 1, Resources: [{ id }] });
    expect((await scim('POST', '/Users', oktaUser())).body).toMatchObject({ status: '409', scimType: 'uniqueness' });
    const renamed = await scim('PUT', `/Users/${id}`, {
      ...oktaUser(),
      id,
      name: { givenName: 'New', familyName: 'Name' },
    });
    expect(renamed.body).toMatchObject({ name: { givenName: 'New' } });
    expect((await owner.send('GET', `/admin/users/${id}`)).body).toMatchObject({
      first_name: 'New',
      last_name: 'Name',
    });
    const off = await scim('PATCH', `/Users/${id}`, operations({ op: 'replace', value: { active: false } }));
    expect(off).toMatchObject({ status: 200, body: { active: false } });
    expect((await owner.send('GET', `/admin/users?email=${name}`)).body).toMatchObject({ total: 0 });
    const on = await scim('PATCH', `/Users/${id}`, operations({ op: 'replace', value: { active: true } }));
    expect(on.body).toMatchObject({ active: true });
    expect((await owner.send('GET', `/admin/users?email=${name}`)).body).toMatchObject({ total: 1 });
  });

  it('pushes groups, whose names give roles', async () => {
    const id = await create(oktaUser());
    const slug = recordsIn((await owner.send('GET', '/admin/workspaces')).body['data'])[0]?.['slug'];
    const displayName = `WS-${String(slug)}-role-MANAGER`;
    const members = [{ value: id, display: name }];
    const group = await scim('POST', '/Groups', { schemas: [], displayName, members });
    expect(group.status).toBe(201);
    expect(await membershipsOf(id)).toMatchObject([{ role: 'manager' }]);
    const groupId = stringAt(group.body, 'id');
    const filter = encodeURIComponent(`displayName eq "${displayName}"`);
    expect((await scim('GET', `/Groups?filter=${filter}&excludedAttributes=members`)).body).toMatchObject({
      totalResults: 1,
    });
    await scim(
      'PATCH',
      `/Groups/${groupId}`,
      operations({ op: 'replace', value: { id: groupId, displayName: 'Nothing' } }),
    );
    expect(await membershipsOf(id)).toEqual([]);
    const path = `members[value eq "${id}"]`;
    const removed = await scim('PATCH', `/Groups/${groupId}`, operations({ op: 'remove', path }));
    expect(removed.body['members']).toEqual([]);
    expect((await scim('DELETE', `/Groups/${groupId}`)).status).toBe(204);
  });
});

describe('what Entra sends', () => {
  it('creates with the enterprise extension, and patches with text for flags and with filters in paths', async () => {
    const id = await create(entraUser());
    const changed = await scim(
      'PATCH',
      `/Users/${id}`,
      operations(
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'Replace', path: 'name.givenName', value: 'Other' },
        { op: 'Add', path: 'emails[type eq "home"].value', value: 'home@example.com' },
        { op: 'Replace', path: 'emails[type eq "work"].value', value: `new-${name}` },
        { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Sales' },
        { op: 'Add', value: { 'name.familyName': 'Dotted', userType: 'Employee' } },
      ),
    );
    expect(changed).toMatchObject({
      status: 200,
      body: {
        active: false,
        name: { givenName: 'Other', familyName: 'Dotted' },
        userType: 'Employee',
        emails: [
          { type: 'work', value: `new-${name}` },
          { type: 'home', value: 'home@example.com' },
        ],
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Sales' },
      },
    });
    await scim('PATCH', `/Users/${id}`, operations({ op: 'Replace', path: 'active', value: 'True' }));
    expect((await owner.send('GET', `/admin/users?email=new-${name}`)).body).toMatchObject({ total: 1 });
  });

  it('adds and removes members one by one, and several at once', async () => {
    const first = await create(entraUser());
    name = `second-${name}`;
    const second = await create(entraUser());
    const made = await scim('POST', '/Groups', { displayName: `Engineers ${count}`, externalId: `grp-${count}` });
    const groupId = stringAt(made.body, 'id');
    const mapped = await owner.send('POST', '/scim/workspaces', {
      workspace_id: workspace,
      role: 'member',
      scim_group_id: groupId,
    });
    expect(mapped.status).toBe(200);
    const member = (id: string) => ({ $ref: null, value: id });
    const add = operations({ op: 'Add', path: 'members', value: [member(first), member(second)] });
    expect((await scim('PATCH', `/Groups/${groupId}`, add)).status).toBe(200);
    expect(await membershipsOf(first)).toHaveLength(1);
    expect(await membershipsOf(second)).toHaveLength(1);
    const out = operations({ op: 'Remove', path: 'members', value: [member(first)] });
    const left = await scim('PATCH', `/Groups/${groupId}`, out);
    expect(recordsIn(left.body['members']).map(({ value }) => value)).toEqual([second]);
    expect(await membershipsOf(first)).toEqual([]);
  });
});

describe('what a group gives', () => {
  it('is one role for all of its workspaces, may be said before the group is there, and is kept when it is unsaid', async () => {
    const groupName = `Later ${count}`;
    const wanted = { workspace_id: workspace, role: 'manager', scim_group_name: groupName };
    const mapping = await owner.send('POST', '/scim/workspaces', wanted);
    expect(mapping.body).toMatchObject({ scim_group: groupName, role: 'manager' });
    expect((await owner.send('POST', '/scim/workspaces', wanted)).status).toBe(409);
    expect((await owner.send('POST', '/scim/workspaces', { ...wanted, role: 'member' })).status).toBe(409);
    const id = await create(oktaUser());
    const group = await scim('POST', '/Groups', { displayName: groupName, members: [{ value: id }] });
    expect(group.body['id']).toBe(mapping.body['scim_group_id']);
    expect(await membershipsOf(id)).toMatchObject([{ role: 'manager' }]);
    expect((await owner.send('DELETE', `/scim/workspaces/${String(mapping.body['id'])}`)).body).toEqual({
      success: true,
    });
    expect(await membershipsOf(id)).toHaveLength(1);
    expect((await owner.send('GET', `/scim/groups?search=later`)).body).toMatchObject({ total_count: 1 });
  });
});

describe('the end of an account', () => {
  it.each(['deactivated', 'deleted'])('%s: session, device and key are refused with the next request', async (how) => {
    const id = await create(oktaUser());
    const groupName = `Leavers ${count}`;
    await owner.send('POST', '/scim/workspaces', {
      workspace_id: workspace,
      role: 'member',
      scim_group_name: groupName,
    });
    await scim('POST', '/Groups', { displayName: groupName, members: [{ value: id }] });
    const reset = await owner.send('POST', `/admin/users/${id}/reset-password`);
    const person = openBrowser(world.url);
    const secret = String(Object.values(reset.body).find((value) => String(value).includes('#'))).split('#')[1];
    const password = 'correct horse battery staple';
    expect((await person.send('POST', '/session/reset-password', { token: secret, password })).status).toBe(200);
    const wanted = { name: 'own', user_id: id, workspace_id: workspace, scopes: ['completions.write'] };
    const key = stringAt(await world.admin('POST', '/v1/api-keys/workspace/user', wanted), 'key');
    const begun = (await (
      await fetch(`${world.url}/oauth/device_authorization`, { method: 'POST' })
    ).json()) as JsonRecord;
    await person.send('POST', '/account/device-codes/approve', { user_code: begun['user_code'] });
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: String(begun['device_code']),
    };
    const tokens = (await (
      await fetch(`${world.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
    ).json()) as JsonRecord;
    const device = stringAt(tokens, 'access_token');
    const ask = async (text: string): Promise<number> => (await world.ask({ key: text, body: QUESTION })).status;
    expect([await ask(device), await ask(key), (await person.send('GET', '/account')).status]).toEqual([200, 200, 200]);

    const ended =
      how === 'deleted'
        ? await scim('DELETE', `/Users/${id}`)
        : await scim('PATCH', `/Users/${id}`, operations({ op: 'replace', value: { active: false } }));
    expect(ended.status).toBe(how === 'deleted' ? 204 : 200);
    expect([await ask(device), await ask(key), (await person.send('GET', '/account')).status]).toEqual([401, 401, 401]);
    const again = { grant_type: 'refresh_token', refresh_token: String(tokens['refresh_token']) };
    const refreshed = await fetch(`${world.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(again) });
    expect(refreshed.status).toBe(401);
    const signIn = await openBrowser(world.url).send('POST', '/session', { email: name, password });
    expect(signIn.status).toBe(401);
  });

  it('is not for owners', async () => {
    const me = (await owner.send('GET', '/account')).body;
    name = String(me['email']);
    const id = await create(oktaUser());
    expect(id).toBe(me['id']);
    const off = await scim('PATCH', `/Users/${id}`, operations({ op: 'replace', value: { active: false } }));
    expect(off.status).toBe(403);
    await scim('PUT', `/Users/${id}`, { ...oktaUser(), emails: [{ value: 'thief@example.com', primary: true }] });
    expect((await owner.send('GET', '/account')).body['email']).toBe(me['email']);
  });
});

describe('a search by POST', () => {
  it('finds people and groups, with the attributes that are asked for, page by page', async () => {
    const id = await create(oktaUser());
    const query = { filter: `userName eq "${name}"`, attributes: ['userName'], startIndex: 1, count: 10 };
    const found = await scim('POST', '/Users/.search', query);
    expect(found.body).toMatchObject({ totalResults: 1, startIndex: 1, Resources: [{ id, userName: name }] });
    expect(recordsIn(found.body['Resources'])[0]).not.toHaveProperty('emails');
    const groups = await scim('POST', '/Groups', {
      displayName: `Search ${count}`,
      members: [{ $ref: `x/Users/${id}` }],
    });
    expect(recordsIn(groups.body['members'])).toMatchObject([{ value: id }]);
    const both = await scim('POST', '/.search', { count: 1000, excludedAttributes: ['members'] });
    const kinds = recordsIn(both.body['Resources']).map(({ meta }) => (meta as JsonRecord)['resourceType']);
    expect(new Set(kinds)).toEqual(new Set(['User', 'Group']));
    expect(both.body['totalResults']).toBe(kinds.length);
  });
});

describe('attacks on SCIM', () => {
  it('a token that is none, or was taken away, opens nothing; a token opens nothing else', async () => {
    const made = await owner.send('POST', '/admin/scim-tokens', { name: 'Old' });
    const old = stringAt(made.body, 'token');
    expect((await scim('GET', '/Users', undefined, old)).status).toBe(200);
    await owner.send('DELETE', `/admin/scim-tokens/${stringAt(made.body, 'id')}`);
    expect((await scim('GET', '/Users', undefined, old)).status).toBe(401);
    expect((await scim('GET', '/Schemas', undefined, 'guess')).status).toBe(401);
    expect((await scim('GET', '/Users', undefined, world.tollgate.adminKey)).status).toBe(401);
    const elsewhere = await fetch(`${world.url}/v1/admin/users`, { headers: { authorization: `Bearer ${token}` } });
    expect(elsewhere.status).toBe(401);
    const listed = await owner.send('GET', '/admin/scim-tokens');
    expect(JSON.stringify(listed.body)).not.toContain(token);
  });

  it('a token is shown once: it is not in the trail, in what is printed, nor in any file of the data', async () => {
    const range = 'start_time=2020-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z';
    const trail = await owner.send('GET', `/audit-logs?${range}&resource_type=scim_token`);
    expect(recordsIn(trail.body['records']).at(-1)).toMatchObject({ action: 'create' });
    expect(JSON.stringify(trail.body)).not.toContain(token);
    expect(`${world.tollgate.stdout()}${world.tollgate.stderr()}`).not.toContain(token);
    const files = await readdir(world.tollgate.dataDir, { recursive: true, withFileTypes: true });
    const stored = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    expect(stored.some((file) => file.includes('records.sqlite'))).toBe(true);
    for (const file of stored) expect((await readFile(file)).includes(token), file).toBe(false);
  });

  it('nobody but an administrator makes a token', async () => {
    const key = await world.makeKey();
    const made = await fetch(`${world.url}/v1/admin/scim-tokens`, {
      method: 'POST',
      headers: { 'x-portkey-api-key': key.key, 'content-type': 'application/json' },
      body: '{"name": "mine"}',
    });
    expect(made.status).toBe(403);
  });

  it.each([
    ['a filter that cannot be read', 'GET', '/Users?filter=userName%20eq%20%22', undefined, 'invalidFilter'],
    ['a filter without an operator', 'GET', '/Users?filter=userName', undefined, 'invalidFilter'],
    ['a filter that is nested without end', 'GET', `/Users?filter=${'('.repeat(60)}`, undefined, 'invalidFilter'],
    ['no name', 'POST', '/Users', { emails: [] }, 'invalidValue'],
    ['an address with look-alike letters', 'POST', '/Users', { userName: '\u212Aim@example.com' }, 'invalidValue'],
    [
      'a group with a member that nobody is',
      'POST',
      '/Groups',
      { displayName: 'X', members: [{ value: 'nobody' }] },
      'invalidValue',
    ],
    ['operations that are none', 'POST', '/Groups', { displayName: '' }, 'invalidValue'],
  ])('%s is refused', async (_, method, path, body, scimType) => {
    expect((await scim(method, path, body)).body).toMatchObject({ status: '400', scimType });
  });

  it('attributes that objects inherit are none', async () => {
    const id = await create(oktaUser());
    const body = operations({ op: 'add', path: '__proto__.polluted', value: 'yes' });
    expect((await scim('PATCH', `/Users/${id}`, body)).status).toBe(400);
    expect((await scim('GET', `/Users/${id}`)).body['polluted']).toBeUndefined();
  });

  it('everything is in the trail', async () => {
    const id = await create(oktaUser());
    await scim('DELETE', `/Users/${id}`);
    const range = 'start_time=2020-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z';
    const { body } = await owner.send('GET', `/audit-logs?${range}&resource_type=user`);
    const own = recordsIn(body['records']).filter((event) => event['resource_id'] === id);
    expect(own.map(({ action }) => String(action)).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'deactivate',
      'deprovision',
      'provision',
    ]);
  });

  it('what was refused is in the trail, with the reason', async () => {
    expect((await scim('DELETE', '/Users/nobody-of-that-id')).status).toBe(404);
    const range = 'start_time=2020-01-01T00:00:00Z&end_time=2100-01-01T00:00:00Z';
    const { body } = await owner.send('GET', `/audit-logs?${range}&user_id=directory&response_status_code=404`);
    expect(recordsIn(body['records'])[0]).toMatchObject({
      resource_type: 'user',
      action: 'refuse',
      resource_id: 'nobody-of-that-id',
      after: { method: 'DELETE' },
    });
  });
});

/** Last: it uses up what this address may try. */
it('guesses of a token are refused after a hundred in a minute, and the right one is served', async () => {
  const guess = async (text: string): Promise<number> => (await scim('GET', '/Users', undefined, text)).status;
  const statuses = new Set<number>();
  for (let tries = 0; tries < 101; tries += 1) statuses.add(await guess(`guess-${tries}`));
  expect([...statuses]).toEqual([401, 429]);
  expect(await guess(token)).toBe(200);
});
