/** The real Claude Code at work through a whole Tollgate, on a Vertex that refuses what the real one refuses. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findMember, scanDocument } from '../../src/wire/json/scan.ts';
import { isRecord, stringAt } from '../../testkit/json-shape.ts';
import type { UpstreamCall } from '../../testkit/upstream/recording-server.ts';
import { CLAUDE_CODE } from './compatibility.data.ts';
import { describeClaudeCode } from './describe-claude-code.ts';
import {
  agentWork,
  FILE_CONTENT,
  fileWork,
  hasTool,
  LAST_WORD,
  SEARCH_RESULT,
  searchWork,
  WORK_USAGE,
} from './scripted-work.ts';
import { complaints, streamUrl } from './world.ts';
import type { World } from './world.ts';

const DONE = { said: LAST_WORD, exitCode: 0 };

await describeClaudeCode('at work', (desk) => {
  it(`works ${CLAUDE_CODE.on.vertex}, in four turns, each with its tokens and its cost in the log`, async () => {
    const world = desk.world();
    world.fake.onMessages(({ body }) => fileWork(body, desk.folder()));

    expect(await desk.work()).toMatchObject(DONE);

    expect(await readFile(join(desk.folder(), 'hello.txt'), 'utf8')).toBe(FILE_CONTENT);
    expect(await readFile(join(desk.folder(), 'copy.txt'), 'utf8')).toContain(String(Buffer.byteLength(FILE_CONTENT)));
    expect(complaints(world.fake)).toEqual([]);
    expect(world.fake.messageCalls().map((call) => call.path)).toEqual(
      Array.from({ length: 4 }, () => streamUrl('claude-sonnet-4@20250514')),
    );
    expect(world.fake.tokens.requests).toBe(1);
    expectUntouched(world);
    await expectLogged(world);
  });

  it.each([
    ['claude-opus-4-8', 'claude-opus-4-8'],
    ['claude-haiku-4-5-20251001', 'claude-haiku-4-5@20251001'],
    ['claude-sonnet-4-6', 'claude-sonnet-4-6'],
    ['claude-opus-5-5', 'claude-opus-5-5'],
  ])('works with %s, whatever else that makes the client send', async (model, atVertex) => {
    const world = desk.world();
    world.fake.onMessages(({ body }) => fileWork(body, desk.folder()));
    expect(await desk.work({ ANTHROPIC_MODEL: model })).toMatchObject(DONE);
    expect(complaints(world.fake)).toEqual([]);
    expect(world.fake.messageCalls()[0]?.path).toBe(streamUrl(atVertex));
    expectUntouched(world);
  });

  it('searches the web: the inner request gets the beta that Vertex wants', async () => {
    const { fake } = desk.world();
    fake.onMessages(({ body }) => searchWork(body));
    const run = await desk.work({ ANTHROPIC_MODEL: 'claude-sonnet-4-6' });
    expect(run).toMatchObject(DONE);
    expect(run.stdout).toContain(SEARCH_RESULT.url);
    expect(complaints(fake)).toEqual([]);
    expect(fake.messageCalls()[1]?.headers['anthropic-beta']).toContain('web-search-2025-03-05');
  });

  it('lets an agent do the work, and the log tells the agent from its principal', async () => {
    const { fake, logRows } = desk.world();
    fake.onMessages(({ body }) => agentWork(body));
    expect(await desk.work({ ANTHROPIC_MODEL: 'claude-sonnet-4-6' })).toMatchObject(DONE);
    expect(complaints(fake)).toEqual([]);
    const rows = (await logRows()).filter((row) => row['operation'] === 'messages');
    expect(rows.map((row) => row['agent_id'] !== null)).toEqual([false, true, false]);
    expect(new Set(rows.map((row) => row['session_id'])).size).toBe(1);
  });

  it('counts the tokens of its context, all requests at once, without asking a model', async () => {
    const { fake } = desk.world();
    const { said, exitCode } = await desk.work({}, '/context');
    expect(exitCode).toBe(0);
    expect(said).toContain('Context Usage');
    expect(complaints(fake)).toEqual([]);
    expect(fake.messageCalls()).toEqual([]);
    expect(fake.calls.filter((call) => call.kind === 'count_tokens').length).toBeGreaterThan(10);
    expect(fake.tokens.requests).toBe(1);
  });

  // Headless, only the older client asks for a title; the newer one does so in its terminal.
  if (desk.version === '2.1.197') {
    it('gets its title although the settings name a haiku that never was', async () => {
      const { fake } = desk.world();
      fake.onMessages(({ body }) => fileWork(body, desk.folder()));
      await desk.work({
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '',
        // Whatever is not essential must not leave the machine.
        HTTPS_PROXY: 'http://127.0.0.1:9',
        NO_PROXY: '127.0.0.1',
      });
      expect(complaints(fake)).toEqual([]);
      const title = fake.messageCalls().find((call) => isRecord(call.json) && !hasTool(call.json, 'Write'));
      expect(title).toMatchObject({ status: 200, path: streamUrl('claude-haiku-4-5@20251001') });
    });
  }
});

/** Everything that the prompt cache or a signature depends on is byte for byte what the client sent. */
function expectUntouched(world: World): void {
  const sent = world.tap.calls.filter((call) => call.path.startsWith('/v1/messages'));
  const received = world.fake.messageCalls();
  expect(received).toHaveLength(sent.length);
  for (const [index, call] of received.entries()) {
    for (const key of ['messages', 'system', 'tools', 'metadata', 'max_tokens', 'stream']) {
      expect(rawMember(call, key), `${key} of request ${index}`).toBe(rawMember(sent[index], key));
    }
  }
  const last = received.at(-1)?.body.toString() ?? '';
  expect(last).toContain('"signature":"EqQB');
  expect(last.match(/"cache_control":\{"type":"ephemeral"\}/g)).toHaveLength(3);
}

function rawMember(call: UpstreamCall | undefined, key: string): string | undefined {
  if (call === undefined) return undefined;
  const member = findMember(scanDocument(call.body).members, key);
  return member === undefined ? undefined : call.body.toString('utf8', member.valueStart, member.end);
}

async function expectLogged(world: World): Promise<void> {
  const turns = (await world.logRows()).filter((row) => row['operation'] === 'messages');
  expect(turns).toHaveLength(WORK_USAGE.length);
  for (const [index, used] of WORK_USAGE.entries()) {
    const row = turns[index];
    expect(row).toMatchObject({
      response_status_code: 200,
      is_success: true,
      ai_model: 'claude-sonnet-4@20250514',
      requested_model: 'claude-sonnet-4-20250514',
      stream_mode: 1,
      input_tokens: used.input,
      output_tokens: used.output,
      thinking_tokens: used.thinking,
      cache_read_tokens: used.cacheRead,
      cache_write_5m_tokens: used.cacheWrite5m,
      cache_write_1h_tokens: used.cacheWrite1h,
      unpriced: false,
      cost_nano_usd: expect.any(Number),
    });
    expect(row?.['cost_nano_usd']).toBeGreaterThan(0);
  }
  const sessions = new Set(turns.map((row) => stringAt(row, 'session_id')));
  expect([...sessions]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
}
