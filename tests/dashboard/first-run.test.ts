/** From an empty gateway to the first request, by keyboard alone. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, seriousViolations, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ locations: ['us-east5'] });
});
afterAll(() => world.close());

it('the four steps lead from nothing to the first request, and a test call that fails says why', async () => {
  const { page, errors, close } = await world.open('/');
  await page.getByRole('heading', { name: 'Set up Tollgate' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);

  await page.getByLabel('Name').focus();
  await page.keyboard.type('Vertex production');
  await page.getByLabel('Service account key').focus();
  await page.keyboard.insertText(JSON.stringify(world.vertex.serviceAccount));
  await page.getByText('More settings').focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Other host').focus();
  await page.keyboard.type(world.vertex.url);

  // A location that does not exist is refused at its field; in one that has no such model, the test call fails.
  const location = page.getByLabel('Location');
  const tryLocation = async (name: string): Promise<void> => {
    await location.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(name);
    await page.keyboard.press('Enter');
  };
  await tryLocation('mars-north1');
  await page.getByText('Vertex AI has no location "mars-north1"').first().waitFor();
  expect(await location.getAttribute('aria-invalid')).toBe('true');
  await tryLocation('asia-southeast1');
  await page.getByText('is saved, but the test call failed').waitFor();
  await tryLocation('us-east5');

  await page.getByRole('button', { name: 'Create the key' }).waitFor();
  await page.getByLabel('Name').focus();
  await page.keyboard.type('my machine');
  await page.keyboard.press('Enter');
  const secret = (await page.getByLabel('the key', { exact: true }).textContent())?.trim() ?? '';
  const settings = await page.getByLabel('Claude Code settings', { exact: true }).textContent();
  expect(settings).toContain(world.tollgate.url);
  expect(settings).toContain(secret);
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Done, wait for the first request' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Waiting for your first request').waitFor();

  const headers = JSON.parse(settings ?? '{}').env.ANTHROPIC_CUSTOM_HEADERS.split(': ') as [string, string];
  await fetch(`${world.tollgate.url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', [headers[0]]: headers[1] },
    body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 20, messages: [{ role: 'user', content: 'Hi' }] }),
  });
  await page.getByText('It works. Your first request has arrived').waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  // The refused test call is a 4xx or 5xx that the browser reports by itself; nothing else may be there.
  expect(errors.filter((error) => !error.includes('Failed to load resource'))).toEqual([]);
  await close();
});
