/** The real Claude Code at work on a GPT model: its Messages become Chat Completions, and OpenAI's chunks its events. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startFakeOpenai, type FakeOpenai, type FakeOpenaiAnswer } from '../../testkit/fake-openai.ts';
import { isRecord, recordsIn, stringAt, type JsonRecord } from '../../testkit/json-shape.ts';
import { CLAUDE_CODE } from './compatibility.data.ts';
import { describeClaudeCode } from './describe-claude-code.ts';
import { FILE_CONTENT, LAST_WORD, workTurns, type WorkTurn } from './scripted-work.ts';
import type { World } from './world.ts';

const MODEL = 'gpt-5.1';
const DONE = { said: LAST_WORD, exitCode: 0 };

/** Pieces of text and calls of tools as OpenAI streams them: arguments in pieces, one call after another. */
function streamed({ text = '', calls = [] }: WorkTurn, turn: number): FakeOpenaiAnswer {
  const chunk = (delta: JsonRecord, reason: string | null = null): string =>
    `data: ${JSON.stringify({
      id: `chatcmpl-${turn}`,
      object: 'chat.completion.chunk',
      created: 1_764_000_000,
      model: MODEL,
      choices: [{ index: 0, delta, finish_reason: reason }],
    })}\n\n`;
  const called = calls.flatMap(({ name, input }, index) => {
    const written = JSON.stringify(input);
    const head = { index, id: `call_${turn}_${index}`, type: 'function', function: { name, arguments: '' } };
    const pieces = [written.slice(0, 9), written.slice(9)];
    return [
      chunk({ tool_calls: [head] }),
      ...pieces.map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ];
  });
  const usage = {
    prompt_tokens: 20_000 + turn,
    completion_tokens: 100,
    total_tokens: 20_100 + turn,
    prompt_tokens_details: { cached_tokens: 19_000 },
  };
  return {
    status: 200,
    body: [
      chunk({ role: 'assistant', content: '' }),
      ...(text === '' ? [] : [chunk({ content: text.slice(0, 5) }), chunk({ content: text.slice(5) })]),
      ...called,
      chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
      `data: ${JSON.stringify({ id: `chatcmpl-${turn}`, object: 'chat.completion.chunk', created: 1, model: MODEL, choices: [], usage })}\n\n`,
      'data: [DONE]\n\n',
    ],
  };
}

/** Writes a file, counts its bytes, reads and copies at once, then says the last word. */
function fileWork(body: JsonRecord, folder: string): FakeOpenaiAnswer {
  const names = recordsIn(body['tools']).map((tool) =>
    isRecord(tool['function']) ? stringAt(tool['function'], 'name') : '',
  );
  if (!names.includes('Write')) return streamed({ text: '{"title":"Write a file"}' }, 99);
  const turns = workTurns(folder);
  const turn = recordsIn(body['messages']).filter(({ role }) => role === 'assistant').length;
  return streamed(turns[Math.min(turn, turns.length - 1)] ?? {}, turn);
}

let openai: FakeOpenai;
beforeEach(async () => {
  openai = await startFakeOpenai();
});
afterEach(() => openai.close());

async function setUp({ tollgate }: World): Promise<void> {
  const made = await tollgate.admin('POST', '/v1/integrations', {
    name: 'OpenAI',
    slug: 'openai',
    ai_provider_id: 'openai',
    key: 'sk-the-operators-own',
    configurations: { custom_host: `${openai.url}/v1` },
  });
  expect(made.status).toBeLessThan(300);
  const provider = await tollgate.admin('POST', '/v1/providers', {
    name: 'OpenAI',
    slug: 'openai-prod',
    integration_id: 'openai',
  });
  expect(provider.status).toBeLessThan(300);
}

await describeClaudeCode('on GPT', (desk) => {
  it(`works ${CLAUDE_CODE.on.chat}, in four turns, each with its tokens in the log`, async () => {
    const world = desk.world();
    await setUp(world);
    openai.onCompletions((body) => fileWork(body, desk.folder()));

    const run = await desk.work({
      ANTHROPIC_MODEL: MODEL,
      ANTHROPIC_DEFAULT_HAIKU_MODEL: MODEL,
      ANTHROPIC_CUSTOM_HEADERS: `x-portkey-api-key: ${world.key}\nx-portkey-provider: @openai-prod`,
    });

    expect(run).toMatchObject(DONE);
    expect(await readFile(join(desk.folder(), 'hello.txt'), 'utf8')).toBe(FILE_CONTENT);
    expect(await readFile(join(desk.folder(), 'copy.txt'), 'utf8')).toContain(String(Buffer.byteLength(FILE_CONTENT)));
    expect(openai.calls.map(({ status }) => status)).toEqual(openai.calls.map(() => 200));
    const turns = (await world.logRows()).filter((row) => Number(row['cache_read_tokens']) === 19_000);
    expect(turns.map((row) => row['input_tokens'])).toEqual(expect.arrayContaining([1000, 1001, 1002, 1003]));
    // What gives Claude's own hosts the version of the client is nothing for another model to read.
    expect(openai.calls.map(({ body }) => body.toString()).join('')).not.toContain('x-anthropic-billing-header');
  });
});
