import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { quotaExceeded } from '../../testkit/fake-vertex/google-errors.ts';
import { anthropicError, errorFirst, hang, misbehave, resetConnection } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import type { Region, Regions } from './regions.ts';
import { openRegions, story, under, wellFrom } from './regions.ts';

const STREAM = { stream: true };
const DOWN = anthropicError(503, 'api_error', 'The service is currently unavailable.');
const QUOTA = quotaExceeded('claude-sonnet-4', { wrapped: true, retryDelay: '30s' });

let regions: Regions;
let [east, west]: Region[] = [];

beforeAll(async () => {
  regions = await openRegions(['east', 'west']);
  [east, west] = [regions.region('east'), regions.region('west')];
  await regions.save('pc-outage', {
    strategy: { mode: 'fallback' },
    request_timeout: 600,
    idle_timeout: 600,
    targets: [{ provider: '@east' }, { provider: '@west' }],
  });
});
beforeEach(() => {
  east?.comesBack();
  west?.comesBack();
  regions.world.reset();
});
afterAll(() => regions.world.close());

describe('a region', () => {
  /** What a stream costs that reported its 1000 tokens of input, and one of output, and came to nothing. */
  const BEGUN = 3_015_000;

  it.each<[string, Answer, string, number?]>([
    ['that hangs', hang(), 'east 0 timeout'],
    ['that resets', resetConnection(), 'east 0 unreachable'],
    ['whose quota is spent', QUOTA, 'east 429 status_429'],
    ['that is down', DOWN, 'east 503 status_503'],
    ['that is overloaded under status 200', errorFirst(), 'east 529 status_529'],
    ['that dies before its first content', misbehave(wellFrom('east'), { cutAfterEvents: 2 }), 'east 0 cut', BEGUN],
    [
      'that falls silent before its first content',
      misbehave(wellFrom('east'), { silenceBetweenEvents: 9000 }),
      'east 0 timeout',
      BEGUN,
    ],
  ])('%s is not noticed by its callers, and comes back', async (_name, behaviour, told, discarded = 0) => {
    const { world } = regions;
    east?.does((call) => (call <= 3 ? behaviour : wellFrom('east')));
    const during = await Promise.all([1, 2, 3].map(() => world.ask(under('pc-outage', STREAM))));
    for (const answered of during) {
      expect(answered.status).toBe(200);
      expect(answered.events.at(-1)).toBe('message_stop');
      expect(answered.text).not.toContain('event: error');
      const row = await world.row(answered.id);
      expect(story(row)).toEqual([told, 'west 200 answered']);
      expect(row).toMatchObject({ is_success: true, virtual_key: 'west', cost_nano_usd: 4_500_000 + discarded });
      expect(row['discarded_nano_usd'] ?? 0).toBe(discarded);
    }
    const after = await world.ask(under('pc-outage', STREAM));
    expect(story(await world.row(after.id))).toEqual(['east 200 answered']);
    expect(west?.calls()).toHaveLength(3);
  });

  it('that dies after its first content ends that answer honestly, and nobody is asked in its place', async () => {
    const { world } = regions;
    east?.does(() => misbehave(wellFrom('east'), { cutAfterEvents: 5 }));
    const answered = await world.ask(under('pc-outage', STREAM));
    expect(answered.events.filter((name) => name === 'message_start')).toHaveLength(1);
    expect(answered.events.at(-1)).toBe('error');
    expect(west?.calls()).toEqual([]);
    expect(await world.row(answered.id)).toMatchObject({
      is_success: false,
      outcome: 'upstream_cut',
      error_code: 'upstream_cut',
    });
  });

  it('that falls silent after its first content ends that answer in time', async () => {
    const { world } = regions;
    east?.does(() => misbehave(wellFrom('east'), { holdBefore: { event: 5, until: new Promise(() => undefined) } }));
    const answered = await world.ask(under('pc-outage', STREAM));
    expect(answered.events.at(-1)).toBe('error');
    expect(west?.calls()).toEqual([]);
    await vi.waitFor(() => expect(east?.calls()[0]?.aborted).toBe(true));
  });

  it('that behaves worse with every call loses no request under load', async () => {
    const { world } = regions;
    const misdeeds = [
      DOWN,
      hang(),
      resetConnection(),
      QUOTA,
      errorFirst(),
      misbehave(wellFrom('east'), { cutAfterEvents: 3 }),
    ];
    east?.does((call) => (call % 3 === 0 ? wellFrom('east') : (misdeeds[call % misdeeds.length] ?? DOWN)));
    const load = Array.from({ length: 8 }, async () => {
      const answers = [];
      for (let turn = 0; turn < 6; turn += 1) {
        answers.push(await world.ask(under('pc-outage', turn % 2 === 0 ? STREAM : {})));
      }
      return answers;
    });
    const answers = (await Promise.all(load)).flat();
    expect(answers.filter(({ status, text }) => status !== 200 || text.includes('event: error'))).toEqual([]);
    const rows = await Promise.all(answers.map(({ id }) => world.row(id)));
    expect(rows.every((row) => row['is_success'] === true)).toBe(true);
    // Every call that reached a region is in some row's story, and no other.
    expect(rows.flatMap(story)).toHaveLength((east?.calls().length ?? 0) + (west?.calls().length ?? 0));
  });

  it('and its neighbour, both down, answer in the words of the last', async () => {
    const { world } = regions;
    east?.does(() => DOWN);
    west?.does(() => QUOTA);
    const answered = await world.ask(under('pc-outage', STREAM));
    expect(answered.status).toBe(429);
    expect(answered.message).toContain('Quota exceeded');
    expect(answered.headers['retry-after']).toBe('30');
    expect(answered.headers).not.toHaveProperty('x-should-retry');
    expect(story(await world.row(answered.id))).toEqual(['east 503 status_503', 'west 429 status_429']);
  });
});

