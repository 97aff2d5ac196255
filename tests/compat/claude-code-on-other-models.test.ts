/** The real Claude Code at work on models of other vendors, and by its own Bedrock mode: each upstream streams in its own dialect. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  chunkFrame,
  converseFrame,
  startFakeBedrock,
  type FakeBedrock,
  type FakeBedrockAnswer,
} from '../../testkit/fake-bedrock.ts';
import { geminiChunk, startFakeGemini, type FakeGemini, type FakeGeminiAnswer } from '../../testkit/fake-gemini.ts';
import { startFakeResponses, type FakeResponses } from '../../testkit/fake-responses.ts';
import { isRecord, recordsIn, type JsonRecord } from '../../testkit/json-shape.ts';
import { CLAUDE_CODE } from './compatibility.data.ts';
import { describeClaudeCode, type Desk } from './describe-claude-code.ts';
import { fileWork, FILE_CONTENT, LAST_WORD, workTurns, type WorkTurn } from './scripted-work.ts';
import { complaints, type World } from './world.ts';

const DONE = { said: LAST_WORD, exitCode: 0 };
const TITLE: WorkTurn = { text: '{"title":"Write a file"}' };

let gemini: FakeGemini;
let bedrock: FakeBedrock;
let responses: FakeResponses;
beforeEach(async () => {
  [gemini, bedrock, responses] = await Promise.all([startFakeGemini(), startFakeBedrock(), startFakeResponses()]);
});
afterEach(() => Promise.all([gemini.close(), bedrock.close(), responses.close()]));

/** The turn that follows, by how many the model has had; one without tools asks for a title. */
function turnOf(folder: string, had: number, hasTools: boolean): WorkTurn {
  const turns = workTurns(folder);
  return hasTools ? (turns[Math.min(had, turns.length - 1)] ?? TITLE) : TITLE;
}

const SIGNATURE = 'c2lnbmVkIGJ5IGdlbWluaQ==';

function inGemini({ text, calls = [] }: WorkTurn): FakeGeminiAnswer {
  const parts = calls.map(({ name, input }, at) => ({
    functionCall: { name, args: input },
    // The first call of a step carries the signature of its thoughts.
    ...(at === 0 ? { thoughtSignature: SIGNATURE } : {}),
  }));
  return {
    status: 200,
    body: [
      ...(text === undefined
        ? []
        : [geminiChunk([{ text: text.slice(0, 5) }]), geminiChunk([{ text: text.slice(5) }])]),
      ...(parts.length === 0 ? [] : [geminiChunk(parts)]),
      geminiChunk([{ text: '' }], { finishReason: 'STOP' }),
    ],
  };
}

function inConverse({ text, calls = [] }: WorkTurn): FakeBedrockAnswer {
  const frames = [converseFrame('messageStart', { role: 'assistant' })];
  let at = 0;
  const block = (start: JsonRecord | null, deltas: readonly JsonRecord[]): void => {
    if (start !== null) frames.push(converseFrame('contentBlockStart', { contentBlockIndex: at, start }));
    for (const delta of deltas) frames.push(converseFrame('contentBlockDelta', { contentBlockIndex: at, delta }));
    frames.push(converseFrame('contentBlockStop', { contentBlockIndex: at }));
    at += 1;
  };
  if (text !== undefined) block(null, [{ text: text.slice(0, 5) }, { text: text.slice(5) }]);
  for (const [index, { name, input }] of calls.entries()) {
    const json = JSON.stringify(input);
    const pieces = [json.slice(0, 9), json.slice(9)].map((piece) => ({ toolUse: { input: piece } }));
    block({ toolUse: { toolUseId: `tooluse_${Date.now()}_${index}`, name } }, pieces);
  }
  frames.push(converseFrame('messageStop', { stopReason: calls.length > 0 ? 'tool_use' : 'end_turn' }));
  frames.push(
    converseFrame('metadata', {
      usage: { inputTokens: 100, outputTokens: 10, totalTokens: 110 },
      metrics: { latencyMs: 9 },
    }),
  );
  return { status: 200, body: Buffer.concat(frames) };
}

