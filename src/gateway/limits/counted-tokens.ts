/** Which tokens a rate counts: all, or some kinds of them apart. */
import type { TokenKind } from '../../storage/ports/records/limits.ts';
import { METERS, tokensOf, type Meters } from '../../wire/usage.ts';

const METERS_OF: Readonly<Record<TokenKind, readonly string[]>> = {
  uncached_input: [METERS.input],
  cache_write: [METERS.cacheWrite5m, METERS.cacheWrite1h],
  cache_read: [METERS.cacheRead, 'cache_read_audio_tokens'],
  output: [METERS.output],
};

/** `kinds` absent = every token. */
export function countedTokens(meters: Meters, kinds: readonly TokenKind[] | undefined): number {
  if (kinds === undefined) return tokensOf(meters);
  return kinds.flatMap((kind) => METERS_OF[kind]).reduce((sum, meter) => sum + (meters[meter] ?? 0), 0);
}
