/** A real Keycloak of a test's own: in memory, on ports of its own, with one realm. `scripts/install-keycloak.sh` brings it. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onFreePorts } from './free-port.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from './json-shape.ts';
import { startProgram, type Program } from './program.ts';

const HOME = join(import.meta.dirname, '..', '.cache', 'keycloak', 'keycloak-26.7.3');

/** Whether its tests can run on this machine. (With `CI=true` skipping them fails the run.) */
export function hasKeycloak(): boolean {
  return existsSync(join(HOME, '.tollgate-built'));
}

const REALM = 'acme';

export interface Keycloak {
  /** Of the realm, which is its issuer as well. */
  url: string;
  /** Asks the admin API of the realm. `path` begins after `/admin/realms/acme`. Throws unless it succeeds. */
  admin(method: string, path: string, body?: unknown): Promise<unknown>;
  /** By a list of the admin API: the one row whose `key` has that value. */
  find(path: string, key: string, value: string): Promise<JsonRecord>;
  stop(): Promise<void>;
}

/** With the groups `engineering` and `finance`, and Dora in `engineering`. */
const REALM_SETTINGS = {
  realm: REALM,
  enabled: true,
  sslRequired: 'none',
  groups: [{ name: 'engineering' }, { name: 'finance' }],
  users: [
    {
      username: 'dora',
      email: 'dora@acme.test',
      emailVerified: true,
      firstName: 'Dora',
      lastName: 'Lee',
      enabled: true,
      groups: ['engineering'],
      credentials: [{ type: 'password', value: 'doras-password', temporary: false }],
    },
  ],
};

export const DORA = { username: 'dora', email: 'dora@acme.test', password: 'doras-password' };

export async function startKeycloak(): Promise<Keycloak> {
  if (!hasKeycloak()) throw new Error('Keycloak is not installed: run scripts/install-keycloak.sh');
  const password = randomBytes(12).toString('hex');
  const { base, program } = await onFreePorts(2, (ports) => startOn(ports, password));
  const admin = adminOf(base, password);
  await admin('POST', '', REALM_SETTINGS);
  return {
    url: `${base}/realms/${REALM}`,
    admin: (method, path, body) => admin(method, `/${REALM}${path}`, body),
    async find(path, key, value) {
      const rows = recordsIn(await admin('GET', `/${REALM}${path}`));
      const found = rows.find((row) => row[key] === value);
      if (found === undefined) throw new Error(`Keycloak has no ${value} in ${path}`);
      return found;
    },
    // Its script waits for Java, and hands the signal on.
    stop: () => program.stop(),
  };
}

async function startOn([http, management]: number[], password: string): Promise<{ base: string; program: Program }> {
  const program = await startProgram({
    name: 'Keycloak',
    file: join(HOME, 'bin/kc.sh'),
    args: [
      'start',
      '--optimized',
      '--cache=local',
      '--http-enabled=true',
      '--hostname-strict=false',
      '--http-host=127.0.0.1',
      `--http-port=${http}`,
      '--http-management-host=127.0.0.1',
      `--http-management-port=${management}`,
    ],
    folder: HOME,
    env: {
      PATH: process.env['PATH'],
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
      KC_BOOTSTRAP_ADMIN_PASSWORD: password,
      // It serves a few requests: the second compiler would cost more time than it saves.
      JAVA_OPTS_APPEND: '-XX:TieredStopAtLevel=1 -Xmx512m',
    },
    url: `http://127.0.0.1:${management}/health/ready`,
    startTimeoutMs: 150_000,
  });
  return { base: `http://127.0.0.1:${http}`, program };
}

function adminOf(base: string, password: string) {
  // Tokens are valid for a minute only: one for each request is simplest.
  const signIn = async (): Promise<string> => {
    const form = { grant_type: 'password', client_id: 'admin-cli', username: 'admin', password };
    const url = `${base}/realms/master/protocol/openid-connect/token`;
    const answer: unknown = await (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).json();
    return isRecord(answer) ? stringAt(answer, 'access_token') : '';
  };
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${base}/admin/realms${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await signIn()}`,
        'content-type': typeof body === 'string' ? 'application/xml' : 'application/json',
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Keycloak: ${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
}
