/** A count of the wrong type is named in every dialect, so that its row is unpriced and not priced too low. */
import { describe, expect, it } from 'vitest';
import { emptyUsage, type Usage } from '../usage.ts';
import { readUsage as bedrock } from './bedrock-converse/read-usage.ts';
import { readUsage as gemini } from './gemini/read-usage.ts';
import { readUsage as chat } from './openai-chat/read-usage.ts';
import { readUsage as responses } from './openai-responses/read-usage.ts';

function read(by: (usage: Usage, reported: unknown) => void, reported: object): Usage {
  const usage = emptyUsage();
  by(usage, reported);
  return usage;
}

const CHAT = { prompt_tokens: 1000, completion_tokens: 50, total_tokens: 1050 };
const RESPONSES = { input_tokens: 1000, output_tokens: 50, total_tokens: 1050 };
const GEMINI = { promptTokenCount: 1000, candidatesTokenCount: 50 };
const BEDROCK = { inputTokens: 1000, outputTokens: 50 };

describe('usage of the wrong type is named', () => {
  it.each([
    [{ prompt_tokens: '1000' }, 'usage.prompt_tokens'],
    [{ completion_tokens: -1 }, 'usage.completion_tokens'],
    [{ total_tokens: 'x' }, 'usage.total_tokens'],
    [{ cached_tokens: '900' }, 'usage.cached_tokens'],
    [{ prompt_cache_hit_tokens: [900] }, 'usage.prompt_cache_hit_tokens'],
    [{ prompt_tokens_details: 'x' }, 'usage.prompt_tokens_details'],
    [{ prompt_tokens_details: [9] }, 'usage.prompt_tokens_details'],
    [{ prompt_tokens_details: { cached_tokens: '900' } }, 'usage.prompt_tokens_details.cached_tokens'],
    [{ prompt_tokens_details: { audio_tokens: '2' } }, 'usage.prompt_tokens_details.audio_tokens'],
    [{ prompt_tokens_details: { cache_write_tokens: 1.5 } }, 'usage.prompt_tokens_details.cache_write_tokens'],
    [{ completion_tokens_details: true }, 'usage.completion_tokens_details'],
    [{ completion_tokens_details: { audio_tokens: '2' } }, 'usage.completion_tokens_details.audio_tokens'],
    [{ completion_tokens_details: { reasoning_tokens: {} } }, 'usage.completion_tokens_details.reasoning_tokens'],
  ])('in Chat Completions: %j', (more, path) => {
    expect(read(chat, { ...CHAT, ...more }).unread).toEqual([path]);
  });

  it.each([
    [{ input_tokens: '1000' }, 'usage.input_tokens'],
    [{ input_tokens_details: 'x' }, 'usage.input_tokens_details'],
    [{ input_tokens_details: { cached_tokens: '900' } }, 'usage.input_tokens_details.cached_tokens'],
    [{ output_tokens_details: { reasoning_tokens: '9' } }, 'usage.output_tokens_details.reasoning_tokens'],
  ])('in Responses, by its own names: %j', (more, path) => {
    expect(read(responses, { ...RESPONSES, ...more }).unread).toEqual([path]);
  });

  it.each([
    [{ promptTokenCount: '1000' }, 'usageMetadata.promptTokenCount'],
    [{ cachedContentTokenCount: '900' }, 'usageMetadata.cachedContentTokenCount'],
    [{ thoughtsTokenCount: -4 }, 'usageMetadata.thoughtsTokenCount'],
    [{ promptTokensDetails: 'x' }, 'usageMetadata.promptTokensDetails'],
    [{ candidatesTokensDetails: ['x'] }, 'usageMetadata.candidatesTokensDetails[0]'],
    [
      { promptTokensDetails: [{ modality: 'TEXT' }, { modality: 'AUDIO', tokenCount: '2' }] },
      'usageMetadata.promptTokensDetails[1].tokenCount',
    ],
  ])('in Gemini: %j', (more, path) => {
    expect(read(gemini, { ...GEMINI, ...more }).unread).toEqual([path]);
  });

  it.each([
    [{ inputTokens: '1000' }, 'usage.inputTokens'],
    [{ cacheReadInputTokens: '900' }, 'usage.cacheReadInputTokens'],
    [{ cacheWriteInputTokens: '900' }, 'usage.cacheWriteInputTokens'],
    [{ cacheDetails: 'x' }, 'usage.cacheDetails'],
    [
      { cacheWriteInputTokens: 9, cacheDetails: [{ ttl: '1h', inputTokens: '9' }] },
      'usage.cacheDetails[0].inputTokens',
    ],
  ])('in Converse: %j', (more, path) => {
    expect(read(bedrock, { ...BEDROCK, ...more }).unread).toEqual([path]);
  });
});

it('usage of the right type is read as it was', () => {
  const details = { cached_tokens: 900, audio_tokens: 2 };
  const expected = {
    meters: { input_tokens: 98, cache_read_tokens: 900, input_audio_tokens: 2, output_tokens: 50 },
    unread: [],
  };
  expect(read(chat, { ...CHAT, prompt_tokens_details: details, completion_tokens_details: null })).toMatchObject(
    expected,
  );
  expect(read(responses, { ...RESPONSES, input_tokens_details: details })).toMatchObject(expected);
});
