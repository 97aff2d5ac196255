/** The request log as people use it: found, filtered, opened, by mouse and by keyboard. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogRow } from '../../src/storage/ports/log.ts';
import { expectNoSidewaysScroll, expectPresentable, openWorld, seriousViolations, type World } from './world.ts';

const HOSTILE =
  '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>\u202Egnp.exe \u001b[31mred';

/** One row that wants to be more than text, one of forty attempts, and one with numbers of any size. */
function oddRows(frame: LogRow): LogRow[] {
  const {
    attempts: [attempt],
  } = frame;
  const at = Date.now() - 60_000;
  return [
    {
      ...frame,
      id: 'req_hostile',
      created_at: at,
      user_id: HOSTILE,
      ai_model: HOSTILE,
      error_message: HOSTILE,
      is_success: false,
      response_status_code: 500,
      outcome: 'error',
      user_agent: `${HOSTILE}${'A'.repeat(100_000)}`,
      metadata: { [HOSTILE]: HOSTILE },
      notes: [HOSTILE],
    },
    {
      ...frame,
      id: 'req_forty',
      created_at: at - 1,
      attempts:
        attempt === undefined
          ? []
          : Array.from({ length: 40 }, (_, n) => ({
              ...attempt,
              span_id: `s${n}`,
              started_ms: n * 100,
              duration_ms: 90,
            })),
    },
    {
      ...frame,
      id: 'req_guarded',
      created_at: at - 3,
      attempts:
        attempt === undefined
          ? []
          : [
              {
                ...attempt,
                wait_ms: 400,
                price_lines: [
                  { meter: 'input_tokens', units: 2000, unit_pico_usd: 3_300_000 },
                  { meter: 'output_tokens', units: 100, unit_pico_usd: 16_500_000 },
                ],
              },
            ],
      cache_status: 'MISS',
      strategy: 'fallback',
      last_used_option_index: 'config.targets[1]',
      retry_attempt_count: 1,
      guardrails: [
        {
          id: 'mask-people',
          side: 'input',
          outcome: 'changed',
          ms: 1.2,
          checks: [
            { id: 'tollgate.pii', verdict: true, error: null, ms: 1.1, found: 'EMAIL_ADDRESS=2 SSN=1', excepted: 1 },
            { id: 'tollgate.pii', verdict: false, error: 'model_failed', ms: 0.1, found: null },
          ],
        },
        { id: 'watch-code', side: 'output', outcome: 'would_deny', ms: 3, checks: [] },
      ],
    },
    {
      ...frame,
      id: 'req_huge',
      created_at: at - 2,
      input_tokens: 999_999_999,
      output_tokens: 0,
      cost_nano_usd: 12_345_678_901_234 as LogRow['cost_nano_usd'],
    },
  ];
}

let world: World;
beforeAll(async () => {
  world = await openWorld({ sessions: 60, extraRows: oddRows });
});
afterAll(() => world.close());

