/** Calls that came in another dialect, as they are written for hosts that differ from OpenAI. */
import { describe, expect, it } from 'vitest';
import type { TargetQuirks } from '../../chat/translator.ts';
import type { JsonObject } from '../../json/object.ts';
import { anthropicMessagesTranslator } from '../anthropic-messages/translator.ts';
import { openaiChatTranslator } from './translator.ts';

const TOOL = { name: 'f', description: 'x', input_schema: { type: 'object' } };

interface Written {
  body: JsonObject;
  warnings: string[];
}

function written(members: object, quirks: TargetQuirks): Written {
  const call = anthropicMessagesTranslator.readCall(
    { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }], ...members },
    { model: 'm', stream: false },
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

  it('is what the answer is to stop at: the call is refused', () => {
    expect(() => written({ stop_sequences: ['x'] }, { refuses: ['stop'] })).toThrow(/^stop: /);
  });
});
