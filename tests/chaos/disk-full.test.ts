import { mkdir, mkdtemp, rename, rm, rmdir, symlink, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRecord } from '../../testkit/json-shape.ts';
import { openWorld, QUESTION } from '../e2e/world.ts';
import type { World } from '../e2e/world.ts';

/** Every write to it fails with "no space left on device". */
const FULL = '/dev/full';

let dataDir = '';
let world: World | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tollgate-full-'));
});
afterEach(async () => {
  await world?.close();
  world = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

describe('a full disk', () => {
  it('where the log is written costs rows and no answers, is reported on stderr, and heals', async () => {
    world = await openWorld({ tollgate: { dataDir } });
    const { tollgate } = world;
    // The next row begins the first segment of the log's journal.
    const segment = join(dataDir, 'log', 'journal-1.ndjson');
    await symlink(FULL, segment);
    for (const stream of [true, false]) {
      const answered = await world.ask({ body: { ...QUESTION, stream } });
      expect(answered.status).toBe(200);
      await vi.waitFor(() => {
        const lines = tollgate
          .stderr()
          .split('\n')
          .filter((line) => line.includes(answered.id));
        expect(lines).toEqual([expect.stringContaining('ENOSPC')]);
        expect(lines).toEqual([expect.stringContaining('"level":"error"')]);
      });
    }
    expect(await health(world)).toMatchObject({
      status: 'degraded',
      troubles: [{ part: 'request log', reason: 'ENOSPC', lost: 2, since: expect.any(String) }],
    });

    await unlink(segment);
    expect(await world.rows()).toEqual([]);
    const healed = await world.ask();
    expect(await world.row(healed.id)).toMatchObject({ is_success: true });
    expect(await health(world)).toMatchObject({ status: 'ok', troubles: [] });
    expect(tollgate.stderr()).toContain('The request log is written again');
  });

  it('lets no request by that cannot be logged, where the operator wants it so, and heals', async () => {
    world = await openWorld({ tollgate: { dataDir, env: { TOLLGATE_WHEN_UNLOGGED: 'refuse' } } });
    const segment = join(dataDir, 'log', 'journal-1.ndjson');
    await symlink(FULL, segment);
    // Nobody knows before the first one that its row will be lost: its answer is kept back.
    const first = await world.ask();
    expect(first).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(first.message).toContain('cannot log this request');
    expect(await health(world)).toMatchObject({ status: 'degraded', when_unlogged: 'refuse' });
    world.reset();
    expect((await world.ask({ body: { ...QUESTION, stream: true } })).status).toBe(503);
    expect(world.calls()).toEqual([]);
    await unlink(segment);
    expect(await world.rows()).toEqual([]);
    // The refused request is the one that finds out that rows can be written again.
    expect((await world.ask()).status).toBe(503);
    expect((await world.ask()).status).toBe(200);
    expect(await health(world)).toMatchObject({ status: 'ok', troubles: [] });
  });

  it('where bodies are kept costs the bodies only', async () => {
    await mkdir(join(dataDir, 'bodies'), { recursive: true });
    await symlink(FULL, join(dataDir, 'bodies', 'pack-1.bin'));
    world = await openWorld({ tollgate: { dataDir } });
    const { tollgate } = world;
    for (const stream of [true, false]) {
      const answered = await world.ask({ body: { ...QUESTION, stream } });
      expect(answered.status).toBe(200);
      const log = await world.admin('GET', `/v1/logs/${answered.id}`);
      expect(log).toMatchObject({ metrics: { is_success: true, cost_nano_usd: expect.any(Number) } });
      expect(isRecord(log['request']) ? log['request']['body'] : undefined).toBeNull();
    }
    await vi.waitFor(() => expect(tollgate.stderr()).toContain('ENOSPC'));
    expect(await health(world)).toMatchObject({ status: 'degraded', troubles: [{ part: 'archive of bodies' }] });
  });
});

describe('a log that cannot be read', () => {
  it('loses no row, is reported to whoever asks for health, and heals', async () => {
    world = await openWorld({ tollgate: { dataDir } });
    const segment = join(dataDir, 'log', 'journal-1.ndjson');
    const { id } = await world.ask();
    await rename(segment, `${segment}.aside`);
    await mkdir(segment);
    expect((await world.tollgate.admin('GET', '/v1/logs')).status).toBe(500);
    const trouble = { part: 'reading of the request log', reason: expect.stringMatching(/^[A-Za-z ]+$/), lost: null };
    expect(await health(world)).toMatchObject({ status: 'degraded', troubles: [trouble] });

    await rmdir(segment);
    await rename(`${segment}.aside`, segment);
    expect(await world.row(id)).toMatchObject({ is_success: true });
    expect(await health(world)).toMatchObject({ status: 'ok', troubles: [] });
  });
});

async function health({ url }: World): Promise<unknown> {
  const answered = await fetch(`${url}/v1/health`);
  expect(answered.status).toBe(200);
  return answered.json();
}
