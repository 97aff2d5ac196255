import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectError, openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** Asks, and returns the body of the one call, which the fake accepted. */
async function sent(
  members: object,
  headers: Record<string, string> = {},
): Promise<{ body: unknown; path: string; notes: string }> {
  const answered = await world.ask({ headers, body: { ...QUESTION, ...members } });
  expect(world.fake.refusals()).toEqual([]);
  expect({ status: answered.status, text: answered.text.slice(0, 300) }).toMatchObject({ status: 200 });
  expect(world.calls()).toHaveLength(1);
  const row = await world.row(answered.id);
  return { body: world.calls()[0]?.json, path: world.calls()[0]?.path ?? '', notes: String(row['notes']) };
}

describe('a model', () => {
  it.each([
    ['claude-sonnet-4-20250514', 'claude-sonnet-4@20250514'],
    ['claude-sonnet-4@20250514', 'claude-sonnet-4@20250514'],
    ['anthropic.claude-sonnet-4@20250514', 'claude-sonnet-4@20250514'],
    ['anthropic.claude-sonnet-4-20250514', 'claude-sonnet-4@20250514'],
    ['claude-sonnet-4-20250514[1m]', 'claude-sonnet-4@20250514'],
    ['@vertex-prod/anthropic.claude-sonnet-4-20250514', 'claude-sonnet-4@20250514'],
    ['claude-opus-4-1-20250805', 'claude-opus-4-1@20250805'],
    ['claude-haiku-4-5', 'claude-haiku-4-5@20251001'],
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5@20251001'],
    ['claude-opus-4-8', 'claude-opus-4-8'],
    ['claude-sonnet-4-6[1m]', 'claude-sonnet-4-6'],
    ['claude-3-5-sonnet-20241022', 'claude-3-5-sonnet-v2@20241022'],
    ['claude-3-5-haiku-20241022', 'claude-3-5-haiku@20241022'],
  ])('%s is called %s', async (model, name) => {
    const { path, body } = await sent({ model });
    expect(path).toContain(`/models/${name}:rawPredict`);
    expect(body).not.toHaveProperty('model');
  });
});

describe('the version', () => {
  it.each<[string, object, Record<string, string>, string]>([
    ['of a usual client', {}, { 'anthropic-version': '2023-06-01' }, 'vertex-2023-10-16'],
    ['in the body', { anthropic_version: 'vertex-2023-10-16' }, {}, 'vertex-2023-10-16'],
    ['of a new client', {}, { 'anthropic-version': '2026-10-21' }, '2026-10-21'],
    ['in the contract’s header', {}, { 'x-portkey-anthropic-version': '2026-10-21' }, '2026-10-21'],
    ['that is nonsense', {}, { 'anthropic-version': 'latest' }, 'vertex-2023-10-16'],
  ])('%s becomes one that Vertex takes', async (_name, members, headers, version) => {
    expect((await sent(members, headers)).body).toMatchObject({ anthropic_version: version });
  });
});

describe('what a client inferred from a name', () => {
  it('adaptive thinking becomes a budget where the model is older', async () => {
    const { body, notes } = await sent({ thinking: { type: 'adaptive' }, max_tokens: 4000 });
    expect(body).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 3999 } });
    expect(notes).toContain('adaptive');
  });

  it('effort goes where the model has none', async () => {
    const members = { output_config: { effort: 'high' } };
    expect(JSON.stringify((await sent(members, { 'anthropic-beta': 'effort-2025-11-24' })).body)).not.toContain(
      'effort',
    );
  });

  it('effort stays where the model has it', async () => {
    const members = { model: 'claude-opus-4-8', output_config: { effort: 'high' } };
    expect((await sent(members, { 'anthropic-beta': 'effort-2025-11-24' })).body).toMatchObject({
      output_config: { effort: 'high' },
    });
  });

  it('system turns become user turns where the model refuses them', async () => {
    const messages = [
      { role: 'user', content: 'Hello?' },
      { role: 'system', content: 'A reminder: "role":"system" stays in texts.' },
    ];
    expect((await sent({ messages })).body).toMatchObject({
      messages: [messages[0], { role: 'user', content: 'A reminder: "role":"system" stays in texts.' }],
    });
    world.reset();
    expect((await sent({ messages, model: 'claude-opus-4-8' })).body).toMatchObject({ messages });
  });

  it('too many output tokens become the model’s own limit', async () => {
    const { body, notes } = await sent({ model: 'claude-3-5-haiku-20241022', max_tokens: 32_000 });
    expect(body).toMatchObject({ max_tokens: 8192 });
    expect(notes).toContain('max_tokens 32000 lowered');
  });

  it('the long context window is not asked for where there is none', async () => {
    const { notes } = await sent(
      { model: 'claude-sonnet-4-20250514[1m]' },
      { 'anthropic-beta': 'context-1m-2025-08-07' },
    );
    expect(world.calls()[0]?.headers).not.toHaveProperty('anthropic-beta');
    expect(notes).toContain('context-1m-2025-08-07 dropped');
  });

  it('interleaved thinking is not asked of a model without it', async () => {
    await sent(
      { model: 'claude-haiku-4-5' },
      { 'anthropic-beta': 'interleaved-thinking-2025-05-14,claude-code-20250219' },
    );
    expect(world.calls()[0]?.headers['anthropic-beta']).toBe('claude-code-20250219');
  });

  it('a cache breakpoint at the root, and a scope in another, go', async () => {
    const { body } = await sent({
      cache_control: { type: 'ephemeral' },
      messages: [
        {
          role: 'user',
          content: [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h', scope: 'org' } }],
        },
      ],
    });
    expect(body).not.toHaveProperty('cache_control');
    expect(body).toMatchObject({ messages: [{ content: [{ cache_control: { type: 'ephemeral', ttl: '1h' } }] }] });
    expect(JSON.stringify(body)).not.toContain('scope');
  });

  it('the system array, with its attribution first, goes as it came', async () => {
    const system = [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1.330.1c0; cc_entrypoint=sdk-cli;' },
      { type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } },
    ];
    expect((await sent({ system })).body).toMatchObject({ system });
  });
});

describe('an image that Vertex would have to fetch', () => {
  it.each(['/v1/messages', '/v1/messages/count_tokens'])('is refused before anything is sent: %s', async (path) => {
    const source = { type: 'url', url: 'https://example.com/a.png' };
    const messages = [{ role: 'user', content: [{ type: 'image', source }] }];
    const answered = await world.ask({ path, body: { ...QUESTION, messages } });
    expectError(answered, 400, 'invalid_request_error');
    expect(answered.message).toContain('messages.0.content.0.source: Vertex AI takes no source of type "url"');
    expect(answered.message).toContain('base64');
    expect(world.fake.calls).toEqual([]);
    expect(await world.row(answered.id)).toMatchObject({ error_code: 'operation_not_supported', attempts: [] });
  });
});
