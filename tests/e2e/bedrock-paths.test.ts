/** Bedrock's own paths and frames, as AWS's clients call them: untouched to Bedrock, translated to every other provider. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  bedrockError,
  chunkFrame,
  converseFrame,
  converseFrames,
  exceptionFrame,
  messageEvents,
  novaChunks,
  startFakeBedrock,
  type FakeBedrock,
} from '../../testkit/fake-bedrock.ts';
import { EventStreamReader } from '../../src/wire/framing/aws-event-stream.ts';
import { isRecord, parseJson, type JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, QUESTION } from './world.ts';
import type { World } from './world.ts';

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const INVOKE =
  '{"anthropic_version":"bedrock-2023-05-31", "max_tokens":100,"anthropic_beta":["interleaved-thinking-2025-05-14"],"messages":[{"role":"user","content":"Hi \\u00fc"}]}';
const CONVERSE =
  '{"messages":[{"role":"user","content":[{"text":"Hi \\u00fc"}]}],  "inferenceConfig":{"maxTokens":100}}';

let world: World;
let bedrock: FakeBedrock;

beforeAll(async () => {
  [world, bedrock] = await Promise.all([openWorld(), startFakeBedrock()]);
  const integration = await world.admin('POST', '/v1/integrations', {
    name: 'Bedrock',
    ai_provider_id: 'bedrock',
    key: 'ABSK-the-operators-own',
    configurations: { custom_host: bedrock.url, aws_region: 'us-east-1' },
  });
  await world.admin('POST', '/v1/providers', {
    name: 'Bedrock',
    integration_id: integration['slug'],
    slug: 'bedrock-prod',
  });
});
beforeEach(() => {
  world.reset();
  bedrock.calls.length = 0;
  bedrock.onCall(() => null);
});
afterAll(() => Promise.all([world.close(), bedrock.close()]));

interface Asked {
  operation: string;
  model?: string;
  provider?: string | null;
  body?: string;
  headers?: Record<string, string>;
}

/** As AWS's libraries do with `AWS_BEARER_TOKEN_BEDROCK`. */
async function ask({ operation, model = CLAUDE, provider = '@bedrock-prod', body, headers }: Asked) {
  const response = await fetch(`${world.url}/model/${encodeURIComponent(model)}/${operation}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${world.key}`,
      ...(provider === null ? {} : { 'x-portkey-provider': provider }),
      ...headers,
    },
    body: body ?? (operation.startsWith('invoke') ? INVOKE : CONVERSE),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: response.headers,
    id: response.headers.get('request-id') ?? '',
    bytes,
    json: parseJson(bytes.toString()) as JsonRecord,
  };
}

const messagesIn = (bytes: Buffer) => new EventStreamReader().push(bytes);

/** Events of Messages inside of the frames. */
const eventsIn = (bytes: Buffer): unknown[] =>
  messagesIn(bytes).map(({ payload }) => {
    const chunk = parseJson(payload.toString());
    return isRecord(chunk) ? parseJson(Buffer.from(String(chunk['bytes']), 'base64').toString()) : null;
  });

describe('InvokeModel at Bedrock', () => {
  it('goes there byte for byte, and comes back byte for byte', async () => {
    const answered = await ask({ operation: 'invoke' });
    expect(answered.json).toMatchObject({ type: 'message', content: [{ text: 'Hello from Bedrock ü.' }] });
    const [call] = bedrock.calls;
    expect(call?.path).toBe(`/model/${encodeURIComponent(CLAUDE)}/invoke`);
    expect(call?.body.toString()).toBe(INVOKE);
    expect(call?.headers.authorization).toBe('Bearer ABSK-the-operators-own');
  });

  it('streams every event as it came, in frames', async () => {
    const answered = await ask({ operation: 'invoke-with-response-stream' });
    expect(answered.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
    expect(eventsIn(answered.bytes)).toEqual(messageEvents());
    expect(messagesIn(answered.bytes)[0]?.headers).toEqual({
      ':event-type': 'chunk',
      ':content-type': 'application/json',
      ':message-type': 'event',
    });
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'invokeModel',
      ai_model: CLAUDE,
      input_tokens: 11,
      output_tokens: 7,
      is_success: true,
    });
  });

  it('that breaks in the middle of a stream ends with an exception', async () => {
    bedrock.onCall(() => ({
      status: 200,
      body: Buffer.concat(messageEvents().slice(0, 3).map(chunkFrame)),
      later: exceptionFrame('throttlingException', 'Too many tokens.'),
    }));
    const answered = await ask({ operation: 'invoke-with-response-stream' });
    const last = messagesIn(answered.bytes).at(-1);
    expect(last?.headers).toMatchObject({ ':message-type': 'exception', ':exception-type': 'throttlingException' });
    expect(last?.payload.toString()).toContain('Too many tokens.');
  });

  it('that is refused is reported as Bedrock reports it', async () => {
    bedrock.onCall(() => bedrockError(400, 'ValidationException', 'max_tokens: too large.'));
    const answered = await ask({ operation: 'invoke' });
    expect(answered).toMatchObject({ status: 400, json: { message: expect.stringContaining('max_tokens') as string } });
    expect(answered.headers.get('x-amzn-errortype')).toBe('ValidationException');
  });
});

