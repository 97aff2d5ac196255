/** `npm run demo`: a gateway to look around in, with two weeks behind it and three teams at work. Ctrl-C ends it. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeVertex } from '../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, recordsIn, stringAt } from '../testkit/json-shape.ts';
import { runLiveTraffic, simulatedTeamwork } from '../testkit/live-traffic.ts';
import { startSeededTollgate } from '../testkit/seeded-tollgate.ts';
import type { Tollgate } from '../testkit/tollgate-process.ts';

/** Twice the week that people look at, so that each figure has one before it to stand against. */
const DAYS = 14;
const SESSIONS = 600;
const PAUSE_MS = 2500;
/** Dollars a week. */
const KEY_BUDGETS: Readonly<Record<string, number>> = { 'payments team': 60, 'search team': 120, 'platform team': 40 };

/** Resolves when the person has ended it. */
export async function serveDemo(print: (line?: string) => void): Promise<void> {
  const vertex = await startFakeVertex({ remember: false });
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-demo-'));
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  try {
    vertex.onMessages(simulatedTeamwork);
    const { tollgate, keys } = await startSeededTollgate({
      vertex,
      dataDir,
      days: DAYS,
      sessions: SESSIONS,
      until: Date.now(),
    });
    try {
      await setUpRules(tollgate);
      print(`Dashboard:  ${tollgate.url}/`);
      print(`Sign in with ${tollgate.adminKey}`);
      print();
      print(
        'Two weeks of three teams lie behind it, and they go on working against a simulated Vertex. Ctrl-C ends it.',
      );
      const traffic = runLiveTraffic({ url: tollgate.url, keys, pauseMs: PAUSE_MS, signal: stop.signal });
      if (!stop.signal.aborted) await once(stop.signal, 'abort');
      await traffic;
    } finally {
      await tollgate.stop();
    }
  } finally {
    await vertex.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A config, a budget for each team and for each person, and a guardrail that watches. What the past has cost counts in the budgets. */
async function setUpRules(tollgate: Tollgate): Promise<void> {
  const change = async (method: string, path: string, body: object): Promise<unknown> => {
    const answer = await tollgate.admin(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await change('POST', '/v1/configs', {
    name: 'Claude Code',
    slug: 'pc-claude-code',
    config: {
      strategy: { mode: 'fallback', on_status_codes: [429, 503, 529] },
      targets: [{ provider: '@vertex-prod', retry: { attempts: 2 } }, { provider: '@vertex-prod' }],
    },
  });
  for (const key of await keysOf(tollgate)) {
    const dollars = KEY_BUDGETS[key.name];
    if (dollars === undefined) continue;
    const budget = { type: 'cost', credit_limit: dollars, periodic_reset: 'weekly' };
    await change('PUT', `/v1/api-keys/${key.id}`, { usage_limits: budget });
  }
  await change('POST', '/v1/policies/usage-limits', {
    name: 'Each person',
    type: 'cost',
    credit_limit: 25,
    periodic_reset: 'daily',
    conditions: [{ key: 'metadata._user', value: '*' }],
    group_by: [{ key: 'metadata._user' }],
  });
  await change('POST', '/v1/guardrails', {
    name: 'No secrets',
    slug: 'pg-no-secrets',
    checks: [{ id: 'tollgate.secrets', parameters: {} }],
    actions: { mode: 'shadow' },
    default_sides: ['input'],
  });
  await change('POST', '/v1/limits/rebuild', {});
}

async function keysOf(tollgate: Tollgate): Promise<{ id: string; name: string }[]> {
  const { body } = await tollgate.admin('GET', '/v1/api-keys');
  return recordsIn(isRecord(body) ? body['data'] : []).map((key) => ({
    id: stringAt(key, 'id'),
    name: stringAt(key, 'name'),
  }));
}
