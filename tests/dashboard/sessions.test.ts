/** Sessions and traces: sums over everything, lists without an end, and the request beside the page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogRow } from '../../src/storage/ports/log.ts';
import { expectPresentable, openWorld, type World } from './world.ts';

const LONG = 1203;
const SHORT_SESSIONS = 130;

/** One session of more rows than are read at once, many of one row, and a trace of two requests. */
function rows(frame: LogRow): LogRow[] {
  const at = Date.now() - 3_600_000;
  const cost = 1_000_000 as LogRow['cost_nano_usd'];
  const long = Array.from({ length: LONG }, (_, n) => ({
    ...frame,
    id: `req_long_${n}`,
    session_id: 'a-long-session',
    trace_id: 'a-long-trace',
    created_at: at + n,
    cost_nano_usd: cost,
    is_success: true,
  }));
  const short = Array.from({ length: SHORT_SESSIONS }, (_, n) => ({
    ...frame,
    id: `req_short_${n}`,
    session_id: `short-${n}`,
    user_id: null,
    end_user: WHO,
    created_at: at - n * 1000,
  }));
  const attempt = {
    target: 'config',
    provider: 'vertex-prod',
    model: 'claude-sonnet-5',
    wait_ms: 0,
    upstream_request_id: null,
    usage: null,
    cost_nano_usd: null,
    unpriced: false,
    unpriced_because: null,
  };
  const attempts = [
    { ...attempt, span_id: 'first', status: 429, reason: 'status_429', started_ms: 1, duration_ms: 300 },
    { ...attempt, span_id: 'second', status: 200, reason: 'answered', started_ms: 700, duration_ms: 2000 },
  ];
  const outer = { ...frame, id: 'req_outer', trace_id: 'trace-of-two', span_id: 'outer', created_at: at - 9_000_000 };
  const inner = { ...outer, id: 'req_inner', span_id: 'inner', parent_span_id: 'outer', created_at: at - 8_996_000 };
  return [...long, ...short, { ...outer, attempts, response_time_ms: 2800 }, { ...inner, response_time_ms: 1500 }];
}

const WHO = 'ada@example.com';

let world: World;
beforeAll(async () => {
  world = await openWorld({ sessions: 5, extraRows: rows });
});
afterAll(() => world.close());

describe('a session of more requests than are read at once', () => {
  it('is summed over all of them, and its tree gets the earlier ones', async () => {
    const { page, errors, close } = await world.open('/sessions/a-long-session');
    await page.getByText('$1.20', { exact: true }).first().waitFor();
    await page.getByText('1,203', { exact: true }).first().waitFor();
    await page.getByText('The newest 1,000 requests').waitFor();
    await page.getByRole('button', { name: 'Show earlier ones' }).click();
    await expect.poll(() => page.getByRole('treeitem').count()).toBeGreaterThanOrEqual(LONG);
    expect(await page.getByRole('button', { name: 'Show earlier ones' }).count()).toBe(0);
    expect(errors).toEqual([]);
    await close();
  });
});

describe('a session whose totals do not come', () => {
  it('says that they failed, and not that the role lacks a power', async () => {
    const { page, close } = await world.open('/sessions');
    await page.route(/\/analytics\/query\?.*session_id=/, (route) => route.fulfill({ status: 400, body: '{}' }));
    await page.goto('/sessions/a-long-session');
    await page.getByText('The others could not be counted.').waitFor();
    expect(await page.getByText('Your role may not count the others.').count()).toBe(0);
    await close();
  });

  it('asks for none where all its requests are there', async () => {
    const { page, close } = await world.open('/sessions');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto('/sessions/short-3');
    await page.getByRole('treeitem').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(asked.filter((url) => /analytics\/query.*short-3/.test(url))).toEqual([]);
    await close();
  });
});

describe('a trace of more requests than are read at once', () => {
  it('is summed over all of them, and its list gets the earlier ones', async () => {
    const { page, errors, close } = await world.open('/traces/a-long-trace');
    await page.getByText('$1.20', { exact: true }).first().waitFor();
    await page.getByText('1,203', { exact: true }).first().waitFor();
    await page.getByText('of the requests below', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show earlier ones' }).click();
    await page.getByText('of the requests below', { exact: true }).waitFor({ state: 'detached' });
    await page.getByText('1,203', { exact: true }).first().waitFor();
    expect(errors).toEqual([]);
    await close();
  });

  it('says that its figures are of those below only where the others cannot be counted', async () => {
    const { page, close } = await world.open('/sessions');
    await page.route(/\/analytics\/query\?.*trace_id=/, (route) => route.fulfill({ status: 400, body: '{}' }));
    await page.goto('/traces/a-long-trace');
    await page.getByText('These figures are of the requests below only. The others could not be counted.').waitFor();
    await close();
  });
});

describe('the list of sessions', () => {
  it('says who was at work in each, and with which models', async () => {
    const { page, errors, close } = await world.open('/sessions?range=7d', { width: 390 });
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'short-0', exact: true }) });
    await row.getByText(/^claude-/).waitFor();
    await row.getByText(WHO).waitFor();
    await expectPresentable(page, 'sessions-390');
    expect(errors).toEqual([]);
    await close();
  });

  it('goes on after its first page', async () => {
    const { page, close } = await world.open('/sessions?range=7d');
    await page.getByText(/^1–100 of 13\d$/).waitFor();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByText(/^101–13\d of 13\d$/).waitFor();
    await page.getByRole('link', { name: `short-${SHORT_SESSIONS - 1}` }).waitFor();
    await close();
  });
});

describe.each([
  { width: 1440, theme: 'dark' },
  { width: 1440, theme: 'light' },
  { width: 390, theme: 'light' },
] as const)('a trace at $width px, $theme', (look) => {
  it('shows its requests with their attempts, one of them beside the page until Escape', async () => {
    const { page, errors, close } = await world.open('/traces/trace-of-two', look);
    const list = page.getByRole('list', { name: 'Requests of the trace' });
    await list.getByText('Attempt 1: vertex-prod, 429').waitFor();
    await expectPresentable(page, `trace-${look.width}-${look.theme}`);
    await list.getByRole('link').first().click();
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page.getByRole('link', { name: 'All requests of this trace' }).waitFor();
    await expectPresentable(page, `trace-open-${look.width}-${look.theme}`);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('tab').count()).toBe(0);
    expect(new URL(page.url()).searchParams.get('open')).toBeNull();
    expect(errors).toEqual([]);
    await close();
  });

  it('a session has the selected request beside its tree', async () => {
    const { page, errors, close } = await world.open('/sessions/short-3', look);
    await page.getByRole('tree').getByRole('link').first().click();
    await page.getByRole('tab', { name: 'Cost' }).waitFor();
    await expectPresentable(page, `session-open-${look.width}-${look.theme}`);
    expect(errors).toEqual([]);
    await close();
  });
});