function inChunks({ text, calls = [] }: WorkTurn, model: string): FakeBedrockAnswer {
  const events: JsonRecord[] = [
    {
      type: 'message_start',
      message: {
        id: `msg_bdrk_${Date.now()}`,
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 100, output_tokens: 1 },
      },
    },
  ];
  const block = (content: JsonRecord, deltas: readonly JsonRecord[]): void => {
    const index = events.filter(({ type }) => type === 'content_block_start').length;
    events.push({ type: 'content_block_start', index, content_block: content });
    for (const delta of deltas) events.push({ type: 'content_block_delta', index, delta });
    events.push({ type: 'content_block_stop', index });
  };
  if (text !== undefined) block({ type: 'text', text: '' }, [{ type: 'text_delta', text }]);
  for (const [at, { name, input }] of calls.entries()) {
    const id = `toolu_bdrk_${Date.now()}_${at}`;
    block({ type: 'tool_use', id, name, input: {} }, [
      { type: 'input_json_delta', partial_json: JSON.stringify(input) },
    ]);
  }
  const stop = { stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null };
  events.push({ type: 'message_delta', delta: stop, usage: { output_tokens: 10 } }, { type: 'message_stop' });
  return { status: 200, body: Buffer.concat(events.map(chunkFrame)) };
}

async function addProvider(
  { tollgate }: World,
  slug: string,
  [id, key, configurations]: [string, string, JsonRecord],
): Promise<void> {
  const asked = { name: slug, slug, ai_provider_id: id, key, configurations };
  expect((await tollgate.admin('POST', '/v1/integrations', asked)).status).toBeLessThan(300);
  const provider = { name: slug, slug: `${slug}-prod`, integration_id: slug };
  expect((await tollgate.admin('POST', '/v1/providers', provider)).status).toBeLessThan(300);
}

const assistantTurns = (body: JsonRecord): number =>
  recordsIn(body['messages']).filter(({ role }) => role === 'assistant').length;

async function expectWork(desk: Desk): Promise<void> {
  expect(await readFile(join(desk.folder(), 'hello.txt'), 'utf8')).toBe(FILE_CONTENT);
  expect(await readFile(join(desk.folder(), 'copy.txt'), 'utf8')).toContain(String(Buffer.byteLength(FILE_CONTENT)));
}

const on = (world: World, provider: string, model: string): Record<string, string> => ({
  ANTHROPIC_MODEL: model,
  ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
  ANTHROPIC_CUSTOM_HEADERS: `x-portkey-api-key: ${world.key}\nx-portkey-provider: @${provider}-prod`,
});

