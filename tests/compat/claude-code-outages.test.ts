/** Claude Code while the regions behind its gateway fail one after the other: it does not notice, and the log reports why. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import type { FakeVertex, Script } from '../../testkit/fake-vertex/fake-vertex.ts';
import { quotaExceeded } from '../../testkit/fake-vertex/google-errors.ts';
import { isRecord, recordsIn, stringAt } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { anthropicError, errorFirst, hang, misbehave, resetConnection } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import { thinking } from '../../testkit/upstream/scripted-message.ts';
import { describeClaudeCode } from './describe-claude-code.ts';
import type { Desk } from './describe-claude-code.ts';
import { FILE_CONTENT, fileWork, hasTool, LAST_WORD, SEARCH_RESULT, searchWork } from './scripted-work.ts';
import { complaints } from './world.ts';

const DONE = { said: LAST_WORD, exitCode: 0 };
const DOWN = anthropicError(503, 'api_error', 'The service is currently unavailable.');
const QUOTA = quotaExceeded('claude-sonnet-4', { wrapped: true, retryDelay: '30s' });
const TURNS = 4;

/** What a region does in the turn of the conversation, by the answer that would be right; undefined = just that. */
type Misdeeds = (turn: number, call: number) => ((good: Answer) => Answer) | undefined;
const never: Misdeeds = () => undefined;
const inTurns =
  (turns: readonly number[], spoil: (good: Answer) => Answer): Misdeeds =>
  (turn) =>
    turns.includes(turn) ? spoil : undefined;

const fakes: FakeVertex[] = [];
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close();
});

/** Two accounts, each of which refuses the other's thinking. */
async function openAccounts(
  desk: Desk,
  east: Misdeeds,
  west: Misdeeds,
): Promise<{ east: FakeVertex; west: FakeVertex }> {
  const { tollgate, key } = desk.world();
  const open = async (slug: string, misdeeds: Misdeeds): Promise<FakeVertex> => {
    const fake = await startFakeVertex({ ownSignatures: true });
    fakes.push(fake);
    fake.mustNeverSee(key);
    fake.onMessages(scriptOf(desk, misdeeds));
    const { status, body } = await tollgate.admin('POST', '/v1/integrations', {
      name: slug,
      slug,
      ai_provider_id: 'vertex-ai',
      configurations: {
        vertex_region: 'us-east5',
        vertex_service_account_json: fake.serviceAccount,
        custom_host: fake.url,
      },
    });
    expect(status, JSON.stringify(body)).toBe(200);
    return fake;
  };
  return { east: await open('east', east), west: await open('west', west) };
}

function scriptOf(desk: Desk, misdeeds: Misdeeds): Script {
  const calls = new Map<number, number>();
  return ({ body }) => {
    const good = fileWork(body, desk.folder());
    // Only the work itself is disturbed: a title is asked for at any time.
    if (!hasTool(body, 'Write')) return good;
    const turn = turnOf(body);
    const call = (calls.get(turn) ?? 0) + 1;
    calls.set(turn, call);
    return misdeeds(turn, call)?.(good) ?? good;
  };
}

const turnOf = (body: JsonRecord): number =>
  recordsIn(body['messages']).filter((message) => message['role'] === 'assistant').length;

async function work(desk: Desk, config: JsonRecord, env: Record<string, string> = {}) {
  const { tollgate, key } = desk.world();
  const saved = await tollgate.admin('POST', '/v1/configs', { name: 'outage', slug: 'pc-outage', config });
  expect(saved.status, JSON.stringify(saved.body)).toBe(200);
  return desk.work({
    ANTHROPIC_CUSTOM_HEADERS: `x-portkey-api-key: ${key}\nx-portkey-config: pc-outage`,
    ...env,
  });
}

const FALLBACK: JsonRecord = {
  strategy: { mode: 'fallback' },
  request_timeout: 1000,
  idle_timeout: 1000,
  targets: [{ provider: '@east' }, { provider: '@west' }],
};

