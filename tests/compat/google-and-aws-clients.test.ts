/** Google's and AWS's own client libraries, and Anthropic's for Bedrock, on upstreams that we did not write. Installed on demand. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock, type Mock } from './aimock.ts';
import { ifReachable, installPackage } from './install-package.ts';
import { openWorld, type World } from '../e2e/world.ts';
import { CALLS, connectUpstreams, HELLO, PROVIDERS } from './four-upstreams.ts';

const GOOGLE = '3.3.0';
const AWS = '3.1164.0';
const ANTHROPIC_BEDROCK = '1.1.3';

async function load<Module>(name: string, version: string, at: { folder: string; entry: string }): Promise<Module> {
  const folder = await installPackage(name, version, at.folder);
  return (await import(pathToFileURL(join(folder, 'node_modules', name, at.entry)).href)) as Module;
}

/** What these tests use of the libraries. */
interface GooglePart {
  text?: string;
  functionCall?: { name: string; args: object };
}
interface GoogleAnswer {
  text?: string;
  functionCalls?: { name: string; args: object }[];
  candidates?: { content?: { parts?: GooglePart[] }; finishReason?: string }[];
  usageMetadata?: { totalTokenCount?: number };
}
interface GoogleModels {
  generateContent(asked: object): Promise<GoogleAnswer>;
  generateContentStream(asked: object): Promise<AsyncIterable<GoogleAnswer>>;
  countTokens(asked: object): Promise<{ totalTokens?: number }>;
  embedContent(asked: object): Promise<{ embeddings?: { values?: number[] }[] }>;
}
interface GoogleSdk {
  GoogleGenAI: new (options: object) => { models: GoogleModels };
}
interface AwsSdk {
  BedrockRuntimeClient: new (options: object) => { send(command: object): Promise<AwsAnswer> };
  ConverseCommand: new (input: object) => object;
  ConverseStreamCommand: new (input: object) => object;
  InvokeModelCommand: new (input: object) => object;
  InvokeModelWithResponseStreamCommand: new (input: object) => object;
  CountTokensCommand: new (input: object) => object;
}
interface AwsAnswer {
  output?: { message?: { content?: AwsBlock[] } };
  stopReason?: string;
  usage?: { totalTokens?: number };
  inputTokens?: number;
  /** Of InvokeModel: bytes, or a stream of chunks. */
  body?: Uint8Array & AsyncIterable<{ chunk?: { bytes?: Uint8Array } }>;
  stream?: AsyncIterable<Record<string, { delta?: { text?: string; toolUse?: { input?: string } } }>>;
}
interface AwsBlock {
  text?: string;
  toolUse?: { name: string; input: object };
}
interface Message {
  content: { type: string; text?: string; name?: string; input?: object }[];
  stop_reason: string;
}
interface AnthropicBedrockSdk {
  default: new (options: object) => {
    messages: {
      create(body: object): Promise<Message>;
      stream(body: object): { finalMessage(): Promise<Message> };
    };
  };
}

const google = await ifReachable(
  load<GoogleSdk>('@google/genai', GOOGLE, { folder: 'google-genai-sdk', entry: 'dist/node/index.mjs' }),
);
const aws = await ifReachable(
  load<AwsSdk>('@aws-sdk/client-bedrock-runtime', AWS, { folder: 'aws-bedrock-sdk', entry: 'dist-cjs/index.js' }),
);
const http1 = await ifReachable(
  installPackage('@aws-sdk/client-bedrock-runtime', AWS, 'aws-bedrock-sdk').then(async (folder) => {
    const entry = join(folder, 'node_modules/@smithy/node-http-handler/dist-cjs/index.js');
    return (await import(pathToFileURL(entry).href)) as { NodeHttpHandler: new (options: object) => object };
  }),
);
const anthropicBedrock = await ifReachable(
  load<AnthropicBedrockSdk>('@anthropic-ai/bedrock-sdk', ANTHROPIC_BEDROCK, {
    folder: 'anthropic-bedrock-sdk',
    entry: 'index.mjs',
  }),
);

const WEATHER = { type: 'object', properties: { city: { type: 'string' } } };

