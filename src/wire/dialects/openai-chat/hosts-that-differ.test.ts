/** Calls that came in another dialect, as they are written for hosts that differ from OpenAI. */
import { describe, expect, it } from 'vitest';
import type { OpaqueState } from '../../chat/call.ts';
import { packState } from '../../chat/opaque-state.ts';
import { NOTHING_TO_RESTORE } from '../../chat/restoration.ts';
import type { TargetQuirks } from '../../chat/translator.ts';
import type { JsonObject } from '../../json/object.ts';
import { anthropicMessagesTranslator } from '../anthropic-messages/translator.ts';
import {
  quirksOfDeepseek,
  quirksOfGlm,
  quirksOfGrok,
  quirksOfKimi,
  quirksOfMistral,
  quirksOfOpenModel,
  quirksOfRouted,
  quirksOfSonar,
} from './quirks.ts';
import { openaiChatTranslator } from './translator.ts';

const TOOL = { name: 'f', description: 'x', input_schema: { type: 'object' } };

interface Written {
  body: JsonObject;
  warnings: string[];
}

function written(members: object, quirks: TargetQuirks): Written {
  const call = anthropicMessagesTranslator.readCall(
    { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }], ...members },
    { model: 'm', stream: 'stream' in members },
  );
  if (!call.ok) throw new Error(call.problem.message);
  const result = openaiChatTranslator.writeCall(call.call, { model: 'm', maxOutputTokens: null, quirks });
  if (!result.ok) throw new Error(`${result.problem.field}: ${result.problem.reason}`);
  return { body: result.body, warnings: result.warnings.map(({ field, reason }) => `${field}: ${reason}`) };
}

describe('a host that cannot be made to call some tool', () => {
  const quirks: TargetQuirks = { requiredToolChoice: null, hasNoChoiceOfNone: true };

  it('refuses the choice of any tool by its name', () => {
    expect(() => written({ tools: [TOOL], tool_choice: { type: 'any' } }, quirks)).toThrow(/^toolChoice: /);
  });

  it('is sent no tools where none may be called', () => {
    const { body } = written({ tools: [TOOL], tool_choice: { type: 'none' } }, quirks);
    expect(body).not.toHaveProperty('tools');
    expect(body).not.toHaveProperty('tool_choice');
  });

  it('is sent the one that is named', () => {
    const { body } = written({ tools: [TOOL], tool_choice: { type: 'tool', name: 'f' } }, quirks);
    expect(body['tool_choice']).toEqual({ type: 'function', function: { name: 'f' } });
  });
});

describe('a member that a host refuses', () => {
  it('is a temperature that is too high: it is lowered, with a warning', () => {
    const { body, warnings } = written({ temperature: 0.9 }, { maxTemperature: 0.5 });
    expect(body['temperature']).toBe(0.5);
    expect(warnings).toEqual(['temperature: Lowered to 0.5, the most that this provider takes.']);
  });

  it('is what the answer is to stop at: the gateway stops it there', () => {
    const { body, warnings } = written({ stop_sequences: ['x'] }, { refuses: ['stop'] });
    expect(body).not.toHaveProperty('stop');
    expect(warnings[0]).toMatch(/^stop: The gateway cuts the answer there/);
  });
});

const THINKING = { thinking: { type: 'enabled', budget_tokens: 9000 } };
const OFF = { thinking: { type: 'disabled' } };
const ADAPTIVE = { thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } };

