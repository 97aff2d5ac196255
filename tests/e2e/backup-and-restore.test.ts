/** The commands of docs/recipes/backup-and-restore.md, on a Tollgate that runs. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runScript, runTollgate } from '../../testkit/command.ts';
import { startFakeVertex, type FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, stringAt } from '../../testkit/json-shape.ts';
import { hasPostgres, startPostgresServer, type PostgresServer } from '../../testkit/postgres-server.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';
import { QUESTION } from './world.ts';

const PAGE = readFileSync(fileURLToPath(new URL('../../docs/recipes/backup-and-restore.md', import.meta.url)), 'utf8');
const MASTER_KEY = randomBytes(32).toString('base64');

/** The scripts under a heading of the page, in their order. */
function scriptsUnder(heading: string): [backUp: string, restore: string] {
  const section = PAGE.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const [backUp = '', restore = ''] = [...section.matchAll(/^```sh\n(.*?)^```/gms)].map(([, script]) => script ?? '');
  expect([backUp, restore]).not.toContain('');
  return [backUp, restore];
}

/** Each starts several processes. */
vi.setConfig({ testTimeout: 120_000 });

let fake: FakeVertex;
let directory: string;
beforeAll(async () => {
  fake = await startFakeVertex();
});
afterAll(() => fake.close());
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tollgate-backup-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function ask({ url }: Tollgate, key: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'x-portkey-provider': '@vertex-prod' };
  const response = await fetch(`${url}/v1/messages`, { method: 'POST', headers, body: JSON.stringify(QUESTION) });
  await response.text();
  return response.status;
}

/** Sets it up, backs it up, and makes one more key after that. */
async function backedUp(tollgate: Tollgate, backUp: () => Promise<{ code: number | null; stderr: string }>) {
  const key = await tollgate.setUpVertex(fake);
  expect(await ask(tollgate, key)).toBe(200);
  expect(await backUp()).toMatchObject({ code: 0, stderr: '' });
  const { body } = await tollgate.admin('POST', '/v1/api-keys/workspace/service', { name: 'later' });
  await tollgate.stop();
  return { key, later: isRecord(body) ? stringAt(body, 'key') : '' };
}

async function expectRestored(tollgate: Tollgate, { key, later }: { key: string; later: string }): Promise<void> {
  expect(await ask(tollgate, key)).toBe(200);
  expect(await ask(tollgate, later)).toBe(401);
  await tollgate.stop();
}

it('a data directory that was backed up while it was in use serves its keys again', async () => {
  const [backUp, restore] = scriptsUnder('In the data directory');
  const [dataDir, newDir] = [join(directory, 'data'), join(directory, 'new')];
  const BACKUP = join(directory, 'backup');
  const first = await startTollgate({ dataDir });
  const keys = await backedUp(first, () => runScript(backUp, { TOLLGATE_DATA_DIR: dataDir, BACKUP }));
  const restored = await runScript(restore, { TOLLGATE_DATA_DIR: newDir, BACKUP });
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('whole, ') });
  await expectRestored(await startTollgate({ dataDir: newDir }), keys);
});

describe.skipIf(!hasPostgres())('records in PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer();
  });
  afterAll(() => server.remove());

  it('that were dumped while they were in use serve their keys again from another database', async () => {
    const [backUp, restore] = scriptsUnder('In PostgreSQL');
    const BACKUP = join(directory, 'backup');
    const on = (url: string) => ({ TOLLGATE_DATABASE_URL: url, TOLLGATE_MASTER_KEY: MASTER_KEY });
    const first = await startTollgate({ env: on(server.url) });
    const keys = await backedUp(first, () => runScript(backUp, { ...on(server.url), BACKUP }));
    const url = await server.createDatabase('restored');
    const restored = await runScript(restore, { ...on(url), BACKUP });
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('whole, ') });
    await expectRestored(await startTollgate({ env: on(url) }), keys);
  });

  it('are sealed with a new master key only while no process uses them', async () => {
    const url = await server.createDatabase('rotated');
    const dataDir = join(directory, 'data');
    const env = { TOLLGATE_DATABASE_URL: url, TOLLGATE_MASTER_KEY: MASTER_KEY };
    const tollgate = await startTollgate({ env });
    const key = await tollgate.setUpVertex(fake);
    const fresh = randomBytes(32).toString('base64');
    const rotate = () =>
      runTollgate(['secrets', 'rotate', '--data-dir', dataDir], { ...env, TOLLGATE_NEW_MASTER_KEY: fresh });
    expect(await rotate()).toMatchObject({ code: 1, stderr: expect.stringContaining('1 Tollgate process uses this') });
    await tollgate.stop();
    expect(await rotate()).toMatchObject({ code: 0, stdout: expect.stringContaining('Sealed anew: 1 rows') });
    const again = await startTollgate({ env: { ...env, TOLLGATE_MASTER_KEY: fresh } });
    expect(await ask(again, key)).toBe(200);
    await again.stop();
  });

  it('move from a data directory with its keys and what was spent of budgets, and back', async () => {
    const [dataDir, backDir] = [join(directory, 'data'), join(directory, 'back')];
    const first = await startTollgate({ dataDir, env: { TOLLGATE_MASTER_KEY: MASTER_KEY } });
    const key = await first.setUpVertex(fake);
    const made = await first.admin('POST', '/v1/api-keys/workspace/service', {
      name: 'two requests',
      usage_limits: { type: 'requests', credit_limit: 2 },
    });
    const limited = isRecord(made.body) ? stringAt(made.body, 'key') : '';
    fake.mustNeverSee(limited);
    expect(await ask(first, limited)).toBe(200);
    await first.stop();
    const url = await server.createDatabase('moved');
    const env = { TOLLGATE_DATABASE_URL: url, TOLLGATE_MASTER_KEY: MASTER_KEY };
    const there = await runTollgate(['migrate', 'to-postgres', '--data-dir', dataDir], env);
    expect(there).toMatchObject({ code: 0, stdout: expect.stringContaining('1 accounts with 1 spent') });
    const shared = await startTollgate({ env });
    expect(await ask(shared, key)).toBe(200);
    expect([await ask(shared, limited), await ask(shared, limited)]).toEqual([200, 429]);
    await shared.stop();
    // One that is open to all, as somebody may have made it.
    mkdirSync(backDir, { mode: 0o755 });
    expect(await runTollgate(['migrate', 'to-sqlite', '--data-dir', backDir], env)).toMatchObject({ code: 0 });
    const open = readdirSync(backDir).filter((name) => (statSync(join(backDir, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    const back = await startTollgate({ dataDir: backDir, env: { TOLLGATE_MASTER_KEY: MASTER_KEY } });
    expect(await ask(back, key)).toBe(200);
    expect(await ask(back, limited)).toBe(429);
    await back.stop();
    expect(await runTollgate(['migrate', 'sideways'])).toMatchObject({ code: 2 });
  });
});
