/**
 * `node bench/first-row.ts`: how long it takes from opening the log's address until its first row is on the page, in Chromium,
 * over a log of some fifty thousand rows. Ten times in a browser that has been here before, and ten times in one that has not.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { startFakeVertex } from '../testkit/fake-vertex/fake-vertex.ts';
import { startSeededTollgate } from '../testkit/seeded-tollgate.ts';
import type { Tollgate } from '../testkit/tollgate-process.ts';

const TIMES = 10;
const SESSIONS = 4000;
const DAYS = 14;
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const ROW = '[role="rowgroup"] [role="row"]';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

execFileSync(process.execPath, [join(import.meta.dirname, '../scripts/build-dashboard.ts'), '--if-stale']);
const vertex = await startFakeVertex({});
const dataDir = mkdtempSync(join(tmpdir(), 'tollgate-bench-first-row-'));
try {
  const { tollgate } = await startSeededTollgate({
    vertex,
    dataDir,
    days: DAYS,
    sessions: SESSIONS,
    until: Date.now(),
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    await measure(browser, tollgate);
  } finally {
    await browser.close();
    await tollgate.stop();
  }
} finally {
  await vertex.close();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(browser: Browser, tollgate: Tollgate): Promise<void> {
  const known = await signedIn(browser, tollgate);
  const [again, fresh]: [number[], number[]] = [[], []];
  for (let time = 0; time < TIMES; time += 1) {
    again.push(await firstRow(known));
    const unknown = await signedIn(browser, tollgate, await known.cookies());
    fresh.push(await firstRow(unknown));
    await unknown.close();
  }
  tell('a browser that has been here before', again);
  tell('a browser that has not', fresh);
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

async function signedIn(browser: Browser, tollgate: Tollgate, cookies?: Cookies): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: tollgate.url, viewport: { width: 1440, height: 900 } });
  if (cookies !== undefined) {
    await context.addCookies(cookies);
    return context;
  }
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('Gateway key').fill(tollgate.adminKey);
  await page.keyboard.press('Enter');
  await page.locator('#content').waitFor();
  await page.close();
  return context;
}

/** ms from the navigation until the first row is in the document, by the page's own clock. */
async function firstRow(context: BrowserContext): Promise<number> {
  const page = await context.newPage();
  await page.addInitScript(`
    const watch = new MutationObserver(() => {
      if (document.querySelector('${ROW}') === null) return;
      watch.disconnect();
      window.firstRowAt = performance.now();
    });
    watch.observe(document, { childList: true, subtree: true });
  `);
  await page.goto('/logs?range=30d');
  await page.locator(ROW).first().waitFor();
  const at = Number(await page.evaluate('window.firstRowAt'));
  await page.close();
  return at;
}

function tell(name: string, times: number[]): void {
  times.sort((one, other) => one - other);
  const at = (share: number): string => `${Math.round(times[Math.min(TIMES - 1, Math.floor(share * TIMES))] ?? 0)} ms`;
  print(`first row of the log in ${name}: p50 ${at(0.5)}, p95 ${at(0.95)} (target 1000 ms)`);
}
