import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeAnthropic } from '../../testkit/fake-anthropic.ts';
import { isRecord, type JsonRecord } from '../../testkit/json-shape.ts';
import { anthropicError, answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { expectError, openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  world.reset();
  world.fake.onMessages(() => answer([text('fine')]));
});
afterAll(() => world.close());

const CONTEXT = { context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] } };
/** As Claude Code sends it: nothing is cleared. */
const KEEPING = { context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] } };

/** Flags and members of each call, in order. */
function sent(): { betas: string; keys: string[] }[] {
  return world.calls().map((call) => ({
    betas: String(call.headers['anthropic-beta'] ?? ''),
    keys: Object.keys(isRecord(call.json) ? call.json : {}),
  }));
}

describe('a beta', () => {
  it('that Vertex knows goes there with its member', async () => {
    const headers = { 'anthropic-beta': 'context-management-2025-06-27' };
    const answered = await world.ask({ headers, body: { ...QUESTION, ...CONTEXT } });
    expect(answered.status).toBe(200);
    expect(sent()).toEqual([
      {
        betas: 'context-management-2025-06-27',
        keys: ['max_tokens', 'messages', 'context_management', 'anthropic_version'],
      },
    ]);
    expect(await world.row(answered.id)).toMatchObject({ betas_dropped: [] });
  });

  it('that Vertex refuses is dropped together with what it governs', async () => {
    const answered = await world.ask({
      headers: { 'anthropic-beta': 'claude-code-20250219,prompt-caching-scope-2026-01-05,made-up-2026-01-01' },
      body: {
        ...QUESTION,
        system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', scope: 'global' } }],
      },
    });
    expect(answered.status).toBe(200);
    expect(sent().map(({ betas }) => betas)).toEqual(['claude-code-20250219']);
    expect(world.calls()[0]?.json).toMatchObject({
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
    });
    expect(world.calls()[0]?.body.includes('scope')).toBe(false);
    const row = await world.row(answered.id);
    expect(row['betas_dropped']).toEqual(['prompt-caching-scope-2026-01-05', 'made-up-2026-01-01']);
    expect(row['notes']).toContain('system[].cache_control.scope dropped');
  });

  it('that has another name there is renamed', async () => {
    const answered = await world.ask({
      headers: { 'anthropic-beta': 'advanced-tool-use-2025-11-20' },
      body: {
        ...QUESTION,
        tools: [{ name: 'clock', input_schema: { type: 'object' }, defer_loading: true, input_examples: [{}] }],
      },
    });
    expect(answered.status).toBe(200);
    expect(sent().map(({ betas }) => betas)).toEqual(['tool-search-tool-2025-10-19']);
    expect(world.calls()[0]?.json).toMatchObject({ tools: [{ name: 'clock', defer_loading: true }] });
    expect(world.calls()[0]?.body.includes('input_examples')).toBe(false);
    expect((await world.row(answered.id))['notes']).toContain(
      'beta advanced-tool-use-2025-11-20 sent as tool-search-tool-2025-10-19',
    );
  });

  it('in the body counts as one in the header', async () => {
    const answered = await world.ask({
      body: { ...QUESTION, ...CONTEXT, anthropic_beta: ['context-management-2025-06-27'] },
    });
    expect(answered.status).toBe(200);
    expect(sent()[0]?.betas).toBe('context-management-2025-06-27');
    expect(sent()[0]?.keys).not.toContain('anthropic_beta');
  });

  it('for the web search tool is added where the client left it out', async () => {
    const tools = [{ type: 'web_search_20250305', name: 'web_search', max_uses: 8 }];
    expect((await world.ask({ body: { ...QUESTION, tools } })).status).toBe(200);
    expect(sent().map(({ betas }) => betas)).toEqual(['web-search-2025-03-05']);
  });

  it.each([
    ['x-portkey-forward-headers', { 'x-portkey-forward-headers': 'anthropic-beta' }],
    ['the bracketed form', { 'x-portkey-forward-headers': "['anthropic-beta']" }],
    ['a config', { 'x-portkey-config': '{"forward_headers":["anthropic-beta"]}' }],
  ])('goes untouched where %s asks for that', async (_how, headers) => {
    const flags = 'context-management-2025-06-27,  claude-code-20250219,claude-code-20250219';
    const answered = await world.ask({
      headers: { ...headers, 'anthropic-beta': flags },
      body: { ...QUESTION, ...CONTEXT },
    });
    expect(answered.status).toBe(200);
    expect(sent().map(({ betas }) => betas)).toEqual([flags]);
    expect(await world.row(answered.id)).toMatchObject({ betas_dropped: [] });
  });

  it('that was to go untouched and is refused is reported to the client in the upstream’s words', async () => {
    const headers = { 'x-portkey-forward-headers': 'anthropic-beta', 'anthropic-beta': 'made-up-2026-01-01' };
    const answered = await world.ask({ headers });
    expectError(answered, 400, 'invalid_request_error');
    expect(answered.message).toContain('Unexpected value(s) `made-up-2026-01-01` for the `anthropic-beta` header');
    expect(answered.message).toMatch(/^Unexpected/);
  });
});

