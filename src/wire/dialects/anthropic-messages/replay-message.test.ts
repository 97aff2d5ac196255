import Anthropic from '@anthropic-ai/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonScanError } from '../../json/scan.ts';
import { assembleMessage } from './assemble-message.ts';
import { replayMessage } from './replay-message.ts';
import { StreamTap } from './stream-tap.ts';

const message = (content: object[], more: object = {}): Record<string, unknown> => ({
  model: 'claude-sonnet-4-5',
  id: 'msg_vrtx_01',
  type: 'message',
  role: 'assistant',
  content,
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 12, cache_read_input_tokens: 900, output_tokens: 42 },
  ...more,
});

const replay = (value: object, indent?: number): string =>
  replayMessage(Buffer.from(JSON.stringify(value, null, indent))).toString();

interface Frame {
  event: string;
  data: { type: string; index?: number; delta?: Record<string, string>; [key: string]: unknown };
}

function frames(stream: string): Frame[] {
  expect(stream.endsWith('\n\n')).toBe(true);
  return stream
    .slice(0, -2)
    .split('\n\n')
    .map((text) => {
      const [, event = '', data = ''] = /^event: (.+)\ndata: (.+)$/.exec(text) ?? [];
      return { event, data: JSON.parse(data) };
    });
}

/** Words, code, and text that hurts whoever cuts it carelessly: characters of several code points, quotes, line ends. */
const awkwardWord = fc.constantFrom(
  'The file ',
  '👩‍👩‍👧‍👦',
  '🇨🇭',
  'e\u0301',
  '\r\n',
  '"\\u0041"',
  '漢字',
  '\ud800',
  '\u2028',
);
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.array(awkwardWord, { maxLength: 80 }).map((words) => words.join('')),
);
/** As JSON.parse makes it: no `-0`. */
const anyJson = fc.jsonValue({ maxDepth: 3 }).map((value): unknown => JSON.parse(JSON.stringify(value)));
const anyInput = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), anyJson, { maxKeys: 4, noNullPrototype: true });
const anyCaller = fc.constantFrom({ type: 'direct' }, { type: 'code_execution_20260120', tool_id: 'srvtoolu_1' });

const anyCall = fc.record(
  {
    type: fc.constantFrom('tool_use', 'server_tool_use'),
    id: fc.stringMatching(/^toolu_[a-zA-Z0-9]{1,8}$/),
    name: fc.constantFrom('Read', 'web_search'),
    input: anyInput,
    caller: anyCaller,
  },
  { requiredKeys: ['type', 'id', 'name', 'input'], noNullPrototype: true },
);
const anyBlock = fc.oneof(
  fc.record({ type: fc.constant('text'), text: anyText }, { noNullPrototype: true }),
  fc.record(
    { type: fc.constant('text'), text: anyText, citations: fc.option(fc.array(anyInput, { maxLength: 3 })) },
    { noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('thinking'), thinking: anyText, signature: fc.base64String() },
    { noNullPrototype: true },
  ),
  fc.record({ type: fc.constant('redacted_thinking'), data: fc.base64String() }, { noNullPrototype: true }),
  anyCall,
  fc.record(
    {
      type: fc.constantFrom('web_search_tool_result', 'code_execution_tool_result', 'block_of_tomorrow'),
      tool_use_id: fc.constant('srvtoolu_1'),
      content: anyJson,
    },
    { noNullPrototype: true },
  ),
);
const anyUsage = fc.record(
  {
    input_tokens: fc.nat(),
    cache_creation_input_tokens: fc.option(fc.nat()),
    cache_creation: fc.constant({ ephemeral_5m_input_tokens: 3, ephemeral_1h_input_tokens: 4 }),
    output_tokens: fc.nat(),
    server_tool_use: fc.option(fc.constant({ web_search_requests: 2 })),
    service_tier: fc.constant('standard'),
  },
  { requiredKeys: ['input_tokens', 'output_tokens'], noNullPrototype: true },
);
const anyMessage = fc
  .record(
    {
      stop_reason: fc.constantFrom('end_turn', 'tool_use', 'max_tokens', 'refusal', 'reason_of_tomorrow'),
      stop_sequence: fc.option(fc.string()),
      stop_details: fc.option(fc.constant({ type: 'refusal', category: 'cyber', explanation: 'No.' })),
      container: fc.option(fc.constant({ id: 'container_1', expires_at: '2026-12-01T00:00:00Z' })),
      usage: anyUsage,
      context_management: fc.option(fc.constant({ applied_edits: [{ type: 'clear_thinking_20251015' }] })),
      member_of_tomorrow: anyJson,
    },
    { requiredKeys: ['stop_reason', 'stop_sequence', 'usage'], noNullPrototype: true },
  )
  .chain((more) => fc.array(anyBlock, { maxLength: 5 }).map((content) => message(content, more)));

