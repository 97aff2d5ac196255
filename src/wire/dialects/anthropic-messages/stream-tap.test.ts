import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamTap } from './stream-tap.ts';

const event = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;

const START = event('message_start', {
  message: {
    id: 'msg_1',
    usage: {
      input_tokens: 12,
      cache_read_input_tokens: 900,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 200 },
      output_tokens: 1,
    },
  },
});
const BLOCK = event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
const TEXT = event('content_block_delta', {
  index: 0,
  delta: { type: 'text_delta', text: 'Hello, 漢字 and "quotes".' },
});
const STOP = event('content_block_stop', { index: 0 });
const DELTA = event('message_delta', {
  delta: { stop_reason: 'end_turn', stop_sequence: null },
  usage: {
    output_tokens: 57,
    output_tokens_details: { thinking_tokens: 20 },
    server_tool_use: { web_search_requests: 2 },
  },
});
const END = event('message_stop', {});
const OVERLOADED = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });

function listen(text: string): StreamTap {
  const tap = new StreamTap();
  tap.push(Buffer.from(text));
  return tap;
}

describe('listening to an Anthropic stream', () => {
  it('merges the usage of message_start and message_delta, setting and never adding', () => {
    expect(listen(START + BLOCK + TEXT + STOP + DELTA + END).usage.meters).toEqual({
      input_tokens: 12,
      cache_write_5m_tokens: 100,
      cache_write_1h_tokens: 200,
      cache_read_tokens: 900,
      output_tokens: 57,
      thinking_tokens: 20,
      web_search_requests: 2,
    });
  });

  it('takes counts that come in message_delta only, as Vertex has sent them', () => {
    const late = event('message_delta', {
      delta: { stop_reason: 'end_turn' },
      usage: { input_tokens: 5, cache_read_input_tokens: 7, output_tokens: 9 },
    });
    const { usage } = listen(
      event('message_start', { message: { usage: { input_tokens: 0, output_tokens: 0 } } }) + late,
    );
    expect(usage.meters).toMatchObject({ input_tokens: 5, cache_read_tokens: 7, output_tokens: 9 });
  });

  it('counts an undivided cache write as 5-minute', () => {
    const { usage } = listen(event('message_start', { message: { usage: { cache_creation_input_tokens: 40 } } }));
    expect(usage.meters).toEqual({ cache_write_5m_tokens: 40 });
  });

  it('does not take message_start, pings and empty block starts for content', () => {
    expect(listen(START + event('ping', {}) + BLOCK).hasContent).toBe(false);
    expect(listen(START + BLOCK + TEXT).hasContent).toBe(true);
  });

  it('takes a block that arrives whole in its start event for content', () => {
    const whole = event('content_block_start', {
      index: 0,
      content_block: { type: 'web_search_tool_result', content: [] },
    });
    expect(listen(START + whole + STOP).hasContent).toBe(true);
  });

  it('sees an error in the first event, and which one', () => {
    const error = listen(OVERLOADED).error;
    expect(error?.status).toBe(529);
    expect(JSON.parse(error?.body.toString() ?? '')).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
    });
  });

  it('knows a finished stream from one that was cut, and from one cut inside an event', () => {
    expect(listen(START + TEXT + DELTA + END)).toMatchObject({ isComplete: true, isTorn: false });
    expect(listen(START + TEXT)).toMatchObject({ isComplete: false, isTorn: false });
    expect(listen(START + TEXT.slice(0, 40))).toMatchObject({ isComplete: false, isTorn: true });
  });

  it('does not take a message for finished that has not said why it stopped', () => {
    const unfinished = event('message_delta', { delta: { stop_reason: null }, usage: { output_tokens: 3 } });
    expect(listen(START + TEXT + unfinished)).toMatchObject({ isComplete: false, stopReason: null });
    expect(listen(START + TEXT + DELTA)).toMatchObject({ isComplete: true, stopReason: 'end_turn', emptyStop: null });
  });

  it('knows a stop before any content, which a fallback may go on after', () => {
    expect(listen(START + DELTA)).toMatchObject({ stopReason: 'end_turn', emptyStop: 'end_turn', hasContent: true });
  });

  it('estimates the output of a stream that broke off from the bytes that came, and of no other', () => {
    const long = event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'x'.repeat(4000) } });
    const broken = listen(START + BLOCK + long);
    expect(broken.estimateOutput()).toBe(true);
    expect(broken.usage.meters['output_tokens']).toBeGreaterThan(900);
    expect(broken.usage.meters['output_tokens']).toBeLessThan(1100);
    const finished = listen(START + BLOCK + long + DELTA);
    expect(finished.estimateOutput()).toBe(false);
    expect(finished.usage.meters['output_tokens']).toBe(57);
  });

  it('says what a finished stream did not count, and asks nothing of a broken one', () => {
    const silent = event('message_delta', { delta: { stop_reason: 'end_turn' } });
    const finished = listen(event('message_start', { message: {} }) + BLOCK + TEXT + silent);
    finished.requireUsage();
    expect(finished.usage.unread).toEqual(['usage']);
    const broken = listen(START + BLOCK + TEXT);
    broken.requireUsage();
    expect(broken.usage.unread).toEqual([]);
  });

  it('knows the model that answered', () => {
    const start = event('message_start', { message: { model: 'claude-opus-5', usage: { input_tokens: 1 } } });
    expect(listen(start).usage.model).toBe('claude-opus-5');
  });

  it('survives events that are no JSON and names it never heard of', () => {
    const tap = listen(`event: message_start\ndata: {broken\n\nevent: hook_results\ndata: []\n\n${START}${DELTA}`);
    expect(tap.usage.meters['input_tokens']).toBe(12);
    expect(tap.isComplete).toBe(true);
  });

  it('hears the same whatever the chunking', () => {
    const bytes = Buffer.from(START + BLOCK + TEXT + STOP + DELTA + END);
    const expected = listen(bytes.toString());
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (marks) => {
        const tap = new StreamTap();
        const relayed: Buffer[] = [];
        const sorted = [...new Set([0, ...marks, bytes.length])].sort((a, b) => a - b);
        for (const [index, mark] of sorted.slice(1).entries()) {
          const events = tap.push(bytes.subarray(sorted[index], mark));
          if (events !== null) relayed.push(Buffer.from(events));
        }
        expect(Buffer.concat(relayed).equals(bytes)).toBe(true);
        expect(tap.usage).toEqual(expected.usage);
        expect(tap.events).toBe(6);
      }),
    );
  });
});