describe('reasoning is asked for as the host has it', () => {
  const member = (quirks: TargetQuirks, asked: object): JsonObject => {
    const {
      model: _,
      messages: __,
      max_tokens: ___,
      max_completion_tokens: ____,
      ...rest
    } = written(asked, quirks).body;
    return rest;
  };

  it.each<[string, TargetQuirks, object, object]>([
    ['an effort', { efforts: ['low', 'medium', 'high'] }, THINKING, { reasoning_effort: 'high' }],
    ['an effort of none', { efforts: ['none', 'high'] }, OFF, { reasoning_effort: 'none' }],
    ['a thinking type', { reasoningForm: 'thinking' }, THINKING, { thinking: { type: 'enabled' } }],
    ['no thinking', { reasoningForm: 'thinking' }, OFF, { thinking: { type: 'disabled' } }],
    ['what cannot be turned off', { reasoningForm: 'thinking', alwaysReasons: true }, OFF, {}],
    ['its own measure', { reasoningForm: 'thinking' }, ADAPTIVE, {}],
    [
      'a thinking type and an effort',
      { reasoningForm: 'thinking', efforts: ['low', 'high', 'max'] },
      THINKING,
      { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
    ],
    ['an object with a budget', { reasoningForm: 'reasoning' }, THINKING, { reasoning: { max_tokens: 9000 } }],
    ['an object with an effort', { reasoningForm: 'reasoning' }, ADAPTIVE, { reasoning: { effort: 'medium' } }],
    ['no object where a model may be unable to stop', { reasoningForm: 'reasoning' }, OFF, {}],
    [
      'an object that is off where the model takes that',
      { reasoningForm: 'reasoning', efforts: ['none', 'high'] },
      OFF,
      { reasoning: { effort: 'none' } },
    ],
    ['a switch that is off', { reasoningForm: 'enable_thinking' }, OFF, { enable_thinking: false }],
  ])('%s', (_, quirks, asked, expected) => {
    expect(member(quirks, asked)).toEqual(expected);
  });

  it('a switch with a budget is for streams, and a whole answer is told that it has none', () => {
    const quirks: TargetQuirks = { reasoningForm: 'enable_thinking' };
    expect(written({ ...THINKING, stream: true }, quirks).body).toMatchObject({
      enable_thinking: true,
      thinking_budget: 9000,
    });
    const whole = written(THINKING, quirks);
    expect(whole.body).not.toHaveProperty('enable_thinking');
    expect(whole.warnings).toEqual(['reasoning: Left out: models of this provider think in streams only.']);
  });
});

describe('what is known of models by their names', () => {
  it.each<[(model: string) => TargetQuirks, string, TargetQuirks]>([
    [quirksOfOpenModel, 'openai/gpt-oss-120b', { efforts: ['low', 'medium', 'high'] }],
    [quirksOfOpenModel, 'llama-3.3-70b', {}],
    [quirksOfGrok, 'grok-3-mini', { efforts: ['low', 'high'] }],
    [quirksOfGrok, 'grok-4.3', { efforts: ['none', 'low', 'medium', 'high'] }],
    [quirksOfGrok, 'grok-4.6', { efforts: ['low', 'medium', 'high', 'xhigh'] }],
    [quirksOfGrok, 'grok-code-fast-1', { efforts: [] }],
    [quirksOfGrok, 'grok-4-fast-non-reasoning', {}],
    [quirksOfGrok, 'grok-3', {}],
    [quirksOfDeepseek, 'deepseek-chat', { reasoningForm: 'thinking' }],
    [quirksOfDeepseek, 'deepseek-v4-pro', { efforts: ['low', 'high', 'max'], needsReasoningField: true }],
    [quirksOfKimi, 'kimi-k3', { efforts: ['low', 'high', 'max'] }],
    [quirksOfKimi, 'kimi-k2.5', { reasoningForm: 'thinking' }],
    [quirksOfKimi, 'kimi-k2.7-code', { alwaysReasons: true }],
    [quirksOfKimi, 'moonshot-v1-8k', {}],
    [quirksOfGlm, 'glm-4.6', { reasoningForm: 'thinking' }],
    [quirksOfGlm, 'glm-4-plus', {}],
    [quirksOfMistral, 'magistral-medium-latest', { reasoningField: 'thinking' }],
    [quirksOfMistral, 'mistral-small-latest', { efforts: ['none', 'high'] }],
    [quirksOfMistral, 'mistral-large-latest', {}],
    [quirksOfSonar, 'sonar-deep-research', { efforts: ['minimal', 'low', 'medium', 'high'] }],
    [quirksOfRouted, 'openai/gpt-5', { takesSampling: false }],
    [quirksOfRouted, 'meta/llama', {}],
  ])('%o: %s', (quirksOf, model, expected) => {
    expect(quirksOf(model)).toMatchObject(expected);
    if (Object.keys(expected).length === 0) expect(quirksOf(model)).toEqual({});
  });
});

describe('earlier reasoning', () => {
  const turns = (block: object) => ({
    messages: [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: [block, { type: 'text', text: 'said' }] },
      { role: 'user', content: 'y' },
    ],
  });
  const thought = { type: 'thinking', thinking: 'thought', signature: 'of Claude' };
  const said = (block: object, quirks: TargetQuirks): unknown =>
    (written(turns(block), quirks).body['messages'] as unknown[])[1];

  it.each<[TargetQuirks, object]>([
    [{ reasoningField: 'reasoning_content' }, { content: 'said', reasoning_content: 'thought' }],
    [{ reasoningField: 'reasoning' }, { content: 'said', reasoning: 'thought' }],
    [
      { reasoningField: 'thinking' },
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'thought' }] },
          { type: 'text', text: 'said' },
        ],
      },
    ],
    [{}, { content: 'said' }],
  ])('goes back where the host has it: %o', (quirks, expected) => {
    expect(said(thought, quirks)).toEqual({ role: 'assistant', ...expected });
  });

  it('is an empty text where the host wants it with every turn', () => {
    const quirks: TargetQuirks = { reasoningField: 'reasoning_content', needsReasoningField: true };
    expect(said({ type: 'text', text: 'first' }, quirks)).toMatchObject({ reasoning_content: '' });
  });

  it('of a router makes the round trip through a client of Anthropic’s, and goes to no other host', () => {
    const details = [
      { type: 'reasoning.text', text: 'thought', signature: 'sig', index: 0, format: 'anthropic-claude-v1' },
      { type: 'reasoning.encrypted', data: 'opaque', id: 'rs_1', index: 1 },
    ];
    const streamed = [
      { reasoning: 'thou', reasoning_details: [{ ...details[0], text: 'thou', signature: null }] },
      { reasoning: 'ght', reasoning_details: [{ type: 'reasoning.text', text: 'ght', signature: 'sig', index: 0 }] },
      { reasoning_details: [details[1]] },
      { content: 'said' },
    ];
    for (const state of [
      ofStream(streamed),
      ofWhole({ reasoning: 'thought', reasoning_details: details, content: 'said' }),
    ]) {
      const block = { type: 'thinking', thinking: 'thought', signature: packState(state) };
      expect(said(block, { takesReasoningDetails: true })).toEqual({
        role: 'assistant',
        content: 'said',
        reasoning_details: details,
      });
      expect(JSON.stringify(said(block, { reasoningField: 'reasoning' }))).not.toContain('opaque');
    }
  });

  it('of a router is given up where the client has damaged it', () => {
    const block = { type: 'thinking', thinking: 'thought', signature: 'tollgate1.router.encrypted.here.@@@' };
    expect(said(block, { takesReasoningDetails: true, reasoningField: 'reasoning' })).toEqual({
      role: 'assistant',
      content: 'said',
      reasoning: 'thought',
    });
  });
});