describe('InvokeModel of another vendor’s model', () => {
  const NOVA = 'us.amazon.nova-pro-v1:0';
  const ofNova =
    '{"messages":[{"role":"user","content":[{"text":"Hi \\u00fc"}]}],  "inferenceConfig":{"maxTokens":10}}';

  it.each([
    ['Nova', NOVA, ofNova],
    ['Titan', 'amazon.titan-text-express-v1', '{"inputText":"Hi", "textGenerationConfig":{"maxTokenCount":10}}'],
    ['Mistral', 'mistral.mistral-7b-instruct-v0:2', '{"prompt":"<s>[INST] Hi [/INST]","max_tokens":10}'],
  ])('as %s, goes there byte for byte, and is counted', async (_, model, body) => {
    const answered = await ask({ operation: 'invoke', model, body });
    expect(answered.status).toBe(200);
    const [call] = bedrock.calls;
    expect(call?.path).toBe(`/model/${encodeURIComponent(model)}/invoke`);
    expect(call?.body.toString()).toBe(body);
    expect(call?.headers.authorization).toBe('Bearer ABSK-the-operators-own');
    expect(await world.row(answered.id)).toMatchObject({
      operation: 'invokeModel',
      ai_model: model,
      input_tokens: 9,
      output_tokens: 4,
      is_success: true,
    });
  });

  it('has its price', async () => {
    const { id } = await ask({ operation: 'invoke', model: NOVA, body: ofNova });
    // 9 tokens at 0.80 and 4 at 3.20 dollars a million.
    expect(await world.row(id)).toMatchObject({ cost_nano_usd: 20_000 });
  });

  it('streams every chunk as it came, and is counted by the last one', async () => {
    const answered = await ask({ operation: 'invoke-with-response-stream', model: NOVA, body: ofNova });
    expect(answered.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
    expect(answered.bytes).toEqual(Buffer.concat(novaChunks().map(chunkFrame)));
    expect(await world.row(answered.id)).toMatchObject({ input_tokens: 9, output_tokens: 4, cost_nano_usd: 20_000 });
  });

  it('that breaks in the middle of a stream ends with an exception', async () => {
    bedrock.onCall(() => ({
      status: 200,
      body: Buffer.concat(novaChunks().slice(0, 2).map(chunkFrame)),
      later: exceptionFrame('throttlingException', 'Too many tokens.'),
    }));
    const answered = await ask({ operation: 'invoke-with-response-stream', model: NOVA, body: ofNova });
    const last = messagesIn(answered.bytes).at(-1);
    expect(last?.headers).toMatchObject({ ':message-type': 'exception', ':exception-type': 'throttlingException' });
    expect(last?.payload.toString()).toContain('Too many tokens.');
  });

  it('with a body of Claude’s is a conversation, as Claude Code has it', async () => {
    const answered = await ask({ operation: 'invoke-with-response-stream', model: NOVA });
    expect(bedrock.calls[0]?.path).toBe(`/model/${encodeURIComponent(NOVA)}/converse-stream`);
    expect(eventsIn(answered.bytes)[0]).toMatchObject({ type: 'message_start' });
  });

  it('is refused where a budget has no room for what it may write', async () => {
    const { key } = await world.makeKey({ usage_limits: { type: 'tokens', credit_limit: 50 } });
    const headers = { authorization: `Bearer ${key}` };
    const refused = await ask({ operation: 'invoke', model: NOVA, body: ofNova, headers });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(bedrock.calls).toEqual([]);
  });

  it('is looked at by guardrails', async () => {
    const checks = [{ id: 'default.contains', parameters: { words: ['aurora'], operator: 'none' } }];
    await world.admin('POST', '/v1/guardrails', { name: 'g', slug: 'pg-aurora', checks, actions: { deny: true } });
    const config = { provider: '@bedrock-prod', input_guardrails: ['pg-aurora'] };
    await world.admin('POST', '/v1/configs', { name: 'g', slug: 'pc-aurora', config });
    const asked = { operation: 'invoke', model: 'amazon.titan-text-express-v1', provider: null };
    const headers = { 'x-portkey-config': 'pc-aurora' };
    expect((await ask({ ...asked, body: '{"inputText":"the aurora"}', headers })).status).toBeGreaterThanOrEqual(400);
    expect(bedrock.calls).toEqual([]);
    expect((await ask({ ...asked, body: '{"inputText":"the sun"}', headers })).status).toBe(200);
  });

  it('goes to no other provider', async () => {
    const refused = await ask({ operation: 'invoke', model: NOVA, body: ofNova, provider: '@vertex-prod' });
    expect(refused).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('use /converse') as string },
    });
    expect(world.calls()).toEqual([]);
  });
});

