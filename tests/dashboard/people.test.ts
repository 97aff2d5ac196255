/** People at the dashboard: the first owner, an invitation, roles, one's own account, and what the audit trail shows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectPresentable, openWorld, type Visit, type World } from './world.ts';

let world: World;
let owner: Visit;
let keyOfBo = '';
beforeAll(async () => {
  world = await openWorld({});
});
afterAll(async () => {
  await owner.close();
  await world.close();
});

const PASSWORD = 'correct horse battery staple';

describe('people', () => {
  it('the first owner makes the account by the link of the start', async () => {
    const link = /First owner: (\S+)/.exec(world.tollgate.stdout())?.[1] ?? '';
    owner = await world.open('/', { key: null });
    await owner.page.goto(link);
    await owner.page.getByLabel('E-mail').fill('ada@example.com');
    await owner.page.getByLabel('First name').fill('Ada');
    await owner.page.getByLabel('Last name').fill('Lovelace');
    await owner.page.getByLabel('Password').fill('short');
    await owner.page.getByRole('button', { name: 'Make the account' }).click();
    expect(await owner.page.getByRole('alert').textContent()).toContain('at least 12 characters');
    await expectPresentable(owner.page, 'first-owner');
    await owner.page.getByLabel('Password').fill(PASSWORD);
    await owner.page.getByRole('button', { name: 'Make the account' }).click();
    await owner.page.locator('#content').waitFor();
    expect(owner.page.url()).not.toContain('#');
  });

  it('invites a member, who joins, gets a key once, and sees no more than the role allows', async () => {
    const { page } = owner;
    await page.goto('/people');
    await page.getByRole('tab', { name: 'Invitations' }).click();
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await page.getByLabel('E-mail').fill('bo@example.com');
    await page.getByLabel('Shared Team Workspace').check();
    await page.getByLabel('Make a gateway key').check();
    await expectPresentable(page, 'invite');
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    const link = await page.getByLabel('the link', { exact: true }).textContent();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('pending').waitFor();
    await expectPresentable(page, 'invites');

    const member = await world.open('/', { key: null, theme: 'dark' });
    await member.page.goto(link ?? '');
    await member.page.getByLabel('Password').fill('another horse, another day');
    await expectPresentable(member.page, 'accept-invite-dark');
    await member.page.getByRole('button', { name: 'Join' }).click();
    await member.page.getByText('this once').waitFor();
    await expectPresentable(member.page, 'key-once-dark');
    keyOfBo = (await member.page.getByLabel('the key', { exact: true }).textContent()) ?? '';
    await member.page.getByRole('button', { name: 'I have stored it' }).click();
    await member.page.locator('#content').waitFor();
    const pages = member.page.getByRole('navigation', { name: 'Pages' });
    expect(await pages.getByRole('link', { name: 'Audit' }).count()).toBe(0);
    await member.page.goto('/people');
    await member.page.getByText('bo@example.com').first().waitFor();
    expect(await member.page.getByRole('tab').allTextContents()).toEqual(['Workspaces']);
    expect(await member.page.getByRole('button', { name: 'Remove' }).count()).toBe(0);
    await expectPresentable(member.page, 'people-of-a-member-dark');
    expect(member.errors).toEqual([]);
    await member.close();
  });

  it('are called by their addresses where their requests are counted, and not by a part of an id', async () => {
    const { page } = owner;
    const headers = { authorization: `Bearer ${keyOfBo}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ model: '@nowhere/claude', messages: [{ role: 'user', content: 'Hello' }] });
    await fetch(`${world.tollgate.url}/v1/chat/completions`, { method: 'POST', headers, body });
    // The page takes figures that are some seconds old.
    const counted = async (): Promise<number> => {
      await page.goto('/analytics/users?range=24h');
      const users = page.getByRole('region', { name: 'Figures by User' });
      await users.waitFor();
      await page.waitForLoadState('networkidle');
      return users.getByRole('link', { name: 'bo@example.com' }).count();
    };
    await expect.poll(counted, { timeout: 60_000, interval: 2000 }).toBe(1);
    await page.goto('/logs?range=24h');
    await page.getByRole('row').getByText('bo@example.com').waitFor();
  });

  it('are listed with their roles, and the toggles change at once', async () => {
    const { page } = owner;
    await page.goto('/people');
    await page.getByText('bo@example.com').first().waitFor();
    await expectPresentable(page, 'people');
    await page.getByRole('tab', { name: 'Permissions' }).click();
    const toggle = page.getByLabel('Members make, change and delete their own keys');
    await toggle.click();
    await expect.poll(() => toggle.isChecked()).toBe(true);
    await expectPresentable(page, 'permissions');
    await page.getByRole('tab', { name: 'Workspaces' }).click();
    await page.getByText('bo@example.com').first().waitFor();
    await expectPresentable(page, 'members');
  });

  it('a member sees the own keys, and makes, rotates and revokes one where the toggle lets members do so', async () => {
    const { page, errors, close } = await world.open('/', { key: null, theme: 'dark' });
    await page.getByLabel('E-mail').fill('bo@example.com');
    await page.getByLabel('Password').fill('another horse, another day');
    await page.keyboard.press('Enter');
    await page.locator('#content').waitFor();
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByRole('heading', { name: 'Your API keys', level: 1 }).waitFor();
    // The one that came with the invitation; the admin key is not theirs.
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('laptop of Bo');
    expect(await page.getByLabel('What it may do').locator('option').count()).toBe(2);
    await expectPresentable(page, 'own-key-form-dark');
    await page.getByRole('button', { name: 'Create the key' }).click();
    const made = await page.getByLabel('the key', { exact: true }).textContent();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByText('laptop of Bo').waitFor();
    await expectPresentable(page, 'own-keys-dark');
    const opens = async (key: string | null): Promise<number> =>
      (await fetch(`${world.tollgate.url}/v1/models`, { headers: { authorization: `Bearer ${key ?? ''}` } })).status;
    expect(await opens(made)).toBe(200);

    await page.getByRole('button', { name: 'Rotate laptop of Bo' }).click();
    await page.getByRole('button', { name: 'Rotate the key' }).click();
    const rotated = await page.getByLabel('the key', { exact: true }).textContent();
    expect(rotated).not.toBe(made);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('button', { name: 'Delete laptop of Bo' }).click();
    await page.getByLabel('Type “laptop of Bo” to confirm').fill('laptop of Bo');
    await page.getByRole('button', { name: 'Delete the key' }).click();
    await page.getByText('laptop of Bo', { exact: true }).waitFor({ state: 'detached' });
    await expect.poll(() => opens(rotated)).toBe(401);

    const { body } = await world.tollgate.admin('GET', '/v1/admin/users');
    const { data } = body as { data: { id: string; email: string }[] };
    const budget = { usage_limits: { type: 'cost', credit_limit: 12, periodic_reset: 'monthly' } };
    for (const { id } of data) await world.tollgate.admin('PUT', `/v1/limits/user/${id}`, budget);
    await world.tollgate.admin('PUT', '/v1/limits/organisation/self', budget);
    await page.getByRole('link', { name: 'Budgets & limits' }).click();
    // The own one; neither the owner's nor the organisation's.
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    expect(await page.getByRole('button', { name: 'Add a limit' }).count()).toBe(0);
    await expectPresentable(page, 'own-budgets-dark');
    expect(errors).toEqual([]);
    await close();
  });

  it('a page that the role does not open says so, in place of rows that never come', async () => {
    await owner.page.goto('/people');
    await owner.page.getByRole('tab', { name: 'Permissions' }).click();
    const views = owner.page.getByLabel('Members see their own keys');
    await views.click();
    await expect.poll(() => views.isChecked()).toBe(false);

    const { page, close } = await world.open('/', { key: null, width: 390 });
    await page.getByLabel('E-mail').fill('bo@example.com');
    await page.getByLabel('Password').fill('another horse, another day');
    await page.keyboard.press('Enter');
    await page.locator('#content').waitFor();
    await page.goto('/api-keys');
    const refused = page.getByRole('alert').filter({ hasText: 'Your role does not give you the power' });
    await refused.waitFor();
    expect(await page.getByRole('status', { name: 'Loading' }).count()).toBe(0);
    await expectPresentable(page, 'refused-390');
    await page.goto('/settings');
    await refused.waitFor();
    await close();
    await views.click();
    await expect.poll(() => views.isChecked()).toBe(true);
  });

  it('hand the organisation over with their password, and find no way back by themselves', async () => {
    const { page } = owner;
    await page.goto('/people');
    const actions = page.getByRole('button', { name: 'Actions for bo@example.com' });
    await actions.click();
    await expectPresentable(page, 'person-actions');
    await page.getByRole('menuitem', { name: 'Reset second factor' }).click();
    await page.getByLabel('Type “bo@example.com” to confirm').fill('bo@example.com');
    await page.getByRole('dialog').getByRole('button', { name: 'Reset the second factor' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });

    await actions.click();
    await page.getByRole('menuitem', { name: 'Make owner' }).click();
    await page.getByLabel('Your password').fill('a wrong password');
    await page.getByLabel('Hand over: I become an admin').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Make owner' }).click();
    await page.getByText('current_password: is wrong').waitFor();
    await expectPresentable(page, 'make-owner');
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('dialog').getByRole('button', { name: 'Make owner' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const role = (email: string) => page.getByRole('row').filter({ hasText: email }).getByRole('cell').nth(2);
    await expect.poll(() => role('bo@example.com').textContent()).toBe('Owner');
    await expect.poll(() => role('ada@example.com').textContent()).toBe('Admin');
    expect(await actions.count()).toBe(0);
    await expectPresentable(page, 'people-after-the-hand-over');
  });

  it('see where they are signed in, and what happened', async () => {
    const { page } = owner;
    await page.goto('/account');
    await page.getByText('This one').waitFor();
    await expectPresentable(page, 'account');
    await page.goto('/audit');
    await page.getByText('permission: update').first().waitFor();
    await expectPresentable(page, 'audit');
    // The oldest of them.
    const row = page.getByRole('row').filter({ hasText: 'permission: update' }).last();
    await row.getByRole('button').click();
    await page.getByRole('region', { name: 'What changed' }).waitFor();
    expect(await page.getByText('toggles.membersWriteApiKeys').count()).toBe(1);
    await expectPresentable(page, 'audit-detail');
    expect(owner.errors.filter((error) => !error.includes('400'))).toEqual([]);
  });

  it('sign out, and in again with the password', async () => {
    const { page } = owner;
    await page.goto('/');
    await page.getByRole('button', { name: 'account and theme' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('password is wrong');
    await expectPresentable(page, 'sign-in');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('#content').waitFor();
  });
});
