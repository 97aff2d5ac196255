/**
 * /login of the real Claude Code by the device flow: typed in a terminal, approved in Chromium. Then sessions with the token, the
 * usage, new tokens for an old one, managed settings and their change, and the end of the account. One version through a tap on
 * loopback; the newest over TLS on our own port, at an address where it insists on that, and where the certificate is renewed.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstOwner, invited, PASSWORD, type Browser } from '../../testkit/browser.ts';
import { createAuthority, ownAddress, type Authority } from '../../testkit/certificate-authority.ts';
import { isRecord, parseJson, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { startTap } from '../../testkit/tap.ts';
import type { RecordingServer } from '../../testkit/upstream/recording-server.ts';
import { openWorld, type World } from '../dashboard/world.ts';
import { newDeveloper, runClaudeCode, type Developer } from './claude-code.ts';
import { installClaudeCode, NEWEST_CLAUDE_CODE } from './install-claude-code.ts';
import { ifReachable } from './install-package.ts';
import { KEYS, openTerminal, type Terminal } from './terminal.ts';

/** An older version has another dialogue; all speak the same protocol. */
const RUNS = [
  { version: '2.1.330', isSecure: false },
  { version: NEWEST_CLAUDE_CODE, isSecure: true },
];
const EMAIL = 'bo@example.com';
const MODEL = 'claude-sonnet-4-20250514';
const OTHER_MODEL = 'claude-sonnet-4-5-20250929';
const ANSWER = 'Hello from the simulated Vertex';

const KNOWN_AUTHORITIES = getCACertificates('default');
let folder: string;
let world: World;
/** null over TLS: nothing stands between the client and our port there. */
let tap: RecordingServer | null;
let authority: Authority;
let owner: Browser;
let workspace: string;
let developer: Developer;
let terminal: Terminal;
let userId: string;

const manage = (managed: JsonRecord): Promise<unknown> =>
  owner.send('PUT', '/admin/claude-code/settings', { managed_settings: managed });

async function openGateway(isSecure: boolean): Promise<string> {
  if (!isSecure) {
    world = await openWorld({});
    tap = await startTap(world.tollgate.url);
    return tap.url;
  }
  tap = null;
  const address = ownAddress();
  authority = await createAuthority(folder);
  const { certFile, keyFile } = await authority.issue([address]);
  setDefaultCACertificates([...KNOWN_AUTHORITIES, await readFile(authority.file, 'utf8')]);
  world = await openWorld({ args: ['--host', address, '--tls-cert', certFile, '--tls-key', keyFile] });
  return world.tollgate.url;
}

/** Its fingerprint. */
function servedCertificate(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const host = hostname.replaceAll(/[[\]]/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '');
      socket.end();
    });
    socket.once('error', reject);
  });
}

