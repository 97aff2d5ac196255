import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { claudeCodeBody, CLAUDE_CODE_HEADERS } from '../../testkit/claude-code-body.ts';
import { recordsIn, stringAt } from '../../testkit/json-shape.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { answer, misbehave } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, QUESTION, worldOf } from '../e2e/world.ts';
import type { Asked, World } from '../e2e/world.ts';

const ROUNDS = 4;
/** Five starts of a process, on a busy machine. */
const LONG_MS = 150_000;
const WORKERS = 16;
const LOAD_MS = 700;
const STORY = answer([text('word '.repeat(60))], { usage: { input: 100, output: 50 } });
const BIG = claudeCodeBody({ targetBytes: 150_000 });

let dataDir = '';
let world: World | undefined;

afterAll(async () => {
  await world?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/**
 * Small and big, whole and streamed, refused and accepted; the answers that were complete at the client. Those to
 * callers without a valid key are not among them: the log keeps only a bounded sample of such requests.
 */
async function load(loaded: World, complete: string[], isOver: () => boolean): Promise<void> {
  const kinds: Asked[] = [
    {},
    { body: { ...QUESTION, stream: true } },
    { path: '/v1/messages?beta=true', headers: { ...CLAUDE_CODE_HEADERS }, body: BIG },
    { body: '{"model":5}' },
    { key: 'tg-wrong' },
  ];
  const work = async (worker: number): Promise<void> => {
    for (let turn = worker; !isOver(); turn += 1) {
      const kind = kinds[turn % kinds.length];
      const answered = await loaded.ask(kind).catch(() => null);
      if (answered === null) continue;
      if (answered.headers['content-type']?.includes('event-stream') && answered.events.at(-1) !== 'message_stop')
        continue;
      if (kind?.key === undefined) complete.push(answered.id);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
}

/** Every id in the log, page by page. */
async function loggedIds(read: World): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (let cursor = ''; ;) {
    const page = await read.admin('GET', `/v1/logs?limit=1000${cursor}`);
    for (const row of recordsIn(page['data'])) ids.set(stringAt(row, 'id'), (ids.get(stringAt(row, 'id')) ?? 0) + 1);
    if (typeof page['next_cursor'] !== 'string') return ids;
    cursor = `&cursor=${encodeURIComponent(page['next_cursor'])}`;
  }
}

describe('kill -9 under load', () => {
  it(
    `loses no request whose answer was complete, ${ROUNDS} times in a row`,
    async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'tollgate-killed-'));
      world = await openWorld({ tollgate: { dataDir } });
      world.fake.onMessages(({ turn }) => (turn % 3 === 0 ? misbehave(STORY, { splitBytes: 300 }) : STORY));
      const complete: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const running: World = world;
        const before = complete.length;
        let isOver = false;
        const loading = load(running, complete, () => isOver);
        // In the middle of reading its own log, too.
        if (round === 2)
          await new Promise((resolve) => setTimeout(resolve, LOAD_MS / 2)).then(() => running.rows('limit=5'));
        await new Promise((resolve) => setTimeout(resolve, LOAD_MS));
        // On a busy machine it takes longer until there is something to lose.
        await vi.waitFor(() => expect(complete.length - before).toBeGreaterThan(50), { timeout: 10_000 });
        isOver = true;
        await running.tollgate.kill();
        await loading;
        const started = await startTollgate({ dataDir, adminKey: running.tollgate.adminKey });
        world = worldOf(running.fake, started, running.key);
        // Its keys and providers are there, and it goes on.
        expect((await world.ask()).status).toBe(200);
      }
      const logged = await loggedIds(world);
      expect(complete.filter((id) => !logged.has(id))).toEqual([]);
      expect([...logged].filter(([, times]) => times !== 1)).toEqual([]);

      // What is in the log can be read, bodies included.
      for (const id of complete.filter((_, index) => index % Math.ceil(complete.length / 40) === 0)) {
        const log = await world.admin('GET', `/v1/logs/${id}`);
        expect(log).toMatchObject({ metrics: { id }, request: { body: expect.anything() } });
      }
      expect(world.tollgate.stderr()).not.toContain('"level":"error"');
    },
    LONG_MS,
  );
});
