/** Starts the test files that take longest first: the last one to start decides when the run ends. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Where the time is waiting for servers, leases and timeouts, so that the size of the file does not show it. Scenarios wait beside
 * the whole processes of tests/e2e/, which need the processors; after them they would wait alone.
 */
const LONGEST = [
  'src/storage/log/clickhouse/summaries.test.ts',
  'bench/ledger/shared.test.ts',
  'src/storage/valkey-topologies.test.ts',
  'tests/scenarios/scenarios.test.ts',
  'tests/scenarios/on-valkey.test.ts',
  'tests/scenarios/semantic.test.ts',
  'tests/e2e/rolling-upgrade.test.ts',
  'tests/e2e/sign-in-on-two-nodes.test.ts',
  'tests/e2e/workers.test.ts',
  'tests/e2e/left-the-directory.test.ts',
  'tests/chaos/nodes-killed.test.ts',
  'tests/chaos/routing-breaker.test.ts',
  'tests/chaos/token-endpoint-away.test.ts',
];

/** Beyond these Vitest's own order: by the duration of the last run, or by the size of the file where there was none. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((file) => moduleId.endsWith(file));
      return place === -1 ? LONGEST.length : place;
    };
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