let world: World;
let mock: Mock | undefined;

beforeAll(async () => {
  [world, mock] = await Promise.all([openWorld(), startMock()]);
  if (mock !== undefined) await connectUpstreams(world, mock);
});
afterAll(() => Promise.all([world.close(), mock?.stop()]));

async function all<Item>(items: AsyncIterable<Item> | undefined): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items ?? []) list.push(item);
  return list;
}

describe.skipIf(google === undefined)(`@google/genai ${GOOGLE}`, () => {
  const models = (provider: string): GoogleModels => {
    if (google === undefined) throw new Error('The library is not installed.');
    const headers = { 'x-portkey-provider': `@mock-${provider}` };
    return new google.GoogleGenAI({ apiKey: world.key, httpOptions: { baseUrl: world.url, headers } }).models;
  };
  const TOOLS = [
    {
      functionDeclarations: [
        { name: 'get_weather', description: 'Weather', parametersJsonSchema: WEATHER },
        { name: 'now', description: 'Time' },
      ],
    },
  ];

  describe.each(PROVIDERS)('on $id', ({ id, model }) => {
    it('gets a text, whole and as a stream', async () => {
      const whole = await models(id).generateContent({ model, contents: 'say hello' });
      expect(whole.text).toBe(HELLO);
      expect(whole.candidates?.[0]?.finishReason).toBe('STOP');
      const chunks = await all(await models(id).generateContentStream({ model, contents: 'say hello' }));
      expect(chunks.map(({ text }) => text ?? '').join('')).toBe(HELLO);
      expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP');
    });

    it('gets two calls of tools at once, whole and as a stream', async () => {
      const asked = { model, contents: 'call both', config: { tools: TOOLS } };
      const expected = CALLS.map(({ name, arguments: given }) => ({ name, args: JSON.parse(given) as object }));
      expect((await models(id).generateContent(asked)).functionCalls).toMatchObject(expected);
      const chunks = await all(await models(id).generateContentStream(asked));
      expect(chunks.flatMap(({ functionCalls }) => functionCalls ?? [])).toMatchObject(expected);
    });

    it('counts tokens', async () => {
      const { totalTokens } = await models(id).countTokens({ model, contents: 'How many?' });
      expect(totalTokens).toBeGreaterThan(0);
    });

    it('reads an error’s status and words', async () => {
      await expect(models(id).generateContent({ model, contents: 'too fast' })).rejects.toMatchObject({
        status: 429,
        message: expect.stringContaining('Slow down') as string,
      });
    });
  });
});

