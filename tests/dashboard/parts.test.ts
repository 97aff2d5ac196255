/** The page of all parts, `/_kit`, as Vite serves it to those who develop the dashboard: looks, tables and charts, without a gateway. */
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CHROMIUM, expectPresentable, FLAGS } from './world.ts';

vi.setConfig({ hookTimeout: 120_000, testTimeout: 90_000 });

let server: ViteDevServer | undefined;
let browser: Browser | undefined;
beforeAll(async () => {
  const configFile = join(import.meta.dirname, '../../dashboard/vite.config.ts');
  server = await createServer({ configFile, logLevel: 'error', server: { host: '127.0.0.1', port: 0, hmr: false } });
  await server.listen();
  browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

interface Opened {
  page: Page;
  errors: string[];
}

interface Look {
  width?: number;
  theme?: 'light' | 'dark';
}

async function open({ width = 1440, theme = 'light' }: Look = {}): Promise<Opened> {
  const [url = ''] = server?.resolvedUrls?.local ?? [];
  const context = await browser?.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  if (context === undefined) throw new Error('The browser was not started.');
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${url}_kit`);
  await page.getByRole('heading', { name: 'Parts', level: 1 }).waitFor({ timeout: 60_000 });
  return { page, errors };
}

const rows = (page: Page) => page.getByRole('region', { name: 'Rows' });

describe('every part', () => {
  it.each([
    { width: 1440, theme: 'light' },
    { width: 1440, theme: 'dark' },
    { width: 390, theme: 'light' },
    { width: 390, theme: 'dark' },
  ] as const)('is presentable at $width px, $theme', async (look) => {
    const { page, errors } = await open(look);
    await expectPresentable(page, `kit-${look.theme}-${look.width}`);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe('a table', () => {
  it('leaves out the columns that somebody does not want, is resized, and the browser remembers both', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Rows: columns and export' }).click();
    await page.getByRole('menuitem', { name: 'Cost' }).click();
    await page.keyboard.press('Escape');
    const titles = rows(page).getByRole('columnheader');
    await expect.poll(() => titles.allInnerTexts()).toEqual(['Name', 'Requests', 'Duration', 'Actions']);
    const header = titles.nth(1);
    const before = await header.boundingBox();
    const edge = { x: (before?.x ?? 0) + (before?.width ?? 0) - 3, y: (before?.y ?? 0) + 12 };
    await page.mouse.move(edge.x, edge.y);
    await page.mouse.down();
    await page.mouse.move(edge.x + 80, edge.y, { steps: 4 });
    await page.mouse.up();
    const widthOf = async (): Promise<number> => Math.round((await header.boundingBox())?.width ?? 0);
    const wide = await widthOf();
    expect(wide).toBeGreaterThan((before?.width ?? 0) + 60);
    await page.reload();
    await page.getByRole('heading', { name: 'Parts', level: 1 }).waitFor({ timeout: 60_000 });
    await expect.poll(() => titles.allInnerTexts()).toEqual(['Name', 'Requests', 'Duration', 'Actions']);
    expect(await widthOf()).toBe(wide);
    await page.context().close();
  });

  it('copies a cell by a click, a number with all its digits, and leaves buttons alone', async () => {
    const { page } = await open();
    const copied = () => page.evaluate('navigator.clipboard.readText()');
    await rows(page).getByText('1.23B').click();
    await expect.poll(copied).toBe('1,234,567,890');
    await rows(page).getByText('שלום עולם').click();
    await expect.poll(copied).toBe('שלום עולם');
    await expect.poll(() => rows(page).getByRole('status').textContent()).toBe('Copied שלום עולם');
    await rows(page).getByRole('button', { name: 'Open' }).first().click();
    expect(await copied()).toBe('שלום עולם');
    await page.context().close();
  });

  it('is saved as it is shown, and no cell runs in a spreadsheet', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Rows: columns and export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Save as CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('tollgate-rows.csv');
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString().split('\r\n');
    expect(lines[0]).toBe('Name,Requests,Cost,Duration,Actions');
    expect(lines[1]).toMatch(/^claude-sonnet-5,0,/);
    expect(lines[2]).toContain('"1,234,567,890"');
    await page.context().close();
  });
});

describe('charts', () => {
  it('show the same moment in all of them, and `t` turns one into its table', async () => {
    const { page } = await open();
    const chart = page.getByRole('img', { name: /^Stacked/ });
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 80, { steps: 3 });
    const moments = page.locator('[data-chart-tip] > :first-child');
    await expect.poll(async () => (await moments.allInnerTexts()).filter((text) => text !== '').length).toBe(2);
    const [one, other] = await moments.allInnerTexts();
    expect(other).toBe(one);
    await chart.focus();
    await page.keyboard.press('t');
    await page.getByRole('region', { name: 'Stacked' }).waitFor();
    await page.context().close();
  });
});
