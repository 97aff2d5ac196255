import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { isRecord, recordsIn, type JsonRecord } from '../../testkit/json-shape.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import { answer, misbehave, status } from '../../testkit/upstream/answer.ts';
import { text } from '../../testkit/upstream/scripted-message.ts';
import { openWorld, QUESTION, worldOf, type World } from '../e2e/world.ts';

const CALLERS = 64;
/** Whole answers in each half, before the process is killed. */
const ANSWERS = 60;
/** A hold is some $0.002, an answer at most $0.0017. */
const DOLLARS = 0.15;
const TOKENS = 12_000;

let dataDir = '';
let world: World | undefined;

afterAll(async () => {
  await world?.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** The same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** Answers of every size, slow ones, failures, and streams that break. */
function behave({ fake }: World, random: () => number): void {
  fake.onMessages(() => {
    const chance = random();
    const usage = { input: Math.floor(random() * 60), output: Math.floor(random() * 100) };
    const well = answer([text('word '.repeat(1 + Math.floor(random() * 20)))], { usage });
    if (chance < 0.1) return status(503, { type: 'error', error: { type: 'api_error', message: 'Busy.' } });
    if (chance < 0.2) return misbehave(well, { cutAfterEvents: 1 + Math.floor(random() * 4) });
    return misbehave(well, { delay: Math.floor(random() * 20) });
  });
}

interface Limited {
  id: string;
  key: string;
}

/** What is spent and held of each budget of the key, by type. */
async function budgets(running: World, { id }: Limited): Promise<JsonRecord[]> {
  const { usage_limits: limits } = await running.admin('GET', `/v1/api-keys/${id}`);
  return Array.isArray(limits) ? limits.filter(isRecord) : [];
}

function expectNoOverrun(limits: readonly JsonRecord[]): void {
  expect(limits).toHaveLength(2);
  for (const { type, current_usage: spent, held_usage: held, credit_limit: limit } of limits) {
    // Dollars are shown as floats: to the nano-dollar.
    const over = Number(spent) + Number(held) - Number(limit);
    expect(over, `${String(type)}: ${String(spent)} and ${String(held)} of ${String(limit)}`).toBeLessThan(1e-9);
  }
}

interface Load {
  /** How many ended with which status. */
  seen: Record<string, number>;
  isOver: () => boolean;
}

async function load(running: World, limited: Limited, { seen, isOver }: Load): Promise<void> {
  const work = async (caller: number): Promise<void> => {
    const random = seeded(caller + 1);
    while (!isOver()) {
      const config = { provider: '@vertex-prod', retry: { attempts: 1, on_status_codes: [503] } };
      const asked = {
        key: limited.key,
        provider: null,
        headers: { 'x-portkey-config': JSON.stringify(config) },
        body: { ...QUESTION, stream: random() < 0.5 },
      };
      if (random() < 0.2) {
        const live = await running.open(asked).catch(() => null);
        live?.hangUp();
        continue;
      }
      const answered = await running.ask(asked).catch(() => null);
      const name = answered === null ? 'broken' : String(answered.status);
      seen[name] = (seen[name] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => work(caller)));
}

async function watch(running: World, limited: Limited, isOver: () => boolean): Promise<number> {
  let looks = 0;
  for (; !isOver(); looks += 1) expectNoOverrun(await budgets(running, limited));
  return looks;
}

/** Dollars that the log knows of. */
async function logged(running: World, { id }: Limited): Promise<number> {
  let nano = 0;
  for (let cursor = ''; ;) {
    const page = await running.admin('GET', `/v1/logs?limit=1000&api_key_ids=${id}${cursor}`);
    for (const row of recordsIn(page['data'])) nano += Number(row['cost_nano_usd'] ?? 0);
    if (typeof page['next_cursor'] !== 'string') return nano / 1e9;
    cursor = `&cursor=${encodeURIComponent(page['next_cursor'])}`;
  }
}

it(`a budget is never overrun by ${CALLERS} callers, hang-ups, retries and kill -9`, async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tollgate-budget-'));
  world = await openWorld({ tollgate: { dataDir } });
  const limited = await world.makeKey({
    scopes: ['completions.write'],
    usage_limits: [
      { type: 'cost', credit_limit: DOLLARS, periodic_reset: 'monthly' },
      { type: 'tokens', credit_limit: TOKENS },
    ],
  });
  behave(world, seeded(7));

  for (const isLast of [false, true]) {
    const running: World = world;
    let isOver = false;
    const seen: Record<string, number> = {};
    const loading = load(running, limited, { seen, isOver: () => isOver });
    const watching = watch(running, limited, () => isOver);
    await vi.waitFor(() => expect(seen['200']).toBeGreaterThan(ANSWERS), { timeout: 60_000, interval: 20 });
    isOver = true;
    expect(await watching).toBeGreaterThan(1);
    if (!isLast) await running.tollgate.kill();
    await loading;
    if (isLast) break;
    const started = await startTollgate({ dataDir, adminKey: running.tollgate.adminKey });
    world = worldOf(running.fake, started, running.key);
    expectNoOverrun(await budgets(world, limited));
    // What is left of the budget goes on being spent, and no more.
    await world.admin('PUT', `/v1/api-keys/${limited.id}`, {
      usage_limits: [
        { type: 'cost', credit_limit: DOLLARS * 3, periodic_reset: 'monthly' },
        { type: 'tokens', credit_limit: TOKENS * 3 },
      ],
    });
  }
  const after = await budgets(world, limited);
  expectNoOverrun(after);
  const spent = Number(after.find(({ type }) => type === 'cost')?.['current_usage']);
  const told = await logged(world, limited);
  // Each row was settled before it was written; a few that were settled may have died before their row.
  expect(spent).toBeGreaterThanOrEqual(told - 1e-9);
  expect(told).toBeGreaterThan(spent * 0.8);
}, 180_000);
