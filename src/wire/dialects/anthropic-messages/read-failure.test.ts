import { describe, expect, it } from 'vitest';
import { UNNAMED_FLAG } from '../../model-facts.ts';
import { readRefusal, refusesThinking } from './read-failure.ts';
import { readRetryAfter } from '../../retry-after.ts';

describe('what an upstream refuses by name', () => {
  it.each([
    [
      'Unexpected value(s) `a-2025-01-01` for the `anthropic-beta` header. Please consult the docs.',
      ['a-2025-01-01'],
      [],
    ],
    ['vertex error: Unexpected value(s) `a`, `b` for the `anthropic-beta` header', ['a', 'b'], []],
    ['invalid beta flag', [UNNAMED_FLAG], []],
    ['context_management: Extra inputs are not permitted', [], ['context_management']],
    ['tools.0.custom.defer_loading: Extra inputs are not permitted', [], ['tools[].defer_loading']],
    ['tools.11.bash_20250124.defer_loading: Extra inputs are not permitted', [], ['tools[].defer_loading']],
    ['system.1.cache_control.ephemeral.scope: Extra inputs are not permitted', [], ['system[].cache_control.scope']],
    [
      'messages.3.content.0.text.cache_control.scope: Extra inputs are not permitted',
      [],
      ['messages[].content[].cache_control.scope'],
    ],
    [
      'messages.3.content.0.tool_result.content.2.text.cache_control.scope: Extra inputs are not permitted',
      [],
      ['messages[].content[].content[].cache_control.scope'],
    ],
    ['messages.1.output_config: Extra inputs are not permitted', [], ['messages[].output_config']],
    ['thinking.adaptive.display: Extra inputs are not permitted', [], ['thinking.display']],
    ['tags: Extra inputs are not permitted\nspeed: Extra inputs are not permitted', [], ['tags', 'speed']],
    ['This model does not support the effort parameter.', [], ['output_config.effort']],
  ])('%s', (message, betas, fields) => {
    expect(readRefusal(message)).toMatchObject({ betas, fields });
  });

  it.each(['inference_geo', 'tools.0.web_search_20250305.allowed_domains', 'tools.2.web_search_20250305.max_uses'])(
    'is no reason to leave out a bound that the caller set: %s',
    (location) => {
      const refusal = readRefusal(`${location}: Extra inputs are not permitted`);
      expect(refusal?.fields ?? []).toEqual([]);
    },
  );

  it.each([
    ['context_management', true],
    ['tools.0.custom.defer_loading', true],
    ['system.1.cache_control.ephemeral.scope', true],
    ['messages.3.content.0.tool_result.content.2.text.cache_control.scope', true],
    // Of one kind of block, turn or tool; the path stands for all of them.
    ['messages.1.content.0.thinking.cache_control', false],
    ['messages.1.output_config', false],
    ['tools.0.web_search_20250305.defer_loading', false],
    ['thinking.disabled.display', false],
  ])('%s is refused in every request: %j', (location, isAlways) => {
    const { fields = [], alwaysFields } = readRefusal(`${location}: Extra inputs are not permitted`) ?? {};
    expect(fields).toHaveLength(1);
    expect(alwaysFields).toEqual(isAlways ? fields : []);
  });

  it.each([
    "messages.0.content.0: Input tag 'thinking: Extra inputs are not permitted' found using 'type' does not match any",
    'metadata.user_id: thinking: Extra inputs are not permitted',
    'cannot be: tags: Extra inputs are not permitted',
    'tags: Extra inputs are not permitted, said the caller',
    'max_tokens: Field required\ntags: Extra inputs are not permitted',
    "model: the model 'invalid beta flag' does not exist",
    'No tool `x Unexpected value(s) `effort-2025-11-24` for the `anthropic-beta` header` here',
    'Unexpected value(s) `a b`, `effort-2025-11-24` for the `anthropic-beta` header',
    'tool_choice.name: "does not support the effort parameter" is no tool',
  ])('teaches nothing where a part of it may be the caller’s own text: %s', (message) => {
    expect(readRefusal(message)).toBeNull();
  });

  it.each([
    ['messages.1.content.0: Invalid `signature` in `thinking` block', true],
    ['messages.12.content.3.thinking.signature: Field required', true],
    ["messages.0.content.0: Input tag 'Invalid `signature` in `thinking` block' does not match", false],
  ])('%s is about thinking: %j', (message, expected) => {
    expect(refusesThinking(message)).toBe(expected);
  });

  it('leaves nothing out where a line beside it is about more than a hint', () => {
    const both = ['tags', 'temperature'].map((name) => `${name}: Extra inputs are not permitted`);
    expect(readRefusal(both.join('\n'))).toBeNull();
  });

  it.each([
    ['nothing named', 'max_tokens: Field required'],
    ['the signature of a thinking block', 'messages.1.content.0.thinking.signature: Extra inputs are not permitted'],
    ['a whole element', 'messages.1: Extra inputs are not permitted'],
  ])('never cuts for %s', (_name, message) => {
    expect(readRefusal(message)).toBeNull();
  });

  it.each([
    'model',
    'messages',
    'max_tokens',
    'system',
    'tools',
    'tool_choice',
    'stream',
    'stop_sequences',
    'output_format',
    'output_config.format',
    'output_config.format.json_schema.schema',
    'container',
    'mcp_servers',
    'thread',
    'tools.0.custom.strict',
    'tools.0.custom',
    'tools.0.mcp_toolset.configs',
    'thinking',
    'thinking.enabled.budget_tokens',
    'temperature',
    'top_p',
    'fallbacks',
    'safeguards',
    'compaction',
    'service_tier',
    'messages.0.content.0.document.citations.enabled',
    'messages.0.content.0.tool_result.is_error',
    'a_member_of_next_year',
  ])('never cuts %s, without which it is another request', (member) => {
    expect(readRefusal(`${member}: Extra inputs are not permitted`)).toBeNull();
  });
});

describe('when to come back', () => {
  it.each([
    [{ 'retry-after': '12' }, 12_000],
    [{ 'retry-after': '12', 'retry-after-ms': '350' }, 350],
    [{ 'retry-after': '-5', date: 'Mon, 23 Nov 2026 10:00:00 GMT' }, null],
    [{ 'retry-after': 'in 5', date: 'Mon, 23 Nov 2026 10:00:00 GMT' }, null],
    [{ 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT', date: 'Mon, 23 Nov 2026 10:00:00 GMT' }, 30_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT', date: 'Mon, 23 Nov 2026 10:00:00 GMT' }, 0],
    [{ 'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ] as [Record<string, string>, number | null][])('%j', (headers, expected) => {
    expect(readRetryAfter(headers)).toBe(expected);
  });
});
