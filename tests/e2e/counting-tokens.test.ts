/** How many tokens a request has, asked in every dialect: reported by a provider that counts, remembered, or estimated and said to be. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bedrockError, startFakeBedrock, type FakeBedrock } from '../../testkit/fake-bedrock.ts';
import { startFakeGemini, type FakeGemini } from '../../testkit/fake-gemini.ts';
import { startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import { isRecord, parseJson } from '../../testkit/json-shape.ts';
import { MODEL, openWorld } from './world.ts';
import type { Answered, World } from './world.ts';

let world: World;
let gemini: FakeGemini;
let bedrock: FakeBedrock;
let openai: FakeOpenai;

beforeAll(async () => {
  [world, gemini, bedrock, openai] = await Promise.all([
    openWorld(),
    startFakeGemini(),
    startFakeBedrock(),
    startFakeOpenai(),
  ]);
  const providers = [
    ['google', 'AIza-own', { custom_host: gemini.url }],
    ['bedrock', 'ABSK-own', { custom_host: bedrock.url, aws_region: 'us-east-1' }],
    ['openai', 'sk-own', { custom_host: `${openai.url}/v1` }],
    ['groq', 'gsk-own', { custom_host: `${openai.url}/v1` }],
  ] as const;
  for (const [id, key, configurations] of providers) {
    const asked = { name: id, ai_provider_id: id, key, configurations };
    const integration = await world.admin('POST', '/v1/integrations', asked);
    await world.admin('POST', '/v1/providers', { name: id, integration_id: integration['slug'], slug: `${id}-prod` });
  }
});
beforeEach(() => {
  world.reset();
  for (const { calls } of [gemini, bedrock, openai]) calls.length = 0;
  bedrock.onCall(() => null);
});
afterAll(() => Promise.all([world.close(), gemini.close(), bedrock.close(), openai.close()]));

let asked = 0;
/** New text, so that no test is answered from what another one asked. */
const text = (): string => {
  asked += 1;
  return `How many tokens has question ${asked}?`;
};

const inMessages = (provider: string, model: string, content = text()): Promise<Answered> =>
  world.ask({
    path: '/v1/messages/count_tokens',
    provider,
    body: { model, system: 'Be brief.', messages: [{ role: 'user', content }] },
  });
const inGemini = (provider: string, model: string, body: object): Promise<Answered> =>
  world.ask({ path: `/v1beta/models/${model}:countTokens`, provider, body });
const inBedrock = (provider: string, model: string, body: object): Promise<Answered> =>
  world.ask({ path: `/model/${encodeURIComponent(model)}/count-tokens`, provider, body });

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

