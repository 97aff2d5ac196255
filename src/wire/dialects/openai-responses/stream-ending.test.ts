import { describe, expect, it } from 'vitest';
import { emptyUsage } from '../../usage.ts';
import { SseReader } from '../../framing/sse-reader.ts';
import { isObject } from '../../json/object.ts';
import type { ChatEvent } from '../../chat/event.ts';
import { openEncoder } from './encode-stream.ts';
import { openEnding } from './stream-ending.ts';

const LAST = { message: 'The budget is used up.', reason: 'length', outputTokens: 9 } as const;

/** The events that a client gets of a stream that is cut after `events`. */
function cut(events: readonly ChatEvent[]): Record<string, unknown>[] {
  const encoder = openEncoder({ id: 'x', model: 'gpt-5', created: 1, isStrict: false, call: null });
  const ending = openEnding();
  const passed = events.map((event) => Buffer.from(encoder.push(event)));
  for (const bytes of passed) ending.passed(bytes);
  const reader = new SseReader();
  return reader.push(Buffer.concat([...passed, ending.close(LAST)])).map(({ data }) => JSON.parse(data));
}

const START: ChatEvent = { type: 'start', id: null, model: null, usage: null };
const TEXT: ChatEvent[] = [
  { type: 'text-start', isRefusal: false },
  { type: 'text-delta', text: 'Hel' },
  { type: 'text-delta', text: 'lo' },
];
const TOOL: ChatEvent[] = [
  { type: 'tool-start', id: 'call_1', name: 'look', isFreeform: false, state: null },
  { type: 'tool-delta', text: '{"pa' },
];

describe('a Responses stream that is ended early', () => {
  it('reports the open text as incomplete, then the message, and an incomplete response with both', () => {
    const told = cut([START, ...TEXT]);
    const last = told.at(-1);
    expect(last).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output: [
          { type: 'message', status: 'incomplete', content: [{ text: 'Hello' }] },
          { type: 'message', status: 'completed', content: [{ text: LAST.message }] },
        ],
        usage: { output_tokens: 9 },
      },
    });
    expect(told.map(({ sequence_number: sequence }) => sequence)).toEqual(told.map((_, at) => at));
  });

  it('reports a tool call that broke off as incomplete, so that nobody runs it', () => {
    const { response } = cut([START, ...TOOL]).at(-1) ?? {};
    const output: unknown = isObject(response) ? response['output'] : null;
    expect(output).toMatchObject([
      { type: 'function_call', status: 'incomplete', arguments: '{"pa' },
      { type: 'message' },
    ]);
  });

  it('gives no place in the output twice', () => {
    const places = cut([START, ...TEXT, { type: 'text-end', state: null }, ...TOOL])
      .filter(({ type }) => type === 'response.output_item.added')
      .map(({ output_index: at }) => at);
    expect(places).toEqual([0, 1, 2]);
  });

  it('adds nothing to a stream that has ended', () => {
    const finish = { reason: 'end', stopSequence: null, usage: emptyUsage() } as const;
    const events: ChatEvent[] = [
      START,
      { type: 'finish', ...finish, native: { dialect: 'openai-responses', reason: null, extra: {} } },
    ];
    expect(cut(events).at(-1)).toMatchObject({ type: 'response.completed' });
  });
});
