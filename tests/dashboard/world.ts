/** A browser before a Tollgate with a past: what tests of the dashboard open, use and look at. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import type { LogRow } from '../../src/storage/ports/log.ts';
import { type FakeVertex, startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { type Seeded, startSeededTollgate } from '../../testkit/seeded-tollgate.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-sync',
];
const REPOSITORY = join(import.meta.dirname, '../..');

export interface World {
  browser: Browser;
  vertex: FakeVertex;
  tollgate: Tollgate;
  keys: Seeded['keys'];
  /** A page that is signed in with the admin key. */
  open(path: string, look?: Look): Promise<Visit>;
  close(): Promise<void>;
}

export interface Look {
  width?: number;
  theme?: 'light' | 'dark';
  /** Of the key to sign in with; null = nobody signs in. */
  key?: string | null;
}

export interface Visit {
  page: Page;
  /** Errors of the console and of the page so far. */
  errors: string[];
  close(): Promise<void>;
}

export interface WorldOptions {
  /** None: an empty gateway, as at its first start. */
  sessions?: number;
  /** In which the simulated Vertex serves its models; all when absent. */
  locations?: readonly string[];
  extraRows?: (frame: LogRow) => LogRow[];
  /** Of an empty gateway. */
  env?: Record<string, string>;
  /** Of an empty gateway: after `start --port 0`. */
  args?: string[];
}

/** Builds the dashboard when it is missing or stale. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const { sessions = 0, locations, extraRows, env = {}, args = [] } = options;
  if (!existsSync(CHROMIUM))
    throw new Error(`${CHROMIUM} is missing: install chromium, or say in CHROMIUM where it is.`);
  execFileSync(process.execPath, [join(REPOSITORY, 'scripts/build-dashboard.ts'), '--if-stale']);
  const vertex = await startFakeVertex(locations === undefined ? {} : { locations });
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-dashboard-'));
  const { tollgate, keys } =
    sessions === 0
      ? { tollgate: await startTollgate({ dataDir, env, args }), keys: new Map<string, string>() }
      : await startSeededTollgate({
          vertex,
          dataDir,
          days: 7,
          sessions,
          until: Date.now(),
          ...(extraRows === undefined ? {} : { extraRows }),
        });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  return {
    browser,
    vertex,
    tollgate,
    keys,
    open: (path, look = {}) => visit({ browser, tollgate }, path, look),
    async close() {
      await browser.close();
      await tollgate.stop();
      await vertex.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function visit(
  { browser, tollgate }: Pick<World, 'browser' | 'tollgate'>,
  path: string,
  look: Look,
): Promise<Visit> {
  const { width = 1440, theme = 'light', key = tollgate.adminKey } = look;
  const context: BrowserContext = await browser.newContext({
    baseURL: tollgate.url,
    // A certificate of the test's own authority, which the browser does not know.
    ignoreHTTPSErrors: tollgate.url.startsWith('https:'),
    viewport: { width, height: 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('/');
  if (key !== null) await signIn(page, key);
  if (path !== '/') await page.goto(path);
  return { page, errors, close: () => context.close() };
}

export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Gateway key').fill(key);
  await page.keyboard.press('Enter');
  await page.locator('#content').waitFor();
}

const Violations = z.array(
  z.object({ id: z.string(), impact: z.string().nullable(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** Serious and critical violations that axe finds on the page as it is now. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // The content-security policy keeps a script tag of ours out of the page; evaluation by the debugger is not under it.
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate('axe.run(document).then((result) => result.violations)');
  return Violations.parse(found)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Nothing on the page is wider than the page. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  expect(wide).toBe(false);
}

/** axe has nothing serious to say and nothing runs over. With SCREENSHOTS, a picture of it in that folder. */
export async function expectPresentable(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  expect(await seriousViolations(page)).toEqual([]);
  await expectNoSidewaysScroll(page);
  const folder = process.env['SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** E-mail address and password of `openOwner`. */
export const OWNER = { email: 'ada@example.com', password: 'correct horse battery staple' };

/** A page of the organisation's first owner, made by the link of the start. */
export async function openOwner(world: World): Promise<Visit> {
  const link = /First owner: (\S+)/.exec(world.tollgate.stdout())?.[1] ?? '';
  const owner = await world.open('/', { key: null });
  await owner.page.goto(link);
  await owner.page.getByLabel('E-mail').fill(OWNER.email);
  await owner.page.getByLabel('Password').fill(OWNER.password);
  await owner.page.getByRole('button', { name: 'Make the account' }).click();
  await owner.page.locator('#content').waitFor();
  return owner;
}
