/** Signing in from Claude Code by the device flow: the whole process, the client by its protocol, the person by a browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOwner, invited, openBrowser, type Browser } from '../../testkit/browser.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { MODEL, openWorld, QUESTION, type World } from './world.ts';

let world: World;
let owner: Browser;
let member: Browser;
let workspace: string;
beforeAll(async () => {
  world = await openWorld({ tollgate: { env: { TOLLGATE_DEVICE_TOKEN_SECONDS: '60' } } });
  owner = await firstOwner(world.tollgate);
  const workspaces = recordsIn((await owner.send('GET', '/admin/workspaces')).body['data']);
  workspace = stringAt(workspaces[0] ?? {}, 'id');
  member = await invited(owner, world.url, {
    email: 'bo@example.com',
    workspaces: [{ id: workspace, role: 'member' }],
  });
});
afterAll(() => world.close());

async function post(
  path: string,
  form: Record<string, string>,
): Promise<{ status: number; body: JsonRecord; headers: Headers }> {
  const response = await fetch(`${world.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
  const body: unknown = await response.json();
  return { status: response.status, body: isRecord(body) ? body : {}, headers: response.headers };
}

const begin = () => post('/oauth/device_authorization', { surface: 'claude_code' });
const poll = (code: string) =>
  post('/oauth/token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: code });
const refresh = (token: string) => post('/oauth/token', { grant_type: 'refresh_token', refresh_token: token });

/** From /login to the tokens. */
async function signIn(person: Browser): Promise<{ access: string; refreshToken: string }> {
  const { body } = await begin();
  const approved = await person.send('POST', '/account/device-codes/approve', { user_code: body['user_code'] });
  expect(approved).toMatchObject({ status: 200 });
  const { status, body: tokens } = await poll(stringAt(body, 'device_code'));
  expect({ status, tokens }).toMatchObject({ status: 200, tokens: { token_type: 'Bearer', expires_in: 60 } });
  return { access: stringAt(tokens, 'access_token'), refreshToken: stringAt(tokens, 'refresh_token') };
}

const ask = (key: string) => world.ask({ key, body: QUESTION });

