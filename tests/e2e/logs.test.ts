import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLAUDE_CODE_HEADERS, claudeCodeBody } from '../../testkit/claude-code-body.ts';
import { isRecord, recordsIn, stringAt } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { MODEL, openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;
/** What the sixteen requests of `beforeAll` were answered with, oldest first. */
const ids: string[] = [];
const byName = new Map<string, string>();
let otherKey: { id: string; key: string };

beforeAll(async () => {
  world = await openWorld();
  await world.admin('POST', '/v1/configs', { name: 'main', slug: 'pc-main', config: { provider: '@vertex-prod' } });
  otherKey = await world.makeKey();
  world.fake.onMessages(({ body }) =>
    answer([text('fine')], { usage: { input: Number(body['max_tokens']), output: 10 } }),
  );
  const ask = async (name: string, asked: Parameters<World['ask']>[0]): Promise<void> => {
    const { id } = await world.ask(asked);
    ids.push(id);
    byName.set(name, id);
  };
  await ask('tagged', { headers: { 'x-portkey-metadata': '{"team":"blue","env":"dev","n":5,"deep":{"a":1}}' } });
  await ask('other key', { key: otherKey.key });
  await ask('config', { provider: null, headers: { 'x-portkey-config': 'pc-main' } });
  await ask('opus', { body: { ...QUESTION, model: 'claude-opus-4-8', max_tokens: 5000 } });
  await ask('traced', { headers: { 'x-portkey-trace-id': 'trace-77', 'x-portkey-span-id': 'span-77' } });
  await ask('cached', {
    provider: null,
    headers: { 'x-portkey-config': '{"provider":"@vertex-prod","cache":"simple"}' },
  });
  await ask('session', { headers: { 'x-claude-code-session-id': 'session-77', 'x-claude-code-agent-id': 'agent-77' } });
  await ask('failed', { body: { ...QUESTION, model: 'claude-future-9' } });
  await ask('refused', { key: 'tg-wrong' });
  for (let index = 0; index < 7; index += 1)
    await ask(`plain ${index}`, { body: { ...QUESTION, max_tokens: 200 + index } });
});
afterAll(() => world.close());

const idsOf = (rows: readonly JsonRecord[]): string[] => rows.map((row) => stringAt(row, 'id'));
const named = (...names: string[]): string[] => names.map((name) => byName.get(name) ?? name).toReversed();

describe('the list', () => {
  it('is newest first, and has every request', async () => {
    expect(idsOf(await world.rows())).toEqual(ids.toReversed());
  });

  it('comes in pages that neither repeat nor lose a row, while new rows arrive', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await world.admin(
        'GET',
        `/v1/logs?limit=4${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      seen.push(...idsOf(recordsIn(page['data'])));
      cursor = typeof page['next_cursor'] === 'string' ? page['next_cursor'] : null;
      if (cursor !== null) ids.push((await world.ask()).id);
      expect(seen.length).toBeLessThan(50);
    } while (cursor !== null);
    expect(seen).toEqual(ids.slice(0, 16).toReversed());
  });

  it.each<[string, string[], () => Record<string, string>]>([
    ['metadata', ['tagged'], () => ({ metadata: '{"team":"blue"}' })],
    ['two metadata pairs', ['tagged'], () => ({ metadata: '{"team":"blue","n":"5"}' })],
    ['metadata that no row has', [], () => ({ metadata: '{"team":"green"}' })],
    ['key', ['other key'], () => ({ api_key_ids: otherKey.id })],
    ['config', ['config'], () => ({ configs: 'pc-main' })],
    ['model', ['opus'], () => ({ ai_model: 'claude-opus-4-8' })],
    ['provider and model', ['opus'], () => ({ ai_org_model: 'vertex-ai__claude-opus-4-8' })],
    ['trace', ['traced'], () => ({ trace_id: 'trace-77' })],
    ['span', ['traced'], () => ({ span_id: 'span-77' })],
    ['cache status', ['cached'], () => ({ cache_status: 'MISS,HIT' })],
    ['session', ['session'], () => ({ session_id: 'session-77' })],
    ['statuses', ['failed', 'refused'], () => ({ status_code: '404,401' })],
    ['tokens', ['opus'], () => ({ total_units_min: '5000' })],
    ['input tokens between', ['plain 1', 'plain 2'], () => ({ prompt_token_min: '201', prompt_token_max: '202' })],
    ['cost', ['opus'], () => ({ cost_min: '2' })],
    ['provider', [], () => ({ virtual_keys: 'no-such' })],
    ['time in the future', [], () => ({ time_of_generation_min: '2099-01-01T00:00:00Z' })],
    ['time in the past', [], () => ({ time_of_generation_max: '2020-01-01T00:00:00Z' })],
    ['two filters', [], () => ({ trace_id: 'trace-77', ai_model: 'claude-opus-4-8' })],
  ])('filters by %s', async (_name, expected, query) => {
    const rows = await world.rows(String(new URLSearchParams(query())));
    expect(idsOf(rows)).toEqual(named(...expected));
  });

  it('is not for everybody', async () => {
    for (const key of ['tg-wrong', (await world.makeKey({ scopes: ['completions.write'] })).key]) {
      const answered = await world.ask({ method: 'GET', path: '/v1/logs', key, body: null });
      expect([401, 403]).toContain(answered.status);
      expect(answered.text).not.toContain('req_');
    }
  });

  it('shows a workspace key its workspace, and not what nobody’s key asked', async () => {
    const answered = await world.ask({ method: 'GET', path: '/v1/logs?limit=100', body: null });
    const seen = idsOf(recordsIn(answered.json['data']));
    expect(seen).toContain(byName.get('tagged'));
    expect(seen).not.toContain(byName.get('refused'));
    const one = await world.ask({ method: 'GET', path: `/v1/logs/${byName.get('refused') ?? ''}`, body: null });
    expect(one.status).toBe(404);
  });
});

describe('a row', () => {
  it('has the whole story', async () => {
    const row = await world.row(byName.get('tagged') ?? '');
    expect(row).toMatchObject({
      metadata: { team: 'blue', env: 'dev', n: '5' },
      'metadata.key': ['team', 'env', 'n'],
      request_url: '/v1/messages',
      request_method: 'POST',
      requested_model: MODEL,
      ai_model: 'claude-sonnet-4@20250514',
      virtual_key: 'vertex-prod',
      ai_org: 'vertex-ai',
      region: 'us-east5',
      stream_mode: 0,
      is_success: true,
      outcome: 'complete',
      cost_nano_usd: 100 * 3000 + 10 * 15_000,
    });
    expect(row['time_to_first_byte_ms']).toBeGreaterThan(0);
    expect(Number(row['response_time'])).toBeGreaterThanOrEqual(Number(row['time_to_first_byte_ms']));
    expect(Number(row['gateway_ms'])).toBeLessThan(Number(row['response_time']));
  });

  it('knows Claude Code’s session and agent', async () => {
    expect(await world.row(byName.get('session') ?? '')).toMatchObject({
      session_id: 'session-77',
      agent_id: 'agent-77',
    });
  });

  it('keeps metadata in any alphabet', async () => {
    // Header values arrive as bytes; clients write UTF-8.
    const header = Buffer.from('{"team":"Größe 漢字"}').toString('latin1');
    const { id } = await world.ask({ headers: { 'x-portkey-metadata': header } });
    expect(await world.row(id)).toMatchObject({ metadata: { team: 'Größe 漢字' } });
  });

  it('takes W3C baggage for metadata, below the header of its own', async () => {
    const headers = { baggage: 'team=blue,user=ada%20l', 'x-portkey-metadata': '{"team":"red"}' };
    const { id } = await world.ask({ headers });
    expect(await world.row(id)).toMatchObject({ metadata: { team: 'red', user: 'ada l' } });
  });

  it('says that metadata could not be read', async () => {
    const { id, status } = await world.ask({ headers: { 'x-portkey-metadata': "{'team':'blue'}" } });
    expect(status).toBe(200);
    const row = await world.row(id);
    expect(row['metadata']).toEqual({});
    expect(String(row['notes'])).toContain('x-portkey-metadata');
  });
});

const view = (id: string): Promise<JsonRecord> => world.admin('GET', `/v1/logs/${id}`);

describe('the headers', () => {
  const STAINLESS = {
    'x-stainless-package-version': '0.94.0',
    'x-stainless-runtime': 'node',
    'x-stainless-runtime-version': 'v24.3.0',
  };

  it('of the client report what it runs on and how it asked, and not its key', async () => {
    const headers = { ...CLAUDE_CODE_HEADERS, ...STAINLESS, 'x-portkey-cache-namespace': 'ada' };
    const { id } = await world.ask({ headers });
    const log = await view(id);
    expect(log['request']).toMatchObject({
      headers: {
        'user-agent': CLAUDE_CODE_HEADERS['user-agent'],
        'anthropic-beta': CLAUDE_CODE_HEADERS['anthropic-beta'],
        'anthropic-version': '2023-06-01',
        ...STAINLESS,
      },
      portkeyHeaders: { 'x-portkey-provider': '@vertex-prod', 'x-portkey-cache-namespace': 'ada' },
    });
    expect(log['metrics']).toMatchObject({
      source: 'claude-cli',
      runtime: 'node',
      runtime_version: 'v24.3.0',
      sdk_version: '0.94.0',
    });
    expect(JSON.stringify(log)).not.toContain(world.key);
  });

  it.each([
    ['of a refusal', { body: { ...QUESTION, model: 'claude-future-9' } }],
    ['of a whole answer', {}],
    ['of a stream', { body: { ...QUESTION, stream: true } }],
    ['where no target was asked', { body: '{"model":5}' }],
  ])('of the gateway, %s, are those that the client got', async (_name, asked) => {
    const answered = await world.ask(asked);
    const { response } = await view(answered.id);
    const own = Object.entries(answered.headers).filter(([name]) => /^(request-id|x-portkey-.*)$/.test(name));
    expect(isRecord(response) ? response['headers'] : null).toEqual(Object.fromEntries(own));
  });
});

describe('the bodies', () => {
  const bodyOf = (log: JsonRecord, side: string): unknown => (isRecord(log[side]) ? log[side]['body'] : undefined);

  it('of a question and its answer are there, as they were', async () => {
    const answered = await world.ask({ headers: { 'x-portkey-trace-id': 'bodies' } });
    const log = await view(answered.id);
    expect(bodyOf(log, 'request')).toEqual(QUESTION);
    expect(bodyOf(log, 'response')).toEqual(answered.json);
  });

  it('of a stream are there, event by event', async () => {
    const answered = await world.ask({ body: { ...QUESTION, stream: true } });
    expect(bodyOf(await view(answered.id), 'response')).toBe(answered.text);
  });

  it('of a long conversation are there whole, turn by turn, though their common parts are stored once', async () => {
    for (const turns of [20, 21, 22]) {
      const body = claudeCodeBody({ turns });
      const { id } = await world.ask({ path: '/v1/messages?beta=true', headers: { ...CLAUDE_CODE_HEADERS }, body });
      expect(bodyOf(await view(id), 'request')).toEqual(JSON.parse(body.toString()));
    }
  });

  it('have their secrets masked, and the upstream gets them all the same', async () => {
    const secret = `sk-ant-api03-${'Ab1'.repeat(20)}`;
    world.reset();
    const body = { ...QUESTION, messages: [{ role: 'user', content: `My key is ${secret}, keep it.` }] };
    const { id } = await world.ask({ body });
    expect(world.calls()[0]?.body.toString()).toContain(secret);
    const shown = JSON.stringify(await view(id));
    expect(shown).not.toContain(secret);
    expect(shown).toContain('My key is [masked:anthropic_key], keep it.');
  });

  it('of a refused request are there, where the caller is known', async () => {
    const { id } = await world.ask({ body: '{"model":5}' });
    expect(bodyOf(await view(id), 'request')).toEqual({ model: 5 });
  });

  it('of a stranger are not kept', async () => {
    const { id } = await world.ask({ key: 'tg-wrong' });
    expect(bodyOf(await view(id), 'request')).toBeNull();
  });

  it('are not kept where the caller says x-portkey-debug: false; the row is', async () => {
    for (const stream of [true, false]) {
      const { id } = await world.ask({ headers: { 'x-portkey-debug': 'false' }, body: { ...QUESTION, stream } });
      const log = await view(id);
      expect({ request: bodyOf(log, 'request'), response: bodyOf(log, 'response') }).toEqual({
        request: null,
        response: null,
      });
      expect(log['metrics']).toMatchObject({ is_success: true, cost_nano_usd: expect.any(Number) });
    }
  });
});

describe('why the model stopped', () => {
  it.each([true, false])('says of an answer that it was cut at its limit, streamed: %s', async (stream) => {
    world.fake.onMessages(() => answer([text('to be contin')], { stopReason: 'max_tokens' }));
    const { id } = await world.ask({ body: { ...QUESTION, stream } });
    expect(await world.row(id)).toMatchObject({ is_success: true, stop_reason: 'max_tokens' });
  });
});

it('shows whom a caller names as `_user` as a user, and never as the person of the key', async () => {
  const { id: keyId, key } = await world.makeKey();
  const asked = { key, headers: { 'x-portkey-metadata': '{"_user":"ada@example.com"}' } };
  const asAda = [(await world.ask(asked)).id, (await world.ask(asked)).id];
  const { id: unnamed } = await world.ask({ key });
  const idsUnder = async (users: string): Promise<string[]> => {
    const { data } = await world.admin('GET', `/v1/logs?users=${encodeURIComponent(users)}`);
    return idsOf(recordsIn(data));
  };
  expect(await world.row(asAda[0] ?? '')).toMatchObject({ user_id: null, end_user: 'ada@example.com' });
  expect(await idsUnder('ada@example.com')).toEqual(asAda.toReversed());
  expect(await idsUnder(keyId)).toEqual([unnamed]);
  const [from, to] = [Date.now() - 3_600_000, Date.now() + 60_000].map((at) => new Date(at).toISOString());
  const groups = await world.admin(
    'GET',
    `/v1/analytics/groups/users?time_of_generation_min=${from}&time_of_generation_max=${to}`,
  );
  expect(recordsIn(groups['data'])).toContainEqual(expect.objectContaining({ user: 'ada@example.com', requests: 2 }));
});