describe('InvokeModel on another provider', () => {
  const model = 'claude-sonnet-4-20250514';

  it('goes to Claude on Vertex AI with Vertex’s version, and streams back in frames', async () => {
    const answered = await ask({ operation: 'invoke-with-response-stream', model, provider: '@vertex-prod' });
    expect(world.calls()[0]?.json).toMatchObject({ anthropic_version: 'vertex-2023-10-16', stream: true });
    expect(world.calls()[0]?.json).not.toHaveProperty('anthropic_beta');
    expect(eventsIn(answered.bytes).at(-1)).toMatchObject({ type: 'message_stop' });
  });
});

describe('Converse at Bedrock', () => {
  it('goes there byte for byte, and comes back byte for byte', async () => {
    const answered = await ask({ operation: 'converse', model: 'amazon.nova-pro-v1:0' });
    expect(answered.json).toMatchObject({ stopReason: 'end_turn', usage: { inputTokens: 11 } });
    expect(bedrock.calls[0]?.body.toString()).toBe(CONVERSE);
    expect(bedrock.calls[0]?.path).toBe('/model/amazon.nova-pro-v1%3A0/converse');
  });

  it('streams byte for byte, Claude as well', async () => {
    const answered = await ask({ operation: 'converse-stream' });
    expect(bedrock.calls[0]?.path).toBe(`/model/${encodeURIComponent(CLAUDE)}/converse-stream`);
    expect(answered.bytes.equals(Buffer.concat(converseFrames()))).toBe(true);
    expect(await world.row(answered.id)).toMatchObject({ operation: 'converse', input_tokens: 11, output_tokens: 7 });
  });
});

describe('Converse on another provider', () => {
  it('goes to Claude on Vertex AI as Messages, and streams back in frames', async () => {
    const answered = await ask({
      operation: 'converse-stream',
      model: 'claude-sonnet-4-20250514',
      provider: '@vertex-prod',
    });
    expect(world.calls()[0]?.json).toMatchObject({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi ü' }] }],
      max_tokens: 100,
    });
    expect(messagesIn(answered.bytes).map(({ headers }) => headers[':event-type'])).toEqual(
      expect.arrayContaining(['messageStart', 'contentBlockDelta', 'messageStop', 'metadata']),
    );
  });

  it('names a malformed field as Bedrock does', async () => {
    const answered = await ask({
      operation: 'converse',
      model: 'claude-sonnet-4-20250514',
      provider: '@vertex-prod',
      body: '{"messages":[{"role":"bot","content":[]}]}',
    });
    expect(answered.status).toBe(400);
    expect(answered.headers.get('x-amzn-errortype')).toBe('ValidationException');
    expect(answered.json['message']).toContain('messages.1.member.role');
  });
});

describe('a guardrail', () => {
  it.each(['converse', 'invoke'])('reads the words of %s, and denies them', async (operation) => {
    const config = {
      provider: '@bedrock-prod',
      input_guardrails: [{ 'default.contains': { operator: 'none', words: ['ü'] }, deny: true }],
    };
    const answered = await ask({ operation, provider: null, headers: { 'x-portkey-config': JSON.stringify(config) } });
    expect(answered.status).toBe(operation === 'invoke' ? 400 : 446);
    expect(bedrock.calls).toEqual([]);
  });
});

