import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  frame,
  messageBody,
  messageEvents,
  scriptedMessage,
  text,
  thinking,
  toolUse,
  webSearch,
} from '../../../../testkit/upstream/scripted-message.ts';
import { assembleMessage } from './assemble-message.ts';

const event = (name: string, data: object): string =>
  `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;

const START = event('message_start', {
  message: {
    id: 'msg_1',
    type: 'message',
    content: [],
    stop_reason: null,
    usage: { input_tokens: 7, output_tokens: 1 },
  },
});
const block = (contentBlock: object, ...deltas: object[]): string =>
  event('content_block_start', { index: 0, content_block: contentBlock }) +
  deltas.map((delta) => event('content_block_delta', { index: 0, delta })).join('') +
  event('content_block_stop', { index: 0 });
const HELLO = block({ type: 'text', text: '' }, { type: 'text_delta', text: 'Hello' });
const ENDING = event('message_delta', { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } });
const STOP = event('message_stop', {});

const assembled = (stream: string) => {
  const bytes = assembleMessage(Buffer.from(stream));
  return bytes === null ? null : JSON.parse(bytes.toString());
};
/** The one block of a stream that is complete but for it. */
const assembledBlock = (stream: string) => assembled(START + stream + ENDING + STOP)?.content[0];

describe('assembling a message from its stream', () => {
  it('gives what the same request would have got unstreamed', () => {
    const script = scriptedMessage(
      [
        thinking('Let me see: 漢字, "quotes" and 👩‍💻.'),
        { type: 'redacted_thinking', data: 'EmwKAhgB' },
        text('Looking it up.'),
        ...webSearch('weather', [{ title: 'Weather', url: 'https://example.com' }]),
        toolUse('Bash', { command: 'echo "a\\nb"', nested: [{ deep: null }] }),
        toolUse('Now', {}),
      ],
      { usage: { cacheRead: 900, thinking: 20, webSearches: 1 } },
    );
    const who = { model: 'claude-sonnet-4-5', idPrefix: 'msg_' };
    const stream = messageEvents(script, who, 5).map(frame).join('');
    expect({ ...assembled(stream), id: '' }).toEqual({ ...messageBody(script, who), id: '' });
  });

  it('takes why it stopped, the container and the final usage from the ending, and keeps what the ending leaves open', () => {
    const start = event('message_start', {
      message: {
        content: [],
        stop_reason: null,
        container: null,
        context_management: null,
        usage: { input_tokens: 3, cache_read_input_tokens: 900, service_tier: 'standard', output_tokens: 1 },
      },
    });
    const ending = event('message_delta', {
      delta: { stop_reason: 'refusal', stop_details: { category: 'bio' }, container: { id: 'c' } },
      usage: { input_tokens: 4, cache_read_input_tokens: null, output_tokens: 50, iterations: [{ type: 'message' }] },
      context_management: { applied_edits: [] },
    });
    expect(assembled(start + ending + STOP)).toEqual({
      content: [],
      stop_reason: 'refusal',
      stop_details: { category: 'bio' },
      container: { id: 'c' },
      context_management: { applied_edits: [] },
      usage: {
        input_tokens: 4,
        cache_read_input_tokens: 900,
        service_tier: 'standard',
        output_tokens: 50,
        iterations: [{ type: 'message' }],
      },
    });
  });

  it('collects citations, and signatures of thinking that is not shown', () => {
    const citation = { type: 'char_location', cited_text: 'x' };
    const cited = block(
      { type: 'text', text: '', citations: [] },
      { type: 'text_delta', text: 'So' },
      { type: 'citations_delta', citation },
    );
    expect(assembledBlock(cited)).toEqual({ type: 'text', text: 'So', citations: [citation] });
    const hidden = block(
      { type: 'thinking', thinking: '', signature: '' },
      { type: 'signature_delta', signature: 'Eq' },
    );
    expect(assembledBlock(hidden)).toEqual({ type: 'thinking', thinking: '', signature: 'Eq' });
  });

  it('keeps numbers of a tool input as the model wrote them', () => {
    const call = block(
      { type: 'tool_use', id: 't', name: 'n', input: {} },
      { type: 'input_json_delta', partial_json: '' },
      { type: 'input_json_delta', partial_json: '{"id":123456789' },
      { type: 'input_json_delta', partial_json: '01234567890}' },
    );
    const bytes = assembleMessage(Buffer.from(START + call + ENDING + STOP));
    expect(bytes?.toString()).toContain('"input":{"id":12345678901234567890}');
  });

  it('keeps blocks that it does not know, whole as they came', () => {
    const unknown = { type: 'block_of_tomorrow', a: [1] };
    expect(assembledBlock(block(unknown))).toEqual(unknown);
  });

  it('names the model that took over after a fallback', () => {
    const stream = START + block({ type: 'fallback', from: { model: 'a' }, to: { model: 'b' } }) + ENDING + STOP;
    expect(assembled(stream)).toMatchObject({ model: 'b' });
  });

  it('is not disturbed by pings, comments, progress or foreign line ends', () => {
    const noise = `: comment\n\n${event('ping', {})}`;
    const thought = block(
      { type: 'thinking', thinking: '' },
      { type: 'thinking_delta', thinking: 'Hm', estimated_tokens: 50 },
    );
    const stream = noise + START + noise + thought + noise + ENDING + STOP + noise;
    expect(assembled(stream)).toMatchObject({ content: [{ type: 'thinking', thinking: 'Hm' }] });
    expect(assembled(stream.replaceAll('\n', '\r\n'))).toEqual(assembled(stream));
  });

  it.each([
    ['an error', START + HELLO + event('error', { error: { type: 'overloaded_error' } })],
    ['an error after the ending', START + HELLO + ENDING + event('error', { error: {} }) + STOP],
    ['no stop', START + HELLO + ENDING],
    ['no reason to stop', START + HELLO + STOP],
    ['a stop inside an event', (START + HELLO + ENDING + STOP).slice(0, -5)],
    ['a block that never ended', START + HELLO.slice(0, HELLO.lastIndexOf('event:')) + ENDING + STOP],
    [
      'a delta of an unknown type',
      START + block({ type: 'text', text: '' }, { type: 'delta_of_tomorrow' }) + ENDING + STOP,
    ],
    ['an event of an unknown name', START + HELLO + event('hook_results', {}) + ENDING + STOP],
    [
      'a tool input that is no JSON',
      START + block({ type: 'tool_use' }, { type: 'input_json_delta', partial_json: '{"a' }) + ENDING + STOP,
    ],
    ['an event that is no JSON', `${START}event: message_delta\ndata: {broken\n\n${STOP}`],
    ['a block out of order', START + HELLO + HELLO + ENDING + STOP],
    ['two messages', START + START + ENDING + STOP],
    ['nothing', ''],
    ['a JSON message', '{"type":"message","content":[]}'],
  ])('does not make a message of a stream with %s', (_, stream) => {
    expect(assembleMessage(Buffer.from(stream))).toBeNull();
  });

  it('answers null or a message, whatever is cut from a stream', () => {
    const whole = START + HELLO + ENDING + STOP;
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), (from, length) => {
        const bytes = assembleMessage(Buffer.from(whole.slice(0, from) + whole.slice(from + length)));
        // A cut inside a word leaves another word.
        if (bytes !== null) expect(JSON.parse(bytes.toString())).toHaveProperty('stop_reason', expect.any(String));
      }),
    );
  });
});
