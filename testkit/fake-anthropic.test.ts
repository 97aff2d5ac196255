import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLAUDE_CODE_HEADERS, claudeCodeBody } from './claude-code-body.ts';
import { startFakeAnthropic } from './fake-anthropic.ts';
import type { FakeAnthropic } from './fake-anthropic.ts';
import { startTap } from './tap.ts';
import { answer, misbehave } from './upstream/answer.ts';
import { text } from './upstream/scripted-message.ts';

let fake: FakeAnthropic;

beforeEach(async () => {
  fake = await startFakeAnthropic();
});

afterEach(async () => {
  await fake.close();
});

function post(url: string, headers: Record<string, string> = { authorization: 'Bearer anything' }): Promise<Response> {
  return fetch(`${url}/v1/messages?beta=true`, {
    method: 'POST',
    headers: { ...CLAUDE_CODE_HEADERS, ...headers },
    body: claudeCodeBody(),
  });
}

describe('the plain Anthropic', () => {
  it('answers a Claude Code body as its script says', async () => {
    fake.onMessages(({ body }) => answer([text(`You asked ${String(body['model'])}.`)]));
    const streamed = await (await post(fake.url)).text();
    expect(streamed).toContain('event: message_stop');
    expect(streamed).toContain('You asked cl');
  });

  it.each<[string, Record<string, string>, object, string]>([
    ['without a version', { 'anthropic-version': '' }, {}, 'is not a valid version'],
    ['of another platform’s version', { 'anthropic-version': 'vertex-2023-10-16' }, {}, 'is not a valid version'],
    ['with a gateway’s slug in the model', {}, { model: '@claude/claude-x' }, 'model: @claude/claude-x'],
    ['without a model', {}, { model: undefined }, 'model: Field required'],
    ['without max_tokens', {}, { max_tokens: undefined }, 'max_tokens: Field required'],
    ['without messages', {}, { messages: [] }, 'at least one message'],
    ['with a header of a gateway’s', { 'x-portkey-trace-id': 't' }, {}, 'saw a leak: x-portkey-trace-id'],
  ])('refuses a body %s', async (_, headers, body, reason) => {
    const whole = { model: 'claude-x', max_tokens: 10, messages: [{ role: 'user', content: 'hi' }], ...body };
    const response = await fetch(`${fake.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'anything', 'anthropic-version': '2023-06-01', ...headers },
      body: JSON.stringify(whole),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(reason);
  });

  it('wants a credential, and with the token of a subscription its flag', async () => {
    expect((await post(fake.url, {})).status).toBe(401);
    const authorization = 'Bearer sk-ant-oat01-x';
    expect((await post(fake.url, { authorization, 'anthropic-beta': 'effort-2025-11-24' })).status).toBe(401);
    expect((await post(fake.url, { authorization, 'anthropic-beta': 'a,oauth-2025-04-20' })).status).toBe(200);
  });
});

describe('a tap', () => {
  it('keeps what was sent and passes on what was answered', async () => {
    const tap = await startTap(fake.url);
    const response = await post(tap.url);
    expect(await response.text()).toContain('event: message_stop');
    expect(response.headers.get('via')).toBe('1.1 google');
    expect(tap.calls[0]?.body.equals(claudeCodeBody())).toBe(true);
    expect(fake.calls[0]?.body.equals(claudeCodeBody())).toBe(true);
    await tap.close();
  });

  it('passes a cut on as a cut', async () => {
    fake.onMessages(() => misbehave(answer([text('never finished')]), { cutAfterEvents: 3 }));
    const tap = await startTap(fake.url);
    const response = await post(tap.url);
    await expect(response.text()).rejects.toThrow();
    await tap.close();
  });
});
