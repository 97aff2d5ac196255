/** Which tokens are of which kind: columns of the log, rates and budgets count the same ones. */
import { describe, expect, it } from 'vitest';
import { countedTokens } from '../gateway/limits/counted-tokens.ts';
import { tokensByKind, tokensOf, type Meters } from './usage.ts';

/** Powers of two, so that a sum says what is in it. */
const METERS: Meters = {
  input_tokens: 1,
  input_audio_tokens: 2,
  input_image_tokens: 4,
  output_tokens: 8,
  output_audio_tokens: 16,
  output_image_tokens: 32,
  cache_read_tokens: 64,
  cache_read_audio_tokens: 128,
  cache_write_tokens: 256,
  cache_write_5m_tokens: 512,
  cache_write_1h_tokens: 1024,
  quantum_tokens: 2048,
  thinking_tokens: 5,
  web_search_requests: 3,
  characters: 9,
};

describe('tokens of sound, of images and of kinds that nobody knows', () => {
  it('are each of one kind, and all together are what budgets count', () => {
    const kinds = tokensByKind(METERS);
    expect(kinds).toEqual({
      input: 1 + 2 + 4 + 2048,
      output: 8 + 16 + 32,
      cacheRead: 64 + 128,
      cacheWrite5m: 256 + 512,
      cacheWrite1h: 1024,
    });
    expect(tokensOf(METERS)).toBe(4095);
  });

  it('count in rates of their kind', () => {
    expect(countedTokens(METERS, ['uncached_input', 'output'])).toBe(1 + 2 + 4 + 2048 + 8 + 16 + 32);
    expect(countedTokens(METERS, ['uncached_input', 'output', 'cache_read', 'cache_write'])).toBe(4095);
    expect(countedTokens(METERS, undefined)).toBe(4095);
  });
});
