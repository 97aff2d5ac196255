/** The second step at the dashboard: set up from one's account, asked for at the door, and wanted by the organisation. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totpAt } from '../../src/control/sign-in/totp.ts';
import { expectPresentable, openOwner, openWorld, OWNER, type Visit, type World } from './world.ts';

let world: World;
let owner: Visit;
beforeAll(async () => {
  world = await openWorld({});
});
afterAll(async () => {
  await owner.close();
  await world.close();
});

const step = (): number => Math.floor(Date.now() / 30_000);

/** The secret, as the page shows it for typing. */
async function shownSecret({ page }: Visit): Promise<string> {
  const text = await page.locator('code', { hasText: /^[A-Z2-7]{4} / }).textContent();
  return (text ?? '').replaceAll(' ', '');
}

async function typePassword({ page }: Visit): Promise<void> {
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password').fill(OWNER.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

describe('the second step', () => {
  let secret: string;

  it('is set up from the account, with recovery codes that are shown once', async () => {
    owner = await openOwner(world);
    const { page } = owner;
    await page.goto('/account');
    await page.getByRole('button', { name: 'Add an app' }).click();
    await page.getByRole('button', { name: 'Show the QR code' }).click();
    await page.getByAltText('QR code for an authenticator app').waitFor();
    secret = await shownSecret(owner);
    await expectPresentable(page, 'second-factor-add');
    await page.getByLabel('Code that the app shows').fill(totpAt(secret, step() - 1));
    await page.getByLabel('Your password').fill(OWNER.password);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Keep these recovery codes').waitFor();
    await expectPresentable(page, 'second-factor-codes');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('10 left').waitFor();
    await expectPresentable(page, 'second-factor-account');
  });

  it('is asked for at the door, on a small dark screen too', async () => {
    const visit = await world.open('/', { key: null, theme: 'dark', width: 390 });
    await typePassword(visit);
    await visit.page.getByText('One more step').waitFor();
    await visit.page.getByLabel('Code').fill('000000');
    await visit.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect(await visit.page.getByRole('alert').textContent()).toContain('The code is wrong');
    await expectPresentable(visit.page, 'second-step-phone-dark');
    await visit.page.getByLabel('Code').fill(totpAt(secret, step()));
    await visit.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await visit.page.locator('#content').waitFor();
    await visit.close();
  });

  it('is set up at the door where the organisation wants one', async () => {
    const { page } = owner;
    await page.goto('/account');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByLabel('Your password').fill(OWNER.password);
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Your password is all that it takes').waitFor();
    await page.goto('/settings');
    await page.getByRole('tab', { name: 'Sign-in' }).click();
    const rule = page.getByLabel('Whoever signs in with a password takes');
    await rule.click();
    await expect.poll(() => rule.isChecked()).toBe(true);
    await expectPresentable(page, 'second-factor-settings');

    const visit = await world.open('/', { key: null });
    await typePassword(visit);
    await visit.page.getByText('Set up a second step').waitFor();
    await expectPresentable(visit.page, 'second-step-enrol');
    await visit.page.getByLabel('Code').fill(totpAt(await shownSecret(visit), step()));
    await visit.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await visit.page.getByText('Keep these recovery codes').waitFor();
    await visit.page.getByRole('button', { name: 'I have stored them' }).click();
    await visit.page.locator('#content').waitFor();
    await visit.close();
  });
});
