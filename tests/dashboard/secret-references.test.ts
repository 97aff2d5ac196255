/** Secret references at the dashboard: added, tried, and removed by name. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectPresentable, openWorld, type Visit, type World } from './world.ts';

let world: World;
let visit: Visit;
let vault: Server;
let address: string;

beforeAll(async () => {
  vault = createServer((request, response) => {
    const isKnown = request.headers['x-vault-token'] === 'hvs.right' && request.url === '/v1/secret/data/team/openai';
    response.writeHead(isKnown ? 200 : 403, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(isKnown ? { data: { data: { api_key: 'sk-never-shown-123' } } } : { errors: ['denied'] }),
    );
  });
  await new Promise<void>((resolve) => vault.listen(0, '127.0.0.1', resolve));
  const found = vault.address();
  address = `http://127.0.0.1:${typeof found === 'object' ? found?.port : ''}`;
  world = await openWorld({});
  visit = await world.open('/settings');
});
afterAll(async () => {
  await visit.close();
  await world.close();
  vault.close();
});

async function add({ page }: Visit, name: string, token: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a reference' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('Asked with').selectOption('Token');
  await dialog.getByLabel('Address', { exact: true }).fill(address);
  await dialog.getByLabel('Token', { exact: true }).fill(token);
  await dialog.getByLabel('Path').fill('secret/team/openai');
  await dialog.getByLabel('Key in the secret').fill('api_key');
  if (name === 'Right') await expectPresentable(page, 'secret-reference-add');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
}

it('a reference is added, says whether there is a value, and goes by its name', async () => {
  const { page } = visit;
  await page.getByRole('tab', { name: 'Secrets' }).click();
  await page.getByText('No secret references').waitFor();
  await expectPresentable(page, 'secret-references-empty');
  await add(visit, 'Right', 'hvs.right');
  await add(visit, 'Wrong', 'hvs.wrong');
  const right = page.getByRole('listitem').filter({ hasText: 'Right' });
  const wrong = page.getByRole('listitem').filter({ hasText: 'Wrong' });
  await right.getByRole('button', { name: 'Test' }).click();
  expect(await right.getByRole('status').textContent()).toContain('There is a valueKeys: api_key');
  await wrong.getByRole('button', { name: 'Test' }).click();
  expect(await wrong.getByRole('status').textContent()).toMatch(
    /No valueVault did not give the secret \(403, denied\)/,
  );
  expect(await page.content()).not.toMatch(/sk-never-shown|hvs\./);
  await expectPresentable(page, 'secret-references');

  await wrong.getByRole('button', { name: 'Edit Wrong' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/^Token/).fill('hvs.right');
  await expectPresentable(page, 'secret-reference-edit');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await wrong.getByRole('button', { name: 'Test' }).click();
  await wrong.getByText('There is a value').waitFor();
  await right.getByRole('button', { name: 'Edit Right' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill('Right as before');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  // The token that was not touched is still the same.
  await right.getByRole('button', { name: 'Test' }).click();
  await right.getByText('There is a value').waitFor();

  const slug = (await wrong.locator('code').textContent()) ?? '';
  await wrong.getByRole('button', { name: 'Remove' }).click();
  await page.getByLabel(`Type “${slug}” to confirm`).fill(slug);
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => page.getByRole('listitem').allTextContents()).toEqual([expect.stringContaining('Right')]);
});

it('the list fits a small dark screen', async () => {
  const small = await world.open('/settings', { theme: 'dark', width: 390 });
  await small.page.getByRole('tab', { name: 'Secrets' }).click();
  await small.page.getByText('Right as before', { exact: true }).waitFor();
  await expectPresentable(small.page, 'secret-references-phone-dark');
  await small.close();
});

it('an integration takes its key from a reference, chosen where the key would be typed', async () => {
  const { page } = visit;
  await page.goto('/models');
  await page.getByRole('button', { name: 'Connect a provider' }).first().click();
  await page.getByLabel('Service', { exact: true }).selectOption('OpenAI');
  await page.getByLabel('API key: where it is kept').selectOption('Secret reference Right as before');
  expect(await page.getByLabel('API key', { exact: true }).count()).toBe(0);
  await expectPresentable(page, 'connect-by-reference');
});
