/** Every page is opened in both themes and at two widths, and its main work is done once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer } from '../../testkit/upstream/answer.ts';
import { text, toolUse } from '../../testkit/upstream/scripted-message.ts';
import { expectNoSidewaysScroll, expectPresentable, openWorld, seriousViolations, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ sessions: 80 });
  await world.tollgate.admin('POST', '/v1/configs', {
    name: 'Claude Code',
    slug: 'pc-claude-code',
    config: { provider: '@vertex-prod' },
  });
});
afterAll(() => world.close());

const PAGES = [
  { path: '/', heading: 'Home', shows: 'Newest requests' },
  { path: '/sessions?range=7d', heading: 'Sessions', shows: 'Ran for' },
  { path: '/analytics?range=7d', heading: 'Analytics', shows: 'Top spenders' },
  { path: '/analytics/models?range=7d', heading: 'Models', shows: 'Output speed' },
  { path: '/analytics/errors?range=7d', heading: 'Errors', shows: 'Rescued requests' },
  { path: '/analytics/cache?range=7d', heading: 'Cache', shows: 'What missed prompt caches cost, by cause' },
  { path: '/analytics/guardrails?range=7d', heading: 'Guardrails', shows: 'Requests by what guardrails did' },
  { path: '/analytics/teams?range=7d', heading: 'Teams', shows: 'Largest spenders' },
  { path: '/models', heading: 'Models', shows: '@vertex-prod' },
  { path: '/configs', heading: 'Configs', shows: 'pc-claude-code' },
  { path: '/configs/pc-claude-code', heading: 'Claude Code', shows: 'Versions' },
  { path: '/api-keys', heading: 'API keys', shows: 'payments team' },
] as const;

describe.each([
  { width: 1440, theme: 'light' },
  { width: 390, theme: 'dark' },
] as const)('pages at $width px, $theme', (look) => {
  it('open without errors, fit, and axe has nothing serious to say', async () => {
    const { page, errors, close } = await world.open('/', look);
    for (const { path, heading, shows } of PAGES) {
      await page.goto(path);
      await page.getByRole('heading', { name: heading, exact: true, level: 1 }).waitFor();
      await page.getByText(shows).first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await seriousViolations(page), path).toEqual([]);
      await expectNoSidewaysScroll(page);
      expect(await page.title()).toBe(`${heading} · Tollgate`);
    }
    expect(errors).toEqual([]);
    await close();
  });
});

describe('API keys', () => {
  it('a key is rotated: the new text is shown once, and both open for a while', async () => {
    const { page, errors, close } = await world.open('/api-keys');
    await page.getByRole('button', { name: 'Rotate payments team' }).click();
    await page.getByRole('button', { name: 'Rotate the key' }).click();
    const secret = (await page.getByLabel('the key', { exact: true }).textContent())?.trim() ?? '';
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByText('rotated', { exact: true }).waitFor();
    for (const key of [secret, world.keys.get('payments') ?? '']) {
      const listed = await fetch(`${world.tollgate.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
      expect(listed.status).toBe(200);
    }
    expect(errors).toEqual([]);
    await close();
  });

  it('a key is made, shown once, works, and is deleted by its name', async () => {
    const { page, errors, close } = await world.open('/api-keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name', { exact: true }).fill('from the page');
    await page.getByRole('textbox', { name: /^Team/ }).fill('platform');
    await page.getByRole('button', { name: 'Create the key' }).click();
    const secret = (await page.getByLabel('the key', { exact: true }).textContent())?.trim() ?? '';
    expect(secret).toMatch(/^tg-/);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    expect(await page.locator('body').textContent()).not.toContain(secret);
    const models = await fetch(`${world.tollgate.url}/v1/logs`, { headers: { authorization: `Bearer ${secret}` } });
    expect(models.status).toBe(200);
    await page.getByRole('button', { name: 'Delete from the page' }).click();
    await page.getByLabel(/Type .from the page. to confirm/).fill('from the page');
    await page.getByRole('button', { name: 'Delete the key' }).click();
    await page.getByText('from the page', { exact: true }).waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await close();
  });
});

describe('configs', () => {
  it('one is made, edited, explained, and rolled back', async () => {
    const { page, errors, close } = await world.open('/configs');
    await page.getByRole('button', { name: 'Create a config' }).click();
    await page.getByLabel('Name').fill('Try');
    await page.getByLabel('Begin with').selectOption('fallback');
    await page.getByRole('button', { name: 'Create and edit' }).click();
    const editor = page.getByLabel(/^Config pc-try/);
    await editor.waitFor();
    await page.getByRole('button', { name: 'Which way would it take?' }).click();
    await page.getByRole('list', { name: 'The way of the request' }).waitFor();
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('{ "provider": "@vertex-prod" }');
    await page.getByRole('button', { name: 'Save a new version' }).click();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByLabel('What changed since').waitFor();
    await page.getByRole('button', { name: 'Roll back to this' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Roll back to this' }).count()).toBe(2);
    expect(await page.getByLabel(/^Config pc-try/).textContent()).toContain('fallback');
    expect(errors).toEqual([]);
    await close();
  });

  it('one that the gateway would refuse shows why, at its path', async () => {
    const { page, close } = await world.open('/configs/pc-claude-code');
    await page.getByLabel('Config pc-claude-code').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('{ "provider": "@vertex-prod", "retry": { "attempts": -1 } }');
    await page.getByRole('button', { name: 'Save a new version' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('retry');
    await expect.poll(() => page.locator('.cm-lintRange-error').allTextContents()).toEqual(['-1']);
    await close();
  });
});

describe('the editor of a config', () => {
  it('completes what can be referred to, and the drawing follows the text', async () => {
    await world.tollgate.admin('POST', '/v1/guardrails', {
      name: 'No secrets',
      slug: 'pg-no-secrets',
      checks: [{ id: 'default.contains', parameters: { operator: 'none', words: ['password'] } }],
    });
    const { page, errors, close } = await world.open('/configs/pc-claude-code');
    const drawing = page.getByRole('list', { name: 'Drawing of the strategy' });
    await drawing.getByText('@vertex-prod').waitFor();
    await page.getByLabel('Config pc-claude-code').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(
      `{ "strategy": { "mode": "loadbalance" }, "targets": [
        { "provider": "@vertex-prod", "weight": 3, "output_guardrails": ["`,
    );
    await page.keyboard.type('pg');
    // (The editor takes no Enter in the first 75 ms of a list: it may have been meant for the line.)
    await page.getByRole('option', { name: 'pg-no-secrets' }).click();
    await page.keyboard.insertText(`"] }, { "weight": 1, "provider": "`);
    await page.keyboard.type('@v');
    await page.getByRole('option', { name: '@vertex-prod' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.insertText('anished" }] }');
    await drawing.getByText('75 %').waitFor();
    await drawing.getByText('1 output guardrail').waitFor();
    await drawing.getByText('no such provider').waitFor();
    expect(await drawing.getByRole('listitem').count()).toBe(3);
    await expectPresentable(page, 'config-drawing');
    page.once('dialog', (dialog) => void dialog.accept());
    expect(errors).toEqual([]);
    await close();
  });
});

describe('analytics', () => {
  it('page, API and CSV agree to the last unit', async () => {
    const { page, close } = await world.open('/analytics?range=7d&by=user');
    const cell = page.getByRole('region', { name: 'Figures by User' }).getByRole('row').nth(1).getByRole('cell').nth(3);
    const exact = await cell.locator('span').getAttribute('title');
    const to = new Date().toISOString();
    const from = new Date(Date.now() - 7 * 86_400_000).toISOString();
    const query = `time_of_generation_min=${from}&time_of_generation_max=${to}&group_by=user&order_by=cost_nano_usd`;
    const { body } = await world.tollgate.admin('GET', `/v1/analytics/query?${query}&format=csv`);
    const { data, csv } = body as { data: { key: string; cost_nano_usd: number }[]; csv: string };
    expect(exact).toBe(`$${((data[0]?.cost_nano_usd ?? 0) / 1e9).toFixed(9).replace(/0+$/, '')}`);
    expect(csv.split('\r\n')[1]).toContain(`${data[0]?.cost_nano_usd}`);
    await close();
  });

  it('tells why requests failed in words, and leads to their rows by the code', async () => {
    const { page, close } = await world.open('/analytics/errors?range=7d');
    const causes = page.getByRole('region', { name: 'Figures by Cause' });
    await causes.getByText('no error', { exact: true }).waitFor();
    await causes.getByRole('link', { name: 'the provider answered with an error' }).click();
    await page.waitForURL(/\/logs\?.*error.*upstream_error/);
    await close();
  });

  it('the chart has its figures as a table, and a choice of another measure stands in the URL', async () => {
    const { page, close } = await world.open('/analytics?range=7d');
    await page.getByRole('button', { name: 'Show as table' }).first().click();
    await page.getByRole('region', { name: 'Spend' }).waitFor();
    await page.getByLabel('What to draw').selectOption('requests');
    await expect.poll(() => page.url()).toContain('measure=requests');
    await close();
  });
});

describe('sessions', () => {
  it('one opens as a tree whose branches close, and leads to its requests', async () => {
    const { page, close } = await world.open('/sessions?range=7d');
    await page.getByRole('table').getByRole('link').first().click();
    await page.getByRole('tree').waitFor();
    await page.getByRole('tree').getByRole('link').first().click();
    await page.getByRole('tab', { name: /Attempts/ }).waitFor();
    await close();
  });

  it('names the tools that an answer called under its request, with what they were called with', async () => {
    const ask = () =>
      fetch(`${world.tollgate.url}/v1/messages`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${world.keys.get('search') ?? ''}`,
          'content-type': 'application/json',
          'x-portkey-provider': '@vertex-prod',
          'x-claude-code-session-id': 'a-session-with-tools',
        },
        body: JSON.stringify({
          model: 'claude-sonnet-4-5',
          max_tokens: 200,
          stream: true,
          messages: [{ role: 'user', content: 'Are the tests green?' }],
        }),
      }).then((response) => response.text());
    world.vertex.onMessages(() => answer([toolUse('Bash', { command: 'npm test' }), toolUse('<b>odd</b>', {})]));
    await ask();
    world.vertex.onMessages(() => answer([text('They are.')]));
    await ask();
    const { page, errors, close } = await world.open('/sessions/a-session-with-tools');
    const tree = page.getByRole('tree');
    await tree.getByText('npm test').waitFor();
    expect(await tree.getByRole('treeitem').count()).toBe(4);
    await tree.getByText('<b>odd</b>').waitFor();
    await expectPresentable(page, 'session-with-tools');
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a list', () => {
  it('is sorted by a click on a title, and its rows are moved through and opened by keys', async () => {
    const { page, errors, close } = await world.open('/sessions?range=7d');
    const table = page.getByRole('region', { name: 'Sessions' });
    const cost = table.getByRole('columnheader', { name: 'Cost' });
    await cost.getByRole('button').click();
    expect(await cost.getAttribute('aria-sort')).toBe('descending');
    const dollars = (await table.locator('tbody tr td:last-child').allTextContents()).map((cell) =>
      Number(cell.replaceAll(/[$,]/g, '')),
    );
    expect(dollars.length).toBeGreaterThan(5);
    expect(dollars).toEqual(dollars.toSorted((one, other) => other - one));
    const second = await table.locator('tbody tr').nth(1).getByRole('link').getAttribute('href');
    await table.focus();
    for (const key of ['j', 'j', 'j', 'k', 'Enter']) await page.keyboard.press(key);
    await expect.poll(() => page.url()).toContain(second?.split('?')[0] ?? 'nowhere');
    expect(errors).toEqual([]);
    await close();
  });
});

describe('the palette', () => {
  it('finds what is saved by its name, and any text in the logs', async () => {
    const { page, errors, close } = await world.open('/configs');
    const search = page.getByPlaceholder('A page, a key, a config');
    const found = (name: string, kind: string) =>
      page.getByRole('option').filter({ hasText: name }).filter({ hasText: kind });
    await page.getByRole('heading', { name: 'Configs', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await search.fill('pc-claude');
    await found('Claude Code', 'Config').click();
    await page.getByRole('heading', { name: 'Claude Code', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await search.fill('payments');
    await found('payments team', 'API key').waitFor();
    await page.getByRole('option', { name: 'Search the logs for “payments”' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toContain('payments');
    expect(errors).toEqual([]);
    await close();
  });
});

describe('what is not there', () => {
  it('has a page with its name and the way back', async () => {
    const { page, close } = await world.open('/configs/never-made');
    for (const list of ['configs', 'guardrails', 'models/integrations']) {
      await page.goto(`/${list}/never-made`);
      await page.getByRole('heading', { name: 'never-made', level: 1 }).waitFor();
      expect(await page.getByRole('alert').textContent()).toContain('never-made');
    }
    expect(await seriousViolations(page)).toEqual([]);
    await page.locator('#content').getByRole('link', { name: 'Models' }).click();
    await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
    await close();
  });
});

describe('home', () => {
  it('shows the fullest budgets, the fullest first', async () => {
    const { body } = await world.tollgate.admin('GET', '/v1/api-keys?page_size=100');
    const { data } = body as { data: { id: string; name: string }[] };
    for (const [name, limit] of [
      ['payments team', { type: 'cost', credit_limit: 1000 }],
      ['search team', { type: 'requests', credit_limit: 2, periodic_reset: 'monthly' }],
    ] as const) {
      const id = data.find((key) => key.name === name)?.id ?? '';
      const set = await world.tollgate.admin('PUT', `/v1/limits/api_key/${id}`, { usage_limits: limit });
      expect(set.status).toBe(200);
    }
    world.vertex.onMessages(() => answer([text('Hello')]));
    const sent = await fetch(`${world.tollgate.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${world.keys.get('search') ?? ''}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
      },
      body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] }),
    });
    expect(sent.status).toBe(200);
    const { page, errors, close } = await world.open('/');
    const list = page.getByRole('list', { name: 'Fullest budgets' });
    await list.getByText('payments team').waitFor();
    expect(await list.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^search teamresets .*1 of 2 requests$/),
      'payments teamnever resets$0 of $1,000',
    ]);
    await expectPresentable(page, 'home-with-budgets');
    expect(errors).toEqual([]);
    await close();
  });
});

describe('somebody with a key of a team', () => {
  it('sees the pages that the key may see, and no others', async () => {
    const { page, errors, close } = await world.open('/', { key: world.keys.get('search') ?? '' });
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    const nav = page.getByRole('navigation', { name: 'Pages' });
    expect(await nav.getByRole('link').allTextContents()).toEqual([
      'Tollgate',
      'Home',
      'Logs',
      'Sessions',
      'Analytics',
    ]);
    await page.goto('/logs?range=7d');
    await page.getByRole('row').nth(2).waitFor();
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a chart on a phone', () => {
  it.each(['light', 'dark'] as const)('shows its narrow bars in their colours, %s', async (theme) => {
    const { page, close } = await world.open('/analytics?range=24h', { width: 390, theme });
    await page.locator('canvas').first().waitFor();
    // Of the first chart: pixels that are no shade of grey, as the ground, the grid and the words are.
    const coloured = `(() => {
      const canvas = document.querySelector('canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
        if (data[at + 3] > 200 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60) count += 1;
      }
      return count;
    })()`;
    await expect.poll(() => page.evaluate(coloured)).toBeGreaterThan(100);
    await close();
  });
});
