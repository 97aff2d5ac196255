import { describe, expect, it, vi } from 'vitest';
import { openaiResponsesTranslator } from '../dialects/openai-responses/translator.ts';
import { DecodingReader, TextEvents } from './decoding-reader.ts';
import { wholeFromEvents, wholeInEvents } from './whole-and-stream.ts';

const event = (type: string, members: object = {}) =>
  Buffer.from(`event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`);
const created = event('response.created', { response: { id: 'resp_1', model: 'gpt-5.1' } });
const delta = event('response.output_text.delta', { output_index: 0, delta: 'Hello' });
const completed = event('response.completed', {
  response: {
    status: 'completed',
    usage: { input_tokens: 12, output_tokens: 3, input_tokens_details: { cached_tokens: 10 } },
  },
});

const read = (chunks: readonly Buffer[]) => {
  const reader = new DecodingReader(openaiResponsesTranslator, new TextEvents());
  const relayed = chunks.map((chunk) => reader.push(chunk));
  relayed.push(reader.end());
  return { reader, relayed: Buffer.concat(relayed.map((bytes) => bytes ?? Buffer.alloc(0))) };
};

describe('a stream that is relayed as it came', () => {
  it('loses no byte, in whatever chunks it comes, and reports its usage', () => {
    const all = Buffer.concat([created, delta, completed]);
    const chunks = Array.from({ length: Math.ceil(all.length / 7) }, (_, at) => all.subarray(at * 7, at * 7 + 7));
    const { reader, relayed } = read(chunks);
    expect(relayed.toString()).toBe(all.toString());
    expect(reader).toMatchObject({ hasContent: true, isComplete: true, isTorn: false, error: null });
    expect(reader.conclude(true)).toMatchObject({
      stopReason: 'completed',
      usage: { model: 'gpt-5.1', meters: { input_tokens: 2, cache_read_tokens: 10, output_tokens: 3 } },
    });
  });

  it('passes an event of megabytes on whole, counts its text, and parses only what stands around it', () => {
    const text = 'She said "Ω". '.repeat(100_000);
    const long = event('response.output_text.delta', { output_index: 0, delta: text });
    const done = event('response.output_item.done', {
      output_index: 0,
      item: { type: 'message', content: [{ type: 'output_text', text }] },
    });
    const parse = vi.spyOn(JSON, 'parse');
    const { reader, relayed } = read([created, long.subarray(0, 500_000), long.subarray(500_000), done, completed]);
    const longest = Math.max(...parse.mock.calls.map(([json]) => json.length));
    parse.mockRestore();
    expect(relayed.equals(Buffer.concat([created, long, done, completed]))).toBe(true);
    expect(longest).toBeLessThan(10_000);
    const bytes = Buffer.byteLength(JSON.stringify(text));
    expect(reader.outputBytes).toBeGreaterThan(bytes - 200);
    expect(reader.outputBytes).toBeLessThan(bytes + 200);
    expect(reader.conclude(true)).toMatchObject({ stopReason: 'completed', usage: { meters: { output_tokens: 3 } } });
  });

  it('ends before an error, which the gateway reports', () => {
    const failed = event('response.failed', {
      response: { error: { code: 'rate_limit_exceeded', message: 'Slow down' } },
    });
    const { reader, relayed } = read([Buffer.concat([created, delta, failed, delta])]);
    expect(relayed.toString()).toBe(created.toString() + delta.toString());
    expect(reader.error).toMatchObject({ status: 429 });
  });

  it('that was torn in the middle of an event hands on whole events only, and is not complete', () => {
    const { reader, relayed } = read([created, delta, completed.subarray(0, 40)]);
    expect(relayed.toString()).toBe(created.toString() + delta.toString());
    expect(reader).toMatchObject({ isComplete: false, isTorn: true, error: null });
  });
});

describe('a stored answer', () => {
  it('is reported as a stream, and a stream as a whole answer', () => {
    const whole = {
      id: 'resp_1',
      model: 'gpt-5.1',
      status: 'completed',
      output: [
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello', annotations: [] }] },
      ],
      usage: { input_tokens: 2, output_tokens: 1 },
    };
    const events = wholeInEvents(Buffer.from(JSON.stringify(whole)), openaiResponsesTranslator);
    expect(events.toString()).toMatch(/^event: response\.created\n/);
    const again = wholeFromEvents(events, openaiResponsesTranslator);
    expect(JSON.parse(again?.toString() ?? '')).toMatchObject({
      status: 'completed',
      output: [{ content: [{ text: 'Hello' }] }],
    });
    expect(wholeFromEvents(events.subarray(0, 300), openaiResponsesTranslator)).toBeNull();
  });
});
