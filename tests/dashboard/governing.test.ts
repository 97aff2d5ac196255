/** What an admin sets up once: integrations with their models and prices, workspaces, settings. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectPresentable, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ sessions: 5 });
});
afterAll(() => world.close());

describe('integrations', () => {
  it('a model is refused and another gets its own price: the API says the same', async () => {
    const { page, errors, close } = await world.open('/models');
    await page.getByRole('region', { name: 'Integrations' }).getByRole('link').first().click();
    await page.getByRole('region', { name: 'Models' }).waitFor();
    await expectPresentable(page, 'integration-models');
    await page.getByLabel('claude-opus-4-5-20251101 may be called').click();
    await expect.poll(() => page.getByLabel('claude-opus-4-5-20251101 may be called').isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Edit claude-sonnet-4-5-20250929' }).click();
    await page.getByLabel(/^Input/).fill('2.5');
    await expectPresentable(page, 'integration-model-form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('own', { exact: true }).waitFor();
    const slug = page.url().split('/').at(-1)?.split('?')[0] ?? '';
    const { body } = await world.tollgate.admin('GET', `/v1/integrations/${slug}/models`);
    const { models } = body as { models: { slug: string; enabled: boolean; pricing_config: unknown }[] };
    expect(models.find((model) => model.slug === 'claude-opus-4-5-20251101')?.enabled).toBe(false);
    expect(models.find((model) => model.slug === 'claude-sonnet-4-5-20250929')?.pricing_config).toEqual({
      type: 'static',
      pay_as_you_go: { request_token: { price: 0.00025 } },
    });
    // An emptied field is the published price again.
    await page.getByRole('button', { name: 'Edit claude-sonnet-4-5-20250929' }).click();
    await page.getByLabel(/^Input/).fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('own', { exact: true }).waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await close();
  });

  it('a model of one’s own is added, and removed again', async () => {
    const { page, close } = await world.open('/models');
    await page.getByRole('region', { name: 'Integrations' }).getByRole('link').first().click();
    await page.getByRole('button', { name: 'Add a model' }).click();
    await page.getByRole('textbox', { name: /^Model/ }).fill('tuned-for-us');
    await page.getByLabel(/^Output/).fill('10');
    await page.getByRole('button', { name: 'Add the model' }).click();
    await page.getByText('custom', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Remove tuned-for-us' }).click();
    await page.getByText('custom', { exact: true }).waitFor({ state: 'detached' });
    await close();
  });

  it('its credentials are changed without showing the secret, and it gets a second provider', async () => {
    const { page, errors, close } = await world.open('/models');
    await page.getByRole('region', { name: 'Integrations' }).getByRole('link').first().click();
    await page.getByRole('tab', { name: 'Credentials' }).click();
    await page.getByLabel('Name').fill('Vertex renamed');
    await expectPresentable(page, 'integration-credentials');
    expect(await page.locator('body').textContent()).not.toContain('PRIVATE KEY');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Vertex renamed', level: 1 }).waitFor();
    await page.getByRole('tab', { name: 'Providers' }).click();
    await page.getByLabel('Add a provider').fill('vertex-batch');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('@vertex-batch', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Edit vertex-batch' }).click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Night jobs');
    await page.getByLabel(/^Note/).fill('Asks at night only');
    await expectPresentable(page, 'provider-edit');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Asks at night only').waitFor();
    await page.getByRole('button', { name: 'Delete vertex-batch' }).click();
    await page.getByLabel(/Type .vertex-batch. to confirm/).fill('vertex-batch');
    await page.getByRole('button', { name: 'Delete the provider' }).click();
    await page.getByText('@vertex-batch', { exact: true }).waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await close();
  });
});

describe('workspaces', () => {
  it('one is made, changed, kept from an integration, and deleted by its slug', async () => {
    const settings = '/v1/admin/organisation/settings';
    await world.tollgate.admin('PUT', settings, { workspaces_set_request_logging: true });
    const { page, errors, close } = await world.open('/workspaces');
    await page.getByRole('button', { name: 'Create a workspace' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Payments');
    await page.getByRole('textbox', { name: /^Slug/ }).fill('payments-team');
    await page.getByRole('button', { name: 'Add a line' }).click();
    await page.getByLabel('Name 1').fill('team');
    await page.getByLabel('Value 1').fill('payments');
    await page.getByLabel(/^Budget for each month/).fill('250');
    await expectPresentable(page, 'workspace-form');
    await page.getByRole('button', { name: 'Create the workspace' }).click();
    await page.getByText('team: payments').waitFor();
    await page.getByRole('link', { name: 'Payments', exact: true }).click();
    await page.getByRole('textbox', { name: /^Description/ }).fill('Money in, money out');
    await page.getByLabel(/^What the log keeps/).selectOption('metrics_only');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved. It holds').waitFor();
    await expectPresentable(page, 'workspace-settings');
    const { body: saved } = await world.tollgate.admin('GET', '/v1/admin/workspaces/payments-team');
    expect(saved).toMatchObject({
      defaults: { request_logging: 'metrics_only', metadata: { team: 'payments' } },
      usage_limits: [{ type: 'cost', credit_limit: 250, periodic_reset: 'monthly' }],
    });
    await page.getByRole('link', { name: 'Workspaces' }).first().click();
    await page.getByText('Money in, money out').waitFor();
    await expectPresentable(page, 'workspaces');

    await page.goto('/models');
    await page.getByRole('region', { name: 'Integrations' }).getByRole('link').first().click();
    await page.getByRole('tab', { name: 'Workspaces' }).click();
    await page.getByLabel('Payments may use it').click();
    await page.getByText('decided here').waitFor();
    await page.getByRole('button', { name: 'Set limits of Payments' }).click();
    await page.getByRole('spinbutton', { name: /^Budget/ }).fill('50');
    await page.getByRole('spinbutton', { name: /^Requests a minute/ }).fill('100');
    await expectPresentable(page, 'integration-limits');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('$50 monthly, 100 requests a minute').waitFor();
    await expectPresentable(page, 'integration-workspaces');

    await page.goto('/workspaces');
    await page.getByRole('button', { name: 'Delete Payments' }).click();
    await page.getByLabel(/Type .payments-team. to confirm/).fill('payments-team');
    await page.getByRole('button', { name: 'Delete the workspace' }).click();
    await page.getByText('Money in, money out').waitFor({ state: 'detached' });
    await world.tollgate.admin('PUT', settings, { workspaces_set_request_logging: false });
    expect(errors).toEqual([]);
    await close();
  });
});

describe('limits of a workspace at an integration', () => {
  it('that hold for each workspace are set in one place, and what was set beside them stays', async () => {
    const listed = await world.tollgate.admin('GET', '/v1/integrations');
    const [integration] = (listed.body as { data: { slug: string }[] }).data;
    const path = `/v1/integrations/${integration?.slug}/workspaces`;
    const perSecond = { type: 'requests', unit: 'rps', value: 7 };
    const each = { enabled: true, usage_limits: [], rate_limits: [perSecond] };
    await world.tollgate.admin('PUT', path, { global_workspace_access: each, create_default_provider: false });
    const { page, errors, close } = await world.open(`/models/integrations/${integration?.slug}`);
    await page.getByRole('tab', { name: 'Workspaces' }).click();
    await page.getByText('Limits of each workspace: 7 requests a second').waitFor();
    await page.getByRole('button', { name: 'Set limits of each workspace' }).click();
    await page.getByRole('spinbutton', { name: /^Budget/ }).fill('12.5');
    await page.getByRole('spinbutton', { name: /^Requests a minute/ }).fill('40');
    await expectPresentable(page, 'integration-limits-of-each');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByText('Limits of each workspace: $12.5 monthly, 7 requests a second, 40 requests a minute')
      .waitFor();
    const { body } = await world.tollgate.admin('GET', path);
    expect(body).toMatchObject({
      global_workspace_access: {
        enabled: true,
        usage_limits: [{ type: 'cost', credit_limit: 12.5, periodic_reset: 'monthly' }],
        rate_limits: [perSecond, { type: 'requests', unit: 'rpm', value: 40 }],
      },
    });
    await page.getByRole('button', { name: 'Set limits of each workspace' }).click();
    for (const field of [/^Budget/, /^Requests a minute/]) await page.getByRole('spinbutton', { name: field }).fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Limits of each workspace: 7 requests a second').waitFor();
    await world.tollgate.admin('PUT', path, { global_workspace_access: { ...each, rate_limits: [] } });
    expect(errors).toEqual([]);
    await close();
  });

  it('of its own are changed alone: what it inherits, its access and its providers stay', async () => {
    const made = await world.tollgate.admin('POST', '/v1/admin/workspaces', { name: 'Atelier', slug: 'atelier' });
    const { id } = made.body as { id: string };
    const listed = await world.tollgate.admin('GET', '/v1/integrations');
    const [integration] = (listed.body as { data: { id: string; slug: string }[] }).data;
    const path = `/v1/integrations/${integration?.slug}/workspaces`;
    const rates = [{ type: 'requests', unit: 'rpm', value: 60 }];
    const each = { enabled: true, usage_limits: [{ credit_limit: 5, periodic_reset: 'weekly' }], rate_limits: rates };
    await world.tollgate.admin('PUT', path, { global_workspace_access: each, create_default_provider: false });
    const ownLimits = async () => {
      const { body } = await world.tollgate.admin('GET', `/v1/limits?workspace_id=${id}`);
      return (body as { data: object[] }).data;
    };
    const { page, errors, close } = await world.open(`/models/integrations/${integration?.slug}`);
    const set = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Set limits of Atelier' }).click();
      await page.getByLabel('Starts again').waitFor();
    };
    const save = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    };
    await page.getByRole('tab', { name: 'Workspaces' }).click();
    await set();
    await page.getByText('As for each workspace: $5 weekly.').waitFor();
    await page.getByText('As for each workspace: 60 requests a minute.').waitFor();
    await expectPresentable(page, 'integration-limits-inherited');
    await page.getByRole('spinbutton', { name: /^Budget/ }).fill('50');
    await save();
    expect(await ownLimits()).toMatchObject([{ usage_limits: { credit_limit: 50 }, rate_limits: null }]);
    await set();
    await page.getByLabel('Starts again').selectOption('daily');
    await save();
    expect(await ownLimits()).toMatchObject([{ usage_limits: { credit_limit: 50, periodic_reset: 'daily' } }]);
    const days = [{ credit_limit: 50, periodic_reset_days: 10 }];
    const owner = `${integration?.id}:${id}`;
    await world.tollgate.admin('PUT', `/v1/limits/integration_workspace/${owner}`, { usage_limits: days });
    await page.reload();
    await page.getByRole('tab', { name: 'Workspaces' }).click();
    await page.getByText('$50 every 10 days, 60 requests a minute').waitFor();
    await set();
    await page.getByRole('spinbutton', { name: /^Budget/ }).fill('70');
    await save();
    expect(await ownLimits()).toMatchObject([{ usage_limits: { credit_limit: 70, periodic_reset_days: 10 } }]);
    await set();
    await page.getByLabel('Starts again').selectOption('monthly');
    await save();
    expect(await ownLimits()).toMatchObject([
      { usage_limits: { periodic_reset: 'monthly', periodic_reset_days: null } },
    ]);

    const { body } = await world.tollgate.admin('GET', path);
    const { workspaces } = body as { workspaces: { id: string; is_explicit: boolean }[] };
    expect(workspaces.find((one) => one.id === id)?.is_explicit).toBe(false);
    const providers = await world.tollgate.admin('GET', `/v1/providers?workspace_id=${id}`);
    expect(providers.body).toMatchObject({ data: [] });
    expect(errors).toEqual([]);
    await close();
    const none = { enabled: true, usage_limits: null, rate_limits: null };
    await world.tollgate.admin('PUT', path, { global_workspace_access: none, create_default_provider: false });
    await world.tollgate.admin('DELETE', '/v1/admin/workspaces/atelier');
  });
});

describe('one workspace', () => {
  it('decides what the organisation leaves to it, and gets none of its guardrails where that is said', async () => {
    await world.tollgate.admin('PUT', '/v1/admin/permissions', { overridable: ['logs'] });
    const made = await world.tollgate.admin('POST', '/v1/admin/workspaces', { name: 'Lab', slug: 'lab' });
    const { id } = made.body as { id: string };
    const { page, errors, close } = await world.open(`/workspaces/${id}`);
    await page.getByRole('tab', { name: 'Permissions' }).click();
    const toggle = page.getByLabel('Members read requests and answers');
    await toggle.selectOption('no');
    await expect.poll(() => toggle.inputValue()).toBe('no');
    expect(await page.getByLabel('Members see analytics').isDisabled()).toBe(true);
    await expectPresentable(page, 'workspace-permissions');
    const decided = await world.tollgate.admin('GET', `/v1/admin/workspaces/${id}/permissions`);
    expect(decided.body).toMatchObject({ own: { membersViewLogs: false } });
    await page.getByRole('tab', { name: 'Guardrails of the organisation' }).click();
    const checks = page.getByLabel('They check the requests of this workspace');
    await checks.click();
    await expect.poll(() => checks.isChecked()).toBe(false);
    await expect.poll(() => checks.isDisabled()).toBe(false);
    await expectPresentable(page, 'workspace-exclusions');
    const exclusions = await world.tollgate.admin('GET', '/v1/workspace-exclusions/input-guardrails');
    expect(exclusions.body).toMatchObject({ excluded: [id] });
    // Somebody else excludes another workspace while this page is open.
    const other = await world.tollgate.admin('POST', '/v1/admin/workspaces', { name: 'Annex', slug: 'annex' });
    const { id: otherId } = other.body as { id: string };
    const path = '/v1/workspace-exclusions/input-guardrails';
    const excluded = async (): Promise<unknown> => (await world.tollgate.admin('GET', path)).body;
    await world.tollgate.admin('PUT', path, { excluded: [otherId], override_existing: false });
    await checks.click();
    await expect.poll(() => checks.isChecked()).toBe(true);
    expect(await excluded()).toMatchObject({ excluded: [otherId] });
    await world.tollgate.admin('PUT', path, { excluded: [], override_existing: true });
    await checks.click();
    await expect.poll(() => checks.isChecked()).toBe(false);
    expect(await excluded()).toMatchObject({ excluded: [id] });
    await world.tollgate.admin('PUT', path, { excluded: [], override_existing: true });
    await world.tollgate.admin('DELETE', '/v1/admin/workspaces/annex');
    expect(errors).toEqual([]);
    await close();
    await world.tollgate.admin('PUT', '/v1/admin/permissions', { overridable: [] });
    await world.tollgate.admin('DELETE', `/v1/admin/workspaces/${id}`);
  });
});

describe('the workspace switch', () => {
  it('every page is about the chosen workspace, what is made there belongs to it, and a link keeps it', async () => {
    await world.tollgate.admin('POST', '/v1/admin/workspaces', { name: 'Search', slug: 'search-team' });
    const { page, errors, close } = await world.open('/logs?range=30d');
    await page.getByRole('grid', { name: 'Requests' }).getByRole('row').nth(1).waitFor();
    await page.getByRole('button', { name: 'Workspace: All workspaces' }).click();
    await expectPresentable(page, 'workspace-switch');

    await page.getByRole('menuitem', { name: 'Search' }).click();
    await page.getByText('No requests in this time').waitFor();
    expect(new URL(page.url()).searchParams.get('workspace')).toBe('search-team');
    expect(new URL(page.url()).searchParams.get('range')).toBe('30d');

    await page.getByRole('link', { name: 'Configs' }).click();
    await page.getByRole('button', { name: 'Create the first one' }).click();
    await page.getByLabel('Name').fill('Search routing');
    await page.getByRole('button', { name: 'Create and edit' }).click();
    await page.getByRole('heading', { name: 'Search routing', level: 1 }).waitFor();
    const configsOf = async (query: string): Promise<string[]> => {
      const { body } = await world.tollgate.admin('GET', `/v1/configs${query}`);
      return (body as { data: { name: string }[] }).data.map(({ name }) => name);
    };
    expect(await configsOf('?workspace_id=search-team')).toContain('Search routing');
    expect(await configsOf('')).not.toContain('Search routing');
    expect(errors).toEqual([]);
    await close();
  });

  it('a config of one workspace is none of another, a step back is to the workspace before, and the palette switches too', async () => {
    const config = { name: 'Search fallback', slug: 'pc-search', workspace_id: 'search-team' };
    const routing = { ...config, config: { retry: { attempts: 2 } } };
    expect(await world.tollgate.admin('POST', '/v1/configs', routing)).toMatchObject({ status: 200 });
    const { page, close } = await world.open('/configs/pc-search?workspace=search-team');
    await page.getByRole('heading', { name: 'Search fallback', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Workspace: Search' }).click();
    await page.getByRole('menuitem', { name: 'All workspaces' }).click();
    await page.getByRole('heading', { name: 'Configs', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/configs');
    await page.getByText(/^These are the configs of the workspace/).waitFor();
    await expectPresentable(page, 'default-workspace-note');
    await page.getByText('Search fallback').waitFor({ state: 'detached' });
    await page.goBack();
    await page.getByRole('button', { name: 'Workspace: Search' }).waitFor();
    await page.getByRole('heading', { name: 'Search fallback', level: 1 }).waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search pages and actions' }).waitFor();
    await page.keyboard.type('every');
    await page.getByRole('option', { name: /All workspaces/ }).click();
    await page.getByRole('button', { name: 'Workspace: All workspaces' }).waitFor();
    await page.goto('/logs?workspace=never-made');
    await page.getByText('no workspace "never-made"').first().waitFor();
    await close();
  });
});

describe('a list of every workspace’s things', () => {
  it('says of guardrails and policies whose each is, and not that they are the default workspace’s', async () => {
    await world.tollgate.admin('POST', '/v1/admin/workspaces', { name: 'Catalogue', slug: 'catalogue' });
    const guardrail = { name: 'No stops', checks: [{ id: 'default.wordCount', parameters: { minWords: 1 } }] };
    const policy = { name: 'Catalogue cap', credit_limit: 5, type: 'cost' };
    const rule = { conditions: [{ key: 'model', value: '*' }], group_by: [{ key: 'api_key' }] };
    const made = await Promise.all([
      world.tollgate.admin('POST', '/v1/guardrails', { ...guardrail, actions: {}, workspace_id: 'catalogue' }),
      world.tollgate.admin('POST', '/v1/policies/usage-limits', { ...policy, ...rule, workspace_id: 'catalogue' }),
    ]);
    expect(made).toMatchObject([{ status: 200 }, { status: 200 }]);
    const { page, errors, close } = await world.open('/guardrails');
    await page
      .getByRole('row', { name: /No stops/ })
      .getByText('Catalogue', { exact: true })
      .waitFor();
    expect(await page.getByRole('note').count()).toBe(0);
    await expectPresentable(page, 'guardrails-of-all');
    await page.goto('/budgets?tab=policies');
    await page.getByRole('tab', { name: 'Policies' }).click();
    await page
      .getByRole('row', { name: /Catalogue cap/ })
      .getByText('Catalogue', { exact: true })
      .waitFor();
    expect(await page.getByRole('note').count()).toBe(0);
    await expectPresentable(page, 'policies-of-all');
    expect(errors).toEqual([]);
    await close();
    await world.tollgate.admin('DELETE', '/v1/admin/workspaces/catalogue');
  });
});

describe('the time range', () => {
  it('is chosen from one moment to another, stands in the URL, and must not end before it begins', async () => {
    const { page, errors, close } = await world.open('/logs');
    await page.getByRole('button', { name: 'Last 24 hours' }).click();
    await page.getByRole('menuitem', { name: 'From … to …' }).click();
    await page.getByLabel('From').fill('2026-11-02T00:00');
    await page.getByLabel('To', { exact: true }).fill('2026-11-01T12:00');
    await page.getByText('The end must come after the beginning.').waitFor();
    await page.getByLabel('To', { exact: true }).fill('2026-11-02T12:00');
    await expectPresentable(page, 'range-dialog');
    await page.getByRole('button', { name: 'Show this time' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('range')).toMatch(/^\d{13}\.\.\d{13}$/);
    const [from = 0, to = 0] = (new URL(page.url()).searchParams.get('range') ?? '').split('..').map(Number);
    expect(to - from).toBe(12 * 3_600_000);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('API keys', () => {
  it('one is made with limits, rotation, end, workspace and other scopes, and the list says so', async () => {
    await world.tollgate.admin('POST', '/v1/admin/workspaces', { name: 'Nightly', slug: 'nightly' });
    const routing = { name: 'Night routing', slug: 'pc-night', config: { retry: { attempts: 2 } } };
    await world.tollgate.admin('POST', '/v1/configs', { ...routing, workspace_id: 'nightly' });
    const usual = { ...routing, name: 'Usual routing', slug: 'pc-usual' };
    await world.tollgate.admin('POST', '/v1/configs', usual);
    const { page, errors, close } = await world.open('/api-keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('limited');
    await page.getByText('Person, workspace, limits, rotation, scopes').click();
    await page.getByRole('combobox', { name: /^Config/ }).selectOption('pc-usual');
    await page.getByLabel('Workspace', { exact: true }).selectOption({ label: 'Nightly' });
    await page.getByRole('combobox', { name: /^Config/ }).selectOption('pc-night');
    expect(
      await page
        .getByLabel(/^Config/)
        .getByRole('option', { name: /Usual routing/ })
        .count(),
    ).toBe(0);
    await page.getByLabel(/^Budget for each month/).fill('20');
    await page.getByLabel(/^Requests a minute/).fill('30');
    await page.getByLabel(/^Expires/).fill('2031-02-03');
    await page.getByLabel('Rotated').selectOption('monthly');
    await page.getByLabel('logs.view', { exact: true }).uncheck();
    await expectPresentable(page, 'key-create');
    await page.getByRole('button', { name: 'Create the key' }).click();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.goto('/api-keys?workspace=nightly');
    const row = page.getByRole('row', { name: /^limited/ });
    await row.getByText('$20 monthly', { exact: true }).waitFor();
    await row.getByText('30 requests a minute', { exact: true }).waitFor();
    await row.getByText('not in 30 days').waitFor();
    await expectPresentable(page, 'key-list');
    const listed = await world.tollgate.admin('GET', '/v1/api-keys?workspace_id=nightly');
    expect(listed.body).toMatchObject({
      data: [
        {
          expires_at: '2031-02-03T00:00:00.000Z',
          rotation_policy: { rotation_period: 'monthly' },
          defaults: { config_id: 'pc-night' },
          scopes: ['completions.write', 'models.list', 'logs.list', 'analytics.view'],
        },
      ],
    });
    expect(errors).toEqual([]);
    await close();
    await world.tollgate.admin('DELETE', '/v1/admin/workspaces/nightly');
  });

  it('one is found by its name and edited: powers, metadata, rotation and end; the API says the same', async () => {
    const made = await world.tollgate.admin('POST', '/v1/api-keys/workspace/service', {
      name: 'night build',
      scopes: ['completions.write', 'logs.list'],
      defaults: { metadata: { team: 'build' } },
    });
    const { id } = made.body as { id: string };
    const { page, errors, close } = await world.open('/api-keys');
    await page.getByLabel('Search by name').fill('NIGHT');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: 'Edit night build' }).click();
    await page.getByLabel('Name', { exact: true }).fill('nightly');
    await page.getByLabel('Requests may bring a config of their own').uncheck();
    await page.getByLabel('Value 1').fill('release');
    await page.getByLabel(/^Expires/).fill('2031-02-03');
    await page.getByLabel('Rotated').selectOption('90');
    await page.getByLabel(/^Tell these addresses/).fill('ops@example.com');
    await page.getByLabel('logs.list', { exact: true }).uncheck();
    await page.getByRole('button', { name: 'All of configs' }).click();
    await expectPresentable(page, 'key-form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const { body } = await world.tollgate.admin('GET', `/v1/api-keys/${id}`);
    expect(body).toMatchObject({
      name: 'nightly',
      defaults: { metadata: { team: 'release' }, allow_config_override: false },
      expires_at: '2031-02-03T00:00:00.000Z',
      rotation_policy: { rotation_period_days: 90 },
      alert_emails: ['ops@example.com'],
    });
    const configs = ['create', 'read', 'update', 'delete', 'list'].map((action) => `configs.${action}`);
    expect((body as { scopes: string[] }).scopes.toSorted()).toEqual(['completions.write', ...configs].toSorted());
    expect(errors).toEqual([]);
    await close();
  });

  it('beyond the first hundred are on the next page', async () => {
    for (let count = 0; count < 101; count += 1) {
      await world.tollgate.admin('POST', '/v1/api-keys/workspace/service', { name: `crowd ${count}` });
    }
    const { page, errors, close } = await world.open('/api-keys', { width: 390, theme: 'dark' });
    await page.getByLabel('Search by name').fill('crowd');
    await page.getByText('1–100 of 101').waitFor();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByText('101–101 of 101').waitFor();
    await page.getByText('crowd 0', { exact: true }).waitFor();
    await expectPresentable(page, 'keys-390-dark');
    expect(errors).toEqual([]);
    await close();
  });
});

it('a key that is not among the newest is found by its name in the filter of the log', async () => {
  const { body } = await world.tollgate.admin('POST', '/v1/api-keys/workspace/service', { name: 'the oldest' });
  const { id } = body as { id: string };
  const { page, errors, close } = await world.open('/logs');
  // As where a thousand newer ones take its place in the list.
  await page.route(
    (url) => url.pathname === '/v1/api-keys' && !url.searchParams.has('search'),
    (route) => route.fulfill({ json: { object: 'list', total: 1001, data: [] } }),
  );
  await page.reload();
  const asked = page.waitForRequest((request) => {
    const { pathname, searchParams } = new URL(request.url());
    return pathname === '/v1/logs' && searchParams.get('api_key_ids') === id;
  });
  await page.getByLabel('Filter', { exact: true }).fill('key:"the oldest"');
  await page.keyboard.press('Enter');
  await asked;
  expect(errors).toEqual([]);
  await close();
});

describe('settings', () => {
  it('say what requests may bring along, which metadata keys need, and whose tokens count', async () => {
    const { page, errors, close } = await world.open('/settings');
    await page.getByLabel('Saved providers and saved configs only').check();
    await expectPresentable(page, 'settings-requests');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It holds from the next request on.').waitFor();
    await page.getByRole('tab', { name: 'Metadata' }).click();
    const rules = {
      type: 'object',
      additionalProperties: true,
      properties: { team: { type: 'string' } },
      required: ['team'],
    };
    await page.getByLabel(/^Metadata of API keys/).fill('{');
    await page.getByText('This is no JSON.').waitFor();
    await page.getByLabel(/^Metadata of API keys/).fill(JSON.stringify(rules));
    await expectPresentable(page, 'settings-metadata');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It holds from the next request on.').waitFor();
    await page.getByRole('tab', { name: 'Tokens as keys' }).click();
    await page.getByLabel(/^URL of the public keys/).fill('https://login.example.com/keys');
    await page.getByLabel(/^Algorithms/).fill('none');
    await expectPresentable(page, 'settings-tokens');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('algorithms');
    await page.getByLabel(/^Algorithms/).fill('RS256 ES256');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It holds from the next request on.').waitFor();
    const { body } = await world.tollgate.admin('GET', '/v1/admin/organisation/settings');
    expect(body).toMatchObject({
      saved_only: 'all',
      api_key_metadata_schema: { required: ['team'] },
      jwt: { jwks_url: 'https://login.example.com/keys', algorithms: ['RS256', 'ES256'] },
    });
    // The browser itself notes the answer that refused the algorithm.
    expect(errors.filter((text) => !text.includes('400'))).toEqual([]);
    await close();
  });

  it('take tokens of several identity providers, each by its issuer, and forget one that is removed', async () => {
    const before = { jwks_url: 'https://one.example.com/keys', issuer: 'https://one.example.com' };
    await world.tollgate.admin('PUT', '/v1/admin/organisation/settings', { jwt: before, further_jwt: [] });
    const { page, errors, close } = await world.open('/settings');
    await page.getByRole('tab', { name: 'Tokens as keys' }).click();
    const settings = async () => (await world.tollgate.admin('GET', '/v1/admin/organisation/settings')).body;
    const add = async (url: string) => {
      await page.getByRole('button', { name: 'Add an identity provider' }).click();
      const group = page.getByRole('group').last();
      await group.getByLabel(/^URL of the public keys/).fill(url);
      return group;
    };
    const second = await add('https://two.example.com/keys');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('further_jwt[0].issuer').waitFor();
    await second.getByLabel(/^Issuer/).fill('https://two.example.com');
    const third = await add('https://three.example.com/keys');
    await third.getByLabel(/^Issuer/).fill('https://three.example.com');
    await expectPresentable(page, 'settings-several-issuers');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It holds from the next request on.').waitFor();
    const of = (host: string) => ({
      jwks_url: `https://${host}.example.com/keys`,
      issuer: `https://${host}.example.com`,
    });
    expect(await settings()).toMatchObject({ jwt: before, further_jwt: [of('two'), of('three')] });
    await page.getByRole('button', { name: 'Remove identity provider 2' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(settings).toMatchObject({ jwt: before, further_jwt: [of('three')] });
    expect(errors.filter((text) => !text.includes('400'))).toEqual([]);
    await close();
  });

  it('say when keys of people are made and end, what is kept of requests, and what exports may hold', async () => {
    const { page, errors, close } = await world.open('/settings');
    await page.getByRole('tab', { name: 'Keys of people' }).click();
    await page.getByLabel(/^Whoever joins a workspace gets a key/).check();
    await page.getByLabel(/^A key ends/).fill('90');
    await page.getByLabel(/^A key is rotated/).fill('30');
    await expectPresentable(page, 'settings-keys');
    // The rules for metadata ask for a tag that a key made by itself would lack.
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('team');
    await page.getByLabel(/^Whoever joins a workspace gets a key/).uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It holds from the next request on.').waitFor();
    await page.getByRole('tab', { name: 'Log and cache' }).click();
    await page.getByLabel('What is kept of a request').selectOption('metrics_only');
    await page.getByLabel('Body of the response').check();
    await page.getByLabel('A request may keep its bodies out of the log and the cache').uncheck();
    await expectPresentable(page, 'settings-log');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('It holds from the next request on.').waitFor();
    const { body } = await world.tollgate.admin('GET', '/v1/admin/organisation/settings');
    expect(body).toMatchObject({
      user_api_key_auto_create: false,
      user_api_key_ttl: 90,
      user_api_key_rotation_period: 30,
      request_logging: 'metrics_only',
      enforce_debug_log_setting: true,
      export_settings: { deniedFields: ['response'] },
    });
    // The browser itself notes the answer that refused the keys.
    expect(errors.filter((text) => !text.includes('400'))).toEqual([]);
    await close();
  });

  it('fit a phone, as workspaces and integrations do', async () => {
    const { page, errors, close } = await world.open('/settings', { width: 390, theme: 'dark' });
    await expectPresentable(page, 'settings-390');
    await page.goto('/workspaces');
    await page.getByRole('region', { name: 'Workspaces' }).waitFor();
    await expectPresentable(page, 'workspaces-390');
    await page.goto('/models');
    await page.getByRole('region', { name: 'Integrations' }).getByRole('link').first().click();
    await page.getByRole('region', { name: 'Models' }).waitFor();
    await expectPresentable(page, 'integration-390');
    expect(errors).toEqual([]);
    await close();
  });
});