describe('signing in from a device', () => {
  it('finds the endpoints at the address that it was given', async () => {
    const response = await fetch(`${world.url}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toMatchObject({
      issuer: world.url,
      device_authorization_endpoint: `${world.url}/oauth/device_authorization`,
      token_endpoint: `${world.url}/oauth/token`,
      revocation_endpoint: `${world.url}/oauth/revoke`,
    });
  });

  it('waits for the person, who sees what asks, and gets tokens that act as the person', async () => {
    const { body: begun } = await begin();
    expect(begun).toMatchObject({ expires_in: 600, interval: 5, verification_uri: `${world.url}/device` });
    const code = stringAt(begun, 'user_code');
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(begun['verification_uri_complete']).toBe(`${world.url}/device?user_code=${code}`);
    const device = stringAt(begun, 'device_code');
    expect(Buffer.from(device, 'base64url')).toHaveLength(32);
    expect(await poll(device)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    expect(await poll(device)).toMatchObject({ status: 400, body: { error: 'slow_down' } });

    const typed = { user_code: code.toLowerCase().replace('-', ' ') };
    const found = await member.send('POST', '/account/device-codes/find', typed);
    expect(found.body).toMatchObject({ user_code: code, surface: 'claude_code', client_ip: '127.0.0.1' });
    expect(await member.send('POST', '/account/device-codes/approve', typed)).toMatchObject({ status: 200 });
    const { body: tokens } = await poll(device);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 60, email: 'bo@example.com' });

    const answer = await ask(stringAt(tokens, 'access_token'));
    expect(answer.status).toBe(200);
    const row = await world.row(answer.id);
    const me = (await member.send('GET', '/account')).body;
    expect(row).toMatchObject({ workspace_id: workspace, user_id: me['id'], requested_model: MODEL });
    const listed = recordsIn((await member.send('GET', '/account/devices')).body['data']);
    expect(listed.map(({ surface }) => surface)).toEqual(['claude_code']);
  });

  it('is denied where the person says no', async () => {
    const { body } = await begin();
    await member.send('POST', '/account/device-codes/deny', { user_code: body['user_code'] });
    expect(await poll(stringAt(body, 'device_code'))).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  });

  it('refreshes its tokens, and the ones of before end', async () => {
    const { access, refreshToken } = await signIn(member);
    const { status, body } = await refresh(refreshToken);
    expect(status).toBe(200);
    expect(body['access_token']).not.toBe(access);
    expect((await ask(stringAt(body, 'access_token'))).status).toBe(200);
    // Another session on the machine may be in the middle of something.
    expect((await ask(access)).status).toBe(200);
  });

  it('signs out by either of its tokens, and again', async () => {
    for (const which of ['access', 'refreshToken'] as const) {
      const tokens = await signIn(member);
      expect((await post('/oauth/revoke', { token: tokens[which] })).status).toBe(200);
      expect((await post('/oauth/revoke', { token: tokens[which] })).status).toBe(200);
      const refused = await ask(tokens.access);
      expect(refused).toMatchObject({ status: 401, headers: { 'x-should-retry': 'false' } });
      expect(await refresh(tokens.refreshToken)).toMatchObject({ status: 401, body: { error: 'invalid_grant' } });
    }
  });

  it('ends at once with the account, and asks to sign in again', async () => {
    const leaver = await invited(owner, world.url, {
      email: 'leaver@example.com',
      workspaces: [{ id: workspace, role: 'member' }],
    });
    const { access, refreshToken } = await signIn(leaver);
    expect((await ask(access)).status).toBe(200);
    const id = String((await leaver.send('GET', '/account')).body['id']);
    expect((await owner.send('DELETE', `/admin/users/${id}`)).status).toBe(200);
    expect((await ask(access)).status).toBe(401);
    expect(await refresh(refreshToken)).toMatchObject({ status: 401, body: { error: 'invalid_grant' } });
    expect((await leaver.send('GET', '/account')).status).toBe(401);
    expect(recordsIn((await owner.send('GET', `/admin/devices?user_id=${id}`)).body['data'])).toEqual([]);
  });
});

describe('attacks on the device flow', () => {
  it('a code is approved by nobody who is not signed in, nor with a key, nor without the CSRF token', async () => {
    const { body } = await begin();
    const wanted = { user_code: body['user_code'] };
    const path = '/account/device-codes/approve';
    expect((await openBrowser(world.url).send('POST', path, wanted)).status).toBe(401);
    const forged = await fetch(`${world.url}/v1${path}`, {
      method: 'POST',
      headers: { cookie: member.cookie(), 'content-type': 'application/json' },
      body: JSON.stringify(wanted),
    });
    expect(forged.status).toBe(403);
    const byKey = await world.tollgate.admin('POST', `/v1${path}`, wanted);
    expect(byKey.status).toBe(403);
    expect(await poll(stringAt(body, 'device_code'))).toMatchObject({ body: { error: 'authorization_pending' } });
  });

  it('opening the link approves nothing', async () => {
    const { body } = await begin();
    const page = await fetch(String(body['verification_uri_complete']), {
      headers: { accept: 'text/html', cookie: member.cookie() },
    });
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(await poll(stringAt(body, 'device_code'))).toMatchObject({ body: { error: 'authorization_pending' } });
  });

  it('tokens are given once, also to two polls at the same moment', async () => {
    const { body } = await begin();
    await member.send('POST', '/account/device-codes/approve', { user_code: body['user_code'] });
    const code = stringAt(body, 'device_code');
    const answers = await Promise.all([poll(code), poll(code), poll(code)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await poll(code)).toMatchObject({ status: 400, body: { error: 'expired_token' } });
  });

  it('a code that was decided is decided', async () => {
    const { body } = await begin();
    const wanted = { user_code: body['user_code'] };
    expect((await member.send('POST', '/account/device-codes/deny', wanted)).status).toBe(200);
    expect((await owner.send('POST', '/account/device-codes/approve', wanted)).status).toBe(404);
    expect(await poll(stringAt(body, 'device_code'))).toMatchObject({ body: { error: 'access_denied' } });
  });

  it('another organisation’s or an unknown workspace cannot be named', async () => {
    const { body } = await begin();
    const wanted = { user_code: body['user_code'], workspace_id: 'ws-nobodys' };
    expect((await member.send('POST', '/account/device-codes/approve', wanted)).status).toBe(404);
  });

  it('guesses of codes are refused after a few', async () => {
    const guesser = await invited(owner, world.url, {
      email: 'guesser@example.com',
      workspaces: [{ id: workspace, role: 'member' }],
    });
    const guess = () => guesser.send('POST', '/account/device-codes/find', { user_code: 'BBBB-BBBB' });
    const statuses: number[] = [];
    for (let tries = 0; tries < 7; tries++) statuses.push((await guess()).status);
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429]);
    const { body } = await begin();
    const right = await guesser.send('POST', '/account/device-codes/approve', { user_code: body['user_code'] });
    expect(right.status).toBe(429);
  });

  it('a session key cannot do what its person may do in the dashboard', async () => {
    const { access } = await signIn(owner);
    const asKey = { 'x-portkey-api-key': access };
    const users = await fetch(`${world.url}/v1/admin/users`, { headers: asKey });
    expect(users.status).toBe(403);
    const own = await fetch(`${world.url}/v1/logs?limit=1`, { headers: asKey });
    expect(own.status).toBe(200);
  });
});

describe('settings for Claude Code', () => {
  const settings = (key: string, tag?: string) =>
    fetch(`${world.url}/managed/settings`, {
      headers: { authorization: `Bearer ${key}`, ...(tag === undefined ? {} : { 'if-none-match': tag }) },
    });
  const save = (body: object) => owner.send('PUT', '/admin/claude-code/settings', body);

  it('are 404 where there are none, and then the organisation’s with the workspace’s over them', async () => {
    const { access } = await signIn(member);
    expect((await settings(access)).status).toBe(404);
    expect((await settings(access, '*')).status).toBe(404);
    await save({ managed_settings: { env: { A: '1' }, permissions: { deny: ['WebFetch'] } } });
    await save({ workspace_id: workspace, managed_settings: { env: { B: '2' }, permissions: { deny: ['Bash'] } } });
    const answer = await settings(access);
    const body = (await answer.json()) as JsonRecord;
    expect(body['settings']).toEqual({ env: { A: '1', B: '2' }, permissions: { deny: ['WebFetch', 'Bash'] } });
    const tag = answer.headers.get('etag') ?? '';
    expect(tag).toBe(`"${String(body['checksum'])}"`);
    expect((await settings(access, tag)).status).toBe(304);
    expect((await settings(access, '*')).status).toBe(304);
    expect((await settings(access, '"sha256:0"')).status).toBe(200);
    await save({ workspace_id: workspace, managed_settings: {} });
    expect((await settings(access, tag)).status).toBe(200);
  });

  it('are those of the person’s groups over the others, of several the one with the higher priority', async () => {
    const { access } = await signIn(member);
    const of = async (): Promise<JsonRecord> => (await (await settings(access)).json()) as JsonRecord;
    await save({ workspace_id: workspace, managed_settings: { model: 'sonnet', env: { B: '2' } } });
    await save({ group: 'Backend', priority: 1, managed_settings: { model: 'opus', env: { C: '3' } } });
    await save({ group: 'Apprentices', priority: 9, managed_settings: { model: 'haiku' } });
    const before = await of();
    expect(before['settings']).toMatchObject({ model: 'sonnet' });
    const token = stringAt((await owner.send('POST', '/admin/scim-tokens', { name: 'Okta' })).body, 'token');
    const me = stringAt((await member.send('GET', '/account')).body, 'id');
    const scim = (method: string, path: string, body: object) =>
      fetch(`${world.url}/scim/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        body: JSON.stringify(body),
      });
    const email = { value: 'bo@example.com', primary: true };
    const joined = await scim('POST', '/Users', { userName: email.value, emails: [email], active: true });
    expect([201, 409]).toContain(joined.status);
    const join = async (displayName: string) =>
      expect((await scim('POST', '/Groups', { displayName, members: [{ value: me }] })).status).toBe(201);
    await join('BACKEND');
    const inOne = await of();
    expect(inOne['settings']).toMatchObject({ model: 'opus', env: { A: '1', B: '2', C: '3' } });
    expect(inOne['checksum']).not.toBe(before['checksum']);
    await join('apprentices');
    expect((await of())['settings']).toMatchObject({ model: 'haiku', env: { C: '3' } });
    const listed = recordsIn((await owner.send('GET', '/admin/claude-code/groups')).body['data']);
    expect(listed.map(({ group }) => group)).toEqual(['backend', 'apprentices']);
    expect((await save({ group: 'x', workspace_id: workspace, managed_settings: {} })).status).toBe(400);
    expect((await save({ group: 'x', login_notice: 'Hello' })).status).toBe(400);
    expect((await member.send('GET', '/admin/claude-code/groups')).status).toBe(403);
  });

  it('are for nobody without a key, and a member does not write them', async () => {
    const refused = await settings('tg-nobody');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('x-should-retry')).toBe('false');
    expect(await refused.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
    const forbidden = await member.send('PUT', '/admin/claude-code/settings', { managed_settings: { model: 'x' } });
    expect(forbidden.status).toBe(403);
    const own = { workspace_id: workspace, managed_settings: { model: 'x' } };
    expect((await member.send('PUT', '/admin/claude-code/settings', own)).status).toBe(403);
  });

  it('show a notice beside the code, and choose the config of devices', async () => {
    await save({ login_notice: 'Use of this gateway is logged.' });
    expect((await begin()).body).toMatchObject({ login_notice: 'Use of this gateway is logged.' });
    const made = { name: 'Devices', slug: 'pc-devices', workspace_id: workspace, config: { provider: '@vertex-prod' } };
    expect(await owner.send('POST', '/configs', made)).toMatchObject({ status: 200 });
    expect((await save({ workspace_id: workspace, default_config: 'pc-none' })).status).toBe(404);
    expect((await save({ workspace_id: workspace, default_config: 'pc-devices' })).status).toBe(200);
    const { access } = await signIn(member);
    const answer = await world.ask({ key: access, provider: null, body: QUESTION });
    expect(answer).toMatchObject({ status: 200 });
  });
});

it('telemetry is answered with 200 for who has signed in, and rows that somebody brings are no telemetry', async () => {
  const { access } = await signIn(member);
  const send = async (signal: string, key: string, contentType = 'application/x-protobuf'): Promise<number> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': contentType };
    return (await fetch(`${world.url}/v1/${signal}`, { method: 'POST', headers, body: '{}' })).status;
  };
  for (const signal of ['metrics', 'logs', 'traces']) expect(await send(signal, access)).toBe(200);
  expect(await send('metrics', access, 'application/json')).toBe(200);
  expect(await send('metrics', 'tg-nobody')).toBe(401);
  expect(await send('logs', access, 'application/json')).not.toBe(200);
});