describe('a guardrail that holds a stream back', () => {
  const token = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';
  const held = (guardrail: JsonRecord) => ({
    provider: null,
    headers: {
      'x-portkey-config': JSON.stringify({
        provider: '@bedrock-prod',
        output_guardrails: [{ ...guardrail, stream: { mode: 'hold', tokens: 20 } }],
      }),
    },
  });
  const delta = (text: string): Buffer =>
    converseFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text }, p: 'abcd' });
  const answering = (...texts: string[]) => {
    const [start = Buffer.alloc(0), , , ...end] = converseFrames();
    bedrock.onCall(() => ({ status: 200, body: Buffer.concat([start, ...texts.map(delta), ...end]) }));
  };
  const textOf = (bytes: Buffer): string =>
    messagesIn(bytes)
      .map(({ payload }) => parseJson(payload.toString()) as { delta?: { text?: string } })
      .map(({ delta: told }) => told?.text ?? '')
      .join('');

  it('masks a secret of Converse that lies across two frames', async () => {
    answering(`Use ${token.slice(0, 20)}`, `${token.slice(20)} now.`);
    const answered = await ask({ operation: 'converse-stream', ...held({ 'tollgate.secrets': { redact: true } }) });
    expect(textOf(answered.bytes)).toBe('Use {{GITHUB_TOKEN_1}} now.');
    expect(await world.row(answered.id)).toMatchObject({ is_success: true, input_tokens: 11, output_tokens: 7 });
  });

  it('lets the first words go before the last have come, and ends with a reason that AWS’s clients know', async () => {
    const filler = 'The build has run, and all of its steps are green. ';
    answering(...Array.from({ length: 9 }, () => filler), 'The project is Aurora.', filler);
    const rule = { deny: true, regexMatch: { rule: 'Aurora', not: true } };
    const answered = await ask({ operation: 'converse-stream', ...held(rule) });
    const text = textOf(answered.bytes);
    expect(text).toMatch(/^The build has run/);
    expect(text).not.toContain('Aurora');
    const stop = messagesIn(answered.bytes).find(({ headers }) => headers[':event-type'] === 'messageStop');
    expect(stop?.payload.toString()).toContain('guardrail_intervened');
  });
});

describe('Messages on Claude at Bedrock', () => {
  const messages = (body: JsonRecord) =>
    world.ask({ provider: '@bedrock-prod', body: { ...QUESTION, model: 'claude-sonnet-4-5', ...body } });

  it('go there by InvokeModel, with the flags in the body that Bedrock takes', async () => {
    const answered = await world.ask({
      provider: '@bedrock-prod',
      headers: {
        'anthropic-beta':
          'claude-code-20250219,interleaved-thinking-2025-05-14,prompt-caching-scope-2026-01-05,advanced-tool-use-2025-11-20',
      },
      body: { ...QUESTION, model: 'claude-sonnet-4-5', stream: true },
    });
    const [call] = bedrock.calls;
    expect(call?.path).toMatch(/\/invoke-with-response-stream$/);
    expect(call?.json).toEqual({
      max_tokens: QUESTION.max_tokens,
      messages: QUESTION.messages,
      anthropic_beta: ['interleaved-thinking-2025-05-14', 'tool-search-tool-2025-10-19'],
      anthropic_version: 'bedrock-2023-05-31',
    });
    expect(call?.headers['anthropic-beta']).toBe('claude-code-20250219');
    expect(answered.events).toEqual(messageEvents().map(({ type }) => type));
    expect(answered.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  });

  it('come back whole as they are', async () => {
    expect((await messages({})).json).toMatchObject({ type: 'message', usage: { input_tokens: 11, output_tokens: 7 } });
  });

  it('are sent again without a member that Bedrock refuses by its name', async () => {
    bedrock.onCall((_kind, { context_management: refused }) =>
      refused === undefined
        ? null
        : bedrockError(
            400,
            'ValidationException',
            'Malformed input request: #: extraneous key [context_management] is not permitted, please reformat your input and try again.',
          ),
    );
    const answered = await messages({ context_management: { edits: [] } });
    expect(answered.status).toBe(200);
    expect(bedrock.calls).toHaveLength(2);
  });

  it('report a stream that stops in the middle of a frame as broken off', async () => {
    bedrock.onCall(() => ({
      status: 200,
      body: Buffer.concat(messageEvents().map(chunkFrame)).subarray(0, -40),
    }));
    const answered = await messages({ stream: true });
    expect(answered.events.at(-1)).toBe('error');
  });
});

describe('a caller who signs as AWS does', () => {
  const signedBy = (accessKeyId: string): string =>
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261130/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0f`;

  it('learns where the gateway key belongs', async () => {
    const headers = { authorization: signedBy('AKIAIOSFODNN7EXAMPLE') };
    const answered = await ask({ operation: 'converse', headers });
    expect(answered.status).toBe(401);
    expect(answered.json['message']).toContain('AWS_BEARER_TOKEN_BEDROCK');
  });

  it('is known by the gateway key as access key id', async () => {
    const answered = await ask({ operation: 'converse', headers: { authorization: signedBy(world.key) } });
    expect(answered.status).toBe(200);
  });

  it('may send it in its own header', async () => {
    const answered = await ask({
      operation: 'converse',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/x/us-east-1/bedrock/aws4_request',
        'x-portkey-api-key': world.key,
      },
    });
    expect(answered.status).toBe(200);
  });
});