describe('a region whose machine is gone', () => {
  it('is left at once, by a list of statuses as well', async () => {
    const { world } = regions;
    await world.admin('POST', '/v1/integrations', {
      name: 'gone',
      slug: 'gone',
      ai_provider_id: 'vertex-ai',
      configurations: {
        vertex_region: 'us-east5',
        vertex_service_account_json: world.fake.serviceAccount,
        custom_host: 'http://127.0.0.1:9',
      },
    });
    const config = {
      strategy: { mode: 'fallback', on_status_codes: [429, 503] },
      targets: [{ provider: '@gone' }, { provider: '@west' }],
    };
    const answered = await world.ask({ provider: null, headers: { 'x-portkey-config': JSON.stringify(config) } });
    expect(answered.status).toBe(200);
    expect(story(await world.row(answered.id))).toEqual(['gone 0 unreachable', 'west 200 answered']);
  });

  it('and whose tokens nobody hands out is left, and the row says why', async () => {
    const { world } = regions;
    const account = { ...world.fake.serviceAccount, token_uri: 'http://127.0.0.1:9/token', project_id: 'east' };
    await world.admin('POST', '/v1/integrations', {
      name: 'tokenless',
      slug: 'tokenless',
      ai_provider_id: 'vertex-ai',
      configurations: { vertex_region: 'us-east5', vertex_service_account_json: account, custom_host: world.fake.url },
    });
    const config = { strategy: { mode: 'fallback' }, targets: [{ provider: '@tokenless' }, { provider: '@west' }] };
    const answered = await world.ask({ provider: null, headers: { 'x-portkey-config': JSON.stringify(config) } });
    expect(answered.status).toBe(200);
    const row = await world.row(answered.id);
    expect(story(row)).toEqual(['tokenless 0 credentials_unreachable', 'west 200 answered']);
    expect(row['notes']).toEqual([expect.stringContaining('config.targets[0]: fell through with 503')]);
    expect(east?.calls()).toEqual([]);
  });
});

describe('a caller who hangs up', () => {
  it.each([
    ['during a wait before a retry', { retry: { attempts: 3 } }, () => DOWN],
    ['while the second target is silent', {}, () => DOWN],
  ])('%s ends the whole walk', async (_name, settings, behaviour) => {
    const { world } = regions;
    east?.does(behaviour);
    west?.does(() => hang());
    const config = JSON.stringify({
      strategy: { mode: 'fallback' },
      targets: [{ provider: '@east', ...settings }, { provider: '@west' }, { provider: '@east' }],
    });
    const trace = `gone-${_name.length}`;
    const sent = world.begin({ provider: null, headers: { 'x-portkey-config': config, 'x-portkey-trace-id': trace } });
    sent.end(
      JSON.stringify({ model: 'claude-sonnet-4-20250514', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] }),
    );
    await vi.waitFor(() => expect(east?.calls()).toHaveLength(1));
    if (!('retry' in settings)) await vi.waitFor(() => expect(west?.calls()).toHaveLength(1));
    await vi.waitFor(() => expect(east?.calls()[0]?.status).toBe(503));
    sent.destroy();
    const row = await vi.waitFor(async () => {
      const [found] = await world.rows(`trace_id=${trace}`);
      if (found === undefined) throw new Error('no row yet');
      return found;
    });
    expect(row).toMatchObject({ response_status_code: 499, outcome: 'client_closed', is_success: false });
    expect(east?.calls()).toHaveLength(1);
  });
});
