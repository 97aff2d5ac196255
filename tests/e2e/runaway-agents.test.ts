import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { answer } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, QUESTION, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  world.reset();
  world.fake.onMessages(() => answer([text('fine')], { usage: { input: 10, output: 50 } }));
});
afterAll(() => world.close());

const asAgent = (session: string, agent: string | null = null) => ({
  headers: { 'x-claude-code-session-id': session, 'x-claude-code-agent-id': agent },
});
const statuses = async (...asked: Promise<{ status: number }>[]) =>
  (await Promise.all(asked)).map(({ status }) => status);

describe('what was stopped', () => {
  it('is refused from its next request on, sends nothing, and goes on when it may', async () => {
    const asked = asAgent('s-1');
    expect((await world.ask(asked)).status).toBe(200);
    const reason = 'It has run all night.';
    const stop = await world.admin('POST', '/v1/stops', { kind: 'session', session_id: 's-1', reason });
    world.reset();
    const refused = await world.ask(asked);
    expect([refused.status, refused.json['error']]).toMatchObject([400, { type: 'policy_blocked' }]);
    expect(refused.message).toContain('This session was stopped by whoever runs the gateway. It has run all night.');
    expect(refused.headers['x-should-retry']).toBe('false');
    expect((await world.ask(asAgent('s-1', 'a-1'))).status, 'its subagents too').toBe(400);
    expect((await world.ask(asAgent('s-2'))).status).toBe(200);
    expect(world.calls()).toHaveLength(1);
    expect(await world.row(refused.id)).toMatchObject({ error_code: 'stopped' });
    const listed = recordsIn((await world.admin('GET', '/v1/stops'))['data']);
    expect(listed).toMatchObject([{ kind: 'session', session_id: 's-1', reason }]);
    await world.admin('DELETE', `/v1/stops/${stringAt(stop, 'id')}`);
    expect((await world.ask(asked)).status).toBe(200);
  });

  it('may be one subagent, or a key', async () => {
    await world.admin('POST', '/v1/stops', { kind: 'agent', session_id: 's-3', agent_id: 'a-1' });
    expect(
      await statuses(world.ask(asAgent('s-3', 'a-1')), world.ask(asAgent('s-3', 'a-2')), world.ask(asAgent('s-3'))),
    ).toEqual([400, 200, 200]);
    const { id, key } = await world.makeKey();
    await world.admin('POST', '/v1/stops', { kind: 'api_key', api_key_id: id });
    const chat = { model: QUESTION.model, messages: QUESTION.messages };
    const refused = await world.ask({ key, path: '/v1/chat/completions', body: chat });
    expect([refused.status, refused.text]).toEqual([412, expect.stringContaining('This API key was stopped')]);
    expect((await world.ask()).status).toBe(200);
  });

  it('stops in the workspace of a workspace key only, and not what is not there', async () => {
    const post = (body: object) => world.tollgate.admin('POST', '/v1/stops', body);
    expect((await post({ kind: 'session' })).status).toBe(400);
    expect((await post({ kind: 'api_key', api_key_id: 'nobody' })).status).toBe(404);
    expect((await world.tollgate.admin('DELETE', '/v1/stops/nothing')).status).toBe(404);
  });
});

describe('a velocity limit', () => {
  it('slows down a session that spends too fast, and no other', async () => {
    const { key } = await world.makeKey({ velocity_limits: [{ per: 'session', usd_per_minute: 0.001 }] });
    const ask = (session: string) => world.ask({ key, ...asAgent(session) });
    // $0.00078 each.
    expect([(await ask('s-1')).status, (await ask('s-1')).status]).toEqual([200, 200]);
    const refused = await ask('s-1');
    expect(refused.status).toBe(429);
    expect(refused.message).toMatch(
      /^This session may spend \$0\.0010 a minute, as the API key "another" says, and has\./,
    );
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(30);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(61);
    expect((await ask('s-2')).status).toBe(200);
    expect(await world.row(refused.id)).toMatchObject({ error_code: 'too_fast' });
  });

  it('lets as many subagents live as it says', async () => {
    const { id, key } = await world.makeKey({ velocity_limits: [{ per: 'key', concurrent_subagents: 2 }] });
    const ask = (agent: string | null) => world.ask({ key, ...asAgent('s-1', agent) });
    expect([(await ask('a')).status, (await ask('b')).status, (await ask('c')).status]).toEqual([200, 200, 429]);
    expect([(await ask('a')).status, (await ask(null)).status]).toEqual([200, 200]);
    expect(await world.admin('GET', `/v1/api-keys/${id}`)).toMatchObject({
      velocity_limits: [{ per: 'key', usd_per_minute: null, concurrent_subagents: 2 }],
    });
    await world.admin('PUT', `/v1/api-keys/${id}`, { velocity_limits: null });
    expect((await ask('c')).status).toBe(200);
  });

  it('is none of a provider', async () => {
    const velocity = [{ per: 'key', usd_per_minute: 1 }];
    const refused = await world.tollgate.admin('PUT', '/v1/providers/vertex-prod', { velocity_limits: velocity });
    expect(refused.status).toBe(400);
  });
});