/** Of the work's own requests, as `east 503 status_503 > west 200 answered`. */
async function stories(desk: Desk): Promise<string[]> {
  const rows = (await desk.world().logRows()).filter((row) => row['operation'] === 'messages');
  return rows.map((row) =>
    recordsIn(row['attempts'])
      .map(({ provider, status, reason }) => [provider, status, reason].map(String).join(' '))
      .join(' > '),
  );
}

async function expectWorkDone(desk: Desk, accounts: { east: FakeVertex; west: FakeVertex }): Promise<void> {
  expect(complaints(accounts.east)).toEqual([]);
  expect(complaints(accounts.west)).toEqual([]);
  expect(complaints(desk.world().fake)).toEqual([]);
  expect(await readFile(join(desk.folder(), 'hello.txt'), 'utf8')).toBe(FILE_CONTENT);
  expect(await readFile(join(desk.folder(), 'copy.txt'), 'utf8')).toContain(String(Buffer.byteLength(FILE_CONTENT)));
}

const WELL = 'east 200 answered';
const via = (told: string): string => `${told} > west 200 answered`;

await describeClaudeCode('in an outage', (desk) => {
  it.each<[string, (good: Answer) => Answer, string]>([
    ['hangs', () => hang(), 'east 0 timeout'],
    ['resets', () => resetConnection(), 'east 0 unreachable'],
    ['has spent its quota', () => QUOTA, 'east 429 status_429'],
    ['is down', () => DOWN, 'east 503 status_503'],
    ['is overloaded under status 200', () => errorFirst(), 'east 529 status_529'],
    ['dies before its first content', (good) => misbehave(good, { cutAfterEvents: 2 }), 'east 0 cut'],
  ])('goes on elsewhere when its region %s, and comes back to it', async (_name, spoil, told) => {
    const accounts = await openAccounts(desk, inTurns([1], spoil), never);
    expect(await work(desk, FALLBACK)).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
    expect(await stories(desk)).toEqual([WELL, via(told), WELL, WELL]);
    expect(accounts.west.messageCalls()).toHaveLength(1);
  });

  it('stays elsewhere when its region stays away', async () => {
    const accounts = await openAccounts(
      desk,
      inTurns([1, 2, 3], () => DOWN),
      never,
    );
    expect(await work(desk, FALLBACK)).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
    const down = via('east 503 status_503');
    expect(await stories(desk)).toEqual([WELL, down, down, down]);
    await expectSwitchTold(desk);
    // Its own thinking goes back to the account that it moved to.
    expect(accounts.west.messageCalls().at(-1)?.body.toString()).toContain('"signature":"EqQB');
  });

  it('asks again itself when an answer dies after its first content, and then goes on elsewhere', async () => {
    const dies: Misdeeds = (turn, call) => {
      if (turn !== 1) return undefined;
      return call === 1 ? (good) => misbehave(good, { cutAfterEvents: 6 }) : () => DOWN;
    };
    const accounts = await openAccounts(desk, dies, never);
    expect(await work(desk, FALLBACK)).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
    const told = await stories(desk);
    expect(told[0]).toBe(WELL);
    expect(told[1]).toBe(WELL);
    expect(told).toContain(via('east 503 status_503'));
    const rows = (await desk.world().logRows()).filter((row) => row['operation'] === 'messages');
    expect(rows[1]).toMatchObject({ is_success: false, outcome: 'upstream_cut' });
  });

  it('gets through all of it in one session', async () => {
    const misdeeds: ((good: Answer) => Answer)[] = [
      () => hang(),
      () => QUOTA,
      (good) => misbehave(good, { cutInsideEvent: 1 }),
      () => resetConnection(),
    ];
    const accounts = await openAccounts(desk, (turn) => misdeeds[turn], never);
    expect(await work(desk, FALLBACK)).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
    expect(await stories(desk)).toEqual([
      via('east 0 timeout'),
      via('east 429 status_429'),
      via('east 0 cut'),
      via('east 0 unreachable'),
    ]);
    expect(accounts.west.messageCalls()).toHaveLength(TURNS);
  });

  it('changes its account with every turn, there and back', async () => {
    const accounts = await openAccounts(
      desk,
      inTurns([1, 3], () => DOWN),
      never,
    );
    expect(await work(desk, FALLBACK)).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
    const down = via('east 503 status_503');
    expect(await stories(desk)).toEqual([WELL, down, WELL, down]);
  });

  it('does the same while it thinks with a budget', async () => {
    const accounts = await openAccounts(
      desk,
      inTurns([1, 2], () => DOWN),
      never,
    );
    const run = await work(desk, FALLBACK, { MAX_THINKING_TOKENS: '4000' });
    expect(run).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
  });

  it('does the same with a model that thinks as it sees fit', async () => {
    const accounts = await openAccounts(
      desk,
      inTurns([1, 2], () => DOWN),
      never,
    );
    const run = await work(desk, FALLBACK, { ANTHROPIC_MODEL: 'claude-opus-4-8' });
    expect(run).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
  });

  it('moves while it searches the web on the side, and does not take its thinking along', async () => {
    const search: Script = ({ body }) => {
      const good = searchWork(body);
      if (good.kind !== 'message' || turnOf(body) > 0 || !hasTool(body, 'WebSearch')) return good;
      good.message.blocks.unshift(thinking('I should search for it.'));
      return good;
    };
    const accounts = await openAccounts(desk, never, never);
    let calls = 0;
    accounts.east.onMessages((request) => ((calls += 1) === 1 ? search(request) : DOWN));
    accounts.west.onMessages(search);
    const run = await work(desk, FALLBACK, { ANTHROPIC_MODEL: 'claude-sonnet-4-6' });
    expect(run).toMatchObject(DONE);
    expect(run.stdout).toContain(SEARCH_RESULT.url);
    // What was remembered of the session may be that of the search; the older client meets the refusal, which is mended.
    expect((await stories(desk)).at(-1)).toMatch(
      /^east 503 status_503 > (west 400 thinking_refused > )?west 200 answered$/,
    );
  });

  it('does not even move when a retry is enough', async () => {
    const accounts = await openAccounts(desk, (_turn, call) => (call === 1 ? () => DOWN : undefined), never);
    expect(await work(desk, { ...FALLBACK, retry: { attempts: 1 } })).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
    expect(await stories(desk)).toEqual(Array.from({ length: TURNS }, () => `east 503 status_503 > ${WELL}`));
    expect(accounts.west.messageCalls()).toEqual([]);
  });

  it('stays on one region of two that share the load, and so keeps its prompt cache', async () => {
    const accounts = await openAccounts(desk, never, never);
    const config = {
      strategy: { mode: 'loadbalance', sticky: { enabled: true, hash_fields: ['session'] } },
      targets: [{ provider: '@east' }, { provider: '@west' }],
    };
    expect(await work(desk, config)).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
    expect(new Set(await stories(desk)).size).toBe(1);
  });

  it('works through a breaker that spares the dead region', async () => {
    const accounts = await openAccounts(
      desk,
      inTurns([0, 1, 2, 3], () => hang()),
      never,
    );
    const breaker = { failure_threshold: 2, cooldown_interval: 30_000 };
    expect(await work(desk, { ...FALLBACK, cb_config: breaker })).toMatchObject(DONE);
    await expectWorkDone(desk, accounts);
    const hung = via('east 0 timeout');
    expect(await stories(desk)).toEqual([hung, hung, 'west 200 answered', 'west 200 answered']);
  });
});

/** The row of the move says what it cost, and only that one. */
async function expectSwitchTold(desk: Desk): Promise<void> {
  const rows = (await desk.world().logRows()).filter((row) => row['operation'] === 'messages');
  const notes = rows.map((row) => (Array.isArray(row['notes']) ? row['notes'].map(String) : []));
  expect(notes[1]).toEqual(expect.arrayContaining([expect.stringContaining('1 thinking blocks of the old one')]));
  expect(rows.map((row) => row['prompt_cache_lost_tokens'])).toEqual([null, 20_000, null, null]);
  expect(new Set(rows.map((row) => stringAt(row, 'session_id'))).size).toBe(1);
  expect(rows.every((row) => isRecord(row['metadata']))).toBe(true);
}