await describeClaudeCode('on other models', (desk) => {
  it(`works ${CLAUDE_CODE.on.gemini}, and the signatures of its thoughts come back to it`, async () => {
    const world = desk.world();
    await addProvider(world, 'gemini', ['google', 'AIza-own', { custom_host: gemini.url }]);
    gemini.onGenerate((body) => {
      const had = recordsIn(body['contents']).filter(({ role }) => role === 'model').length;
      return inGemini(turnOf(desk.folder(), had, Array.isArray(body['tools'])));
    });
    expect(await desk.work(on(world, 'gemini', 'gemini-3.5-flash'))).toMatchObject(DONE);
    await expectWork(desk);
    const last = gemini.calls.at(-1)?.body.toString() ?? '';
    expect(last.split(`"thoughtSignature":"${SIGNATURE}"`)).toHaveLength(4);
    expect(last).not.toContain('x-anthropic-billing-header');
  });

  it(`works ${CLAUDE_CODE.on.responses}`, async () => {
    const world = desk.world();
    const settings = { custom_host: `${responses.url}/v1`, preferred_api: 'responses' };
    await addProvider(world, 'openai', ['openai', 'sk-own', settings]);
    responses.onCall((body) => {
      const results = recordsIn(body['input']).filter(({ type }) => type === 'function_call_output').length;
      return turnOf(desk.folder(), results > 2 ? 3 : results, Array.isArray(body['tools']));
    });
    expect(await desk.work(on(world, 'openai', 'gpt-5.6'))).toMatchObject(DONE);
    await expectWork(desk);
    // What OpenAI has encrypted comes back to it.
    expect(responses.calls.at(-1)?.body.toString()).toContain('"encrypted_content":"gAAAA-1"');
  });

  it(`works ${CLAUDE_CODE.on.converse}`, async () => {
    const world = desk.world();
    await addProvider(world, 'bedrock', ['bedrock', 'ABSK-own', { custom_host: bedrock.url, aws_region: 'us-east-1' }]);
    bedrock.onCall((kind, body) =>
      kind === 'converse-stream'
        ? inConverse(turnOf(desk.folder(), assistantTurns(body), isRecord(body['toolConfig'])))
        : null,
    );
    expect(await desk.work(on(world, 'bedrock', 'amazon.nova-pro-v1:0'))).toMatchObject(DONE);
    await expectWork(desk);
  });

  it(`works ${CLAUDE_CODE.on.bedrock}, with its betas in the body`, async () => {
    const world = desk.world();
    await addProvider(world, 'bedrock', ['bedrock', 'ABSK-own', { custom_host: bedrock.url, aws_region: 'us-east-1' }]);
    bedrock.onCall((kind, body) =>
      kind === 'invoke-with-response-stream'
        ? inChunks(turnOf(desk.folder(), assistantTurns(body), hasTools(body)), 'claude-sonnet-4-5-20250929')
        : null,
    );
    expect(await desk.work(on(world, 'bedrock', 'claude-sonnet-4-5'))).toMatchObject(DONE);
    await expectWork(desk);
    const [call] = bedrock.calls;
    expect(call?.path).toContain('/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/');
    expect(call?.json).toMatchObject({ anthropic_version: 'bedrock-2023-05-31' });
    expect(call?.json).not.toHaveProperty('model');
  });

  it(`works ${CLAUDE_CODE.on.vertexMode}`, async () => {
    const world = desk.world();
    world.fake.onMessages(({ body }) => fileWork(body, desk.folder()));
    const model = 'claude-sonnet-4-5@20250929';
    const run = await desk.run({
      env: {
        CLAUDE_CODE_USE_VERTEX: '1',
        CLAUDE_CODE_SKIP_VERTEX_AUTH: '1',
        ANTHROPIC_VERTEX_BASE_URL: `${world.url}/v1`,
        ANTHROPIC_VERTEX_PROJECT_ID: '_',
        CLOUD_ML_REGION: 'global',
        ANTHROPIC_AUTH_TOKEN: world.key,
        ANTHROPIC_CUSTOM_HEADERS: 'x-portkey-provider: @vertex-prod',
        ANTHROPIC_MODEL: model,
        ANTHROPIC_SMALL_FAST_MODEL: model,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
      },
    });
    expect(run).toMatchObject(DONE);
    await expectWork(desk);
    expect(complaints(world.fake)).toEqual([]);
    expect(world.tap.calls.every(({ path }) => path.includes('/publishers/anthropic/models/'))).toBe(true);
  });

  it(`works ${CLAUDE_CODE.on.bedrockMode}`, async () => {
    const world = desk.world();
    await addProvider(world, 'bedrock', ['bedrock', 'ABSK-own', { custom_host: bedrock.url, aws_region: 'us-east-1' }]);
    bedrock.onCall((kind, body) =>
      kind === 'invoke-with-response-stream'
        ? inChunks(turnOf(desk.folder(), assistantTurns(body), hasTools(body)), 'claude-sonnet-4-5-20250929')
        : null,
    );
    const model = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
    const run = await desk.run({
      env: {
        CLAUDE_CODE_USE_BEDROCK: '1',
        AWS_REGION: 'us-east-1',
        AWS_BEARER_TOKEN_BEDROCK: world.key,
        ANTHROPIC_BEDROCK_BASE_URL: world.url,
        ANTHROPIC_CUSTOM_HEADERS: 'x-portkey-provider: @bedrock-prod',
        ANTHROPIC_MODEL: model,
        ANTHROPIC_SMALL_FAST_MODEL: model,
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
      },
    });
    expect(run).toMatchObject(DONE);
    await expectWork(desk);
    expect(bedrock.calls.every(({ headers }) => headers.authorization === 'Bearer ABSK-own')).toBe(true);
  });
});

const hasTools = (body: JsonRecord): boolean => Array.isArray(body['tools']) && body['tools'].length > 0;