describe('an upstream that suddenly refuses', () => {
  /** Each test has a model of its own, because what is learned is kept by model. */
  const REFUSALS: readonly [string, string, string, string, object][] = [
    [
      'a beta',
      'claude-opus-4-6',
      'Unexpected value(s) `context-management-2025-06-27` for the `anthropic-beta` header. Please consult our documentation at docs.anthropic.com or try again without the header.',
      'context-management-2025-06-27',
      KEEPING,
    ],
    [
      'a member',
      'claude-opus-4-8',
      'context_management: Extra inputs are not permitted',
      'context_management',
      KEEPING,
    ],
    [
      'a member without a beta',
      'claude-sonnet-4-6',
      'metadata: Extra inputs are not permitted',
      'metadata',
      { metadata: { user_id: 'u' } },
    ],
  ];

  it.each(REFUSALS)(
    '%s is asked again without it, and never again with it',
    async (_name, model, message, named, members) => {
      const key = Object.keys(members)[0] ?? '';
      world.fake.onMessages(({ body, betas }) =>
        key in body || betas.includes(named)
          ? anthropicError(400, 'invalid_request_error', message)
          : answer([text('fine')]),
      );
      const asked = {
        headers: { 'anthropic-beta': 'claude-code-20250219,context-management-2025-06-27' },
        body: { ...QUESTION, model, ...members },
      };
      const first = await world.ask(asked);
      expect(first.status).toBe(200);
      expect(world.calls().map((call) => call.status)).toEqual([400, 200]);
      expect(sent()[0]?.keys).toContain(key);
      expect(sent()[1]?.keys).not.toContain(key);
      const row = await world.row(first.id);
      expect(row['notes']).toContain(
        `The upstream refused ${named}: sent again without, and left out for the next hour.`,
      );
      expect(row['attempts']).toMatchObject([
        { status: 400, reason: 'beta_refused' },
        { status: 200, reason: 'answered' },
      ]);

      world.reset();
      const second = await world.ask({ ...asked, body: { ...asked.body, stream: true } });
      expect(second.status).toBe(200);
      expect(world.calls().map((call) => call.status)).toEqual([200]);
      expect(sent()[0]?.keys).not.toContain(key);
      expect((await world.row(second.id))['attempts']).toMatchObject([{ status: 200 }]);
    },
  );

  const MARK = { cache_control: { type: 'ephemeral' } };
  /** Each is a hint: as a validator names it, and whether a body still has it. */
  const HINTS: readonly (readonly [string, (body: JsonRecord) => boolean])[] = [
    ['metadata', (body) => 'metadata' in body],
    ['context_management', (body) => 'context_management' in body],
    ['system.0.cache_control', (body) => JSON.stringify(body['system']).includes('cache_control')],
    ['tools.0.custom.cache_control', (body) => JSON.stringify(body['tools']).includes('cache_control')],
  ];
  const HINTED = {
    metadata: { user_id: 'u' },
    ...KEEPING,
    system: [{ type: 'text', text: 'Answer.', ...MARK }],
    tools: [{ name: 'clock', input_schema: { type: 'object' }, ...MARK }],
  };
  /** One at a time, in their order, as the real thing does. */
  const refuse = (hints: typeof HINTS) =>
    world.fake.onMessages(({ body }) => {
      const refused = hints.find(([, isIn]) => isIn(body));
      return refused === undefined
        ? answer([text('fine')])
        : anthropicError(400, 'invalid_request_error', `${refused[0]}: Extra inputs are not permitted`);
    });
  const hinted = (model: string) => ({
    headers: { 'anthropic-beta': 'context-management-2025-06-27' },
    body: { ...QUESTION, model, ...HINTED },
  });

  it('one thing after another is asked again without each, in the same request', async () => {
    refuse(HINTS.slice(0, 2));
    expect((await world.ask(hinted('claude-opus-4-5'))).status).toBe(200);
    expect(world.calls().map((call) => call.status)).toEqual([400, 400, 200]);
    world.reset();
    expect((await world.ask(hinted('claude-opus-4-5'))).status).toBe(200);
    expect(world.calls().map((call) => call.status)).toEqual([200]);
  });

  it('more things than three gives up, and teaches nothing', async () => {
    refuse(HINTS);
    expectError(await world.ask(hinted('claude-opus-4-1')), 400, 'invalid_request_error');
    world.reset();
    expectError(await world.ask(hinted('claude-opus-4-1')), 400, 'invalid_request_error');
    expect(world.calls()).toHaveLength(4);
  });

  it.each([
    ['temperature', { temperature: 0.5 }],
    ['thinking', { max_tokens: 2000, thinking: { type: 'enabled', budget_tokens: 1024 } }],
    ['context_management', CONTEXT],
    ['a_member_of_next_year', { a_member_of_next_year: 1 }],
  ])('more than a hint is told to the client, in the upstream’s words: %s', async (member, members) => {
    const message = `${member}: Extra inputs are not permitted`;
    world.fake.onMessages(() => anthropicError(400, 'invalid_request_error', message));
    const headers = { 'anthropic-beta': 'context-management-2025-06-27' };
    const answered = await world.ask({ headers, body: { ...QUESTION, model: 'claude-sonnet-4', ...members } });
    expectError(answered, 400, 'invalid_request_error');
    expect(answered.message).toBe(message);
    expect(sent().map(({ keys }) => keys.includes(member))).toEqual([true]);
  });

  it('something that was not sent is reported to the client, and teaches nothing', async () => {
    const message = 'speech: Extra inputs are not permitted';
    world.fake.onMessages(() => anthropicError(400, 'invalid_request_error', message));
    const answered = await world.ask({ body: { ...QUESTION, model: 'claude-opus-4-5' } });
    expect(answered.message).toBe(message);
    expect(world.calls()).toHaveLength(1);
    world.fake.onMessages(() => answer([text('fine')]));
    world.reset();
    await world.ask({ body: { ...QUESTION, model: 'claude-opus-4-5', speech: 1 } });
    expect(sent()[0]?.keys).toContain('speech');
  });

  it('a member of one request only has it left out there, and not of everybody’s', async () => {
    const model = 'claude-haiku-4-5';
    const body = { ...QUESTION, model, context_management: { edits: [] } };
    world.fake.onMessages(({ body: asked, betas }) =>
      'context_management' in asked && betas.length === 0
        ? anthropicError(400, 'invalid_request_error', 'context_management: Extra inputs are not permitted')
        : answer([text('fine')]),
    );
    expect((await world.ask({ body })).status).toBe(200);
    world.reset();
    // Beside its flag the member is allowed.
    expect((await world.ask({ body, headers: { 'anthropic-beta': 'context-management-2025-06-27' } })).status).toBe(
      200,
    );
    expect(sent()).toMatchObject([{ keys: expect.arrayContaining(['context_management']) as string[] }]);
  });

  it('what cannot be left out is reported to the client as it is, after one call', async () => {
    const message = 'messages.0.content.0.text: Extra inputs are not permitted';
    world.fake.onMessages(() => anthropicError(400, 'invalid_request_error', message));
    const answered = await world.ask();
    expectError(answered, 400, 'invalid_request_error');
    expect(answered.message).toBe(message);
    expect(world.calls()).toHaveLength(1);
  });
});

it('the flag that the token of a subscription needs is added for it, on Anthropic’s own API', async () => {
  const anthropic = await startFakeAnthropic();
  await world.admin('POST', '/v1/integrations', {
    name: 'A subscription',
    slug: 'subscription',
    ai_provider_id: 'anthropic',
    key: 'sk-ant-oat01-no-real-token',
    configurations: { custom_host: anthropic.url },
  });
  const answered = await world.ask({
    provider: '@subscription',
    headers: { 'anthropic-beta': 'effort-2025-11-24' },
  });
  await anthropic.close();
  expect(answered.status).toBe(200);
  expect(anthropic.calls.at(-1)?.headers).toMatchObject({
    authorization: 'Bearer sk-ant-oat01-no-real-token',
    'anthropic-beta': 'effort-2025-11-24,oauth-2025-04-20',
  });
});
