/** The embedded vector index against the port's suite. */
import { manualClock } from '../../../testkit/manual-clock.ts';
import { describeVectorIndex } from '../ports/vector-index.suite.ts';
import { createMemoryVectors } from './memory.ts';

const clock = manualClock();

describeVectorIndex({
  open: () => createMemoryVectors({ bounds: { maxEntries: 4, maxBytes: 4 * 8 * 4 }, clock }),
  pass: (ms) => clock.advance(ms),
});
