/** Runs one of the guards as `npm run check` does, and hands back what it printed. */
import { spawnSync } from 'node:child_process';

import { REPOSITORY } from './planted.ts';

const SCRIPTS = {
  depcruise: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  oxlint: 'node_modules/oxlint/bin/oxlint',
  knip: 'node_modules/knip/bin/knip.js',
  vitest: 'node_modules/vitest/vitest.mjs',
} as const;

export interface ToolRun {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** `cwd` is the tree to be looked at; the environment is the test's own plus `env`. */
export function runTool(
  tool: keyof typeof SCRIPTS,
  args: readonly string[],
  where: { cwd: string; env?: Record<string, string> },
): ToolRun {
  return spawnSync(process.execPath, [`${REPOSITORY}/${SCRIPTS[tool]}`, ...args], {
    cwd: where.cwd,
    env: { ...process.env, NO_COLOR: '1', ...where.env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}
