/** The real Keycloak as the company's directory: people sign in by OpenID Connect and SAML in Chromium, and leave again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firstOwner, type Browser } from '../../testkit/browser.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { DORA, hasKeycloak, startKeycloak, type Keycloak } from '../../testkit/keycloak.ts';
import { pem } from '../../testkit/saml-directory.ts';
import { SIGNER } from '../../testkit/saml-signers.data.ts';
import { openWorld, type Visit, type World } from '../dashboard/world.ts';
import { QUESTION } from '../e2e/world.ts';

const CLIENT = { id: 'tollgate', secret: 'a-secret-of-the-tests' };
/** The bound for whoever was removed. */
const WITHIN_MS = 5000;

const GROUPS_CLAIM = {
  name: 'groups',
  protocol: 'openid-connect',
  protocolMapper: 'oidc-group-membership-mapper',
  config: { 'claim.name': 'groups', 'full.path': 'false', 'id.token.claim': 'true' },
};

const SAML_ATTRIBUTES = [
  {
    name: 'email',
    protocol: 'saml',
    protocolMapper: 'saml-user-property-mapper',
    config: { 'user.attribute': 'email', 'attribute.name': 'email' },
  },
  {
    name: 'groups',
    protocol: 'saml',
    protocolMapper: 'saml-group-membership-mapper',
    config: { 'attribute.name': 'groups', 'full.path': 'false', single: 'true' },
  },
];

interface Connection {
  name: string;
  client: string;
  scopes?: string[];
  check_seconds?: number;
}

/** By refresh tokens that outlive the browser’s session at the directory. */
const ASKED_AGAIN = { scopes: ['openid', 'profile', 'email', 'offline_access'], check_seconds: 2 };
/** Somebody new each time: an account here belongs to one person of the directory. */
let people = 0;

interface Person {
  id: string;
  username: string;
  password: string;
}