const CONTEXT = { restoration: NOTHING_TO_RESTORE, id: 'a' };

function ofStream(deltas: readonly object[]): OpaqueState {
  const decoder = openaiChatTranslator.openDecoder(CONTEXT);
  const chunks = deltas.map((delta) => `data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`);
  const end = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
  const events = [...decoder.push(Buffer.from(chunks.join('') + end)), ...decoder.end()];
  expect(events.map(({ type }) => type).join(' ')).toMatch(/reasoning-end text-start/);
  const ended = events.find((event) => event.type === 'reasoning-end');
  if (ended?.state == null) throw new Error('The reasoning has no state.');
  return ended.state;
}

function ofWhole(message: object): OpaqueState {
  const body = { choices: [{ index: 0, message, finish_reason: 'stop' }] };
  const [part] = openaiChatTranslator.readAnswer(body, CONTEXT).parts;
  if (part?.type !== 'reasoning' || part.state === null) throw new Error('The reasoning has no state.');
  return part.state;
}

it('turns alternate where a host wants them to, the user’s first', () => {
  const asked = {
    messages: [
      { role: 'assistant', content: 'a' },
      { role: 'user', content: 'b' },
      { role: 'user', content: 'c' },
      { role: 'assistant', content: 'd' },
      { role: 'assistant', content: 'e' },
      { role: 'user', content: 'f' },
    ],
  };
  expect(written(asked, { alternatesTurns: true }).body['messages']).toEqual([
    { role: 'user', content: '.' },
    { role: 'assistant', content: 'a' },
    { role: 'user', content: 'b\n\nc' },
    { role: 'assistant', content: 'd\n\ne' },
    { role: 'user', content: 'f' },
  ]);
});
