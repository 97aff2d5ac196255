/** `npm run demo`: what somebody sees who only wants to look around. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { CHROMIUM, FLAGS, signIn } from './world.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const NODE = createRequire(import.meta.url).resolve('node/bin/node');

it('shows two weeks of three teams, whose requests go on, and ends in good order', async () => {
  const demo = spawn(NODE, ['scripts/demo.ts'], { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(demo, 'exit');
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    demo.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Ctrl-C ends it')) resolve();
    });
    demo.on('exit', () => reject(new Error(`The demo ended at its start: ${said}`)));
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  try {
    await ready;
    const page = await browser.newPage();
    await page.goto(/Dashboard: +(\S+)/.exec(said)?.[1] ?? '');
    await signIn(page, /Sign in with (\S+)/.exec(said)?.[1] ?? '');
    await page.goto(new URL('/analytics?range=7d', page.url()).href);
    const teams = page.getByRole('list', { name: 'Teams' });
    await teams.getByText('payments').waitFor();
    expect(await teams.getByRole('listitem').count()).toBe(3);
    await page.goto(new URL('/logs?range=15m&live=true&q=team:platform', page.url()).href);
    await page.getByRole('row').nth(1).click();
    await page.getByText('You mend programs.').waitFor();
  } finally {
    await browser.close();
    demo.kill('SIGTERM');
  }
  expect(await exited).toEqual([0, null]);
});
