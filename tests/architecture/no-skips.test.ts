/** A skipped test must not look like a passed one on the machine that decides. */
import { describe, expect, it } from 'vitest';

import { REPOSITORY } from './planted.ts';
import { runTool } from './run-tool.ts';

function runSkippingTest(env: Record<string, string>): ReturnType<typeof runTool> {
  const planted = ['--root', 'tests/architecture/planted/skipped', '--config', 'vitest.config.ts'];
  return runTool('vitest', ['run', ...planted], { cwd: REPOSITORY, env });
}

describe('a skipped test', () => {
  it('fails the run with CI=true, and is named', () => {
    const { status, stderr } = runSkippingTest({ CI: 'true' });
    expect(status).toBe(1);
    expect(stderr).toContain('skipped with CI=true: a-skip.test.ts > is left out');
  });

  it('passes on the machine of somebody who is in the middle of something', () => {
    expect(runSkippingTest({ CI: '' }).status).toBe(0);
  });
});
