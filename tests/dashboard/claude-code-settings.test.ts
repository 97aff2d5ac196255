/** Managed settings of Claude Code, and what it reports of its work, on their pages. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JsonRecord, recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { expectNoSidewaysScroll, openWorld, seriousViolations, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ sessions: 5 });
});
afterAll(() => world.close());

it('settings of a group are written, and listed among the owners', async () => {
  const { page, errors, close } = await world.open('/settings');
  await page.getByRole('tab', { name: 'Claude Code' }).click();
  await page.getByLabel('Settings of').selectOption('new');
  await page.getByLabel('Name of the group').fill('Backend');
  await page.getByLabel('Managed settings').click();
  await page.keyboard.insertText('{"model": "opus"}');
  await page.getByLabel('Priority').fill('7');
  expect(await seriousViolations(page)).toEqual([]);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  const saved = await world.tollgate.admin('GET', '/v1/admin/claude-code/groups');
  expect(saved.body).toMatchObject({ data: [{ group: 'backend', priority: 7, managed_settings: { model: 'opus' } }] });
  await page.reload();
  await page.getByRole('tab', { name: 'Claude Code' }).click();
  await page.getByLabel('Settings of').selectOption('group:backend');
  await page.getByText('"opus"').waitFor();
  expect(errors).toEqual([]);
  await close();
});

it('work that a client reports stands by user and by workspace, beside its cost', async () => {
  const { page, errors, close } = await world.open('/analytics/code?range=7d');
  await page.getByText('No client has reported its work in this time').first().waitFor();
  const spender = await teamThatSpent();
  const key = world.keys.get(spender) ?? '';
  const body = readFileSync(new URL('../../testkit/claude-code-telemetry/metrics.json', import.meta.url));
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const response = await fetch(`${world.tollgate.url}/v1/metrics`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  const isStored = async (): Promise<boolean> =>
    JSON.stringify((await world.tollgate.admin('GET', '/v1/analytics/session-activity')).body).includes('"commits":1');
  await expect.poll(isStored, { timeout: 25_000, interval: 1_000 }).toBe(true);
  await page.reload();
  const row = page.getByRole('region', { name: 'Work by Workspace' }).getByRole('row').nth(1);
  await row.waitFor();
  expect(await row.textContent()).toMatch(/ws-.*611/);
  // Its requests name users of their own. The key that reports has the cost of all of them.
  const reporter = page.getByRole('region', { name: 'Work by User' }).getByRole('row').nth(1);
  await expect.poll(() => reporter.textContent()).toMatch(new RegExp(`${spender} team.*611.*\\$\\d`));
  expect(await seriousViolations(page)).toEqual([]);
  await expectNoSidewaysScroll(page);
  expect(errors).toEqual([]);
  await close();
});

/** By the key of a team, requests of its people are in the log. */
async function teamThatSpent(): Promise<string> {
  const [from, to] = [Date.now() - 6 * 86_400_000, Date.now()].map((at) => new Date(at).toISOString());
  const asked = `group_by=api_key&order_by=cost_nano_usd&time_of_generation_min=${from}&time_of_generation_max=${to}`;
  const groups = recordsIn(asRecord(await world.tollgate.admin('GET', `/v1/analytics/query?${asked}`))['data']);
  const keys = recordsIn(asRecord(await world.tollgate.admin('GET', '/v1/api-keys'))['data']);
  const ids = new Map(keys.map((one) => [stringAt(one, 'id'), stringAt(one, 'name')]));
  const names = groups.map(({ key }) => ids.get(String(key)) ?? '');
  return names.find((name) => name.endsWith(' team'))?.replace(/ team$/, '') ?? '';
}

const asRecord = ({ body }: { body: unknown }): JsonRecord => body as JsonRecord;
