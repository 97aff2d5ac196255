import { beforeEach, describe, expect, it } from 'vitest';
import { answers, fails, gatewayInMemory, to, type Question } from '../../../testkit/gateway-in-memory.ts';

let gateway: ReturnType<typeof gatewayInMemory>;

beforeEach(() => {
  gateway = gatewayInMemory();
});

const user = (content: unknown) => ({ role: 'user', content });
const said = (by: string, ...more: object[]) => ({
  role: 'assistant',
  content: [
    { type: 'thinking', thinking: `Thought of ${by}`, signature: `signed by ${by}` },
    { type: 'text', text: 'Hm' },
    ...more,
  ],
});
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} };
const RESULT = user([{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' }]);
const between = (...slugs: string[]) => ({ strategy: { mode: 'fallback' }, targets: to(...slugs) });
const SESSION = { 'x-claude-code-session-id': 's-1' };

const turn = (messages: object[], own: Question = {}) =>
  gateway.ask({
    config: between('a', 'b1'),
    ...own,
    headers: { ...SESSION, ...own.headers },
    body: { messages, ...own.body },
  });

/** Whose thinking an upstream got to read. */
const thinkingIn = (body: unknown): string[] => JSON.stringify(body).match(/Thought of \w+/g) ?? [];

/** A first turn at `@a`, and a second one while `@a` is down. */
async function switchOver(second: object[], body: object = {}) {
  await turn([user('1')]);
  gateway.script('a', fails(503));
  return turn(second, { body });
}

describe('a session that changes its account', () => {
  it('leaves its thinking behind, and the log says so', async () => {
    const asked = await switchOver([user('1'), said('a'), user('2')]);
    expect(asked.calls).toEqual(['a', 'b1']);
    // The account that signed it still gets it.
    expect(thinkingIn(asked.bodies[0])).toEqual(['Thought of a']);
    expect(thinkingIn(asked.bodies[1])).toEqual([]);
    expect(asked.bodies[1]).toMatchObject({
      messages: [user('1'), { role: 'assistant', content: [{ type: 'text', text: 'Hm' }] }, user('2')],
    });
    expect(asked.row.notes.join()).toMatch(/changed its account: 1 thinking blocks of the old one were left out/);
    expect(asked.row.prompt_cache_lost_tokens).toBe(1000);
  });

  it('leaves it behind in later turns as well, because the client goes on sending it', async () => {
    await switchOver([user('1'), said('a'), user('2')]);
    const third = await turn([user('1'), said('a'), user('2'), said('b'), user('3')], { config: between('b1', 'a') });
    expect(third.calls).toEqual(['b1']);
    expect(thinkingIn(third.bodies[0])).toEqual(['Thought of b']);
    expect(third.row).toMatchObject({ prompt_cache_lost_tokens: null, notes: [] });
  });

  it('leaves that of both behind when it comes back', async () => {
    await switchOver([user('1'), said('a'), user('2')]);
    const back = await turn([user('1'), said('a'), user('2'), said('b'), user('3')]);
    expect(back.calls).toEqual(['a']);
    expect(thinkingIn(back.bodies[0])).toEqual([]);
    expect(back.row.prompt_cache_lost_tokens).toBe(1000);
  });

  it('stops to think in the middle of a tool call, where the model insists on thinking that it cannot have', async () => {
    const inTheMiddle = [user('1'), said('a', CALL), RESULT];
    const enabled = { thinking: { type: 'enabled', budget_tokens: 1024 } };
    const asked = await switchOver(inTheMiddle, enabled);
    expect(asked.bodies[0]).toMatchObject(enabled);
    expect(asked.bodies[1]).toMatchObject({ thinking: { type: 'disabled' } });
    // The new account’s own call came without thinking, and the loop goes on.
    const own = { role: 'assistant', content: [CALL] };
    const next = await turn([...inTheMiddle, own, RESULT], { config: between('b1'), body: enabled });
    expect(next.bodies[0]).toMatchObject({ thinking: { type: 'disabled' } });
    const later = await turn([...inTheMiddle, own, RESULT, said('b'), user('2')], {
      config: between('b1'),
      body: enabled,
    });
    expect(later.bodies[0]).toMatchObject(enabled);
  });

  it.each([{ type: 'adaptive' }, undefined])('changes nothing about thinking: %j', async (thinking) => {
    const asked = await switchOver([user('1'), said('a', CALL), RESULT], { thinking });
    expect(asked.bodies[1]?.['thinking']).toEqual(thinking);
  });
});

describe('a session that asks for something on the side', () => {
  /** `claude-small` always goes to `@b1`; everything else goes there while `@a` is down. */
  const config = {
    strategy: {
      mode: 'conditional',
      conditions: [{ query: { 'params.model': 'claude-small' }, then: 'side' }],
      default: 'main',
    },
    targets: [
      { name: 'side', provider: '@b1' },
      { name: 'main', ...between('a', 'b1') },
    ],
  };
  const title = () => turn([user('A title, please.')], { config, body: { model: 'claude-small' } });
  const conversation = [user('1'), said('a'), user('2')];

  it('loses nothing by it, and stays where it is with all that it thought', async () => {
    await turn([user('1')], { config });
    expect((await title()).row).toMatchObject({ provider_slug: 'b1', prompt_cache_lost_tokens: null });
    const asked = await turn(conversation, { config });
    expect(asked.calls).toEqual(['a']);
    expect(thinkingIn(asked.bodies[0])).toEqual(['Thought of a']);
    expect(asked.row).toMatchObject({
      prompt_cache_lost_tokens: null,
      notes: ['config.targets[1]: the default "main": no condition holds'],
    });
  });

  it('does not hide by it that it moves afterwards, and what it loses', async () => {
    await turn([user('1')], { config });
    await title();
    gateway.script('a', fails(503));
    const asked = await turn(conversation, { config });
    expect(asked.calls).toEqual(['a', 'b1']);
    expect(thinkingIn(asked.bodies[1])).toEqual([]);
    expect(asked.row.prompt_cache_lost_tokens).toBe(1000);
    expect((await title()).row.prompt_cache_lost_tokens).toBeNull();
  });

  it('from two models at a time forgets neither', async () => {
    await Promise.all([turn([user('1')], { config }), title()]);
    const asked = await turn(conversation, { config });
    expect(thinkingIn(asked.bodies[0])).toEqual(['Thought of a']);
  });
});

describe('a session that changes its model', () => {
  it('leaves its thinking behind when the new model runs elsewhere, and has no cache there to lose', async () => {
    await turn([user('1')]);
    const asked = await turn([user('1'), said('a'), user('2')], {
      config: between('b1', 'a'),
      body: { model: 'claude-y' },
    });
    expect(thinkingIn(asked.bodies[0])).toEqual([]);
    expect(asked.row.prompt_cache_lost_tokens).toBeNull();
  });

  it('because the config does loses the cache of the old one, even in the same account', async () => {
    await turn([user('1')], { config: between('b1', 'a') });
    gateway.script('b1', fails(503));
    const config = {
      ...between(),
      targets: [{ provider: '@b1' }, { provider: '@b2', override_params: { model: 'claude-y' } }],
    };
    const asked = await turn([user('1'), said('b'), user('2')], { config });
    expect(asked.calls).toEqual(['b1', 'b2']);
    expect(thinkingIn(asked.bodies[1])).toEqual(['Thought of b']);
    expect(asked.row.prompt_cache_lost_tokens).toBe(1000);
  });
});

describe('thinking that the upstream refuses, although nothing was known of a change', () => {
  const refuses = answers(400, 'messages.1.content.0: Invalid `signature` in `thinking` block');
  const conversation = [user('1'), said('a'), user('2')];
  const single = to('b1')[0];

  it('is left out at once, and in later turns', async () => {
    gateway.script('b1', refuses);
    const asked = await turn(conversation, { config: between('b1') });
    expect(asked.calls).toEqual(['b1', 'b1']);
    expect(thinkingIn(asked.bodies[1])).toEqual([]);
    expect(asked.headers['x-portkey-retry-attempt-count']).toBe('0');
    expect(asked.row.notes.join()).toMatch(/refused thinking of another account/);
    const next = await turn([...conversation, said('b'), user('3')], { config: between('b1') });
    expect(next.calls).toEqual(['b1']);
    expect(thinkingIn(next.bodies[0])).toEqual(['Thought of b']);
  });

  it('is left out once: a second refusal is the caller’s to read', async () => {
    gateway.script('b1', refuses, refuses);
    const asked = await turn(conversation, { config: single });
    expect(asked.calls).toEqual(['b1', 'b1']);
    expect(asked.status).toBe(400);
  });

  it('is not asked about again when there is none', async () => {
    gateway.script('b1', refuses);
    expect((await turn([user('1')], { config: single })).calls).toEqual(['b1']);
  });
});

describe('a session that stays', () => {
  it.each<[string, Question]>([
    ['at the same target', {}],
    // `@b1` and `@b2` are two doors of one account.
    ['with its account, by another door', { config: between('b2', 'a') }],
  ])('%s keeps every byte', async (_, second) => {
    const first = second.config === undefined ? {} : { config: between('b1', 'a') };
    await turn([user('1')], first);
    const asked = await turn([user('1'), said('x'), user('2')], second);
    expect(thinkingIn(asked.bodies[0])).toEqual(['Thought of x']);
    expect(asked.row).toMatchObject({ prompt_cache_lost_tokens: null, notes: [] });
  });

  it('loses nothing when the other account was only tried on the way back to its own', async () => {
    await turn([user('1')]);
    gateway.script('b1', fails(503));
    const asked = await turn([user('1'), said('a'), user('2')], { config: between('b1', 'a') });
    expect(asked.calls).toEqual(['b1', 'a']);
    expect(thinkingIn(asked.bodies[1])).toEqual(['Thought of a']);
    expect(asked.row.prompt_cache_lost_tokens).toBeNull();
  });

  it('is not taken to be where a caller hung up before an answer', async () => {
    await turn([user('1')]);
    gateway.script('b1', (_, { client }) => client.destroy());
    await turn([user('1'), said('a'), user('2')], { config: between('b1') });
    const asked = await turn([user('1'), said('a'), user('2')]);
    expect(thinkingIn(asked.bodies[0])).toEqual(['Thought of a']);
  });
});

describe('what is nobody’s session', () => {
  const second = [user('1'), said('a'), user('2')];

  it.each<[string, Question]>([
    ['another session', { headers: { 'x-claude-code-session-id': 's-2' } }],
    ['another tenant’s session of the same name', { workspace: 'two' }],
    ['a subagent of the session, which talks for itself', { headers: { 'x-claude-code-agent-id': 'agent-1' } }],
    ['a request with a single target', { config: to('b1')[0] }],
  ])('is left alone: %s', async (_, own) => {
    await turn([user('1')]);
    const asked = await turn(second, { config: between('b1'), ...own });
    expect(asked.calls).toEqual(['b1']);
    expect(thinkingIn(asked.bodies[0])).toEqual(['Thought of a']);
  });

  it('is that of two who send an empty name', async () => {
    const nameless = { headers: { 'x-claude-code-session-id': '' } };
    await turn([user('1')], nameless);
    const asked = await turn(second, { ...nameless, config: between('b1') });
    expect(thinkingIn(asked.bodies[0])).toEqual(['Thought of a']);
  });

  it('is no embedding of the same session, which turns nothing', async () => {
    await turn([user('1')]);
    const embedding = { path: '/v1/embeddings', config: between('b1'), headers: SESSION };
    expect(await gateway.ask({ ...embedding, body: { model: 'claude-x', input: 'Hello?' } })).toMatchObject({
      status: 200,
      calls: ['b1'],
    });
    const asked = await turn(second);
    expect(asked.calls).toEqual(['a']);
    expect(thinkingIn(asked.bodies[0])).toEqual(['Thought of a']);
    expect(asked.row).toMatchObject({ prompt_cache_lost_tokens: null, notes: [] });
  });

  it('is forgotten after a day', async () => {
    await turn([user('1')]);
    gateway.clock.advance(24 * 60 * 60 * 1000);
    const asked = await turn(second, { config: between('b1') });
    expect(thinkingIn(asked.bodies[0])).toEqual(['Thought of a']);
  });
});
