/** What is wrong with a body is named as the vendor of the client's dialect names it, and nothing reaches an upstream. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** Models of another dialect than the client's, so that the body is read and not left to the upstream. */
const [GEMINI, CLAUDE] = ['gemini-2.5-flash', 'claude-sonnet-4-5'];
const user = (content: unknown): object => ({ role: 'user', content });

async function refusalOf(path: string, body: unknown): Promise<{ headers: Record<string, string>; json: object }> {
  const { status, headers, json } = await world.ask({ path, body });
  expect(status).toBe(400);
  expect(world.calls()).toEqual([]);
  return { headers, json };
}

describe('OpenAI’s errors name the field in `param`', () => {
  const messages = [user('hi')];
  it.each<[string, string, object, string, string]>([
    ['chat', 'no model', { messages }, 'model', 'missing_model'],
    ['chat', 'no messages', { model: GEMINI }, 'messages', 'missing_required_parameter'],
    ['chat', 'a number as content', { model: GEMINI, messages: [user(5)] }, 'messages[0].content', 'invalid_type'],
    ['chat', 'an unknown role', { model: GEMINI, messages: [{ role: 'usr' }] }, 'messages[0].role', 'invalid_value'],
    ['chat', 'an empty list', { model: GEMINI, messages: [] }, 'messages', 'invalid_value'],
    ['chat', 'a word as temperature', { model: GEMINI, messages, temperature: 'hot' }, 'temperature', 'invalid_type'],
    ['chat', 'a number in stop', { model: GEMINI, messages, stop: [5] }, 'stop[0]', 'invalid_type'],
    [
      'chat',
      'a function without a name',
      { model: GEMINI, messages, tools: [{ type: 'function', function: {} }] },
      'tools[0].function.name',
      'missing_required_parameter',
    ],
    [
      'chat',
      'an unknown tool choice',
      { model: GEMINI, messages, tool_choice: 'maybe' },
      'tool_choice',
      'invalid_value',
    ],
    [
      'chat',
      'an unknown format',
      { model: GEMINI, messages, response_format: { type: 'xml' } },
      'response_format.type',
      'invalid_value',
    ],
    [
      'chat',
      'an image without a URL',
      { model: GEMINI, messages: [user([{ type: 'image_url', image_url: {} }])] },
      'messages[0].content[0].image_url.url',
      'missing_required_parameter',
    ],
    [
      'chat',
      'a tool result without its call',
      { model: GEMINI, messages: [{ role: 'tool', content: 'x' }] },
      'messages[0].tool_call_id',
      'missing_required_parameter',
    ],
    [
      'responses',
      'a tool without a name',
      { model: GEMINI, input: 'hi', tools: [{ type: 'function' }] },
      'tools[0].name',
      'missing_required_parameter',
    ],
    [
      'responses',
      'an unknown effort',
      { model: GEMINI, input: 'hi', reasoning: { effort: 'huge' } },
      'reasoning.effort',
      'invalid_value',
    ],
    ['chat', 'two answers', { model: GEMINI, messages, n: 2 }, 'n', 'unsupported_parameter'],
    ['responses', 'no model', { input: 'hi' }, 'model', 'missing_model'],
    [
      'responses',
      'a part without its text',
      { model: GEMINI, input: [user([{ type: 'input_text' }])] },
      'input[0].content[0].text',
      'missing_required_parameter',
    ],
    [
      'responses',
      'a conversation that is stored elsewhere',
      { model: GEMINI, input: 'hi', previous_response_id: 'resp_1' },
      'previous_response_id',
      'unsupported_parameter',
    ],
    ['embeddings', 'no input', { model: 'text-embedding-005' }, 'input', 'invalid_request'],
    ['embeddings', 'an empty text', { model: 'text-embedding-005', input: ['a', ''] }, 'input[1]', 'invalid_request'],
  ])('%s: %s', async (endpoint, _what, body, param, code) => {
    const path = endpoint === 'chat' ? '/v1/chat/completions' : `/v1/${endpoint}`;
    const { json } = await refusalOf(path, body);
    expect(json).toMatchObject({
      error: { type: 'invalid_request_error', param, code },
    });
  });
});