describe.each([
  { width: 1440, theme: 'light' },
  { width: 1440, theme: 'dark' },
  { width: 390, theme: 'light' },
  { width: 390, theme: 'dark' },
] as const)('the log at $width px, $theme', (look) => {
  it('shows rows without errors, and axe has nothing serious to say', async () => {
    const { page, errors, close } = await world.open('/logs?range=7d', look);
    await page.getByRole('row').nth(5).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await expectNoSidewaysScroll(page);
    await page.getByRole('row').nth(2).click();
    await page.getByRole('tab', { name: /Attempts/ }).click();
    expect(await seriousViolations(page)).toEqual([]);
    await expectNoSidewaysScroll(page);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a row that wants to be more than text', () => {
  it('is shown as text, in the table and in every part of its page', async () => {
    const { page, errors, close } = await world.open('/logs?range=1h');
    await page.getByRole('row').nth(1).waitFor();
    expect(await page.locator('[role=grid] img, [role=grid] script').count()).toBe(0);
    await page.goto('/logs/req_hostile');
    for (const tab of ['Attempts', 'Cost', 'Guardrails', 'Raw', 'Headers', 'Conversation']) {
      await page.getByRole('tab', { name: new RegExp(tab) }).click();
      expect(await page.locator('#content img, #content script').count()).toBe(0);
      await expectNoSidewaysScroll(page);
    }
    expect(await page.title()).toBe('Request req_hostile · Tollgate');
    expect(await page.locator('#content').textContent()).toContain('<img src=x onerror=');
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a row beyond the usual', () => {
  it('with forty attempts shows them all, and numbers of any size stay readable', async () => {
    const { page, close } = await world.open('/logs/req_forty');
    await page.getByRole('tab', { name: /Attempts/ }).click();
    expect(await page.getByRole('tabpanel').getByRole('listitem').count()).toBe(40);
    await page.goto('/logs?range=1h&open=req_huge');
    await page.getByRole('tab', { name: 'Cost' }).click();
    expect(await page.getByRole('tabpanel').textContent()).toContain('$12,346');
    await close();
  });

  it('tells what guardrails found and did, where, and the four states of the gateway', async () => {
    const { page, errors, close } = await world.open('/logs/req_guarded');
    await page.getByText('Cache: Miss').waitFor();
    for (const state of ['Retry: Success on one try', 'Fallback: Target 2', 'Load balance: Disabled'])
      await page.getByText(state, { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Guardrails 2' }).click();
    const masked = page.getByRole('region', { name: 'mask-people, input' }).first();
    expect(await masked.textContent()).toMatch(/Request.*Masked.*2 × EMAIL_ADDRESS, 1 × SSN; 1 passed over/);
    await masked.getByText('model_failed').waitFor();
    await page.getByRole('region', { name: 'watch-code, output' }).getByText('Would deny').waitFor();
    await expectPresentable(page, 'log-guardrails');
    expect(errors).toEqual([]);
    await close();
  });

  it('shows its cost as units times unit price, and where its time went', async () => {
    const { page, close } = await world.open('/logs/req_guarded');
    await page.getByRole('tab', { name: 'Cost' }).click();
    const input = page.getByRole('row', { name: /^Input tokens, not cached/ });
    expect(await input.textContent()).toContain('2,000$3.30 per million$0.0066');
    await expectPresentable(page, 'log-cost');
    await page.getByRole('tab', { name: /Attempts/ }).click();
    expect(await page.getByLabel('Times').textContent()).toContain('Waits before retries400 ms');
    await expectPresentable(page, 'log-attempts');
    await close();
  });

  it('that does not exist is reported with its id and what to do', async () => {
    const { page, close } = await world.open('/logs/req_nothing');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/There is no log "req_nothing".*Request id req_/s);
    await close();
  });
});

describe('filters', () => {
  it('become chips, stand in the URL, narrow the rows, and say what they cannot', async () => {
    const { page, close } = await world.open('/logs?range=7d');
    await page.getByRole('row').nth(3).waitFor();
    await page.keyboard.press('f');
    await page.keyboard.type('team:search');
    await page.keyboard.press('Enter');
    await page.keyboard.type('status:5xx');
    await page.keyboard.press('Enter');
    await expect.poll(() => decodeURIComponent(page.url())).toContain('q=team:search+status:5xx');
    await page.getByRole('button', { name: 'Remove status:5xx' }).click();
    await expect.poll(() => decodeURIComponent(page.url())).not.toContain('5xx');
    await page.getByLabel('Filter', { exact: true }).fill('cost>much');
    await page.keyboard.press('Enter');
    await page.getByText('A number is expected here.').waitFor();
    await page.goto('/logs?range=7d&q=model:no-such-model');
    await page.getByText('No request matches').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByRole('row').nth(3).waitFor();
    await close();
  });
});

describe('facets', () => {
  it('count the rows of the filter; a click wants a value, another takes it back, and one can be left out', async () => {
    const { page, close } = await world.open('/logs?range=7d');
    const facets = page.getByRole('complementary', { name: 'Facets' });
    const team = facets.getByRole('button', { name: /^payments/ });
    await team.click();
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('team:payments');
    await expect.poll(() => team.getAttribute('aria-pressed')).toBe('true');
    await team.click();
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBeNull();
    await facets.getByRole('button', { name: 'Leave out 200' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('-status:200');
    await page.getByRole('img', { name: /^Requests over time: (\d+), of which \1 failed/ }).waitFor();
    await close();
  });
});

describe('a filter with a name', () => {
  it('is saved, chosen by somebody else, and deleted', async () => {
    const { page, close } = await world.open('/logs?range=7d&q=status:5xx');
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByRole('menuitem', { name: 'Save this filter' }).click();
    await page.getByLabel('Name').fill('Server failures');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Server failures' }).waitFor();
    await close();
    const other = await world.open('/logs?range=7d');
    await other.page.getByRole('button', { name: 'Filters' }).click();
    await other.page.getByRole('menuitem', { name: 'Server failures' }).click();
    await expect.poll(() => new URL(other.page.url()).searchParams.get('q')).toBe('status:5xx');
    await other.page.getByRole('button', { name: 'Server failures' }).click();
    await other.page.getByRole('menuitem', { name: /^Delete/ }).click();
    await other.page.getByRole('button', { name: 'Filters' }).waitFor();
    await other.close();
  });
});

describe('a request with its body', () => {
  it('is found by a word in it, copied as a command, and replayed with a diff', async () => {
    await fetch(`${world.tollgate.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${world.keys.get('search') ?? ''}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
      },
      body: JSON.stringify({
        model: 'claude-sonnet-4-5',
        max_tokens: 20,
        messages: [{ role: 'user', content: 'Where is the Quetzalcoatlus?' }],
      }),
    });
    const { page, errors, close } = await world.open('/logs?range=1h&q=quetzalcoatlus');
    await page.getByText(/Looked into \d+ requests/).waitFor();
    await page.getByRole('row').nth(1).click();
    expect(await page.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByRole('button', { name: 'Copied', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('button', { name: 'Send again' }).click();
    const outcome = page.getByRole('region', { name: 'The two answers' });
    await outcome.getByText('Hello from the simulated Vertex').first().waitFor();
    await outcome.getByRole('link', { name: 'Open the new request' }).click();
    await page.getByRole('tab', { name: 'Cost' }).click();
    await page
      .getByRole('cell', { name: /per million/ })
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page.getByText('replay_of').waitFor();
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a prompt of 2 MB that is written from right to left', () => {
  it('opens at once with its beginning, in its own direction, and raw, without running over', async () => {
    const prompt = `שלום עולם (one) ${'מילה '.repeat(250_000)}`;
    const sent = await fetch(`${world.tollgate.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${world.keys.get('search') ?? ''}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
      },
      body: JSON.stringify({
        model: 'claude-sonnet-4-5',
        max_tokens: 20,
        messages: [{ role: 'user', content: prompt }],
      }),
    });
    expect(sent.status).toBe(200);
    const { body } = await world.tollgate.admin('GET', '/v1/logs?limit=1');
    const { page, errors, close } = await world.open(`/logs/${(body as { data: { id: string }[] }).data[0]?.id ?? ''}`);
    const beginning = page.locator('p:dir(rtl)').filter({ hasText: 'שלום עולם' }).first();
    await beginning.waitFor();
    expect((await beginning.textContent())?.length).toBeLessThan(10_000);
    await expectPresentable(page, 'right-to-left');
    await page.getByRole('tab', { name: 'Raw' }).click();
    await page.getByText('שלום עולם').first().waitFor();
    await expectNoSidewaysScroll(page);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('the histogram', () => {
  it('counts what the filter leaves, and dragging over it chooses a time', async () => {
    const { page, close } = await world.open('/logs?range=7d');
    const chart = page.getByRole('img', { name: /^Requests over time: [1-9]/ });
    await chart.waitFor();
    const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width * 0.2, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 10);
    await page.mouse.up();
    await expect.poll(() => page.url()).toMatch(/range=\d{13}\.\.\d{13}/);
    await page.goto('/logs?range=7d&q=model:no-such-model');
    await page.getByRole('img', { name: /^Requests over time: 0,/ }).waitFor();
    await close();
  });
});

describe('the keyboard alone', () => {
  it('moves through the rows, opens one, closes it, and goes to another page', async () => {
    const { page, close } = await world.open('/logs?range=7d');
    await page.getByRole('row').nth(3).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Request' }).waitFor();
    const first = new URL(page.url()).searchParams.get('open');
    await page.keyboard.press('j');
    await expect.poll(() => new URL(page.url()).searchParams.get('open')).not.toBe(first);
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).searchParams.get('open')).toBeNull();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search pages and actions' }).waitFor();
    await page.keyboard.type('api keys');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'API keys' }).waitFor();
    expect(new URL(page.url()).searchParams.get('range')).toBe('7d');
    await close();
  });
});

describe('live', () => {
  it('a new request appears by itself', async () => {
    const { page, close } = await world.open('/logs?range=1h&live=true');
    await page.getByRole('row').nth(1).waitFor();
    await fetch(`${world.tollgate.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${world.keys.get('payments') ?? ''}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
      },
      body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 20, messages: [{ role: 'user', content: 'Hi' }] }),
    });
    await page.getByRole('row').filter({ hasText: 'claude-sonnet-4-5' }).first().click();
    await page.getByText('Hello from the simulated Vertex').waitFor();
    await close();
  });
});
