/** With `CI=true` a skipped test is a failed run: what is not run is not proved. */
import type { Reporter, TestModule } from 'vitest/node';

// Vitest loads a reporter that is named by its path through its default export.
export default class NoSkipsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (process.env['CI'] !== 'true') return;
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    if (skipped.length === 0) return;
    for (const test of skipped)
      console.error(`skipped with CI=true: ${test.module.relativeModuleId} > ${test.fullName}`);
    process.exitCode = 1;
  }
}
