/** Which tools an answer calls, in every dialect and both ways that an answer comes. */
import { describe, expect, it } from 'vitest';
import { mayCallTools, readToolCalls } from './tool-calls.ts';

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const events = (...data: object[]): Buffer =>
  Buffer.from(data.map((one) => `event: x\ndata: ${JSON.stringify(one)}\n\n`).join(''));

describe('a whole answer', () => {
  it.each([
    [
      'messages',
      {
        type: 'message',
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command: 'ls' } },
        ],
        stop_reason: 'tool_use',
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    ],
    [
      'chatComplete',
      {
        choices: [
          {
            message: {
              role: 'assistant',
              tool_calls: [
                { id: 'toolu_1', type: 'function', function: { name: 'Bash', arguments: '{"command":"ls"}' } },
              ],
            },
            finish_reason: 'tool_calls',
          },
        ],
      },
    ],
    [
      'createModelResponse',
      {
        status: 'completed',
        output: [{ type: 'function_call', call_id: 'toolu_1', name: 'Bash', arguments: '{"command":"ls"}' }],
      },
    ],
    [
      'generateContent',
      {
        candidates: [
          {
            content: { parts: [{ functionCall: { id: 'toolu_1', name: 'Bash', args: { command: 'ls' } } }] },
            finishReason: 'STOP',
          },
        ],
      },
    ],
    [
      'converse',
      {
        output: {
          message: {
            role: 'assistant',
            content: [{ toolUse: { toolUseId: 'toolu_1', name: 'Bash', input: { command: 'ls' } } }],
          },
        },
        stopReason: 'tool_use',
        usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
      },
    ],
  ])('of %s', (operation, body) => {
    expect(readToolCalls(operation, json(body))).toEqual([
      { id: 'toolu_1', name: 'Bash', input: expect.stringContaining('"ls"') },
    ]);
  });
});

describe('a stream', () => {
  it('of Messages, with two calls whose inputs come in pieces', () => {
    const start = (index: number, name: string) => ({
      type: 'content_block_start',
      index,
      content_block: { type: 'tool_use', id: `toolu_${index}`, name, input: {} },
    });
    const piece = (index: number, text: string) => ({
      type: 'content_block_delta',
      index,
      delta: { type: 'input_json_delta', partial_json: text },
    });
    const stream = events(
      { type: 'message_start', message: { id: 'm', role: 'assistant', content: [], usage: { input_tokens: 1 } } },
      start(0, 'Read'),
      piece(0, '{"file_path":'),
      piece(0, '"a.ts"}'),
      { type: 'content_block_stop', index: 0 },
      start(1, 'Grep'),
      piece(1, '{}'),
      { type: 'content_block_stop', index: 1 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 9 } },
      { type: 'message_stop' },
    );
    expect(readToolCalls('messages', stream)).toEqual([
      { id: 'toolu_0', name: 'Read', input: '{"file_path":"a.ts"}' },
      { id: 'toolu_1', name: 'Grep', input: '{}' },
    ]);
  });
});

describe('what is none', () => {
  it.each([
    ['messages', Buffer.from('<html>')],
    ['messages', json({ content: 'no list' })],
    ['embed', json({ data: [] })],
    ['constructor', json({})],
  ])('of %s calls no tools', (operation, body) => {
    expect(readToolCalls(operation, body)).toEqual([]);
  });

  it('need not be read where its end rules tools out', () => {
    expect(mayCallTools('messages', 'end_turn')).toBe(false);
    expect(mayCallTools('messages', 'tool_use')).toBe(true);
    expect(mayCallTools('messages', null)).toBe(true);
    expect(mayCallTools('generateContent', 'STOP')).toBe(true);
    expect(mayCallTools('embed', null)).toBe(false);
  });
});
