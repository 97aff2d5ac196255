import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { answer, hang, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventData, gate, openWorld, QUESTION, worldOf } from '../e2e/world.ts';
import type { World } from '../e2e/world.ts';

const STREAMED = { ...QUESTION, stream: true };
const STORY = answer([text('word '.repeat(40))], { usage: { input: 100, output: 50 } });

const dataDirs: string[] = [];
const worlds: World[] = [];

afterEach(async () => {
  for (const world of worlds.splice(0)) {
    world.tollgate.process.kill('SIGKILL');
    await world.fake.close();
  }
  for (const dataDir of dataDirs.splice(0)) await rm(dataDir, { recursive: true, force: true });
});

async function open(
  env: Record<string, string> = {},
): Promise<{ world: World; dataDir: string; again: () => Promise<World> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-shutdown-'));
  dataDirs.push(dataDir);
  const world = await openWorld({ tollgate: { dataDir, env } });
  worlds.push(world);
  const again = async (): Promise<World> => {
    const next = worldOf(world.fake, await startTollgate({ dataDir, adminKey: world.tollgate.adminKey }), world.key);
    worlds.push(next);
    return next;
  };
  return { world, dataDir, again };
}

async function terminate(world: World): Promise<{ code: number | null; exited: Promise<number | null> }> {
  const exited = once(world.tollgate.process, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  world.tollgate.process.kill('SIGTERM');
  return { code: null, exited };
}

describe('SIGTERM', () => {
  it('lets the running stream end, takes no new requests, exits 0, and keeps the row', async () => {
    const { world, again } = await open();
    const { passed, pass } = gate();
    world.fake.onMessages(() => misbehave(STORY, { holdBefore: { event: 8, until: passed } }));
    const live = await world.open({ body: STREAMED });
    await live.sees('text_delta');
    const { exited } = await terminate(world);
    // Until the door is shut the answer may be 503; after that nobody listens.
    const refusedBy = await vi.waitFor(async () => {
      const result = await world.ask().then(
        ({ status }) => String(status),
        (error: NodeJS.ErrnoException) => error.code ?? error.message,
      );
      expect(['503', 'ECONNREFUSED', 'ECONNRESET']).toContain(result);
      return result;
    });
    expect(refusedBy).not.toBe('200');
    expect(world.tollgate.process.exitCode).toBeNull();
    pass();
    const { text: whole, proper } = await live.ended;
    expect(proper).toBe(true);
    expect(whole).toContain('message_stop');
    const since = Date.now();
    expect(await exited).toBe(0);
    expect(Date.now() - since).toBeLessThan(5000);
    const next = await again();
    expect(await next.row(live.id)).toMatchObject({ is_success: true, outcome: 'complete', output_tokens: 50 });
  });

  it('refuses a new request on a connection that is still open, with an answer that may be tried again', async () => {
    const { world } = await open();
    const { passed, pass } = gate();
    // Two connections are open: one streams, the other is idle.
    world.fake.onMessages(() => misbehave(STORY, { holdBefore: { event: 8, until: passed } }));
    const live = await world.open({ body: STREAMED });
    await live.sees('text_delta');
    // A request whose head has come and whose body has not is one that runs: it may end.
    const late = world.begin({ headers: { 'content-length': String(JSON.stringify(STREAMED).length) } });
    late.flushHeaders();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { exited } = await terminate(world);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const answeredLate = new Promise<number>((resolve, reject) => {
      late.once('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      late.once('error', reject);
    });
    pass();
    late.end(JSON.stringify(STREAMED));
    expect([200, 503]).toContain(await answeredLate);
    expect((await live.ended).proper).toBe(true);
    expect(await exited).toBe(0);
  });

  it('waits no longer than it may, and then ends what still runs with an honest error', async () => {
    const { world, again } = await open({ TOLLGATE_DRAIN_MS: '700' });
    const { passed } = gate();
    world.fake.onMessages(({ turn }) =>
      turn === 0 ? misbehave(STORY, { holdBefore: { event: 8, until: passed } }) : hang(),
    );
    const live = await world.open({ body: STREAMED });
    await live.sees('text_delta');
    const silent = world.begin({ headers: { 'x-portkey-trace-id': 'silent' } });
    const told = new Promise<unknown>((resolve) => {
      silent.once('response', (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      silent.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    silent.end(JSON.stringify(QUESTION));
    await vi.waitFor(() => expect(world.calls()).toHaveLength(2));
    const since = Date.now();
    const { exited } = await terminate(world);
    expect(await exited).toBe(0);
    const took = Date.now() - since;
    expect(took).toBeGreaterThanOrEqual(650);
    expect(took).toBeLessThan(5000);
    const { text: whole } = await live.ended;
    expect(eventData(whole, 'error')).toHaveLength(1);
    expect(await told).toBe(503);
    const next = await again();
    expect(await next.row(live.id)).toMatchObject({ is_success: false, input_tokens: 100 });
    expect(await next.rows('trace_id=silent')).toHaveLength(1);
  });

  it('is told to load balancers first: new requests are still answered, on connections that then end', async () => {
    const { world } = await open({ TOLLGATE_DRAIN_DELAY_MS: '2500' });
    const ready = async (): Promise<Record<string, unknown>> => {
      const response = await fetch(`${world.url}/v1/ready`);
      return { status: response.status, body: await response.json(), connection: response.headers.get('connection') };
    };
    expect(await ready()).toEqual({ status: 200, body: { status: 'ready' }, connection: 'keep-alive' });
    const { exited } = await terminate(world);
    await vi.waitFor(async () =>
      expect(await ready()).toEqual({ status: 503, body: { status: 'draining' }, connection: 'close' }),
    );
    const served = await world.ask({ body: STREAMED });
    expect(served.status).toBe(200);
    expect(served.events).toContain('message_stop');
    expect(served.headers['connection']).toBe('close');
    expect((await fetch(`${world.url}/v1/health`)).status).toBe(200);
    expect(await exited).toBe(0);
  });

  it('is prompt when nothing runs, whatever connections are open', async () => {
    const { world } = await open();
    await Promise.all(Array.from({ length: 10 }, () => world.ask()));
    const since = Date.now();
    const { exited } = await terminate(world);
    expect(await exited).toBe(0);
    expect(Date.now() - since).toBeLessThan(3000);
  });

  it('twice ends the process at once', async () => {
    const { world } = await open();
    world.fake.onMessages(() => hang());
    const sent = world.begin();
    sent.end(JSON.stringify(QUESTION));
    await vi.waitFor(() => expect(world.calls()).toHaveLength(1));
    const { exited } = await terminate(world);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(world.tollgate.process.exitCode).toBeNull();
    world.tollgate.process.kill('SIGTERM');
    expect(await exited).not.toBe(0);
  });
});
