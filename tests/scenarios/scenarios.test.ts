/** The table of scenarios: each row through a whole Tollgate, many at a time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCEPTANCE } from './acceptance.ts';
import { BAD_CONFIGS } from './bad-configs.ts';
import { BREAKING } from './breaking.ts';
import { CACHING } from './caching.ts';
import { CONDITIONS } from './conditions.ts';
import { FALLBACK } from './fallback.ts';
import { INLINE_PROVIDERS } from './inline-providers.ts';
import { LOAD_BALANCING } from './load-balancing.ts';
import { MEANING } from './meaning.ts';
import { PARAMETERS } from './parameters.ts';
import { REFUSALS } from './refusals.ts';
import { RETRIES } from './retries.ts';
import type { Scenario } from './scenario.ts';
import { SESSIONS } from './sessions.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { TENANTS } from './tenants.ts';
import { TIMEOUTS } from './timeouts.ts';

const TOPICS: Readonly<Record<string, readonly Scenario[]>> = {
  'a fallback': FALLBACK,
  'a refusal': REFUSALS,
  retries: RETRIES,
  'a time-out': TIMEOUTS,
  'load balancing': LOAD_BALANCING,
  'a condition': CONDITIONS,
  'the cache': CACHING,
  'the semantic cache': MEANING,
  'a breaker': BREAKING,
  'a config': PARAMETERS,
  'the door': BAD_CONFIGS,
  sessions: SESSIONS,
  tenants: TENANTS,
  'the acceptance scenarios': ACCEPTANCE,
  'a provider that is not saved': INLINE_PROVIDERS,
};
const ALL = Object.values(TOPICS).flat();

let stage: Stage;

beforeAll(async () => {
  stage = await openStage(ALL);
});
afterAll(() => stage.close());

it('the table is as long as promised, and no two of a topic have one name', () => {
  expect(ALL.length).toBeGreaterThanOrEqual(150);
  for (const scenarios of Object.values(TOPICS)) {
    const names = scenarios.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  }
});

describe.concurrent.each(Object.entries(TOPICS))('%s', (_topic, scenarios) => {
  it.each(scenarios)('$name', (scenario) => stage.play(scenario));
});
