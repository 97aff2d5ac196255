/** Several Tollgates on a real PostgreSQL, Redis, ClickHouse and S3 store, before one fake Vertex: nodes that may be killed. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickhouseServer, hasClickhouse, startClickhouseServer } from './clickhouse-server.ts';
import { startFakeVertex, type FakeVertex } from './fake-vertex/fake-vertex.ts';
import { hasPostgres, type PostgresServer, startPostgresServer } from './postgres-server.ts';
import { hasRedisServer, type RedisServer, startRedisServer } from './redis-server.ts';
import { hasS3Server, type S3Server, startS3Server } from './s3-server.ts';
import { startTollgate, type Tollgate } from './tollgate-process.ts';

export interface ClusterNode {
  dataDir: string;
  tollgate: Tollgate;
}

export interface Cluster {
  /** The Tollgate of a node is another one after it was killed. */
  nodes: readonly ClusterNode[];
  fake: FakeVertex;
  postgres: PostgresServer;
  /** A workspace service key; the provider is `vertex-prod`. */
  key: string;
  /** SIGKILL, and a new process on the same data directory. Resolves when that listens. */
  killAndRestart(node: ClusterNode): Promise<void>;
  /** Stops everything and removes its data. */
  close(): Promise<void>;
}

/** Whether all that a cluster needs is installed here. */
export function hasClusterStores(): boolean {
  return hasClickhouse() && hasPostgres() && hasRedisServer() && hasS3Server();
}

export async function startCluster(count: number): Promise<Cluster> {
  const [postgres, redis, clickhouse, s3] = await Promise.all([
    startPostgresServer(),
    startRedisServer(),
    startClickhouseServer(),
    startS3Server(),
  ]);
  const fake = await startFakeVertex();
  const env = addressesOf({ postgres, redis, clickhouse, s3 });
  const adminKey = `tg-admin-${randomUUID()}`;
  const begin = (dataDir: string): Promise<Tollgate> => startTollgate({ dataDir, adminKey, env });
  const nodes: ClusterNode[] = [];
  for (let node = 0; node < count; node += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-node-'));
    nodes.push({ dataDir, tollgate: await begin(dataDir) });
  }
  const key = (await nodes[0]?.tollgate.setUpVertex(fake)) ?? '';
  return {
    nodes,
    fake,
    postgres,
    key,
    async killAndRestart(node) {
      await node.tollgate.kill();
      node.tollgate = await begin(node.dataDir);
    },
    async close() {
      await Promise.all(nodes.map(({ tollgate }) => tollgate.stop()));
      await Promise.all([postgres.remove(), redis.stop(), clickhouse.remove(), s3.remove(), fake.close()]);
      for (const { dataDir } of nodes) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface Stores {
  postgres: PostgresServer;
  redis: RedisServer;
  clickhouse: ClickhouseServer;
  s3: S3Server;
}

const addressesOf = ({ postgres, redis, clickhouse, s3 }: Stores): Record<string, string> => ({
  TOLLGATE_DATABASE_URL: postgres.url,
  TOLLGATE_VALKEY_URL: redis.url,
  TOLLGATE_CLICKHOUSE_URL: `${clickhouse.url}/tollgate`,
  TOLLGATE_BLOBS: `s3://${s3.bucket}/of-nodes?endpoint=${encodeURIComponent(s3.endpoint)}`,
  AWS_ACCESS_KEY_ID: s3.accessKeyId,
  AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
  TOLLGATE_MASTER_KEY: 'c'.repeat(64),
});
