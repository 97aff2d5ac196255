/** What is remembered between requests, with the memory in a Valkey: rows of the same tables, and nothing else is expected. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedisServer } from '../../testkit/redis-server.ts';
import type { RedisServer } from '../../testkit/redis-server.ts';
import { BREAKING } from './breaking.ts';
import { CACHING } from './caching.ts';
import { LOAD_BALANCING } from './load-balancing.ts';
import { RETRIES } from './retries.ts';
import type { Scenario } from './scenario.ts';
import { SESSIONS } from './sessions.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { TENANTS } from './tenants.ts';

/** Those that are led by what was remembered, one of each kind; the rest do not ask the engines anything else. */
const TOPICS: Readonly<Record<string, readonly Scenario[]>> = {
  'load balancing': LOAD_BALANCING.filter(({ name }) => name.startsWith('sticks')),
  'the cache': CACHING.filter(({ name }) => /^(answers|tells a stored|keeps|is refreshed|stores)/.test(name)),
  'a breaker': BREAKING.filter(({ name }) => /^(opens|stays|moves|leads|lets|does not guard)/.test(name)),
  retries: RETRIES.filter(({ name }) => /^(succeed at the third|come after a 503|come to an end)/.test(name)),
  sessions: SESSIONS.filter(({ name }) => /^that (move|have moved|stay|come back)/.test(name)),
  tenants: TENANTS,
};

let redis: RedisServer;
let stage: Stage;

beforeAll(async () => {
  redis = await startRedisServer();
  stage = await openStage(Object.values(TOPICS).flat(), { TOLLGATE_VALKEY_URL: redis.url });
});
afterAll(async () => {
  await stage.close();
  await redis.stop();
});

it('a pattern that no name matches any more is noticed', () => {
  for (const [topic, scenarios] of Object.entries(TOPICS)) expect(scenarios.length, topic).toBeGreaterThanOrEqual(3);
});

describe.concurrent.each(Object.entries(TOPICS))('%s on Valkey', (_topic, scenarios) => {
  it.each(scenarios)('$name', (scenario) => stage.play(scenario));
});
