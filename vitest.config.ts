/**
 * Which tests there are: unit beside the source, and six kinds under tests/. They run in child processes, because DuckDB
 * is native code. A child runs one file after the other and keeps the modules that it has loaded: loading them anew for
 * each file took half of the time. The quick tests run first, then the whole processes, then chaos: it measures time,
 * so that few of its files may run at once.
 */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.ts';

const SECOND = 1000;
/** More than cores, since many tests wait: for a timeout, a retry, a process that starts. */
const WORKERS = availableParallelism() + 1;

export default defineConfig({
  test: {
    pool: 'forks',
    isolate: false,
    maxWorkers: WORKERS,
    setupFiles: ['./testkit/patient-wait.ts', './testkit/end-left-behind.ts'],
    // A process that starts on a busy machine, with an empty compile cache, may take a minute.
    hookTimeout: 90 * SECOND,
    sequence: { sequencer: LongestFirst },
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
          testTimeout: 120 * SECOND,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 30 * SECOND,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'scenarios',
          include: ['tests/scenarios/**/*.test.ts'],
          testTimeout: 30 * SECOND,
          // Most of a scenario is waiting: for a retry, a timeout, another scenario's turn.
          maxConcurrency: 24,
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
          maxWorkers: 2,
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