describe.skipIf(aws === undefined)(`@aws-sdk/client-bedrock-runtime ${AWS}`, () => {
  const send = (make: (sdk: AwsSdk) => object): Promise<AwsAnswer> => {
    if (aws === undefined || http1 === undefined) throw new Error('The library is not installed.');
    const client = new aws.BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: world.url,
      // As AWS_BEARER_TOKEN_BEDROCK sets it.
      token: { token: world.key },
      authSchemePreference: ['httpBearerAuth'],
      maxAttempts: 1,
      // Tollgate speaks HTTP/1.1, and this library HTTP/2 where nobody tells it otherwise.
      requestHandler: new http1.NodeHttpHandler({}),
    });
    return client.send(make(aws));
  };
  const messages = (text: string) => [{ role: 'user', content: [{ text }] }];
  const toolConfig = {
    tools: [
      { toolSpec: { name: 'get_weather', description: 'Weather', inputSchema: { json: WEATHER } } },
      { toolSpec: { name: 'now', description: 'Time', inputSchema: { json: { type: 'object', properties: {} } } } },
    ],
  };

  describe.each(PROVIDERS)('on $id', ({ id, model }) => {
    const modelId = `@mock-${id}/${model}`;

    it('gets a text by Converse, whole and as a stream', async () => {
      const input = { modelId, messages: messages('say hello') };
      const whole = await send((sdk) => new sdk.ConverseCommand(input));
      expect(whole.output?.message?.content).toEqual([{ text: HELLO }]);
      expect(whole.stopReason).toBe('end_turn');
      const { stream } = await send((sdk) => new sdk.ConverseStreamCommand(input));
      const events = await all(stream);
      expect(events.map((event) => event['contentBlockDelta']?.delta?.text ?? '').join('')).toBe(HELLO);
      expect(events.map((event) => Object.keys(event)[0])).toContain('metadata');
    });

    it('gets two calls of tools at once by Converse, whole and as a stream', async () => {
      const input = { modelId, messages: messages('call both'), toolConfig };
      const whole = await send((sdk) => new sdk.ConverseCommand(input));
      expect(whole.output?.message?.content?.map(({ toolUse }) => toolUse)).toMatchObject(
        CALLS.map(({ name, arguments: given }) => ({ name, input: JSON.parse(given) as object })),
      );
      const { stream } = await send((sdk) => new sdk.ConverseStreamCommand(input));
      const pieces = (await all(stream)).map((event) => event['contentBlockDelta']?.delta?.toolUse?.input ?? '');
      expect(pieces.join('')).toContain('{"city":"Köln"}');
    });

    it('gets a message by InvokeModel, whole and as a stream', async () => {
      const body = JSON.stringify({
        anthropic_version: 'bedrock-2023-05-31',
        max_tokens: 100,
        messages: [{ role: 'user', content: 'say hello' }],
      });
      const whole = await send((sdk) => new sdk.InvokeModelCommand({ modelId, body }));
      expect(JSON.parse(Buffer.from(whole.body ?? []).toString())).toMatchObject({ content: [{ text: HELLO }] });
      const { body: stream } = await send((sdk) => new sdk.InvokeModelWithResponseStreamCommand({ modelId, body }));
      const events = (await all(stream)).map(
        ({ chunk }) =>
          JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()) as { type: string; delta?: { text?: string } },
      );
      expect(events.map(({ delta }) => delta?.text ?? '').join('')).toBe(HELLO);
      expect(events.at(-1)?.type).toBe('message_stop');
    });

    it('counts tokens', async () => {
      const input = { converse: { messages: messages('How many?') } };
      const { inputTokens } = await send((sdk) => new sdk.CountTokensCommand({ modelId, input }));
      expect(inputTokens).toBeGreaterThan(0);
    });

    it('knows an error by its name', async () => {
      const refused = send((sdk) => new sdk.ConverseCommand({ modelId, messages: messages('too fast') }));
      await expect(refused).rejects.toMatchObject({ name: 'ThrottlingException' });
    });
  });
});

describe.skipIf(anthropicBedrock === undefined)(`@anthropic-ai/bedrock-sdk ${ANTHROPIC_BEDROCK}`, () => {
  const messagesOf = () => {
    if (anthropicBedrock === undefined) throw new Error('The library is not installed.');
    return new anthropicBedrock.default({
      baseURL: world.url,
      awsRegion: 'us-east-1',
      apiKey: world.key,
      maxRetries: 0,
    }).messages;
  };

  describe.each(PROVIDERS)('on $id', ({ id, model }) => {
    const ask = (content: string) => ({
      model: `@mock-${id}/${model}`,
      max_tokens: 100,
      messages: [{ role: 'user', content }],
    });

    it('gets a text, whole and as a stream', async () => {
      const whole = await messagesOf().create(ask('say hello'));
      expect(whole).toMatchObject({ content: [{ type: 'text', text: HELLO }], stop_reason: 'end_turn' });
      const streamed = await messagesOf().stream(ask('say hello')).finalMessage();
      expect(streamed).toMatchObject({ content: [{ type: 'text', text: HELLO }], stop_reason: 'end_turn' });
    });

    it('gets two calls of tools at once, as a stream', async () => {
      const tools = [
        { name: 'get_weather', input_schema: WEATHER },
        { name: 'now', input_schema: { type: 'object', properties: {} } },
      ];
      const message = await messagesOf()
        .stream({ ...ask('call both'), tools })
        .finalMessage();
      expect(message.content).toMatchObject([
        { type: 'tool_use', name: 'get_weather', input: { city: 'Köln' } },
        { type: 'tool_use', name: 'now', input: {} },
      ]);
    });
  });
});