describe.skipIf(!hasKeycloak())('Keycloak', () => {
  let keycloak: Keycloak;
  let world: World;
  let owner: Browser;
  let workspace: string;

  beforeAll(async () => {
    const env = { TOLLGATE_VERIFIED_DOMAINS: 'acme.test' };
    [keycloak, world] = await Promise.all([startKeycloak(), openWorld({ env })]);
    await world.tollgate.setUpVertex(world.vertex);
    owner = await firstOwner(world.tollgate);
    const workspaces = recordsIn((await owner.send('GET', '/admin/workspaces')).body['data']);
    workspace = stringAt(workspaces[0] ?? {}, 'id');
    await owner.send('PUT', '/admin/identity-settings', { domains: [{ domain: 'acme.test' }] });
    await connectByOidc({ name: 'Keycloak', client: CLIENT.id });
    await connectByOidc({ name: 'Keycloak that is asked again', client: 'tollgate-lasting', ...ASKED_AGAIN });
    await connectBySaml();
  });
  afterAll(async () => {
    await world?.close();
    await keycloak?.stop();
  });

  async function connect(provider: JsonRecord): Promise<JsonRecord> {
    const mappings = [
      { value: 'engineering', workspace_id: workspace, role: 'manager' },
      { value: 'finance', workspace_id: workspace, role: 'member' },
    ];
    const made = await owner.send('POST', '/admin/identity-providers', { ...provider, mappings });
    expect(made).toMatchObject({ status: 200 });
    return made.body;
  }

  async function connectByOidc({ name, client, scopes, ...more }: Connection): Promise<void> {
    const oidc = { issuer: keycloak.url, client_id: client, client_secret: CLIENT.secret, scopes };
    const provider = await connect({ kind: 'oidc', preset: 'keycloak', name, oidc, ...more });
    await keycloak.admin('POST', '/clients', {
      clientId: client,
      secret: CLIENT.secret,
      publicClient: false,
      standardFlowEnabled: true,
      redirectUris: [provider['callback_url']],
      attributes: {
        'pkce.code.challenge.method': 'S256',
        'backchannel.logout.url': provider['logout_url'],
        'backchannel.logout.session.required': 'true',
        'post.logout.redirect.uris': `${world.tollgate.url}/*`,
      },
      protocolMappers: [GROUPS_CLAIM],
    });
    const test = await owner.send('POST', `/admin/identity-providers/${String(provider['id'])}/test`, {});
    expect(test.body).toMatchObject({ ok: true });
  }

  /** Keycloak makes its client from our metadata, with the certificate of our requests. */
  async function connectBySaml(): Promise<void> {
    const saml = {
      metadata_url: `${keycloak.url}/protocol/saml/descriptor`,
      signing_key: pem(SIGNER.key, 'PRIVATE KEY'),
      signing_certificate: pem(SIGNER.certificate, 'CERTIFICATE'),
    };
    const provider = await connect({ kind: 'saml', name: 'Keycloak by SAML', trusts_email: true, saml });
    const own = isRecord(provider['saml']) ? stringAt(provider['saml'], 'own_metadata_url') : '';
    const metadata = await (await fetch(own)).text();
    const client = await keycloak.admin('POST', '/client-description-converter', metadata);
    if (!isRecord(client) || !isRecord(client['attributes'])) throw new Error('Keycloak read no client.');
    expect(client).toMatchObject({ clientId: own, protocol: 'saml' });
    const attributes = { ...client['attributes'], saml_name_id_format: 'persistent' };
    await keycloak.admin('POST', '/clients', { ...client, attributes, protocolMappers: SAML_ATTRIBUTES });
  }

  /** From our sign-in page to the directory's, and back. */
  async function signIn(button: string, person: Pick<Person, 'username' | 'password'> = DORA): Promise<Visit> {
    const visit = await world.open('/', { key: null });
    await visit.page.getByRole('button', { name: button, exact: true }).click();
    await visit.page.locator('#username').fill(person.username);
    await visit.page.locator('#password').fill(person.password);
    await visit.page.locator('#kc-login').click();
    await visit.page.locator('#content').waitFor();
    return visit;
  }

  async function sessionOf(page: Page): Promise<JsonRecord> {
    const answer: unknown = await (await page.request.get(`${world.tollgate.url}/v1/session`)).json();
    return isRecord(answer) ? answer : {};
  }

  const dora = async (): Promise<string> => stringAt(await keycloak.find('/users', 'username', DORA.username), 'id');

  async function moveToGroup(name: string, from: string, person?: string): Promise<void> {
    const user = `/users/${person ?? (await dora())}/groups`;
    const id = async (group: string) => stringAt(await keycloak.find('/groups', 'name', group), 'id');
    await keycloak.admin('PUT', `${user}/${await id(name)}`);
    await keycloak.admin('DELETE', `${user}/${await id(from)}`);
  }

  it.each(['Sign in with Keycloak', 'Sign in with Keycloak by SAML'])(
    '%s: the person has what the groups give, and a change of group holds at the next sign-in',
    async (button) => {
      const first = await signIn(button);
      expect(await sessionOf(first.page)).toMatchObject({
        type: 'person',
        user: { email: DORA.email, role: 'member' },
        workspaces: [{ id: workspace, role: 'manager' }],
      });
      await first.close();
      await moveToGroup('finance', 'engineering');
      const second = await signIn(button);
      expect(await sessionOf(second.page)).toMatchObject({ workspaces: [{ id: workspace, role: 'member' }] });
      await second.close();
      await moveToGroup('engineering', 'finance');
    },
  );

  it('a change of group holds within seconds, without a new sign-in, where Keycloak is asked again', async () => {
    const eve = await addEve();
    const { page, close } = await signIn('Sign in with Keycloak that is asked again', eve);
    const role = async () => recordsIn((await sessionOf(page))['workspaces'])[0]?.['role'];
    expect(await role()).toBe('manager');
    await moveToGroup('finance', 'engineering', eve.id);
    await vi.waitFor(async () => expect(await role()).toBe('member'), { timeout: WITHIN_MS * 3, interval: 500 });
    await keycloak.admin('DELETE', `/users/${eve.id}`);
    await within(async () => (await sessionOf(page))['signed_in'] === false);
    await close();
  });

  it('signing out here signs out of Keycloak, by OpenID Connect and by SAML', async () => {
    for (const button of ['Sign in with Keycloak', 'Sign in with Keycloak by SAML']) {
      const visit = await signIn(button);
      const { page } = visit;
      await page.getByRole('button', { name: 'account and theme' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.waitForURL((url) => url.href === `${world.tollgate.url}/`);
      // It knows the browser no more: it asks for the password again.
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.locator('#password').waitFor();
      await visit.close();
    }
  });

  it('a session that is ended at Keycloak ends here within 5 s, by back-channel logout', async () => {
    const visit = await signIn('Sign in with Keycloak');
    await keycloak.admin('POST', `/users/${await dora()}/logout`);
    await within(async () => (await sessionOf(visit.page))['signed_in'] === false);
    await visit.close();
  });

  it.each(['removed', 'disabled'])(
    'whoever is %s there loses session, device and key within 5 s, without SCIM, where it is asked again',
    async (how) => {
      const eve = await addEve();
      const visit = await signIn('Sign in with Keycloak that is asked again', eve);
      const { page } = visit;
      const device = await approveDevice(page);
      const key = await makeKey(page);
      const refused = async (): Promise<boolean[]> => [
        (await sessionOf(page))['signed_in'] === false,
        (await ask(device)) === 401,
        (await ask(key)) === 401,
      ];
      await sleep(WITHIN_MS);
      expect(await refused()).toEqual([false, false, false]);
      if (how === 'removed') await keycloak.admin('DELETE', `/users/${eve.id}`);
      else await keycloak.admin('PUT', `/users/${eve.id}`, { enabled: false });
      await within(async () => (await refused()).every(Boolean));
      await visit.close();
      if (how === 'disabled') await keycloak.admin('DELETE', `/users/${eve.id}`);
    },
  );

  async function addEve(): Promise<Person> {
    people += 1;
    const username = `eve-${people}`;
    const password = 'eves-password';
    await keycloak.admin('POST', '/users', {
      username,
      email: `${username}@acme.test`,
      emailVerified: true,
      firstName: 'Eve',
      lastName: 'Lee',
      enabled: true,
      groups: ['engineering'],
      credentials: [{ type: 'password', value: password, temporary: false }],
    });
    return { id: stringAt(await keycloak.find('/users', 'username', username), 'id'), username, password };
  }

  it('whoever is removed loses session, device and key within 5 s, by SCIM, and does not come back', async () => {
    const visit = await signIn('Sign in with Keycloak');
    const { page } = visit;
    const device = await approveDevice(page);
    const key = await makeKey(page);
    const refused = async (): Promise<boolean[]> => [
      (await sessionOf(page))['signed_in'] === false,
      (await ask(device)) === 401,
      (await ask(key)) === 401,
    ];
    expect(await refused()).toEqual([false, false, false]);
    const remove = await provisioned();
    await keycloak.admin('DELETE', `/users/${await dora()}`);
    // Keycloak sends no SCIM of its own: what provisions from it does.
    await remove();
    await within(async () => (await refused()).every(Boolean));
    await visit.close();

    const again = await world.open('/', { key: null });
    await again.page.getByRole('button', { name: 'Sign in with Keycloak', exact: true }).click();
    await again.page.locator('#username').fill(DORA.username);
    await again.page.locator('#password').fill(DORA.password);
    await again.page.locator('#kc-login').click();
    await again.page.getByText('Invalid username or password').waitFor();
    await again.close();
  });

  async function approveDevice(page: Page): Promise<string> {
    const post = async (path: string, form: Record<string, string>): Promise<JsonRecord> => {
      const response = await fetch(`${world.tollgate.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
      const answer: unknown = await response.json();
      return isRecord(answer) ? answer : {};
    };
    const begun = await post('/oauth/device_authorization', { surface: 'claude_code' });
    await page.goto(stringAt(begun, 'verification_uri_complete'));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The device is signed in').waitFor();
    const tokens = await post('/oauth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: stringAt(begun, 'device_code'),
    });
    return stringAt(tokens, 'access_token');
  }

  async function makeKey(page: Page): Promise<string> {
    const session = await sessionOf(page);
    const made = await page.request.post(`${world.tollgate.url}/v1/api-keys/workspace/user`, {
      headers: { 'x-tollgate-csrf': stringAt(session, 'csrf_token') },
      data: {
        name: 'own',
        user_id: isRecord(session['user']) ? session['user']['id'] : '',
        workspace_id: workspace,
        scopes: ['completions.write'],
      },
    });
    return stringAt((await made.json()) as JsonRecord, 'key');
  }

  async function ask(key: string): Promise<number> {
    const response = await fetch(`${world.tollgate.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
      },
      body: JSON.stringify(QUESTION),
    });
    await response.text();
    return response.status;
  }

  /** Dora is known by SCIM. Returns what takes her away. */
  async function provisioned(): Promise<() => Promise<void>> {
    const token = stringAt((await owner.send('POST', '/admin/scim-tokens', { name: 'Keycloak' })).body, 'token');
    const scim = (method: string, path: string, body?: object) =>
      fetch(`${world.tollgate.url}/scim/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const made = await scim('POST', '/Users', {
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: DORA.email,
      externalId: await dora(),
      emails: [{ value: DORA.email, primary: true }],
      active: true,
    });
    expect(made.status).toBe(201);
    const id = stringAt((await made.json()) as JsonRecord, 'id');
    return async () => {
      expect((await scim('DELETE', `/Users/${id}`)).status).toBe(204);
    };
  }
});

async function within(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It does not hold after ${WITHIN_MS} ms.`);
    await sleep(100);
  }
}
