import { describe, expect, it } from 'vitest';
import { priceOf } from '../../catalog/price-book.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { boundsOf, mostOutputOf } from './call-bounds.ts';

const bounds = (body: object) => {
  const document = scanDocument(Buffer.from(JSON.stringify(body)));
  return boundsOf(
    { platform: 'openai', model: 'gpt-4o', region: null, document, maxOutputTokens: 16_384 },
    { priceOf },
  );
};

describe('what a call can write at most', () => {
  it('is as long for each of several answers, and is lowered for none', () => {
    expect(bounds({ max_tokens: 1000 })).toMatchObject({ maxOutput: 1000, maxOutputMember: 'max_tokens' });
    expect(bounds({ max_tokens: 1000, n: 3 })).toMatchObject({ maxOutput: 3000, maxOutputMember: null });
    expect(bounds({ n: 3 })).toMatchObject({ maxOutput: 3 * 16_384, maxOutputMember: null });
  });

  it('is the largest of several limits, wherever the larger one stands: a host may get it under the name of the other', () => {
    const larger = { maxOutput: 9000, maxOutputMember: null };
    expect(bounds({ max_tokens: 1, max_completion_tokens: 9000 })).toMatchObject(larger);
    expect(bounds({ max_tokens: 9000, max_completion_tokens: 1 })).toMatchObject(larger);
    expect(bounds({ max_tokens: null, max_completion_tokens: 7 })).toMatchObject({
      maxOutput: 7,
      maxOutputMember: 'max_completion_tokens',
    });
  });

  it('is bounded by no model in a session, which has as many answers as its client asks for', () => {
    expect(mostOutputOf({ isTurn: true, isSession: true }, 4096)).toBeGreaterThan(100_000_000);
    expect(mostOutputOf({ isTurn: true }, 4096)).toBe(4096);
    expect(mostOutputOf({ isTurn: true }, null)).toBe(128_000);
    expect(mostOutputOf({ isTurn: false }, 4096)).toBe(0);
  });
});
