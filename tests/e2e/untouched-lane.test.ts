import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLAUDE_CODE_HEADERS, claudeCodeBody } from '../../testkit/claude-code-body.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const CLAUDE_CODE = { path: '/v1/messages?beta=true', headers: { ...CLAUDE_CODE_HEADERS } };

/** What leaves the original: the model's member at its front, and nothing else; and the version stands at its end. */
function expected(original: Buffer): string {
  const text = original.toString('utf8');
  const model = /^\{"model":"[^"]+",/.exec(text)?.[0] ?? 'no model at the front';
  return `{${text.slice(model.length, -1)},"anthropic_version":"vertex-2023-10-16"}`;
}

/** The bytes of the one call, as the fake received them. */
function received(): string {
  expect(world.fake.refusals()).toEqual([]);
  expect(world.calls()).toHaveLength(1);
  return world.calls()[0]?.body.toString('utf8') ?? '';
}

describe('a body of Claude Code', () => {
  it.each([150_000, 250_000, 1_000_000])('of %d bytes reaches Vertex byte for byte', async (targetBytes) => {
    const body = claudeCodeBody({ targetBytes });
    expect(body).toHaveLength(targetBytes);
    const answered = await world.ask({ ...CLAUDE_CODE, body });
    expect(answered.status).toBe(200);
    expect(received()).toBe(expected(body));
    expect(await world.row(answered.id)).toMatchObject({
      request_bytes: targetBytes,
      betas_dropped: ['thinking-token-count-2026-05-13'],
      stream_mode: 1,
      is_success: true,
    });
  });

  it('keeps the bytes of its earlier turns from turn to turn, so that the prompt cache is hit', async () => {
    const turns: string[] = [];
    for (const count of [30, 31, 32]) {
      world.reset();
      await world.ask({ ...CLAUDE_CODE, body: claudeCodeBody({ turns: count }) });
      turns.push(received());
    }
    // The client itself moves its breakpoint to the last block; all before that block must stay.
    const messages = turns.map((text) => text.slice(0, text.indexOf('],"system":')));
    const rest = turns.map((text) => text.slice(text.indexOf('],"system":')));
    expect(new Set(rest).size).toBe(1);
    const before = (text = ''): string => text.slice(0, text.lastIndexOf(',"cache_control"'));
    expect(before(messages[0]).length).toBeGreaterThan(80_000);
    expect(messages[1]?.startsWith(before(messages[0]))).toBe(true);
    expect(messages[2]?.startsWith(before(messages[1]))).toBe(true);
  });

  it('loses a dropped beta’s member and keeps every other byte', async () => {
    const body = claudeCodeBody({ targetBytes: 200_000 });
    const headers = { ...CLAUDE_CODE_HEADERS, 'anthropic-beta': 'claude-code-20250219' };
    const answered = await world.ask({ ...CLAUDE_CODE, headers, body });
    // Without its beta `context_management` is an unknown member: Vertex says so, the gateway learns, and sends it again.
    expect(answered.status).toBe(200);
    expect(world.calls().map((call) => call.status)).toEqual([400, 200]);
    const sent = world.calls()[1]?.body.toString('utf8') ?? '';
    const member = /,"context_management":\{"edits":\[\{"type":"clear_thinking_20251015","keep":"all"\}\]\}/;
    expect(body.toString('utf8')).toMatch(member);
    expect(sent).toBe(expected(body).replace(member, ''));
  });
});

describe('odd but valid JSON', () => {
  it.each<[string, string, string]>([
    [
      'blanks and line ends wherever they may stand',
      ' {\n\t"max_tokens" : 10 ,\r\n "messages" : [ { "role":"user", "content" : "a" } ] , "model" : "claude-sonnet-4-20250514"\n}\n',
      ' {\n\t"max_tokens" : 10 ,\r\n "messages" : [ { "role":"user", "content" : "a" } ]',
    ],
    [
      'escapes in place of characters',
      String.raw`{"model":"claude-sonnet-4-20250514","max_tokens":10,"messages":[{"role":"user","content":"\u00fc\/\ud83d\udc69\u2028 \"model\":\"x\""}]}`,
      String.raw`"max_tokens":10,"messages":[{"role":"user","content":"\u00fc\/\ud83d\udc69\u2028 \"model\":\"x\""}]`,
    ],
    [
      'numbers that a parser would write otherwise',
      '{"model":"claude-sonnet-4-20250514","max_tokens":1.0e2,"temperature":1.00,"messages":[{"role":"user","content":"a"}]}',
      '"max_tokens":1.0e2,"temperature":1.00,"messages"',
    ],
  ])('keeps %s', async (_name, body, kept) => {
    const answered = await world.ask({ body });
    expect({ status: answered.status, text: answered.text.slice(0, 300) }).toMatchObject({ status: 200 });
    const sent = received();
    expect(sent).toContain(kept);
    expect(JSON.parse(sent)).not.toHaveProperty('model');
  });

  it('a model whose name is written with escapes is understood all the same', async () => {
    const body = String.raw`{"\u006dodel":"claude-sonnet-4\u002d20250514","max_tokens":10,"messages":[{"role":"user","content":"a"}]}`;
    expect((await world.ask({ body })).status).toBe(200);
    expect(JSON.parse(received())).not.toHaveProperty('model');
    expect(world.calls()[0]?.path).toContain('claude-sonnet-4@20250514');
  });

  it('a member that stands twice does not smuggle a model past the gateway', async () => {
    const body =
      '{"model":"claude-sonnet-4-20250514","max_tokens":10,"messages":[{"role":"user","content":"a"}],"model":"claude-opus-4-8"}';
    const answered = await world.ask({ body });
    expect(answered.status).toBe(400);
    expect(answered.message).toContain('model');
    expect(world.calls()).toEqual([]);
  });
});

describe('an answer', () => {
  it('of a stream reaches the client byte for byte', async () => {
    const answered = await world.ask({ ...CLAUDE_CODE, body: claudeCodeBody({ targetBytes: 100_000 }) });
    expect(answered.headers['content-type']).toContain('text/event-stream');
    expect(answered.events.at(0)).toBe('message_start');
    expect(answered.events.at(-1)).toBe('message_stop');
    expect(Buffer.byteLength(answered.text)).toBe(world.calls()[0]?.written);
    expect(await world.row(answered.id)).toMatchObject({ response_bytes: Buffer.byteLength(answered.text) });
  });
});
