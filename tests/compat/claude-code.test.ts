/** The real Claude Code through a whole Tollgate, against a Vertex that refuses what the real one refuses. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findMember, scanDocument } from '../../src/wire/json-edit.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { isRecord, stringAt } from '../../testkit/json-shape.ts';
import { anthropicError, misbehave } from '../../testkit/upstream/answer.ts';
import type { UpstreamCall } from '../../testkit/upstream/recording-server.ts';
import { gatewaySettings, newDeveloper, runClaudeCode } from './claude-code.ts';
import type { Developer, Run } from './claude-code.ts';
import { CLAUDE_CODE_VERSIONS, installClaudeCode } from './install-claude-code.ts';
import { ifReachable } from './install-package.ts';
import { FILE_CONTENT, fileWork, hasTool, LAST_WORD, SEARCH_RESULT, searchWork, WORK_USAGE } from './scripted-work.ts';
import { complaints, openWorld } from './world.ts';
import type { World } from './world.ts';

const versions = await Promise.all(
  CLAUDE_CODE_VERSIONS.map(async (version) => ({ version, program: await ifReachable(installClaudeCode(version)) })),
);

for (const { version, program } of versions) {
  describe.skipIf(program === undefined)(`Claude Code ${version}`, () => {
    let world: World;
    let developer: Developer | undefined;

    beforeEach(async () => {
      world = await openWorld();
    });

    afterEach(async () => {
      await developer?.leave();
      await world.close();
    });

    /** Runs a prompt with the settings of the documentation, changed by `env`; the fake does the file work. */
    async function work(env: Record<string, string> = {}, prompt = 'Please work.'): Promise<Run> {
      return run(gatewaySettings(world, env), prompt);
    }

    async function run(settings: JsonRecord, prompt: string): Promise<Run> {
      const at = await newDeveloper(settings);
      developer = at;
      return runClaudeCode({ program: program ?? '', developer: at, prompt });
    }

    function folder(): string {
      return developer?.project ?? '';
    }

    it('writes a file in a conversation of four turns, and each turn is in the log with its tokens and its cost', async () => {
      world.fake.onMessages(({ body }) => fileWork(body, folder()));

      const { said, exitCode } = await work();

      expect({ said, exitCode }).toEqual({ said: LAST_WORD, exitCode: 0 });
      expect(await readFile(join(folder(), 'hello.txt'), 'utf8')).toBe(FILE_CONTENT);
      expect(await readFile(join(folder(), 'copy.txt'), 'utf8')).toContain(String(Buffer.byteLength(FILE_CONTENT)));
      expect(complaints(world.fake)).toEqual([]);
      expect(world.fake.messageCalls().map((call) => call.path)).toEqual(
        Array.from({ length: 4 }, () => streamUrl('claude-sonnet-4@20250514')),
      );
      expect(world.fake.tokens.requests).toBe(1);
      expectUntouched(world);
      await expectLogged(world);
    });

    it.each(['claude-opus-4-8', 'claude-haiku-4-5-20251001', 'claude-sonnet-4-6', 'claude-opus-5-5'])(
      'works with %s, whatever else that makes the client send',
      async (model) => {
        world.fake.onMessages(({ body }) => fileWork(body, folder()));
        const { said, exitCode } = await work({ ANTHROPIC_MODEL: model });
        expect({ said, exitCode }).toEqual({ said: LAST_WORD, exitCode: 0 });
        expect(complaints(world.fake)).toEqual([]);
        expectUntouched(world);
      },
    );

    it('searches the web: the inner request gets the beta that Vertex wants', async () => {
      world.fake.onMessages(({ body }) => searchWork(body));
      const { said, stdout } = await work({ ANTHROPIC_MODEL: 'claude-sonnet-4-6' });
      expect(said).toBe(LAST_WORD);
      expect(stdout).toContain(SEARCH_RESULT.url);
      expect(complaints(world.fake)).toEqual([]);
      const inner = world.fake.messageCalls()[1];
      expect(String(inner?.headers['anthropic-beta'])).toContain('web-search-2025-03-05');
    });

    it('counts the tokens of its context, all requests at once, without asking a model', async () => {
      const { said, exitCode } = await work({}, '/context');
      expect(exitCode).toBe(0);
      expect(said).toContain('Context Usage');
      expect(complaints(world.fake)).toEqual([]);
      expect(world.fake.messageCalls()).toEqual([]);
      expect(world.fake.calls.filter((call) => call.kind === 'count_tokens').length).toBeGreaterThan(10);
      expect(world.fake.tokens.requests).toBe(1);
    });

    it('is told at once that its key is wrong, and nothing reaches Vertex', async () => {
      const { said, exitCode, ms } = await run(gatewaySettings({ url: world.url, key: 'tg-nobody-knows-this' }), 'hi');
      expect(exitCode).toBe(1);
      expect(said).toMatch(/401|authenticate/);
      expect(said).toMatch(/key/i);
      expect(ms).toBeLessThan(10_000);
      expect(world.fake.calls).toEqual([]);
    });

    it('works with a base URL that ends in /v1, and the log row says what is wrong with it', async () => {
      world.fake.onMessages(({ body }) => fileWork(body, folder()));
      const { said } = await work({ ANTHROPIC_BASE_URL: `${world.url}/v1` });
      expect(said).toBe(LAST_WORD);
      expect(world.tap.calls.every((call) => call.method === 'HEAD' || call.path.startsWith('/v1/v1/messages'))).toBe(
        true,
      );
      const [row] = await world.logRows();
      expect(JSON.stringify(row?.['notes'])).toContain('/v1');
    });

    it.each(['/v1', ''])("works in its own Vertex mode, base URL with '%s'", async (suffix) => {
      world.fake.onMessages(({ body }) => fileWork(body, folder()));
      const settings = gatewaySettings(world, {
        CLAUDE_CODE_USE_VERTEX: '1',
        CLAUDE_CODE_SKIP_VERTEX_AUTH: '1',
        ANTHROPIC_VERTEX_BASE_URL: `${world.url}${suffix}`,
        ANTHROPIC_VERTEX_PROJECT_ID: '_',
        CLOUD_ML_REGION: 'global',
        ANTHROPIC_MODEL: 'claude-sonnet-4@20250514',
      });
      const { said } = await run(settings, 'Please work.');
      expect(said).toBe(LAST_WORD);
      expect(complaints(world.fake)).toEqual([]);
      expect(world.fake.messageCalls()).toHaveLength(4);
      expect(world.fake.messageCalls()[0]?.path).toContain('/projects/acme-prod/');
    });

    it('goes on when the first answer is cut in mid-stream', async () => {
      world.fake.onMessages(({ body, turn }) =>
        turn === 0 ? misbehave(fileWork(body, folder()), { cutAfterEvents: 6 }) : fileWork(body, folder()),
      );
      const { said, exitCode } = await work();
      expect({ said, exitCode }).toEqual({ said: LAST_WORD, exitCode: 0 });
      expect(complaints(world.fake)).toEqual([]);
    });

    it('shows what Vertex says about a context that is too long', async () => {
      const words = 'prompt is too long: 250000 tokens > 200000 maximum';
      world.fake.onMessages(() => anthropicError(400, 'invalid_request_error', words));
      const { said, exitCode } = await work();
      expect(exitCode).toBe(1);
      expect(said).toMatch(/prompt is too long/i);
    });

    // Headless, only the older client asks for a title; the newer one does so in its terminal.
    if (version === '2.1.197') {
      it('gets its title although the settings name a haiku that never was', async () => {
        world.fake.onMessages(({ body }) => fileWork(body, folder()));
        await work({
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '',
          // Whatever is not essential must not leave the machine.
          HTTPS_PROXY: 'http://127.0.0.1:9',
          NO_PROXY: '127.0.0.1',
        });
        expect(complaints(world.fake)).toEqual([]);
        const title = world.fake.messageCalls().find((call) => isRecord(call.json) && !hasTool(call.json, 'Write'));
        expect(title).toMatchObject({ status: 200, path: streamUrl('claude-haiku-4-5@20251001') });
      });
    }
  });
}

function streamUrl(model: string): string {
  return `/v1/projects/acme-prod/locations/us-east5/publishers/anthropic/models/${model}:streamRawPredict`;
}

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
  expect(received.at(-1)?.body.toString()).toContain('"signature":"EqQB');
  expect(
    received
      .at(-1)
      ?.body.toString()
      .match(/"cache_control":\{"type":"ephemeral"\}/g),
  ).toHaveLength(3);
}

function rawMember(call: UpstreamCall | undefined, key: string): string | undefined {
  if (call === undefined) return undefined;
  const member = findMember(scanDocument(call.body).members, key);
  return member === undefined ? undefined : call.body.toString('utf8', member.valueStart, member.end);
}

async function expectLogged(world: World): Promise<void> {
  const rows = await world.logRows();
  const turns = rows.filter((row) => row['operation'] === 'messages');
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