describe('Anthropic’s errors begin with the path', () => {
  it.each<[string, object, string]>([
    ['no model', { messages: [] }, 'model: '],
    ['no messages', { model: GEMINI, max_tokens: 5 }, 'messages: Field required'],
    ['no max_tokens', { model: GEMINI, messages: [user('hi')] }, 'max_tokens: Field required'],
    [
      'a number as content',
      { model: GEMINI, max_tokens: 5, messages: [user(5)] },
      'messages.0.content: Input should be a valid list',
    ],
    [
      'a block without its text',
      { model: GEMINI, max_tokens: 5, messages: [user([{ type: 'text' }])] },
      'messages.0.content.0.text: Field required',
    ],
    [
      'a tool without its schema',
      { model: GEMINI, max_tokens: 5, messages: [user('hi')], tools: [{ name: 'x' }] },
      'tools.0.input_schema: Field required',
    ],
    [
      'no room to answer',
      { model: GEMINI, max_tokens: 0, messages: [user('hi')] },
      'max_tokens: Input should be greater',
    ],
    [
      'an unknown way to think',
      { model: GEMINI, max_tokens: 5, messages: [user('hi')], thinking: { type: 'maybe' } },
      'thinking.type: Input should be ',
    ],
    [
      'an image without its data',
      {
        model: GEMINI,
        max_tokens: 5,
        messages: [user([{ type: 'image', source: { type: 'base64', media_type: 'image/png' } }])],
      },
      'messages.0.content.0.source.data: Field required',
    ],
    [
      'a tool result without its call',
      { model: GEMINI, max_tokens: 5, messages: [user([{ type: 'tool_result', content: 'x' }])] },
      'messages.0.content.0.tool_use_id: Field required',
    ],
    [
      'an unknown tool choice',
      { model: GEMINI, max_tokens: 5, messages: [user('hi')], tool_choice: { type: 'maybe' } },
      'tool_choice.type: Input should be ',
    ],
    [
      'a tool that must be called and is not there',
      { model: GEMINI, max_tokens: 5, messages: [user('hi')], tool_choice: { type: 'any' } },
      'tool_choice: ',
    ],
  ])('%s', async (_what, body, begin) => {
    const { json } = await refusalOf('/v1/messages', body);
    expect(json).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.stringMatching(`^${begin}`) as string },
    });
  });
});

describe('Google’s errors list the field in `fieldViolations`', () => {
  const contents = [{ role: 'user', parts: [{ text: 'hi' }] }];
  it.each<[string, string, object, string]>([
    ['generateContent', 'no contents', {}, 'contents'],
    ['generateContent', 'a number as text', { contents: [{ parts: [{ text: 5 }] }] }, 'contents[0].parts[0].text'],
    [
      'streamGenerateContent',
      'a word as temperature',
      { contents, generationConfig: { temperature: 'hot' } },
      'generationConfig.temperature',
    ],
    [
      'generateContent',
      'an unknown mode of tools',
      { contents, toolConfig: { functionCallingConfig: { mode: 'MAYBE' } } },
      'toolConfig.functionCallingConfig.mode',
    ],
    [
      'generateContent',
      'a function without a name',
      { contents, tools: [{ functionDeclarations: [{}] }] },
      'tools[0].functionDeclarations[0].name',
    ],
    ['embedContent', 'an image', { content: { parts: [{ inlineData: {} }] } }, 'content'],
    [
      'embedContent',
      'half a dimension',
      { content: { parts: [{ text: 'hi' }] }, outputDimensionality: 0.5 },
      'outputDimensionality',
    ],
    [
      'batchEmbedContents',
      'a second request without content',
      { requests: [{ content: { parts: [{ text: 'hi' }] } }, {}] },
      'requests[1].content',
    ],
  ])('%s: %s', async (method, _what, body, field) => {
    const model = method.startsWith('e') || method.startsWith('b') ? 'text-embedding-005' : CLAUDE;
    const { json } = await refusalOf(`/v1beta/models/${model}:${method}`, body);
    expect(json).toMatchObject({
      error: {
        code: 400,
        status: 'INVALID_ARGUMENT',
        message: expect.stringContaining(field) as string,
        details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field }] }],
      },
    });
  });
});

describe('Bedrock’s errors are a ValidationException that names the member', () => {
  it.each<[string, string, object, string]>([
    ['converse', 'no messages', {}, "Value at 'messages' failed to satisfy constraint: Member must not be null"],
    [
      'converse-stream',
      'a text as content',
      { messages: [user('hi')] },
      "Value at 'messages.1.member.content' failed to satisfy constraint: Member must be of type array",
    ],
    [
      'converse',
      'an image of a format that there is not',
      { messages: [user([{ image: { format: 'bmp', source: { bytes: 'eA==' } } }])] },
      "Value at 'messages.1.member.content.1.member.image.format' failed to satisfy constraint: Member must satisfy enum",
    ],
    [
      'converse',
      'tools without a list',
      { messages: [user([{ text: 'hi' }])], toolConfig: {} },
      "Value at 'toolConfig.tools' failed to satisfy constraint: Member must not be null",
    ],
    [
      'converse',
      'an unknown tool choice',
      {
        messages: [user([{ text: 'hi' }])],
        toolConfig: { tools: [{ toolSpec: { name: 'x', inputSchema: { json: {} } } }], toolChoice: { maybe: {} } },
      },
      "Value at 'toolConfig.toolChoice' failed to satisfy constraint: Member must have one of auto, any and tool",
    ],
    ['invoke', 'no max_tokens', { messages: [user('hi')] }, 'max_tokens: Field required'],
    ['count-tokens', 'nothing to count', {}, 'input: one of converse and invokeModel.body is required.'],
  ])('%s: %s', async (method, _what, body, message) => {
    const { headers, json } = await refusalOf(`/model/${GEMINI}/${method}`, body);
    expect(headers['x-amzn-errortype']).toBe('ValidationException');
    expect(json).toMatchObject({
      __type: 'ValidationException',
      message: expect.stringContaining(message) as string,
    });
  });
});