for (const { version, isSecure } of RUNS) {
  const program = await ifReachable(installClaudeCode(version));
  describe.skipIf(program === undefined)(
    `Claude Code ${version} signs in${isSecure ? ' over TLS' : ''}`,
    { timeout: 300_000 },
    () => {
      let env: Record<string, string>;

      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'claude-code-login-'));
        const url = await openGateway(isSecure);
        await world.tollgate.setUpVertex(world.vertex);
        owner = await firstOwner(world.tollgate);
        workspace = stringAt(recordsIn((await owner.send('GET', '/admin/workspaces')).body['data'])[0] ?? {}, 'id');
        const member = await invited(owner, world.tollgate.url, {
          email: EMAIL,
          workspaces: [{ id: workspace, role: 'member' }],
        });
        userId = stringAt((await member.send('GET', '/account')).body, 'id');
        const limit = { usage_limits: { type: 'cost', credit_limit: 40, periodic_reset: 'monthly' } };
        expect((await owner.send('PUT', `/limits/user/${userId}`, limit)).status).toBe(200);
        const made = await owner.send('POST', '/configs', { name: 'Devices', config: { provider: '@vertex-prod' } });
        const data = made.body['data'];
        const slug = isRecord(data) ? stringAt(data, 'slug') : '';
        await owner.send('PUT', '/admin/claude-code/settings', { workspace_id: workspace, default_config: slug });
        await manage({ env: { ANTHROPIC_MODEL: MODEL }, companyAnnouncements: ['Hello from Acme'] });
        developer = await newDeveloper({ forceLoginMethod: 'gateway', forceLoginGatewayUrl: url });
        const { home, project } = developer;
        const known = {
          hasCompletedOnboarding: true,
          theme: 'dark',
          projects: { [project]: { hasTrustDialogAccepted: true } },
        };
        await writeFile(join(home, '.claude.json'), JSON.stringify(known));
        env = isSecure ? { NODE_EXTRA_CA_CERTS: authority.file } : {};
        terminal = newTerminal();
      }, 240_000);
      afterAll(async () => {
        await terminal?.close();
        await developer?.leave();
        await tap?.close();
        await world?.close();
        await rm(folder, { recursive: true, force: true });
        setDefaultCACertificates(KNOWN_AUTHORITIES);
      });

      const newTerminal = (): Terminal =>
        openTerminal({
          program: program ?? '',
          folder: developer.project,
          env: { HOME: developer.home, BROWSER: '/bin/true', DISABLE_AUTOUPDATER: '1', ...env },
        });

      const credentials = (): string => join(developer.home, '.claude/.credentials.json');
      const kept = async (): Promise<JsonRecord> => {
        const read = parseJson(await readFile(credentials(), 'utf8'));
        return isRecord(read) ? read : {};
      };
      const keptGateway = async (): Promise<JsonRecord> => {
        const gateway = (await kept())['enterpriseGateway'];
        if (!isRecord(gateway)) throw new Error('Nobody is signed in.');
        return gateway;
      };
      const work = () =>
        runClaudeCode({ program: program ?? '', developer, prompt: 'Please work.', timeoutMs: 120_000, env });
      const lastRow = async (): Promise<JsonRecord> => {
        const answer = await world.tollgate.admin('GET', '/v1/logs?limit=1');
        return recordsIn(isRecord(answer.body) ? answer.body['data'] : undefined)[0] ?? {};
      };

      it('by the code that its person approves in the browser', async () => {
        await terminal.sees('Not logged in');
        terminal.type('/login');
        await terminal.sees('/login');
        terminal.type(KEYS.enter);
        await terminal.sees('Enter to connect');
        terminal.type(KEYS.enter);
        await terminal.sees('Trust gateway');
        terminal.type(KEYS.up);
        await terminal.sees('❯ Yes, trust');
        terminal.type(KEYS.enter);
        const code = await terminal.finds(/[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}/);
        const { page, close } = await world.open('/', { key: null });
        await page.goto(`/device?user_code=${code}`);
        await page.getByLabel('E-mail').fill(EMAIL);
        await page.getByLabel('Password').fill(PASSWORD);
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByText(`claude-code/${version}`).waitFor();
        await page.getByRole('button', { name: 'Approve' }).click();
        await page.getByText('The device is signed in').waitFor();
        await close();
        await terminal.sees(`Signed in to Cloud gateway as ${EMAIL}`);
        terminal.type(KEYS.up);
        await terminal.sees('❯ Yes, continue');
        terminal.type(KEYS.enter);
        await terminal.sees('Press Enter to continue');
        terminal.type(KEYS.enter);
        await terminal.sees('Hello from Acme');
      });

      it('and works with the token, in the model of its managed settings', async () => {
        terminal.type('Please work');
        await terminal.sees('Please work');
        terminal.type(KEYS.enter);
        await terminal.sees(ANSWER);
        expect(await lastRow()).toMatchObject({ user_id: userId, workspace_id: workspace, requested_model: MODEL });
      });

      it('and shows the budget of its person', async () => {
        terminal.type('/usage');
        await terminal.sees('/usage');
        terminal.type(KEYS.enter);
        await terminal.sees('$40');
        if (tap !== null) expect(tap.calls.map(({ path }) => path)).toContain('/api/oauth/usage');
        terminal.type(KEYS.escape);
      });

      if (isSecure) {
        it('and goes on in a session while the certificate is renewed, and signs in again where it is started after that', async () => {
          const files = ['server.pem', 'server.key'].map((name) => join(folder, name));
          const former = await Promise.all(files.map((file) => readFile(file)));
          const replace = async (how: () => Promise<unknown>): Promise<void> => {
            const before = await servedCertificate(world.tollgate.url);
            await how();
            const served = () => servedCertificate(world.tollgate.url);
            await expect.poll(served, { timeout: 30_000, interval: 200 }).not.toBe(before);
          };
          // With the key of before: the certificate itself is what it remembers.
          await replace(() => authority.issue([ownAddress()], { keepsKey: true }));
          terminal.type('Please go on');
          await terminal.sees('Please go on');
          terminal.type(KEYS.enter);
          await terminal.sees(ANSWER);
          expect(await work()).toMatchObject({ exitCode: 1, said: expect.stringContaining('/login') });
          await replace(() => Promise.all(files.map((file, index) => writeFile(file, former[index] ?? ''))));
          expect(await work()).toMatchObject({ exitCode: 0, said: expect.stringContaining(ANSWER) });
        });
      }

      it('and gets new tokens when the old one is over, and other settings when they change', async () => {
        await terminal.close();
        const gateway = await keptGateway();
        const over = { ...gateway, expiresAt: Date.now() - 1000 };
        await writeFile(credentials(), JSON.stringify({ ...(await kept()), enterpriseGateway: over }));
        await manage({ env: { ANTHROPIC_MODEL: OTHER_MODEL } });
        tap?.calls.splice(0);
        expect(await work()).toMatchObject({ exitCode: 0, said: expect.stringContaining(ANSWER) });
        expect(await lastRow()).toMatchObject({ user_id: userId, requested_model: OTHER_MODEL });
        const after = await keptGateway();
        expect(after['jwt']).not.toBe(gateway['jwt']);
        expect(after['expiresAt']).toBeGreaterThan(Date.now());
        if (tap === null) return;
        const refreshed = tap.calls.find(({ path }) => path === '/oauth/token');
        expect(refreshed?.body.toString()).toContain('grant_type=refresh_token');
        const asked = tap.calls.find(({ path }) => path.startsWith('/v1/messages'));
        expect(JSON.parse(asked?.body.toString() ?? '')).toMatchObject({ model: OTHER_MODEL });
        expect(asked?.headers['authorization']).not.toBe(`Bearer ${stringAt(gateway, 'jwt')}`);
      });

      it('and is told to sign in again when its account is gone', async () => {
        expect((await owner.send('DELETE', `/admin/users/${userId}`)).status).toBe(200);
        const { exitCode, said, stderr } = await work();
        expect(exitCode).toBe(1);
        expect(`${said}\n${stderr}`).toMatch(/\/login/);
      });
    },
  );
}