describe('replaying a stored message as a stream', () => {
  it('reports it in the order and the shapes of the API', () => {
    const stream = replay(
      message([
        { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
        { type: 'text', text: 'Hi' },
        { type: 'tool_use', id: 'toolu_1', name: 'Read', input: { path: '/a' } },
      ]),
    );
    expect(frames(stream).map(({ data }) => data)).toEqual([
      {
        type: 'message_start',
        message: {
          ...message([]),
          stop_reason: null,
          usage: { input_tokens: 12, cache_read_input_tokens: 900, output_tokens: 0 },
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'EqQB' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hi' } },
      { type: 'content_block_stop', index: 1 },
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'Read', input: {} },
      },
      { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"path":"/a"}' } },
      { type: 'content_block_stop', index: 2 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { input_tokens: 12, cache_read_input_tokens: 900, output_tokens: 42 },
      },
      { type: 'message_stop' },
    ]);
  });

  it('names each event on a line of its own, because the official library ignores those without', () => {
    for (const { event, data } of frames(replay(message([{ type: 'text', text: 'Hi' }]))))
      expect(event).toBe(data.type);
  });

  it('sends results of server tools, redacted thinking and unknown blocks whole', () => {
    const blocks = [
      { type: 'web_search_tool_result', tool_use_id: 's', content: [{ type: 'web_search_result', url: 'u' }] },
      { type: 'redacted_thinking', data: 'abc' },
      { type: 'block_of_tomorrow', text: 'kept' },
    ];
    const starts = frames(replay(message(blocks))).filter(({ event }) => event === 'content_block_start');
    expect(starts.map(({ data }) => data['content_block'])).toEqual(blocks);
  });

  it('sends long texts in pieces that never cut a character in two', () => {
    const text = `${'Some words. '.repeat(30)}${'👩‍👩‍👧‍👦🇨🇭e\u0301漢'.repeat(60)}`;
    const pieces = frames(replay(message([{ type: 'text', text }]))).flatMap(({ data }) => data.delta?.['text'] ?? []);
    expect(pieces.length).toBeGreaterThan(8);
    expect(pieces.join('')).toBe(text);
    const characters = (value: string) => [...new Intl.Segmenter('en').segment(value)].length;
    expect(pieces.reduce((sum, piece) => sum + characters(piece), 0)).toBe(characters(text));
  });

  it('puts a message that was written over several lines into one line per event', () => {
    const input = { a: [1, 'two\nlines'] };
    const value = message([
      { type: 'tool_use', id: 't', name: 'n', input },
      { type: 'x', content: [1] },
    ]);
    expect(frames(replay(value, 2)).length).toBe(frames(replay(value)).length);
  });

  it('is heard by the tap as a finished stream with the usage of the message', () => {
    const tap = new StreamTap();
    tap.push(Buffer.from(replay(message([{ type: 'text', text: 'Hi' }]))));
    expect(tap).toMatchObject({ isComplete: true, stopReason: 'end_turn', error: null });
    expect(tap.usage.meters).toMatchObject({ input_tokens: 12, cache_read_tokens: 900, output_tokens: 42 });
  });

  it('refuses what is no JSON object', () => {
    expect(() => replayMessage(Buffer.from('not a message'))).toThrow(JsonScanError);
  });

  it('is undone by assembling, to the very bytes, for any message', () => {
    fc.assert(
      fc.property(anyMessage, (value) => {
        const bytes = Buffer.from(JSON.stringify(value));
        expect(assembleMessage(replayMessage(bytes))?.toString()).toBe(bytes.toString());
      }),
      { numRuns: 300 },
    );
  });

  it('is undone by assembling for a message written over several lines', () => {
    fc.assert(
      fc.property(anyMessage, (value) => {
        const pretty = Buffer.from(JSON.stringify(value, null, 2));
        expect(JSON.parse(String(assembleMessage(replayMessage(pretty))))).toEqual(value);
      }),
      { numRuns: 100 },
    );
  });

  it.each(['messages', 'beta'] as const)('is understood by the official library (%s) for any message', async (door) => {
    await fc.assert(
      fc.asyncProperty(anyMessage, async (value) => {
        expect(await readByLibrary(replayMessage(Buffer.from(JSON.stringify(value))), door)).toMatchObject(value);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a compaction block, which only the beta library knows', async () => {
    const value = message([{ type: 'compaction', content: 'So far: …', encrypted_content: 'abc' }]);
    const stream = replayMessage(Buffer.from(JSON.stringify(value)));
    expect(await readByLibrary(stream, 'beta')).toMatchObject(value);
    expect(JSON.parse(String(assembleMessage(stream)))).toEqual(value);
  });
});

/** What `messages.stream()` makes of the events, over a fetch that answers with them. */
async function readByLibrary(stream: Buffer, door: 'messages' | 'beta'): Promise<unknown> {
  const headers = { 'content-type': 'text/event-stream' };
  const client = new Anthropic({
    apiKey: 'none',
    maxRetries: 0,
    fetch: async () => new Response(new Uint8Array(stream), { headers }),
  });
  const asked = { model: 'm', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] };
  const read = door === 'beta' ? client.beta.messages.stream(asked) : client.messages.stream(asked);
  return JSON.parse(JSON.stringify(await read.finalMessage()));
}
