/** Somebody is removed at a directory that speaks OpenID Connect and no SCIM, or changes groups there: it counts here by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstOwner, type Browser } from '../../testkit/browser.ts';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { CLIENT, startOidcDirectory, type OidcDirectory } from '../../testkit/oidc-directory.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';
import { QUESTION } from './world.ts';

let tollgate: Tollgate;
let vertex: FakeVertex;
let directory: OidcDirectory;
let owner: Browser;
let workspace: string;
let provider: JsonRecord;

beforeAll(async () => {
  vertex = await startFakeVertex();
  tollgate = await startTollgate({ env: { TOLLGATE_VERIFIED_DOMAINS: 'example.com' } });
  await tollgate.setUpVertex(vertex);
  owner = await firstOwner(tollgate);
  workspace = stringAt(recordsIn((await owner.send('GET', '/admin/workspaces')).body['data'])[0] ?? {}, 'id');
  await owner.send('PUT', '/admin/identity-settings', { domains: [{ domain: 'example.com' }] });
  directory = await startOidcDirectory();
  const made = await owner.send('POST', '/admin/identity-providers', {
    kind: 'oidc',
    name: 'Directory',
    oidc: {
      issuer: directory.issuer,
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      scopes: ['openid', 'email', 'profile', 'offline_access'],
    },
    mappings: [
      { value: 'everybody', workspace_id: workspace, role: 'manager' },
      { value: 'auditors', workspace_id: workspace, role: 'member' },
    ],
    check_seconds: 5,
  });
  provider = made.body;
  directory.allow(String(provider['callback_url']));
});
afterAll(async () => {
  await tollgate?.stop();
  await directory?.close();
  await vertex?.close();
});

/** The cookie of somebody's new session. */
async function signIn(sub: string): Promise<string> {
  directory.person({ sub, email: `${sub}@example.com`, email_verified: true, groups: ['everybody'] });
  const out = await fetch(String(provider['start_url']), { redirect: 'manual' });
  const flow = out.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  const back = await directory.signIn(out.headers.get('location') ?? '');
  const done = await fetch(back, { redirect: 'manual', headers: { cookie: flow.join('; ') } });
  const session = done.headers.getSetCookie().find((line) => line.startsWith('tollgate_session')) ?? '';
  return session.split(';', 1)[0] ?? '';
}

async function sessionOf(cookie: string): Promise<JsonRecord> {
  const answer: unknown = await (await fetch(`${tollgate.url}/v1/session`, { headers: { cookie } })).json();
  return isRecord(answer) ? answer : {};
}

/** A gateway key of the person's own. */
async function makeKey(cookie: string): Promise<string> {
  const session = await sessionOf(cookie);
  const user = isRecord(session['user']) ? session['user'] : {};
  const made = await fetch(`${tollgate.url}/v1/api-keys/workspace/user`, {
    method: 'POST',
    headers: { cookie, 'x-tollgate-csrf': stringAt(session, 'csrf_token'), 'content-type': 'application/json' },
    body: JSON.stringify({
      name: 'own',
      user_id: user['id'],
      workspace_id: workspace,
      scopes: ['completions.write'],
    }),
  });
  return stringAt((await made.json()) as JsonRecord, 'key');
}

async function ask(key: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${tollgate.url}/v1/messages`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'x-portkey-provider': '@vertex-prod',
    },
    body: JSON.stringify(QUESTION),
  });
  return { status: response.status, text: await response.text() };
}

it('a session and a key stop when the directory is next asked, and those of others go on', async () => {
  const [ann, bob] = [await signIn('ann'), await signIn('bob')];
  const [keyOfAnn, keyOfBob] = [await makeKey(ann), await makeKey(bob)];
  expect([(await ask(keyOfAnn)).status, (await ask(keyOfBob)).status]).toEqual([200, 200]);
  // The directory goes on saying yes for a while: nothing happens.
  await sleep(6_000);
  expect((await ask(keyOfAnn)).status).toBe(200);
  directory.remove('ann');
  const deadline = Date.now() + 30_000;
  while ((await ask(keyOfAnn)).status !== 401 && Date.now() < deadline) await sleep(200);
  const refused = await ask(keyOfAnn);
  expect(refused).toMatchObject({ status: 401, text: expect.stringContaining('has not confirmed the account') });
  expect((await sessionOf(ann))['signed_in']).toBe(false);
  expect((await ask(keyOfBob)).status).toBe(200);
  expect((await sessionOf(bob))['type']).toBe('person');
});

it('a change of groups at the directory is a change of role and of spend limits here, without a new sign-in', async () => {
  const session = await signIn('cem');
  const key = await makeKey(session);
  const scope = { type: 'rbac_group', rbac_group_id: 'auditors' };
  const limited = await owner.send('POST', '/organizations/spend_limits', { scope, amount: '0', period: 'daily' });
  expect(limited.status).toBe(200);
  expect((await ask(key)).status).toBe(200);
  const role = async (): Promise<unknown> => recordsIn((await sessionOf(session))['workspaces'])[0]?.['role'];
  expect(await role()).toBe('manager');
  directory.person({ sub: 'cem', email: 'cem@example.com', email_verified: true, groups: ['auditors'] });
  const deadline = Date.now() + 30_000;
  while ((await role()) !== 'member' && Date.now() < deadline) await sleep(200);
  expect(await role()).toBe('member');
  expect((await ask(key)).status).toBe(429);
});
