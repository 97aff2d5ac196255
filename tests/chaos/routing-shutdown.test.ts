import { once } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { anthropicError } from '../../testkit/upstream/answer.ts';
import { openWorld, QUESTION } from '../e2e/world.ts';
import type { World } from '../e2e/world.ts';

let world: World | undefined;

afterEach(async () => {
  world?.tollgate.process.kill('SIGKILL');
  await world?.fake.close();
});

it('SIGTERM ends a request that waits before a retry when its time is over, and asks nobody any more', async () => {
  const { fake, tollgate, ...rest } = (world = await openWorld({ tollgate: { env: { TOLLGATE_DRAIN_MS: '500' } } }));
  fake.onMessages(() => anthropicError(503, 'api_error', 'down'));
  const config = JSON.stringify({ provider: '@vertex-prod', retry: { attempts: 5 } });
  const sent = rest.begin({ headers: { 'x-portkey-config': config } });
  const told = new Promise<unknown>((resolve) => {
    sent.once('response', (response) => resolve(response.resume().statusCode));
    sent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  sent.end(JSON.stringify(QUESTION));
  // The third try comes after three seconds; the fourth would come after seven.
  await vi.waitFor(() => expect(rest.calls()).toHaveLength(2), { timeout: 3000 });
  const since = Date.now();
  const exited = once(tollgate.process, 'exit');
  tollgate.process.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
  expect(Date.now() - since).toBeLessThan(4000);
  expect(['ECONNRESET', 503]).toContain(await told);
  expect(rest.calls()).toHaveLength(2);
});
