/** Security keys in the real browser, whose virtual authenticator signs: set up from one's account, and used at the door. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Browser, firstOwner, invited, PASSWORD } from '../../testkit/browser.ts';
import { expectPresentable, openWorld, OWNER, type Look, type Visit, type World } from './world.ts';

vi.setConfig({ hookTimeout: 60_000 });

let world: World;
/** Browsers tie keys to names, and let pages of localhost use them without TLS. */
let url: string;
let owner: Browser;
beforeAll(async () => {
  world = await openWorld({});
  url = world.tollgate.url.replace('127.0.0.1', 'localhost');
  owner = await firstOwner({ url, stdout: () => world.tollgate.stdout() });
});
afterAll(() => world?.close());

/** A browser with a key of its own, whose owner touches it at once. */
async function open(look: Look = {}): Promise<Visit> {
  const visit = await world.open('/', { key: null, ...look });
  const devtools = await visit.page.context().newCDPSession(visit.page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'usb',
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await visit.page.goto(url);
  return visit;
}

async function typePassword(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

it('is set up at the door where the organisation wants a second step', async () => {
  const rule = (holds: boolean) => owner.send('PUT', '/admin/identity-settings', { require_second_factor: holds });
  await invited(owner, url, { email: 'bo@example.com' });
  expect((await rule(true)).status).toBe(200);
  const visit = await open();
  const { page } = visit;
  await page.getByLabel('E-mail').fill('bo@example.com');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Set up a second step').waitFor();
  await expectPresentable(page, 'security-key-enrol');
  await page.getByRole('button', { name: 'Set up a security key' }).click();
  await page.getByText('Keep these recovery codes').waitFor();
  await page.getByRole('button', { name: 'I have stored them' }).click();
  await page.locator('#content').waitFor();
  await visit.close();
  await rule(false);
});

describe('a security key', () => {
  let home: Visit;
  let recovery: string;
  afterAll(() => home?.close());

  it('is set up from the account, by its name, with recovery codes', async () => {
    home = await open();
    const { page } = home;
    await typePassword(page);
    await page.locator('#content').waitFor();
    await page.goto(`${url}/account`);
    await page.getByRole('button', { name: 'Add a security key' }).click();
    await page.getByLabel('Name').last().fill('Red key');
    await page.getByLabel('Your password').fill(OWNER.password);
    await expectPresentable(page, 'security-key-add');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Keep these recovery codes').waitFor();
    const shown = (await page.getByRole('dialog').textContent()) ?? '';
    recovery = /[a-z2-9]{4}(?:-[a-z2-9]{4}){3}/.exec(shown)?.[0] ?? '';
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('cell', { name: 'Red key' }).waitFor();
    await expectPresentable(page, 'security-key-account');
  });

  it('is not added twice', async () => {
    const { page } = home;
    await page.getByRole('button', { name: 'Add a security key' }).click();
    await page.getByLabel('Your password').fill(OWNER.password);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('This security key is set up already.').waitFor();
    await page.keyboard.press('Escape');
  });

  it('is used at the door, again and again', async () => {
    const { page } = home;
    for (const time of ['first', 'second']) {
      await page.getByRole('button', { name: 'account and theme' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await typePassword(page);
      await page.getByRole('button', { name: 'Use the security key' }).waitFor();
      if (time === 'first') await expectPresentable(page, 'security-key-door');
      await page.getByRole('button', { name: 'Use the security key' }).click();
      await page.locator('#content').waitFor();
    }
    expect(home.errors.filter((text) => !text.includes('401'))).toEqual([]);
  });

  it('that is another one opens nothing, and a recovery code does, on a small dark screen too', async () => {
    const visit = await open({ theme: 'dark', width: 390 });
    const { page } = visit;
    await typePassword(page);
    await page.getByRole('button', { name: 'Use the security key' }).click();
    await page.getByText('The security key did not answer').waitFor();
    await expectPresentable(page, 'security-key-door-phone-dark');
    await page.getByLabel('Code').fill(recovery);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('#content').waitFor();
    await page.goto(`${url}/account`);
    await page.getByText('9 left').waitFor();
    await expectPresentable(page, 'security-key-account-phone-dark');
    await visit.close();
  });
});
