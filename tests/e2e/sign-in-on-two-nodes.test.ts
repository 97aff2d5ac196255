/** Passwords that are guessed, and sign-ins that are begun, at two processes, which share a PostgreSQL and a Valkey. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../../testkit/browser.ts';
import { type PostgresServer, startPostgresServer } from '../../testkit/postgres-server.ts';
import { type RedisServer, startRedisServer } from '../../testkit/redis-server.ts';
import { startTollgate, type Tollgate } from '../../testkit/tollgate-process.ts';

const PASSWORD = 'correct horse battery staple';
const EMAIL = 'ada@example.com';
const MASTER_KEY = '5'.repeat(64);

let postgres: PostgresServer;
let redis: RedisServer;
let dataDirs: string[];
let nodes: Tollgate[];

beforeEach(async () => {
  [postgres, redis] = await Promise.all([startPostgresServer(), startRedisServer()]);
  dataDirs = [];
  nodes = [];
  const start = async (): Promise<Tollgate> => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-sign-in-'));
    dataDirs.push(dataDir);
    const node = await startTollgate({
      dataDir,
      adminKey: 'tg-admin-0f6c1f0e-5a3b-4c58-9f7e-sign-in',
      env: {
        TOLLGATE_DATABASE_URL: postgres.url,
        TOLLGATE_VALKEY_URL: redis.url,
        TOLLGATE_MASTER_KEY: MASTER_KEY,
      },
    });
    nodes.push(node);
    return node;
  };
  await start();
  // The link of the latest start is the one that holds.
  const latest = await start();
  const token = /First owner: \S+#(\S+)/.exec(latest.stdout())?.[1];
  const made = await post(latest, '/first-owner', { token, email: EMAIL, password: PASSWORD });
  expect(made).toBe(200);
});

afterEach(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await Promise.all([postgres.stop(), redis.stop()]);
  await Promise.all(dataDirs.map((dir) => rm(dir, { recursive: true, force: true })));
});

async function post(node: Tollgate, path: string, body: unknown): Promise<number> {
  const response = await fetch(`${node.url}/v1/session${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.text();
  return response.status;
}

function bothNodes(): [Tollgate, Tollgate] {
  const [one, other] = nodes;
  if (one === undefined || other === undefined) throw new Error('Two nodes run.');
  return [one, other];
}

const signIn = (node: Tollgate, password: string): Promise<number> => post(node, '', { email: EMAIL, password });

describe('a password that is guessed at two nodes', () => {
  it('may be guessed five times at both together, where each counted five of its own', async () => {
    const [one, other] = bothNodes();
    for (const node of [one, one, one, other, other]) expect(await signIn(node, 'wrong')).toBe(401);
    expect(await signIn(one, 'wrong')).toBe(429);
    expect(await signIn(other, PASSWORD)).toBe(429);
  });

  it('is forgiven at both when the right one follows at either', async () => {
    const [one, other] = bothNodes();
    for (const node of [one, one, other, other]) expect(await signIn(node, 'wrong')).toBe(401);
    expect(await signIn(other, PASSWORD)).toBe(200);
    for (let guess = 0; guess < 3; guess += 1) expect(await signIn(other, 'wrong')).toBe(401);
    expect(await signIn(one, PASSWORD)).toBe(200);
  });

  it('may be guessed five times at a node while Valkey is away, and people still sign in', async () => {
    await redis.kill();
    const [one, other] = bothNodes();
    expect(await signIn(other, PASSWORD)).toBe(200);
    for (let guess = 0; guess < 5; guess += 1) expect(await signIn(one, 'wrong')).toBe(401);
    expect(await signIn(one, PASSWORD)).toBe(429);
  });
});

describe('a sign-in from a device at two nodes', () => {
  async function send(node: Tollgate, path: string, form: Record<string, string>): Promise<Record<string, unknown>> {
    const answer = await fetch(`${node.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
    return (await answer.json()) as Record<string, unknown>;
  }
  const begin = (node: Tollgate) => send(node, '/oauth/device_authorization', { surface: 'claude_code' });
  const poll = (node: Tollgate, code: unknown) =>
    send(node, '/oauth/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: String(code),
    });

  /** 404: the key is known, and there are no settings. */
  const isKnown = async (node: Tollgate, token: string): Promise<boolean> => {
    const answer = await fetch(`${node.url}/managed/settings`, { headers: { authorization: `Bearer ${token}` } });
    await answer.text();
    return answer.status === 404;
  };

  it('works at both with the tokens that one of them refreshed', async () => {
    const [one, other] = bothNodes();
    const owner = openBrowser(one.url);
    await owner.send('POST', '/session', { email: EMAIL, password: PASSWORD });
    const begun = await begin(one);
    const approved = await owner.send('POST', '/account/device-codes/approve', { user_code: begun['user_code'] });
    expect(approved.status).toBe(200);
    const first = await poll(other, begun['device_code']);
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) };
    const second = await send(one, '/oauth/token', refresh);
    for (const node of [one, other]) {
      for (const tokens of [first, second]) {
        await expect.poll(() => isKnown(node, String(tokens['access_token'])), { timeout: 5000 }).toBe(true);
      }
    }
  });

  it('polls both together as seldom as one', async () => {
    const [one, other] = bothNodes();
    const { device_code: code } = await begin(one);
    expect(await poll(other, code)).toMatchObject({ error: 'authorization_pending' });
    expect(await poll(one, code)).toMatchObject({ error: 'slow_down' });
  });

  it('is begun 300 times from one address at both together, and then refused at both', async () => {
    const [one, other] = bothNodes();
    for (let round = 0; round < 15; round += 1) {
      const some = Array.from({ length: 10 }, () => [begin(one), begin(other)]).flat();
      for (const begun of await Promise.all(some)) expect(begun).toHaveProperty('device_code');
    }
    for (const node of [one, other]) expect(await begin(node)).toMatchObject({ error: 'slow_down' });
  });
});
