import { describe, expect, it, vi } from 'vitest';
import { scanDocument } from '../../json/scan.ts';
import { testDialect } from '../dialect.suite.ts';
import { CompletionTap } from './completion-tap.ts';
import { openaiChat } from './index.ts';
import { readCompletion } from './read-completion.ts';

const HEAD = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_760_000_000, model: 'gpt-5.1' };
const chunk = (members: object): string => `data: ${JSON.stringify({ ...HEAD, ...members })}\n\n`;
const delta = (content: object, reason: string | null = null): string =>
  chunk({ choices: [{ index: 0, delta: content, finish_reason: reason }] });

const USAGE = {
  prompt_tokens: 12,
  completion_tokens: 5,
  total_tokens: 17,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 2 },
};
const FIRST = delta({ role: 'assistant', content: '', refusal: null });
const HELLO = delta({ content: 'Hello' });
const STOP = delta({}, 'stop');
const TOLD = chunk({ choices: [], usage: USAGE });
const DONE = 'data: [DONE]\n\n';
const ASK = { model: 'gpt-5.1', messages: [{ role: 'user', content: 'Hi' }], stream: true };

testDialect({
  dialect: openaiChat,
  request: {
    json: JSON.stringify({ ...ASK, stream_options: { include_usage: true } }),
    delivered: JSON.stringify({ ...ASK, stream_options: { include_usage: true } }),
    another: JSON.stringify({ ...ASK, temperature: 0, stream_options: { include_usage: true } }),
  },
  whole: JSON.stringify({
    ...HEAD,
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello!' }, logprobs: null, finish_reason: 'stop' }],
    usage: USAGE,
  }),
  events: [FIRST, HELLO, delta({ content: '!' }), STOP, TOLD, DONE],
  stopReason: 'stop',
  tokens: 17,
  errorEvent: {
    text: 'data: {"error":{"message":"Slow down","type":"x","code":"rate_limit_exceeded"}}\n\n',
    status: 429,
  },
  silent: 1,
});

it('a whole answer of any length is one, and says why it ended', () => {
  const message = { role: 'assistant', content: 'word "quoted" '.repeat(200_000) };
  const choices = [
    { index: 0, message, logprobs: null, finish_reason: 'length' },
    { index: 1, message, logprobs: null, finish_reason: 'stop' },
  ];
  const body = Buffer.from(JSON.stringify({ ...HEAD, object: 'chat.completion', choices, usage: USAGE }));
  expect(body.length).toBeGreaterThan(5 * 1024 * 1024);
  expect(readCompletion(body)).toMatchObject({ isAnswer: true, stopReason: 'length', usage: { unread: [] } });
});

it.each([
  ['choices that are no list', { choices: { length: 1 } }, false, null],
  ['no choice at all', { choices: [] }, true, null],
  ['a choice without a reason', { choices: [{ finish_reason: null }, 7, { finish_reason: 'stop' }] }, true, 'stop'],
])('a whole answer with %s', (_, members, isAnswer, stopReason) => {
  const body = Buffer.from(JSON.stringify({ ...HEAD, usage: USAGE, ...members }));
  expect(readCompletion(body)).toMatchObject({ isAnswer, stopReason });
});

function listen(options: { hidesUsage: boolean }, ...events: string[]) {
  const tap = new CompletionTap(options);
  const out = events.map((event) => tap.push(Buffer.from(event))?.toString() ?? '').join('');
  return { tap, out };
}

describe('the chunk of the usage', () => {
  it('is read and left out for a client that did not ask for it', () => {
    const { tap, out } = listen({ hidesUsage: true }, FIRST + HELLO + STOP + TOLD + DONE);
    expect(out).toBe(FIRST + HELLO + STOP + DONE);
    expect(tap.conclude(true)?.usage?.meters).toMatchObject({
      input_tokens: 8,
      cache_read_tokens: 4,
      output_tokens: 5,
    });
  });

  it('alone in its packet leaves nothing to send', () => {
    const { out } = listen({ hidesUsage: true }, FIRST, HELLO, STOP, TOLD, DONE);
    expect(out).toBe(FIRST + HELLO + STOP + DONE);
  });

  it('stays where it brings a part of the answer too, as some hosts have it', () => {
    const both = chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: USAGE });
    const { tap, out } = listen({ hidesUsage: true }, FIRST, HELLO, both, DONE);
    expect(out).toBe(FIRST + HELLO + both + DONE);
    expect(tap.conclude(true)?.usage?.unread).toEqual([]);
  });

  it('that never comes leaves the output estimated from the bytes, and the usage unread', () => {
    const { tap } = listen({ hidesUsage: true }, FIRST, HELLO, delta({ content: 'x'.repeat(395) }));
    const facts = tap.conclude(true);
    expect(facts).toMatchObject({ isEstimated: true, usage: { unread: ['usage'], meters: { output_tokens: 100 } } });
  });
});

describe('content', () => {
  it.each<[string, object]>([
    [
      'a tool call',
      { tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name: 'a', arguments: '' } }] },
    ],
    ['a refusal', { refusal: 'No.' }],
    ['the reasoning of other hosts', { reasoning_content: 'Hm' }],
    ['a member of tomorrow', { invented: 'x' }],
  ])('is %s too', (_, content) => {
    expect(listen({ hidesUsage: false }, FIRST, delta(content)).tap.hasContent).toBe(true);
  });

  it('is told from its words: what a text says of usage and errors is not the upstream’s', () => {
    const quoted = delta({ content: '{"error":{"message":"no"},"usage":{"prompt_tokens":9}}' });
    const { tap, out } = listen({ hidesUsage: false }, FIRST, HELLO, quoted);
    expect(out).toBe(FIRST + HELLO + quoted);
    expect(tap).toMatchObject({ error: null });
  });

  it.each<[string, string[]]>([
    ['first', [FIRST]],
    ['behind other content', [FIRST, HELLO]],
  ])('of megabytes in an event that comes %s is counted, and not parsed', (_, before) => {
    const content = 'She said "Ω". '.repeat(100_000);
    const long = delta({ content });
    const parse = vi.spyOn(JSON, 'parse');
    const { tap, out } = listen({ hidesUsage: true }, ...before, long, STOP, TOLD, DONE);
    const longest = Math.max(...parse.mock.calls.map(([json]) => json.length));
    parse.mockRestore();
    expect(longest).toBeLessThan(10_000);
    expect(out).toBe([...before, long, STOP, DONE].join(''));
    expect(tap.outputBytes).toBeGreaterThan(Buffer.byteLength(content));
    expect(tap.conclude(true)).toMatchObject({ stopReason: 'stop', usage: { meters: { output_tokens: 5 } } });
  });

  it('that ends before it begins reports why', () => {
    const { tap } = listen({ hidesUsage: false }, FIRST, delta({}, 'content_filter'));
    expect(tap).toMatchObject({ emptyStop: 'content_filter', isComplete: true, hasContent: true });
  });
});

it('a completion whose usage lacks its output is unread by name', () => {
  const body = { choices: [], usage: { prompt_tokens: 3 } };
  expect(readCompletion(Buffer.from(JSON.stringify(body))).usage?.unread).toEqual(['usage.output_tokens']);
});

it('several choices, or probabilities, are not reported as a stream of ours', () => {
  const document = scanDocument(Buffer.from('{}'));
  const choice = { index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' };
  for (const choices of [[choice, choice], [{ ...choice, logprobs: { content: [] } }]]) {
    expect(openaiChat.stream?.fromWhole(Buffer.from(JSON.stringify({ ...HEAD, choices })), document)).toBeNull();
  }
});