describe('a provider that counts', () => {
  it('reports it in the dialect of the client, and the log has it', async () => {
    const counted = await inMessages('@vertex-prod', MODEL);
    expect(counted.json['input_tokens']).toBeGreaterThan(0);
    expect(counted.headers['x-tollgate-token-count']).toBe('provider');
    expect(await world.row(counted.id)).toMatchObject({ operation: 'messagesCountTokens', cost_nano_usd: 0 });
  });

  it('is asked once for the same', async () => {
    const content = text();
    const [first, again] = [
      await inMessages('@vertex-prod', MODEL, content),
      await inMessages('@vertex-prod', MODEL, content),
    ];
    expect(world.calls()).toHaveLength(1);
    expect(again.json).toEqual(first.json);
    expect(again.headers['x-tollgate-token-count']).toBe('cache');
  });

  it('gets a call of Gemini’s whole, with its model, and its details come back', async () => {
    const contents = [{ role: 'user', parts: [{ text: text() }] }];
    const generationConfig = { maxOutputTokens: 5 };
    const counted = await inGemini('@google-prod', 'gemini-3.5-flash', { contents });
    expect(counted.json).toEqual({ totalTokens: 31, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 31 }] });
    expect(gemini.calls[0]?.path).toBe('/v1beta/models/gemini-3.5-flash:countTokens');
    expect(gemini.calls[0]?.json).toEqual({
      generateContentRequest: { contents, model: 'models/gemini-3.5-flash' },
    });
    const inside = { generateContentRequest: { model: 'models/other', contents, generationConfig } };
    await inGemini('@google-prod', 'gemini-3.5-flash', inside);
    expect(gemini.calls[1]?.json).toEqual({
      generateContentRequest: { contents, generationConfig, model: 'models/gemini-3.5-flash' },
    });
  });

  it.each([
    ['Messages on Gemini', () => inMessages('@google-prod', 'gemini-3.5-flash'), { input_tokens: 31 }],
    ['Messages on OpenAI', () => inMessages('@openai-prod', 'gpt-5.1'), { input_tokens: 17 }],
    ['Messages on Claude at Bedrock', () => inMessages('@bedrock-prod', CLAUDE), { input_tokens: 23 }],
    [
      'Gemini’s on Claude at Bedrock',
      () => inGemini('@bedrock-prod', 'claude-sonnet-4-5', { contents: [{ parts: [{ text: text() }] }] }),
      { totalTokens: 23 },
    ],
    [
      'Converse on Gemini',
      () =>
        inBedrock('@google-prod', 'gemini-3.5-flash', {
          input: { converse: { messages: [{ role: 'user', content: [{ text: text() }] }] } },
        }),
      { inputTokens: 31 },
    ],
  ])('is asked in its own dialect: %s', async (_name, ask, expected) => {
    const counted = await ask();
    expect(counted.json).toEqual(expected);
    expect(counted.headers['x-tollgate-token-count']).toBe('provider');
  });

  it('at Bedrock gets the body of InvokeModel in base64, of a model without its profile', async () => {
    await inMessages('@bedrock-prod', CLAUDE);
    const [call] = bedrock.calls;
    expect(call?.path).toBe('/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/count-tokens');
    const input = isRecord(call?.json) ? call.json['input'] : null;
    const invoke = isRecord(input) ? input['invokeModel'] : null;
    const body = isRecord(invoke) ? Buffer.from(String(invoke['body']), 'base64').toString() : '';
    expect(parseJson(body)).toMatchObject({
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 1,
      system: 'Be brief.',
    });
  });

  it('gets what a client of Bedrock has put into base64', async () => {
    const message = {
      anthropic_version: 'bedrock-2023-05-31',
      max_tokens: 9,
      messages: [{ role: 'user', content: text() }],
    };
    const body = Buffer.from(JSON.stringify(message)).toString('base64');
    const counted = await inBedrock('@vertex-prod', MODEL, { input: { invokeModel: { body } } });
    expect(counted.json['inputTokens']).toBeGreaterThan(0);
    expect(world.calls()[0]?.json).toMatchObject({ messages: message.messages });
  });

  it('at OpenAI gets no member that its counter refuses', async () => {
    const body = { model: 'gpt-5.1', input: text(), stream: true, max_output_tokens: 10, instructions: 'Be brief.' };
    const counted = await world.ask({ path: '/v1/responses/input_tokens', provider: '@openai-prod', body });
    expect(counted.json).toEqual({ object: 'response.input_tokens', input_tokens: 17 });
    expect(openai.calls[0]?.json).toEqual({ model: 'gpt-5.1', input: body.input, instructions: 'Be brief.' });
  });
});

describe('a provider that counts nothing', () => {
  it.each([
    ['Chat Completions alone', '@groq-prod', 'llama-3'],
    [
      'a profile of an application',
      '@bedrock-prod',
      'arn:aws:bedrock:us-east-1:1:application-inference-profile/claude',
    ],
  ])('(%s) is not asked: the answer is an estimate, and says so', async (_name, provider, model) => {
    const counted = await inMessages(provider, model);
    expect(counted).toMatchObject({ status: 200, headers: { 'x-tollgate-token-count': 'estimate' } });
    expect(counted.json['input_tokens']).toBeGreaterThan(5);
    expect(counted.json['input_tokens']).toBeLessThan(40);
    expect([...openai.calls, ...bedrock.calls]).toEqual([]);
    expect(JSON.stringify(await world.row(counted.id))).toContain('is an estimate from the bytes');
  });

  it('for the moment gives way to an estimate as well, and is asked again the next time', async () => {
    const content = text();
    bedrock.onCall(() => bedrockError(429, 'ThrottlingException', 'Too many requests.'));
    const counted = await inMessages('@bedrock-prod', CLAUDE, content);
    expect(counted).toMatchObject({ status: 200, headers: { 'x-tollgate-token-count': 'estimate' } });
    bedrock.onCall(() => null);
    const again = await inMessages('@bedrock-prod', CLAUDE, content);
    expect(again).toMatchObject({ json: { input_tokens: 23 }, headers: { 'x-tollgate-token-count': 'provider' } });
  });

  it('because the request is wrong says what is wrong', async () => {
    bedrock.onCall(() => bedrockError(400, 'ValidationException', 'messages: must not be empty'));
    expect(await inMessages('@bedrock-prod', CLAUDE)).toMatchObject({ status: 400 });
    const malformed = await inBedrock('@bedrock-prod', CLAUDE, { input: {} });
    expect(malformed).toMatchObject({ status: 400 });
    expect(malformed.text).toContain('invokeModel.body');
  });
});
