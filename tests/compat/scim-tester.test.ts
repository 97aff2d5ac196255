/** The public tester of SCIM servers (scim2-tester, by its command scim2) against the whole process. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { firstOwner } from '../../testkit/browser.ts';
import { stringAt } from '../../testkit/json-shape.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { ifReachable } from './install-package.ts';
import { installPythonPackage } from './install-python-package.ts';

const VERSION = '0.6.0';
const python = await ifReachable(installPythonPackage('scim2-cli', VERSION));

describe.skipIf(python === undefined)(`the tester of scim2-cli ${VERSION}`, () => {
  it('finds nothing that is wrong', async () => {
    const tollgate = await startTollgate();
    try {
      const owner = await firstOwner(tollgate);
      const made = await owner.send('POST', '/admin/scim-tokens', { name: 'tester' });
      const env = {
        PATH: process.env['PATH'],
        SCIM_CLI_HEADERS: `Authorization: Bearer ${stringAt(made.body, 'token')}`,
      };
      const command = join(dirname(python ?? ''), 'scim2');
      const args = ['--url', `${tollgate.url}/scim/v2`, 'test'];
      // It exits with 1 where something is wrong: what it says is told either way.
      const ran = await promisify(execFile)(command, args, { env, maxBuffer: 16 * 1024 * 1024 }).catch(
        (error: unknown) => error as { stdout: string },
      );
      expect(ran.stdout).not.toContain('ERROR');
      expect(ran.stdout.match(/^SUCCESS/gm)?.length).toBeGreaterThan(100);
    } finally {
      await tollgate.stop();
    }
  }, 120_000);
});
