/** The systemd unit: each line is a directive of its section, and says what the program and its documents say. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/server/config/options.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const UNIT = join(REPOSITORY, 'deploy/tollgate.service');

/** Those that a unit like this one may use. Source: systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5). */
const DIRECTIVES: Readonly<Record<string, ReadonlySet<string>>> = {
  Unit: new Set(['Description', 'Documentation', 'After', 'Wants']),
  Service: new Set(
    `ExecStart Environment EnvironmentFile DynamicUser StateDirectory StateDirectoryMode UMask LimitNOFILE Restart
     RestartSec RestartPreventExitStatus KillSignal TimeoutStopSec NoNewPrivileges ProtectSystem ProtectHome PrivateTmp
     PrivateDevices ProtectClock ProtectControlGroups ProtectHostname ProtectKernelLogs ProtectKernelModules
     ProtectKernelTunables RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID LockPersonality
     SystemCallArchitectures CapabilityBoundingSet`.split(/\s+/),
  ),
  Install: new Set(['WantedBy']),
};

/** Lines of the unit as section, directive and value. Throws where a line is none. */
function read(text: string): { section: string; name: string; value: string }[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const header = /^\[(\w+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header;
      return [];
    }
    const [, name = '', value = ''] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name === '') throw new Error(`This line is no directive: ${line}`);
    return [{ section, name, value }];
  });
}

function misplaced(text: string): string[] {
  return read(text).flatMap(({ section, name }) =>
    DIRECTIVES[section]?.has(name) === true ? [] : [`${section}: ${name}`],
  );
}

const text = readFileSync(UNIT, 'utf8');
const service = Object.fromEntries(read(text).map(({ name, value }) => [name, value]));

describe('the systemd unit', () => {
  it('has no directive that systemd would ignore, as a mistyped one', () => {
    expect(misplaced(text)).toEqual([]);
    expect(misplaced('[Service]\nTimeoutStopSecs=4\nWantedBy=x\n')).toEqual([
      'Service: TimeoutStopSecs',
      'Service: WantedBy',
    ]);
  });

  it('starts the package where the recipe installs it, with the Node that comes with it', () => {
    const recipe = readFileSync(join(REPOSITORY, 'docs/recipes/deploy.md'), 'utf8');
    const prefix = /npm install --prefix (\S+)/.exec(recipe)?.[1];
    const manifest = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
      bin: { tollgate: string };
    };
    const program = `${prefix}/node_modules/tollgate/${manifest.bin.tollgate.replace('./', '')}`;
    expect(service['ExecStart']).toBe(`${prefix}/node_modules/node/bin/node ${program} start`);
    expect(recipe).toContain(service['EnvironmentFile']?.replace('-', '') ?? '-');
    expect(recipe).toContain(`/var/lib/${service['StateDirectory']}`);
  });

  it('keeps the data in the directory that systemd makes for it alone, and nowhere else', () => {
    expect(service['Environment']).toBe(`TOLLGATE_DATA_DIR=/var/lib/${service['StateDirectory']}`);
    expect(service).toMatchObject({
      StateDirectoryMode: '0700',
      UMask: '0077',
      ProtectSystem: 'strict',
      DynamicUser: 'yes',
    });
  });

  it('waits longer after SIGTERM than running streams may go on', () => {
    const { drainMs } = readOptions([], {});
    expect(service['KillSignal']).toBe('SIGTERM');
    expect(Number(service['TimeoutStopSec']) * 1000).toBeGreaterThan(drainMs + 10_000);
  });

  it('has as many open files as one address may have connections, and more', () => {
    expect(Number(service['LimitNOFILE'])).toBeGreaterThan(readOptions([], {}).maxConnectionsPerAddress * 4);
  });

  it('does not forbid what Node needs: memory that is written and then run', () => {
    expect(service).not.toHaveProperty('MemoryDenyWriteExecute');
  });

  it('passes the check of systemd itself, where that is installed', () => {
    const { error, stderr } = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' });
    // Its one complaint may be that nothing is installed under /opt.
    const complaints = (stderr ?? '').split('\n').filter((line) => line.includes('tollgate.service:'));
    expect(error !== undefined || complaints.every((line) => line.includes('is not executable'))).toBe(true);
  });
});
