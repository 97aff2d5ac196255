/** Limits, policies, notifications and stops, as people set them in the dashboard. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRecord, recordsIn } from '../../testkit/json-shape.ts';
import { expectPresentable, expectNoSidewaysScroll, openWorld, seriousViolations, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld({ sessions: 40 });
  const set = (path: string, body: object) => world.tollgate.admin('PUT', `/v1/limits/${path}`, body);
  await set('organisation/self', {
    usage_limits: { type: 'cost', credit_limit: 500, periodic_reset: 'monthly' },
    velocity_limits: [{ per: 'session', usd_per_minute: 2, concurrent_subagents: 8 }],
  });
  await set('user/ada@example.com', { rate_limits: [{ type: 'requests', unit: 'rpm', value: 60 }] });
  await world.tollgate.admin('POST', '/v1/notifications/channels', {
    kind: 'webhook',
    name: 'Ops',
    url: 'http://127.0.0.1:9/hook',
  });
});
afterAll(() => world.close());

async function listed(path: string) {
  const { body } = await world.tollgate.admin('GET', path);
  return recordsIn(isRecord(body) ? body['data'] : null);
}

describe.each([
  { width: 1440, theme: 'light' },
  { width: 390, theme: 'dark' },
] as const)('the page of budgets at $width px, $theme', (look) => {
  it('opens without errors, fits, and axe has nothing serious to say on any tab', async () => {
    const { page, errors, close } = await world.open('/budgets', look);
    const tabs = {
      Limits: '$500.00 monthly',
      'Each person': 'A person’s own limit holds',
      Policies: 'There is no policy',
      Notifications: 'Tell people at these percentages',
      Stopped: 'Nothing is stopped',
    };
    for (const [tab, text] of Object.entries(tabs)) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByText(text).first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await seriousViolations(page), tab).toEqual([]);
      await expectNoSidewaysScroll(page);
    }
    expect(await page.title()).toBe('Budgets & limits · Tollgate');
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a limit', () => {
  it('is previewed while it is typed, set, raised and removed', { timeout: 150_000 }, async () => {
    const { page, errors, close } = await world.open('/budgets');
    await page.getByRole('button', { name: 'Add a limit' }).click();
    await page.getByLabel('Limit by').selectOption({ label: 'Budget in requests' });
    await page.getByLabel('Requests', { exact: true }).fill('3');
    await page.getByText(/\d+ of \d+ requests would have been blocked:/).waitFor();
    await page.getByRole('button', { name: 'Set now' }).click();
    await page.getByText('3 requests monthly').waitFor();

    await page.getByRole('button', { name: /3 requests monthly$/ }).click();
    await page.getByLabel('Requests', { exact: true }).fill('4000000');
    await page.getByText(/None of \d+ requests would have been blocked/).waitFor();
    await page.getByRole('button', { name: 'Set now' }).click();
    await page.getByText('4,000,000 requests monthly').waitFor();
    const shown = async () => JSON.stringify(await listed('/v1/limits'));
    expect(await shown()).toContain('"credit_limit":4000000');
    expect(await shown(), 'the budget beside it stays').toContain('"credit_limit":500');

    await page.getByRole('button', { name: /4,000,000 requests monthly$/ }).click();
    await page.getByRole('button', { name: 'Remove the limit' }).click();
    await page.getByText('4,000,000 requests monthly').waitFor({ state: 'detached' });
    expect(await shown()).not.toContain('"credit_limit":4000000');
    expect(await shown()).toContain('"credit_limit":500');
    expect(errors).toEqual([]);
    await close();
  });
});

describe('what each person may spend', () => {
  it('is set for everybody and for a group, shown, replaced and removed', { timeout: 150_000 }, async () => {
    const { page, errors, close } = await world.open('/budgets');
    const limits = () => listed('/v1/organizations/spend_limits');
    await page.getByRole('tab', { name: 'Each person' }).click();
    await page.getByLabel('Dollars').fill('250.5');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('$250.50 monthly').waitFor();
    await page.getByLabel('Who').selectOption({ label: 'Each member of a group' });
    await page.getByLabel('Group of the directory').fill('Contractors');
    await page.getByLabel('Period').selectOption('daily');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('Each member of contractors').waitFor();
    await page.getByText('Without limit, daily').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await expectPresentable(page, 'spend-limits');
    await page.getByLabel('Dollars').fill('0');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('$0 monthly').waitFor();
    expect((await limits()).map(({ amount }) => amount)).toEqual(['0', null]);
    for (const left of [1, 0]) {
      await page.getByRole('button', { name: 'Remove' }).first().click();
      await expect.poll(async () => (await limits()).length).toBe(left);
      await expect.poll(() => page.getByRole('button', { name: 'Remove' }).count()).toBe(left);
    }
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a limit of speed', () => {
  it('is set, changed and removed, beside the others of its owner', { timeout: 150_000 }, async () => {
    const { page, errors, close } = await world.open('/budgets');
    await page.getByText('$2.00 a minute and 8 subagents, each session').waitFor();
    await page.getByRole('button', { name: 'Add a limit' }).click();
    await page.getByLabel('Limit by').selectOption({ label: 'Speed of each API key' });
    expect(await page.getByRole('button', { name: 'Set now' }).isDisabled()).toBe(true);
    await page.getByLabel('Subagents at a time').fill('3');
    await page.getByText(/By subagents at a time: (None of \d+ requests|No request)/).waitFor();
    await page.getByLabel('Dollars a minute').fill('0.0001');
    await page.getByText(/By dollars a minute: \d+ of \d+ requests would have been blocked:/).waitFor();
    await page.getByLabel('Dollars a minute').fill('');
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Set now' }).click();
    await page.getByText('3 subagents, each key').waitFor();

    await page.getByRole('button', { name: /3 subagents, each key$/ }).click();
    await page.getByLabel('Dollars a minute').fill('1.5');
    await page.getByRole('button', { name: 'Set now' }).click();
    await page.getByText('$1.50 a minute and 3 subagents, each key').waitFor();
    const shown = async () => JSON.stringify(await listed('/v1/limits'));
    const session = '{"per":"session","usd_per_minute":2,"concurrent_subagents":8}';
    expect(await shown()).toContain(`${session},{"per":"key","usd_per_minute":1.5,"concurrent_subagents":3}`);

    await page.getByRole('button', { name: /3 subagents, each key$/ }).click();
    await page.getByRole('button', { name: 'Remove the limit' }).click();
    await page.getByText('3 subagents, each key').waitFor({ state: 'detached' });
    expect(await shown()).toContain(`"velocity_limits":[${session}]`);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a policy', () => {
  it('is made with a preview, changed, shows what is used, and is deleted by its name', async () => {
    const { page, errors, close } = await world.open('/budgets');
    await page.getByRole('tab', { name: 'Policies' }).click();
    await page.getByRole('button', { name: 'Add a policy' }).click();
    await page.getByLabel('Name').fill('Per model');
    await page.getByLabel('Key of condition 1').fill('model');
    await page.getByLabel(/^Count each combination of/).fill('model');
    await page.getByLabel('Dollars').fill('0.01');
    await page.getByText(/requests would have been blocked/).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Set now' }).click();
    await page.getByText('$0.01 monthly').waitFor();

    await page.getByRole('button', { name: 'Edit: Per model' }).click();
    await page.getByLabel('Dollars').fill('90');
    await page.getByRole('button', { name: 'Set now' }).click();
    await page.getByText('$90.00 monthly').waitFor();
    await page.getByRole('button', { name: 'Usage: Per model' }).click();
    await page.getByText('Nothing is used').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();

    await page.getByRole('button', { name: 'Delete: Per model' }).click();
    await page.getByLabel(/Type .Per model. to confirm/).fill('Per model');
    await page.getByRole('button', { name: 'Delete the policy' }).click();
    await page.getByText('There is no policy').waitFor();
    expect(errors).toEqual([]);
    await close();
  });
});

describe('notifications', () => {
  it('have percentages that are set, and channels that are made, tried and deleted', async () => {
    const { page, errors, close } = await world.open('/budgets');
    await page.getByRole('tab', { name: 'Notifications' }).click();
    await page.getByLabel('Tell people at these percentages').fill('60, 100');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(async () => (await world.tollgate.admin('GET', '/v1/admin/organisation/settings')).body)
      .toMatchObject({ notification_thresholds: [60, 100] });
    await page.getByRole('button', { name: 'Add a channel' }).click();
    await page.getByLabel('Kind').selectOption('webhook');
    await page.getByLabel('Name').fill('Pager');
    await page.getByLabel('URL').fill('http://127.0.0.1:9/pager');
    await page.getByRole('dialog').getByRole('button', { name: 'Add the channel' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    const row = page.getByRole('listitem').filter({ hasText: 'Pager' });
    await row.getByRole('button', { name: 'Send a test' }).click();
    await row.getByText(/cannot be reached/).waitFor();
    await row.getByRole('button', { name: 'Edit Pager' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Pager of the night');
    await page.getByLabel('Make a new secret').check();
    await expectPresentable(page, 'channel-edit');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await row.getByText('Pager of the night').waitFor();
    await row.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a session', () => {
  it('is stopped from its page, and goes on from the list', async () => {
    const { page, errors, close } = await world.open('/sessions?range=7d');
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('button', { name: 'Stop the session' }).click();
    await page.getByRole('button', { name: 'Stopped: let the session go on' }).waitFor();
    expect(await listed('/v1/stops')).toMatchObject([{ kind: 'session' }]);
    expect(await seriousViolations(page)).toEqual([]);
    await page.goto('/budgets');
    await page.getByRole('tab', { name: 'Stopped' }).click();
    await page.getByRole('button', { name: 'Let it go on' }).click();
    await page.getByText('Nothing is stopped').waitFor();
    expect(await listed('/v1/stops')).toEqual([]);
    expect(errors).toEqual([]);
    await close();
  });
});
