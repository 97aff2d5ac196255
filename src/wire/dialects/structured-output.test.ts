/** An answer by a JSON schema, on every dialect that an upstream may speak: by its own member, by a forced tool, or refused by name. */
import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { NOTHING_TO_RESTORE } from '../chat/restoration.ts';
import type { TargetQuirks, Translator, WrittenCall } from '../chat/translator.ts';
import { quirksOfClaude } from './anthropic-messages/quirks.ts';
import { anthropicMessagesTranslator } from './anthropic-messages/translator.ts';
import { bedrockConverseTranslator } from './bedrock-converse/translator.ts';
import { geminiTranslator } from './gemini/translator.ts';
import { openaiChatTranslator } from './openai-chat/translator.ts';
import { openaiResponsesTranslator } from './openai-responses/translator.ts';

const SCHEMA = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
const FORMAT = { type: 'json_schema', json_schema: { name: 'answer', schema: SCHEMA, strict: true } };
const TOOL = { type: 'function', function: { name: 'f', parameters: SCHEMA } };

function written(target: Translator, quirks: TargetQuirks, members: object = {}): WrittenCall {
  const read = openaiChatTranslator.readCall(
    { model: 'm', messages: [{ role: 'user', content: 'x' }], response_format: FORMAT, ...members },
    { model: 'm', stream: false },
  );
  if (!read.ok) throw new Error(read.problem.message);
  return target.writeCall(read.call, { model: 'm', maxOutputTokens: null, quirks });
}

function bodyOf(call: WrittenCall): unknown {
  if (!call.ok) throw new Error(call.problem.reason);
  return call.body;
}

const older = quirksOfClaude(factsFor('vertex', 'claude-sonnet-4-20250514'));
const newer = quirksOfClaude(factsFor('vertex', 'claude-sonnet-4-5'));

describe('a schema for the answer', () => {
  it.each<[string, Translator, TargetQuirks, object]>([
    [
      'Claude',
      anthropicMessagesTranslator,
      newer,
      { output_config: { format: { type: 'json_schema', schema: SCHEMA } } },
    ],
    ['Chat Completions', openaiChatTranslator, {}, { response_format: FORMAT }],
    [
      'Responses',
      openaiResponsesTranslator,
      {},
      { text: { format: { type: 'json_schema', name: 'answer', schema: SCHEMA, strict: true } } },
    ],
    [
      'Gemini',
      geminiTranslator,
      {},
      { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: SCHEMA } },
    ],
    [
      'Converse',
      bedrockConverseTranslator,
      {},
      { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'answer' } } } } },
    ],
  ])('has a member of its own in the dialect of %s', (_, target, quirks, expected) => {
    expect(bodyOf(written(target, quirks))).toMatchObject(expected);
  });

  it('is a forced tool where a model of Claude has no such member', () => {
    const body = bodyOf(written(anthropicMessagesTranslator, older));
    expect(body).toMatchObject({
      tools: [{ name: 'answer', input_schema: { type: 'object', required: ['a'] } }],
      tool_choice: { type: 'tool', name: 'answer' },
    });
    expect(body).not.toHaveProperty('output_config');
  });

  it.each([
    ['tools', { tools: [TOOL] }],
    ['thinking', { reasoning_effort: 'high' }],
  ])('is refused by its name where the forced tool would end %s', (_, members) => {
    expect(written(anthropicMessagesTranslator, older, members)).toMatchObject({
      ok: false,
      problem: { field: 'output' },
    });
  });

  it('is refused by its name where there is no way at all', () => {
    expect(written(bedrockConverseTranslator, older)).toMatchObject({ ok: false, problem: { field: 'output' } });
    expect(written(openaiChatTranslator, { refuses: ['response_format'] })).toMatchObject({
      ok: false,
      problem: { field: 'output' },
    });
  });

  it('and a tool that must keep to its own are taken by the same models', () => {
    const strict = { response_format: undefined, tools: [{ ...TOOL, function: { ...TOOL.function, strict: true } }] };
    expect(written(anthropicMessagesTranslator, newer, strict)).toMatchObject({ body: { tools: [{ strict: true }] } });
    expect(written(anthropicMessagesTranslator, older, strict)).toMatchObject({
      ok: false,
      problem: { field: 'strict' },
    });
  });
});

describe('the answer by a forced tool', () => {
  const call = written(anthropicMessagesTranslator, older);
  const restoration = call.ok ? call.restoration : NOTHING_TO_RESTORE;
  const input = { a: 'b' };

  it('is the text of the answer, which ended as usual', () => {
    const answer = anthropicMessagesTranslator.readAnswer(
      {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'm',
        content: [{ type: 'tool_use', id: 'toolu_1', name: 'answer', input }],
        stop_reason: 'tool_use',
        usage: { input_tokens: 1, output_tokens: 1 },
      },
      { restoration, id: 'x' },
    );
    const context = { id: 'x', model: 'm', created: 1, isStrict: true, call: null };
    expect(openaiChatTranslator.writeAnswer(answer, context)).toMatchObject({
      choices: [{ message: { content: JSON.stringify(input) }, finish_reason: 'stop' }],
    });
  });

  it('is that in a stream too', () => {
    const events = [
      { type: 'message_start', message: { id: 'msg_1', model: 'm', usage: { input_tokens: 1, output_tokens: 1 } } },
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 'toolu_1', name: 'answer', input: {} },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a":' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '"b"}' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 5 } },
      { type: 'message_stop' },
    ];
    const bytes = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
    const decoder = anthropicMessagesTranslator.openDecoder({ restoration, id: 'x' });
    const read = [...decoder.push(Buffer.from(bytes)), ...decoder.end()];
    const text = read.map((event) => (event.type === 'text-delta' ? event.text : '')).join('');
    expect(JSON.parse(text)).toEqual(input);
    expect(read.at(-1)).toMatchObject({ type: 'finish', reason: 'end' });
    expect(read.some(({ type }) => type === 'tool-start')).toBe(false);
  });
});
