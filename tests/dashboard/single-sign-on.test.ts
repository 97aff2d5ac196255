/** Signing in by a directory, setting one up, and approving a device, in the browser. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe('a directory', () => {
  it('is set up by an owner, who tests it and sees what is missing', async () => {
    owner = await openOwner(world);
    const { page } = owner;
    await page.goto('/settings');
    await page.getByRole('tab', { name: 'Sign-in' }).click();
    await page.getByLabel('Domain').fill('example.com');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Not verified').waitFor();
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
