/** Which tokens a rate counts: all, or some kinds of them apart. */
import type { TokenKind } from '../../storage/ports/records/limits.ts';
import { tokensByKind, tokensOf, type Meters, type TokensByKind } from '../../wire/usage.ts';

const COUNTED: Readonly<Record<TokenKind, readonly (keyof TokensByKind)[]>> = {
  uncached_input: ['input'],
  cache_write: ['cacheWrite5m', 'cacheWrite1h'],
  cache_read: ['cacheRead'],
  output: ['output'],
};

/** `kinds` absent = every token. Sound and images count like text. */
export function countedTokens(meters: Meters, kinds: readonly TokenKind[] | undefined): number {
  if (kinds === undefined) return tokensOf(meters);
  const tokens = tokensByKind(meters);
  return kinds.flatMap((kind) => COUNTED[kind]).reduce((sum, kind) => sum + tokens[kind], 0);
}
