/** Signing in by a directory, setting one up, and approving a device, in the browser. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { startOidcDirectory, CLIENT, type OidcDirectory } from '../../testkit/oidc-directory.ts';
import { expectPresentable, openOwner, openWorld, type Visit, type World } from './world.ts';

let world: World;
let owner: Visit;
let directory: OidcDirectory;
beforeAll(async () => {
  world = await openWorld({});
  directory = await startOidcDirectory();
});
afterAll(async () => {
  await owner.close();
  await world.close();
  await directory.close();
});

async function asOwner(method: 'POST', path: string, data: object): Promise<JsonRecord> {
  const { page } = owner;
  const session = (await (await page.request.get(`${world.tollgate.url}/v1/session`)).json()) as JsonRecord;
  const headers = { 'x-tollgate-csrf': stringAt(session, 'csrf_token') };
  const made = await page.request.fetch(`${world.tollgate.url}/v1${path}`, { method, headers, data });
  return (await made.json()) as JsonRecord;
}

describe('a directory', () => {
  it('is set up by an owner, who tests it and sees what is missing', async () => {
    owner = await openOwner(world);
    const { page } = owner;
    await page.goto('/settings');
    await page.getByRole('tab', { name: 'Sign-in' }).click();
    await page.getByLabel('Domain').fill('example.com');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Not verified').waitFor();
    await page.getByLabel('Addresses of its subdomains too').click();
    await page.getByLabel('A session lasts at most').fill('8.5');
    await page.getByRole('button', { name: 'Save how long a session lasts' }).click();
    await expect
      .poll(async () => (await world.tollgate.admin('GET', '/v1/admin/identity-settings')).body)
      .toMatchObject({ domains: [{ domain: 'example.com', allow_subdomains: true }], max_session_seconds: 30_600 });
    await page.getByLabel('Name on the button').fill('Acme');
    await page.getByLabel('Issuer').fill(directory.issuer);
    await page.getByLabel('Client id').fill(CLIENT.id);
    await page.getByLabel('Client secret').fill(CLIENT.secret);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Test' }).click();
    await page.getByText('No domain is verified: nobody may sign in.').waitFor();
    await page.getByLabel('Name of a new token').fill('Okta');
    await page.getByRole('button', { name: 'Make a token' }).click();
    await page.getByText('/scim/v2').waitFor();
    await expectPresentable(page, 'sign-in-rules');
  });

  it('has settings: who administers, for how long its word counts, and that it is asked again', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Groups whose members administer').fill('platform-admins\nCN=Admins,OU=Groups');
    await dialog.getByLabel('Keys and devices work without').fill('12');
    await dialog.getByLabel('Ask the directory again').click();
    await dialog.getByLabel('Ask again every').fill('60');
    await dialog.getByLabel('Scopes').fill('openid email groups');
    await dialog.getByLabel('Claim with the e-mail address').fill('mail');
    await dialog.getByLabel('Claims with groups or roles').fill('groups, realm_access.roles');
    await dialog.getByLabel('Client authentication').selectOption('client_secret_post');
    await expectPresentable(page, 'directory-settings');
    await dialog.getByRole('button', { name: 'Save settings' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { body } = await world.tollgate.admin('GET', '/v1/admin/identity-providers');
    expect(recordsIn((body as JsonRecord)['data'])[0]).toMatchObject({
      admin_groups: ['platform-admins', 'CN=Admins,OU=Groups'],
      max_age_seconds: 43_200,
      oidc: {
        client_id: CLIENT.id,
        token_auth: 'client_secret_post',
        scopes: ['openid', 'email', 'groups', 'offline_access'],
        email_claim: 'mail',
        groups_claims: ['groups', 'realm_access.roles'],
      },
      check_seconds: 60,
      // The field of the secret was empty: the saved one is kept.
      has_secret: true,
    });
  });

  it('is renamed, and turned off and on: then its button is gone, and there again', async () => {
    const { page } = owner;
    const save = async (name: string, isEnabled: boolean): Promise<void> => {
      await page.getByRole('button', { name: 'Settings', exact: true }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name on the button').fill(name);
      await dialog.getByLabel('People may sign in by this directory').setChecked(isEnabled);
      await dialog.getByRole('button', { name: 'Save settings' }).click();
      await dialog.waitFor({ state: 'detached' });
    };
    const offered = async (): Promise<unknown[]> => {
      const session = (await (await fetch(`${world.tollgate.url}/v1/session`)).json()) as JsonRecord;
      return recordsIn(session['providers']).map(({ name }) => name);
    };
    await save('Acme, renamed', false);
    expect(await offered()).toEqual([]);
    await page.getByText('off', { exact: true }).waitFor();
    await save('Acme', true);
    expect(await offered()).toEqual(['Acme']);
  });

  it('that takes a private key in place of a secret is not saved without the key', async () => {
    const { page } = owner;
    await page.getByRole('button', { name: 'Settings', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Client authentication').selectOption('private_key_jwt');
    expect(await dialog.getByLabel('Private key').getAttribute('required')).not.toBeNull();
    await dialog.getByLabel('Private key').fill('no key');
    await dialog.getByRole('button', { name: 'Save settings' }).click();
    await dialog.getByText('is no private key in PEM').waitFor();
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    await dialog.getByLabel('Private key').fill(privateKey);
    await dialog.getByRole('button', { name: 'Save settings' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { body } = await world.tollgate.admin('GET', '/v1/admin/identity-providers');
    expect(recordsIn((body as JsonRecord)['data'])[0]).toMatchObject({ oidc: { token_auth: 'private_key_jwt' } });
  });

  it('has a log of what it brought, changed and was refused', async () => {
    const token = stringAt(await asOwner('POST', '/admin/scim-tokens', { name: 'Entra' }), 'token');
    const scim = (method: string, path: string, body?: object) =>
      fetch(`${world.tollgate.url}/scim/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    expect((await scim('POST', '/Users', { schemas, userName: 'zoe@example.com' })).status).toBe(201);
    expect((await scim('DELETE', '/Users/nobody')).status).toBe(404);
    const { page } = owner;
    await page.goto('/people');
    await page.getByRole('tab', { name: 'Provisioning' }).click();
    await page.getByRole('cell', { name: 'zoe@example.com' }).first().waitFor();
    await page.getByText('refused, 404').waitFor();
    await expectPresentable(page, 'provisioning');
  });

  it('has a button on the sign-in page, and a refusal is told there', async () => {
    const visit = await world.open('/', { key: null });
    await visit.page.goto('/?sign_in_error=domain-not-allowed');
    await visit.page.getByRole('button', { name: 'Sign in with Acme' }).waitFor();
    expect(await visit.page.getByRole('alert').textContent()).toContain('Addresses of your domain');
    await expectPresentable(visit.page, 'sign-in-with-directory');
    await visit.page.goto('/?sign_in_error=%3Cb%3Enot%20ours%3C/b%3E');
    await visit.page.getByRole('button', { name: 'Sign in with Acme' }).waitFor();
    expect(await visit.page.content()).not.toContain('not ours');
    await visit.close();
  });
});

describe('a device', () => {
  it('is approved by the person who compares its code, and nothing happens before', async () => {
    const response = await fetch(`${world.tollgate.url}/oauth/device_authorization`, {
      method: 'POST',
      headers: { 'user-agent': 'claude-code/2.1.330' },
      body: new URLSearchParams({ surface: 'claude_code' }),
    });
    const begun = (await response.json()) as Record<string, string>;
    const poll = async (): Promise<Record<string, string>> => {
      const form = {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: begun['device_code'] ?? '',
      };
      const url = `${world.tollgate.url}/oauth/token`;
      return (await (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).json()) as Record<
        string,
        string
      >;
    };
    const { page } = owner;
    await page.goto(begun['verification_uri_complete'] ?? '');
    expect(await page.getByLabel('Code').inputValue()).toBe(begun['user_code']);
    expect(await poll()).toMatchObject({ error: 'authorization_pending' });
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('claude-code/2.1.330').waitFor();
    await expectPresentable(page, 'approve-device');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The device is signed in').waitFor();
    expect(await poll()).toMatchObject({ token_type: 'Bearer', email: 'ada@example.com' });
  });
});

describe('whoever is signed in', () => {
  it('is listed with browsers and devices, and signed out by an owner, on a small dark screen too', async () => {
    const { page } = owner;
    await page.goto('/people');
    await page.getByRole('tab', { name: 'Signed in' }).click();
    const browsers = page.getByRole('region', { name: 'Sessions of everybody' });
    await browsers.getByRole('cell', { name: 'ada@example.com' }).first().waitFor();
    const devices = page.getByRole('region', { name: 'Devices of everybody' });
    await devices.waitFor();
    await expectPresentable(page, 'signed-in');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 900 });
    await expectPresentable(page, 'signed-in-phone-dark');
    await devices.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('No device is signed in').waitFor();
  });
});
