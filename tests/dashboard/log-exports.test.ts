/** Exports of the log from its page: what it shows becomes a file, with progress, and can be cancelled. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectPresentable, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ sessions: 60 });
});
afterAll(() => world.close());

it('holds the requests of the filter and no other, is listed, and once cancelled is fetched by nobody', async () => {
  const { page, errors, close } = await world.open('/logs?range=7d&q=team:payments');
  await page.getByRole('row').nth(3).waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the log' });
  expect(await dialog.getByLabel('What it is').inputValue()).toBe('team:payments, Last 7 days');
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\n');
  const rows = lines.map((line): Record<string, unknown> => JSON.parse(line));
  expect(new Set(rows.map(({ metadata }) => (metadata as { team: string }).team))).toEqual(new Set(['payments']));
  expect(Object.keys(rows[0] ?? {})).not.toContain('request');
  const counted = await world.tollgate.admin(
    'GET',
    `/v1/logs?limit=1000&metadata=${encodeURIComponent('{"team":"payments"}')}`,
  );
  expect(rows).toHaveLength((counted.body as { data: unknown[] }).data.length);
  await dialog.getByText(`Saved ${rows.length.toLocaleString('en-US')} requests.`).waitFor();
  await expectPresentable(page, 'log-export');
  await dialog.getByRole('button', { name: /^Cancel team:payments/ }).click();
  await dialog.getByText('cancelled', { exact: true }).waitFor();
  expect(await dialog.getByRole('button', { name: /^Download/ }).count()).toBe(0);
  expect(errors).toEqual([]);
  await close();
});

it('is saved as a draft, renamed and given other fields, and holds those once it is started', async () => {
  const { page, errors, close } = await world.open('/logs?range=7d&q=team:search');
  await page.getByRole('row').nth(3).waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the log' });
  await dialog.getByRole('button', { name: 'Save as a draft' }).click();
  await dialog.getByRole('button', { name: 'Edit team:search, Last 7 days' }).click();
  const form = dialog.getByRole('form', { name: /^Edit/ });
  await form.getByLabel('What it is').fill('For the audit');
  await form.getByText('Fields of each line').click();
  await form.getByLabel('Model').uncheck();
  await expectPresentable(page, 'log-export-draft');
  await form.getByRole('button', { name: 'Save the draft' }).click();
  await form.waitFor({ state: 'detached' });
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Start For the audit' }).click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\n');
  const rows = lines.map((line): Record<string, unknown> => JSON.parse(line));
  expect(new Set(rows.map(({ metadata }) => (metadata as { team: string }).team))).toEqual(new Set(['search']));
  expect(Object.keys(rows[0] ?? {})).toContain('cost');
  expect(Object.keys(rows[0] ?? {})).not.toContain('ai_model');
  expect(await dialog.getByRole('button', { name: 'Edit For the audit' }).count()).toBe(0);
  expect(errors).toEqual([]);
  await close();
});

it('keeps the bodies in a draft that somebody renames who may not read bodies', async () => {
  const wanted = { filters: {}, requested_data: ['id', 'request', 'response'], description: 'With bodies' };
  const made = await world.tollgate.admin('POST', '/v1/logs/exports', wanted);
  const { id } = made.body as { id: string };
  const { body: key } = await world.tollgate.admin('POST', '/v1/api-keys/workspace/service', {
    name: 'Exports without bodies',
    scopes: ['logs.list', 'logs.export', 'analytics.view'],
  });
  const { page, close } = await world.open('/logs?range=7d', { key: (key as { key: string }).key });
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the log' });
  await dialog.getByRole('button', { name: 'Edit With bodies' }).click();
  const form = dialog.getByRole('form', { name: /^Edit/ });
  await form.getByText('Your role may not read those').waitFor();
  expect(await form.getByRole('checkbox').count()).toBe(0);
  await form.getByLabel('What it is').fill('Renamed');
  await form.getByRole('button', { name: 'Save the draft' }).click();
  await form.waitFor({ state: 'detached' });
  const { body } = await world.tollgate.admin('GET', `/v1/logs/exports/${id}`);
  expect(body).toMatchObject({ description: 'Renamed', requested_data: wanted.requested_data });
  await close();
});

it('tells an error of a start no longer once the next start succeeds', async () => {
  const { page, close } = await world.open('/logs?range=7d&q=team:platform');
  await page.getByRole('row').nth(3).waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the log' });
  await dialog.getByRole('button', { name: 'Save as a draft' }).click();
  await page.route('**/start', (route) => route.abort(), { times: 1 });
  const start = dialog.getByRole('button', { name: 'Start team:platform, Last 7 days' });
  await start.click();
  await dialog.getByRole('alert').waitFor();
  const saved = page.waitForEvent('download');
  await start.click();
  await saved;
  expect(await dialog.getByRole('alert').count()).toBe(0);
  await close();
});

it('loses nothing that was typed by a click beside its dialog, which else closes it', async () => {
  const { page, close } = await world.open('/logs?range=7d');
  const dialog = page.getByRole('dialog', { name: 'Export the log' });
  await page.getByRole('button', { name: 'Export' }).click();
  await dialog.waitFor();
  await page.mouse.click(5, 5);
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Export' }).click();
  await dialog.getByLabel('What it is').fill('A name with much thought');
  await page.mouse.click(5, 5);
  expect(await dialog.getByLabel('What it is').inputValue()).toBe('A name with much thought');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await close();
});

it('shows how far a download is, and its cancelling ends it', async () => {
  const { page, close } = await world.open('/logs?range=7d');
  // A file that goes on for ever: three rows, and no end.
  await page.addInitScript(`{
    const before = window.fetch;
    window.fetch = (path, init) => {
      if (!String(path).includes('/file?')) return before(path, init);
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{}\\n{}\\n{}\\n'));
          init.signal.addEventListener('abort', () => controller.error(new DOMException('', 'AbortError')));
        },
      });
      return Promise.resolve(new Response(body));
    };
  }`);
  await page.reload();
  await page.getByRole('row').nth(3).waitFor();
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the log' });
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  await dialog.getByText(/^3 of \d+/).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export 3' }).click();
  await dialog.getByRole('button', { name: /^Cancel All requests/ }).click();
  await dialog.getByText(/^3 of/).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export', exact: true }).waitFor();
  await close();
});

it('does not pretend to search in bodies', async () => {
  const { page, close } = await world.open('/logs?range=7d&q=quetzal', { width: 390, theme: 'dark' });
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the log' });
  await dialog.getByText(/cannot search in bodies/).waitFor();
  expect(await dialog.getByRole('button', { name: 'Export', exact: true }).isDisabled()).toBe(true);
  await expectPresentable(page, 'log-export-dark-390');
  await close();
});
