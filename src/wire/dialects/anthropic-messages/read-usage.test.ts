import { describe, expect, it } from 'vitest';
import { emptyUsage, type Usage } from '../../usage.ts';
import { readUsage } from './read-usage.ts';

function read(...reports: unknown[]): Usage {
  const usage = emptyUsage();
  for (const reported of reports) readUsage(usage, reported);
  return usage;
}

const WHOLE = {
  input_tokens: 1,
  output_tokens: 2,
  cache_read_input_tokens: 3,
  cache_creation_input_tokens: 9,
  cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 5 },
  output_tokens_details: { thinking_tokens: 6 },
  server_tool_use: { web_search_requests: 7, web_fetch_requests: 8 },
};

describe('what an upstream says it has used', () => {
  it('is read member by member', () => {
    expect(read(WHOLE)).toEqual({
      inputTokens: 1,
      outputTokens: 2,
      cacheReadTokens: 3,
      cacheWrite5mTokens: 4,
      cacheWrite1hTokens: 5,
      thinkingTokens: 6,
      webSearchRequests: 7,
      webFetchRequests: 8,
    });
  });

  it('is newer where it is said again, and stays where it is not', () => {
    expect(read(WHOLE, { output_tokens: 50, input_tokens: 0 })).toEqual({
      ...read(WHOLE),
      outputTokens: 50,
      inputTokens: 0,
    });
    expect(read(WHOLE, {}, null, 'none', [])).toEqual(read(WHOLE));
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '7', null, true, {}])(
    'is no count when it is %j: what was said before stays',
    (broken) => {
      const report = {
        input_tokens: broken,
        output_tokens: broken,
        cache_read_input_tokens: broken,
        cache_creation: { ephemeral_5m_input_tokens: broken, ephemeral_1h_input_tokens: broken },
        output_tokens_details: { thinking_tokens: broken },
        server_tool_use: { web_search_requests: broken, web_fetch_requests: broken },
      };
      expect(read(WHOLE, report)).toEqual(read(WHOLE));
      expect(read(WHOLE, { cache_creation_input_tokens: broken })).toEqual(read(WHOLE));
    },
  );

  it('divides what was written to the cache as far as that was told', () => {
    const written = (...reports: unknown[]) => {
      const { cacheWrite5mTokens, cacheWrite1hTokens } = read(...reports);
      return [cacheWrite5mTokens, cacheWrite1hTokens];
    };
    expect(written({ cache_creation_input_tokens: 40 })).toEqual([40, 0]);
    expect(written(WHOLE, { cache_creation_input_tokens: 9 })).toEqual([4, 5]);
    expect(written(WHOLE, { cache_creation_input_tokens: 3 })).toEqual([0, 5]);
  });
});
