/** A SAML directory is set up in the browser and signs somebody in: its form comes from another site. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  assertionFor,
  assertionXml,
  directoryMetadata,
  readRequest,
  responseXml,
  signed,
} from '../../testkit/saml-directory.ts';
import { expectPresentable, openOwner, openWorld, OWNER, type World } from './world.ts';

let world: World;
let directory: Server;
let directoryUrl: string;

/** Its page sends the answer at once, as those of directories do. */
function signInPage(location: string): string {
  const request = readRequest(location);
  const attributes = { email: ['dora@example.com'] };
  const told = assertionFor(request, { attributes });
  const response = Buffer.from(responseXml(told, signed(assertionXml(told)))).toString('base64');
  return `<!doctype html><title>Directory</title><form method="post" action="${request.callbackUrl}"><input name="SAMLResponse" value="${response}"><input name="RelayState" value="${request.relayState}"></form><script>document.forms[0].submit()</script>`;
}

beforeAll(async () => {
  world = await openWorld({});
  directory = createServer((request, response) => {
    const url = request.url ?? '';
    const isMetadata = url.startsWith('/metadata');
    response.setHeader('content-type', isMetadata ? 'application/xml' : 'text/html');
    const metadata = directoryMetadata().replace('https://directory.example/sign-in', `${directoryUrl}/sign-in`);
    response.end(isMetadata ? metadata : signInPage(`${directoryUrl}${url}`));
  });
  await new Promise<void>((resolve) => directory.listen(0, '127.0.0.1', resolve));
  // Another site than 127.0.0.1 for a browser.
  directoryUrl = `http://localhost:${(directory.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await world.close();
  await new Promise((resolve) => directory.close(resolve));
});

it('a directory that speaks SAML is set up by its metadata, tested, and leads back into the flow of the browser', async () => {
  const owner = await openOwner(world);
  const { page } = owner;
  await page.goto('/settings');
  await page.getByRole('tab', { name: 'Sign-in' }).click();
  await page.getByLabel('Add a directory').selectOption('saml');
  await page.getByLabel('Name on the button').fill('Acme');
  await page.getByLabel('Metadata URL').fill(`${directoryUrl.replace('localhost', '127.0.0.1')}/metadata`);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('1 of 1 certificates are valid today.').waitFor();
  await expectPresentable(page, 'sign-in-rules-saml');
  await page.setViewportSize({ width: 390, height: 900 });
  await expectPresentable(page, 'sign-in-rules-saml-narrow');

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByLabel('Attribute with the first name').fill('vorname');
  await page.getByLabel('Clocks may differ by').fill('60');
  await page.getByRole('button', { name: 'Add a group' }).click();
  await page.getByLabel('Group 1', { exact: true }).fill('engineers');
  await page.getByLabel('Role of group 1').selectOption('manager');
  await page.getByText('Certificate until').waitFor();
  await expectPresentable(page, 'saml-settings');
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const { body } = await world.tollgate.admin('GET', '/v1/admin/identity-providers');
  expect(body).toMatchObject({
    data: [
      {
        trusts_email: false,
        mappings: [{ value: 'engineers', role: 'manager' }],
        saml: { first_name_attribute: 'vorname', clock_skew_seconds: 60, certificates: [{}] },
      },
    ],
  });

  const visitor = await world.open('/', { key: null });
  await visitor.page.getByRole('button', { name: 'Sign in with Acme' }).click();
  // The whole way and back, with the cookie of the flow; the one thing missing is a proven domain.
  await visitor.page.waitForURL(/sign_in_error=domain-not-allowed/);
  expect(await visitor.page.getByRole('alert').textContent()).toContain('Addresses of your domain');
  await visitor.close();
  await owner.close();
});

it('a directory that the gateway cannot reach is set up by the text of its metadata', async () => {
  const owner = await world.open('/', { key: null });
  const { page, errors } = owner;
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('#content').waitFor();
  await page.goto('/settings');
  await page.getByRole('tab', { name: 'Sign-in' }).click();
  await page.getByLabel('Add a directory').selectOption('saml');
  await page.getByLabel('Name on the button').fill('Unreachable');
  await page.getByLabel('Metadata as XML').fill(directoryMetadata());
  await expectPresentable(page, 'saml-by-text');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('listitem').filter({ hasText: 'Unreachable' }).waitFor();
  expect(errors).toEqual([]);
  await owner.close();
});
