/**
 * Which tests there are: unit beside the source, and six kinds under tests/. Everything runs in processes of its own,
 * because DuckDB is native code. Whole-process tests wait for the quick ones, and chaos has the machine to itself:
 * its subject is time.
 */
import { defineConfig } from 'vitest/config';

const SECOND = 1000;

export default defineConfig({
  test: {
    pool: 'forks',
    reporters: ['default', './tests/architecture/no-skips-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,testkit,scripts,bench,dashboard}/**/*.test.ts'],
          testTimeout: 15 * SECOND,
        },
      },
      {
        extends: true,
        test: {
          name: 'architecture',
          include: ['tests/architecture/*.test.ts'],
          testTimeout: 30 * SECOND,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 30 * SECOND,
          hookTimeout: 30 * SECOND,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'scenarios',
          include: ['tests/scenarios/**/*.test.ts'],
          testTimeout: 30 * SECOND,
          hookTimeout: 30 * SECOND,
          // Most of a scenario is waiting: for a retry, a time-out, another scenario's turn. One table at a time.
          maxConcurrency: 24,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'dashboard',
          include: ['tests/dashboard/**/*.test.ts'],
          testTimeout: 60 * SECOND,
          hookTimeout: 120 * SECOND,
          // One browser at a time: a page that waits for its turn looks like a slow page.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'chaos',
          include: ['tests/chaos/**/*.test.ts'],
          testTimeout: 60 * SECOND,
          hookTimeout: 30 * SECOND,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'compat',
          include: ['tests/compat/**/*.test.ts'],
          testTimeout: 240 * SECOND,
          hookTimeout: 240 * SECOND,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
