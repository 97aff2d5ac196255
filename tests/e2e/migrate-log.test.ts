/** An embedded installation that moves to ClickHouse and a bucket, and back: rows once, sums equal, bodies still readable. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClickhouseServer, hasClickhouse, startClickhouseServer } from '../../testkit/clickhouse-server.ts';
import { stringAt } from '../../testkit/json-shape.ts';
import { hasS3Server, type S3Server, startS3Server } from '../../testkit/s3-server.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { openWorld, QUESTION, worldOf, type World } from './world.ts';

const NODE = createRequire(import.meta.url).resolve('node/bin/node');
const PROGRAM = fileURLToPath(new URL('../../bin/tollgate.js', import.meta.url));
const LONG_MS = 90_000;

describe.skipIf(!hasClickhouse() || !hasS3Server())('a log that moves', () => {
  let clickhouse: ClickhouseServer;
  let s3: S3Server;
  let dataDir: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    [clickhouse, s3] = await Promise.all([startClickhouseServer(), startS3Server()]);
    dataDir = await mkdtemp(join(tmpdir(), 'tollgate-migrate-log-'));
    const { endpoint, bucket, accessKeyId, secretAccessKey } = s3;
    env = {
      TOLLGATE_CLICKHOUSE_URL: `${clickhouse.url}/moved`,
      TOLLGATE_BLOBS: `s3://${bucket}/moved?endpoint=${encodeURIComponent(endpoint)}`,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
  }, LONG_MS);
  afterAll(async () => {
    await Promise.all([clickhouse.remove(), s3.remove()]);
    await rm(dataDir, { recursive: true, force: true });
  }, LONG_MS);

  async function run(...args: string[]): Promise<{ code: number | null; output: string }> {
    const child = spawn(NODE, [PROGRAM, 'migrate', ...args, '--data-dir', dataDir], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    await once(child, 'close');
    return { code: child.exitCode, output };
  }

  /** A conversation, whose later turns share what the first has stored. */
  const turnOf = (marker: string, turns: number) => ({
    ...QUESTION,
    messages: Array.from({ length: 2 * turns - 1 }, (_, index) => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: `${marker} ${index} `.repeat(200),
    })),
  });

  async function shown(world: World, id: string): Promise<string> {
    return JSON.stringify(await world.admin('GET', `/v1/logs/${id}`));
  }

  it(
    'arrives whole, once, with its bodies, also after an interruption, and comes back',
    async () => {
      const first = await openWorld({ tollgate: { dataDir } });
      const ids: string[] = [];
      for (const turns of [1, 2, 3]) ids.push((await first.ask({ body: turnOf('blue', turns) })).id);
      const { adminKey } = first.tollgate;
      const rows = await first.rows();
      // While it runs nothing moves.
      expect((await run('to-clickhouse')).code).toBe(1);
      await first.tollgate.stop();

      // As a run left it that died after its first batch, before it could note that: nothing is there twice.
      await run('to-clickhouse');
      const newest = rows[0] ?? {};
      await writeFile(
        join(dataDir, 'log/moved-to-clickhouse'),
        JSON.stringify({ createdAt: Number(newest['created_at_ms'] ?? Date.now()) + 60_000, id: '~' }),
      );
      const moved = await run('to-clickhouse');
      expect(moved).toMatchObject({
        code: 0,
        output: expect.stringContaining('Copied and compared: 3 rows') as string,
      });
      // Without an interruption there is nothing to go on with.
      expect((await run('to-clickhouse')).output).toContain('has rows already');
      expect(await run('to-bucket')).toMatchObject({
        code: 0,
        output: expect.stringContaining('Moved: 1 packs') as string,
      });

      const there = worldOf(first.fake, await startTollgate({ dataDir, adminKey, env }), first.key);
      expect((await there.rows()).map((row) => stringAt(row, 'id'))).toEqual(rows.map((row) => stringAt(row, 'id')));
      for (const [index, id] of ids.entries()) expect(await shown(there, id)).toContain(`blue ${2 * index} `);
      ids.push((await there.ask({ body: turnOf('green', 2) })).id);
      await there.rows();
      await there.tollgate.stop();

      // Back, into a directory whose log is gone.
      for (const name of await readdir(join(dataDir, 'log'))) {
        if (name.startsWith('log.duckdb')) await rm(join(dataDir, 'log', name));
      }
      const back = await run('to-duckdb');
      expect(back).toMatchObject({ code: 0, output: expect.stringContaining('Copied and compared: 4 rows') as string });
      // The bodies too: run again, it finds them here.
      for (const copied of [await run('from-bucket'), await run('from-bucket')]) {
        expect(copied).toMatchObject({ code: 0, output: expect.stringMatching(/Copied: [1-9]\d* packs/) as string });
      }
      const local = {};
      const again = worldOf(first.fake, await startTollgate({ dataDir, adminKey, env: local }), first.key);
      expect(await again.rows()).toHaveLength(4);
      for (const id of ids) expect(await shown(again, id)).toMatch(/blue|green/);
      await again.close();
    },
    LONG_MS,
  );
});
