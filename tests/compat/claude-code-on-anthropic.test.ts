/** The real Claude Code at work on Anthropic's own API: every body goes there as the client wrote it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startFakeAnthropic, type FakeAnthropic } from '../../testkit/fake-anthropic.ts';
import { CLAUDE_CODE } from './compatibility.data.ts';
import { describeClaudeCode } from './describe-claude-code.ts';
import { fileWork, FILE_CONTENT, LAST_WORD, WORK_USAGE } from './scripted-work.ts';

const MODEL = 'claude-sonnet-4-5-20250929';

let anthropic: FakeAnthropic | undefined;
beforeEach(async () => {
  anthropic = await startFakeAnthropic();
});
afterEach(() => anthropic?.close());

await describeClaudeCode('on Anthropic’s API', (desk) => {
  it(`works ${CLAUDE_CODE.on.anthropic}, untouched, each turn with its tokens in the log`, async () => {
    const world = desk.world();
    if (anthropic === undefined) throw new Error('The upstream has not started.');
    anthropic.onMessages(({ body }) => fileWork(body, desk.folder()));
    const integration = {
      name: 'Anthropic',
      slug: 'anthropic-prod',
      ai_provider_id: 'anthropic',
      key: 'sk-ant-the-operators-own',
      configurations: { custom_host: anthropic.url },
    };
    expect((await world.tollgate.admin('POST', '/v1/integrations', integration)).status).toBeLessThan(300);

    const run = await desk.work({
      ANTHROPIC_MODEL: MODEL,
      ANTHROPIC_CUSTOM_HEADERS: `x-portkey-api-key: ${world.key}\nx-portkey-provider: @anthropic-prod`,
    });

    expect(run).toMatchObject({ said: LAST_WORD, exitCode: 0 });
    expect(await readFile(join(desk.folder(), 'hello.txt'), 'utf8')).toBe(FILE_CONTENT);
    expect(await readFile(join(desk.folder(), 'copy.txt'), 'utf8')).toContain(String(Buffer.byteLength(FILE_CONTENT)));
    const turns = anthropic.calls.filter(({ kind }) => kind === 'messages');
    expect(turns).toHaveLength(WORK_USAGE.length);
    const sent = world.tap.calls.filter(({ path }) => path.startsWith('/v1/messages?') || path === '/v1/messages');
    for (const { body, headers } of turns) {
      expect(sent.some((call) => call.body.equals(body))).toBe(true);
      expect(headers['x-api-key']).toBe('sk-ant-the-operators-own');
      expect(headers.authorization).toBeUndefined();
      expect(JSON.stringify(headers)).not.toContain(world.key);
    }
    // Its own flags reach the API that defines them.
    expect(turns[0]?.headers['anthropic-beta']).toBe(sent[0]?.headers['anthropic-beta']);
    const rows = (await world.logRows()).filter(({ operation }) => operation === 'messages');
    expect(rows.map(({ input_tokens: input }) => input)).toEqual([5, 6, 7, 8]);
    expect(rows.every(({ unpriced, is_success: isSuccess }) => unpriced === false && isSuccess === true)).toBe(true);
  });
});
