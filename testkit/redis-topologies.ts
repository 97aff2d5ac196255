/** Several real `redis-server` processes of a test's own: a primary with its replica and sentinels, and a cluster. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

export interface RedisTopology {
  /** As `TOLLGATE_VALKEY_URL`. */
  url: string;
  /** SIGKILL to the primary that has the keys of `tag`, as in `{tag}key`. */
  killPrimary(tag: string): Promise<void>;
  /** A replica becomes the primary of these keys, and the primary its replica: nobody dies. */
  switchPrimary(tag: string): Promise<void>;
  remove(): Promise<void>;
}

/** How long a server is silent before the others take it for dead, ms. */
const SILENT_MS = '1000';
const WAIT_MS = 30_000;
const SLOTS = 16_384;

const portOf = (server: RedisServer): number => Number(new URL(server.url).port);

async function ask(server: RedisServer, command: string, ...args: string[]): Promise<string> {
  const client = new Redis(server.url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return String(await client.call(command, ...args));
  } finally {
    client.disconnect();
  }
}

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`It was not so in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A primary, a replica and three sentinels, of which two must agree. */
export async function startSentinels(): Promise<RedisTopology> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-sentinels-'));
  const primary = await startRedisServer();
  const replica = await startRedisServer(['--replicaof', '127.0.0.1', String(portOf(primary))]);
  await until(async () => (await ask(replica, 'INFO', 'replication')).includes('master_link_status:up'), 'a replica');
  const sentinels = [];
  for (let number = 0; number < 3; number += 1) {
    const file = join(folder, `sentinel-${number}.conf`);
    writeFileSync(
      file,
      `sentinel monitor main 127.0.0.1 ${portOf(primary)} 2
sentinel down-after-milliseconds main ${SILENT_MS}
sentinel failover-timeout main 5000
`,
    );
    sentinels.push(await startRedisServer([file], 'sentinel'));
  }
  const [first] = sentinels;
  if (first === undefined) throw new Error('There is no sentinel.');
  const isReady = async (): Promise<boolean> => {
    const known = await ask(first, 'SENTINEL', 'CKQUORUM', 'main');
    return known.startsWith('OK 3') && (await ask(first, 'INFO', 'sentinel')).includes('slaves=1');
  };
  await until(isReady, 'sentinels know each other');
  const primaryPort = async (): Promise<number> =>
    Number((await ask(first, 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main')).split(',')[1]);
  const all = [primary, replica, ...sentinels];
  return {
    url: `redis+sentinel://${sentinels.map((one) => `127.0.0.1:${portOf(one)}`).join(',')}/main`,
    async killPrimary() {
      const port = await primaryPort();
      await until(isReady, 'sentinels know the replica');
      await (portOf(primary) === port ? primary : replica).kill();
    },
    async switchPrimary() {
      const before = await primaryPort();
      await ask(first, 'SENTINEL', 'FAILOVER', 'main');
      await until(async () => (await primaryPort()) !== before, 'the replica is the primary');
    },
    async remove() {
      await Promise.all(all.map((server) => server.kill()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Three primaries, each with a replica. */
export async function startRedisCluster(): Promise<RedisTopology> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-cluster-'));
  const start = async (number: number): Promise<RedisServer> =>
    startRedisServer([
      '--cluster-enabled',
      'yes',
      '--cluster-config-file',
      join(folder, `nodes-${number}.conf`),
      '--cluster-port',
      String(await freePort()),
      '--cluster-node-timeout',
      SILENT_MS,
    ]);
  const servers: RedisServer[] = [];
  for (let number = 0; number < 6; number += 1) servers.push(await start(number));
  const primaries = servers.slice(0, 3);
  const busPort = async (server: RedisServer): Promise<string> =>
    (await ask(server, 'CONFIG', 'GET', 'cluster-port')).split(',')[1] ?? '';
  for (const [index, primary] of primaries.entries()) {
    const [from, to] = [index, index + 1].map((part) => Math.floor((part * SLOTS) / 3));
    await ask(primary, 'CLUSTER', 'ADDSLOTSRANGE', String(from), String((to ?? SLOTS) - 1));
    await ask(primary, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
  }
  const [first] = primaries;
  if (first === undefined) throw new Error('There is no node.');
  for (const server of servers.slice(1)) {
    await ask(first, 'CLUSTER', 'MEET', '127.0.0.1', String(portOf(server)), await busPort(server));
  }
  const ids = await Promise.all(primaries.map((primary) => ask(primary, 'CLUSTER', 'MYID')));
  for (const [index, replica] of servers.slice(3).entries()) {
    const id = ids[index] ?? '';
    await until(async () => (await ask(replica, 'CLUSTER', 'NODES')).includes(id), 'a replica knows its primary');
    await until(async () => (await ask(replica, 'CLUSTER', 'REPLICATE', id)) === 'OK', 'a replica follows');
    await until(
      async () => (await ask(replica, 'INFO', 'replication')).includes('master_link_status:up'),
      'it is linked',
    );
  }
  for (const server of servers) {
    await until(
      async () => (await ask(server, 'CLUSTER', 'INFO')).includes('cluster_state:ok'),
      'the cluster is whole',
    );
  }
  const indexOf = async (tag: string): Promise<number> =>
    Math.floor((Number(await ask(first, 'CLUSTER', 'KEYSLOT', `{${tag}}`)) * 3) / SLOTS);
  return {
    url: `redis+cluster://${servers.map((one) => `127.0.0.1:${portOf(one)}`).join(',')}`,
    async killPrimary(tag) {
      const [one, other] = [servers[await indexOf(tag)], servers[(await indexOf(tag)) + 3]];
      if (one === undefined || other === undefined) throw new Error('There is no such node.');
      await ((await ask(one, 'ROLE')).startsWith('master') ? one : other).kill();
    },
    async switchPrimary(tag) {
      const replica = servers[(await indexOf(tag)) + 3];
      if (replica === undefined) throw new Error('There is no replica.');
      await ask(replica, 'CLUSTER', 'FAILOVER');
      await until(async () => (await ask(replica, 'ROLE')).startsWith('master'), 'the replica is the primary');
    },
    async remove() {
      await Promise.all(servers.map((server) => server.kill()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
