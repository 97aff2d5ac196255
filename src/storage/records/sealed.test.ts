import { expect, it } from 'vitest';
import type { SealedColumn } from './sealed.ts';
import type { Tables } from './schema.ts';

/** The compiler is the test: `npm run check types` fails when this begins to compile. */
it('a sealed column that a new master key would leave behind does not compile', () => {
  type WithAnother = Tables & { channels: { id: string; sealedUrl: string } };
  // @ts-expect-error channels.sealedUrl is not among the columns that are sealed again
  const column: SealedColumn = 'channels.sealedUrl' satisfies SealedColumn<WithAnother>;
  expect(column).toBe('channels.sealedUrl');
});
