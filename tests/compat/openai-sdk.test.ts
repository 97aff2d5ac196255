/** OpenAI's own client library against `/v1/embeddings` and `/v1/chat/completions` of a whole Tollgate: installed on demand. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chunks, openaiError, startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import { isRecord } from '../../testkit/json-shape.ts';
import { googleError } from '../../testkit/fake-vertex/google-errors.ts';
import { letterVector } from '../../testkit/text-vectors.ts';
import { ifReachable, installPackage } from './install-package.ts';
import { complaints, openWorld } from './world.ts';
import type { World } from './world.ts';

const VERSION = '7.55.0';

/** What these tests use of the library, which is too big to depend on. */
interface Client {
  embeddings: {
    create(body: object): Promise<{
      model: string;
      data: { index: number; embedding: number[] }[];
      usage: { prompt_tokens: number; total_tokens: number };
    }>;
  };
}
interface Sdk {
  default: new (options: { baseURL: string; apiKey: string; maxRetries: number; defaultHeaders: object }) => Client;
}

const sdk = await ifReachable(load());

async function load(): Promise<Sdk> {
  const folder = await installPackage('openai', VERSION, 'openai-sdk');
  const loaded: Sdk = await import(pathToFileURL(join(folder, 'node_modules/openai/index.mjs')).href);
  return loaded;
}

const ASK = { model: 'text-embedding-005', input: ['one', 'another text'], dimensions: 27 };

let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.fake.calls.length = 0;
  world.tap.calls.length = 0;
  world.fake.onEmbeddings(() => null);
});

describe.skipIf(sdk === undefined)(`openai ${VERSION}`, () => {
  function client(key = world.key): Client {
    if (sdk === undefined) throw new Error('The library is not installed.');
    const defaultHeaders = { 'x-portkey-provider': '@vertex-prod' };
    return new sdk.default({ baseURL: `${world.url}/v1`, apiKey: key, maxRetries: 2, defaultHeaders });
  }

  it('gets its vectors as base64, which it asks for by itself, to the last bit', async () => {
    const { data, usage } = await client().embeddings.create(ASK);
    expect(world.tap.calls[0]?.json).toMatchObject({ encoding_format: 'base64' });
    expect(data.map(({ index, embedding }) => ({ index, embedding: [...embedding] }))).toEqual(
      ASK.input.map((text, index) => ({ index, embedding: [...Float32Array.from(letterVector(text))] })),
    );
    expect(usage).toEqual({ prompt_tokens: 4, total_tokens: 4 });
    expect(complaints(world.fake)).toEqual([]);
  });

  it('gets numbers where it asks for numbers', async () => {
    const { data, model } = await client().embeddings.create({ ...ASK, encoding_format: 'float' });
    expect(model).toBe('text-embedding-005');
    expect(data[1]?.embedding).toEqual(letterVector('another text'));
  });

  it('reads an error’s status, code and words, and does not repeat what cannot help', async () => {
    const refused = client('tg-wrong').embeddings.create(ASK);
    await expect(refused).rejects.toMatchObject({ status: 401, code: 'invalid_api_key', type: 'authentication_error' });
    const tokens = client().embeddings.create({ ...ASK, input: [1, 2] });
    await expect(tokens).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('token ids') as string,
    });
    expect(world.tap.calls).toHaveLength(2);
  });

  it('tries again what may help', async () => {
    let calls = 0;
    world.fake.onEmbeddings(() => {
      calls += 1;
      return calls === 1 ? googleError(503, 'Down.', { headers: { 'retry-after-ms': '5' } }) : null;
    });
    expect((await client().embeddings.create(ASK)).data).toHaveLength(2);
    expect(world.tap.calls).toHaveLength(2);
  });
});

interface ChatClient {
  chat: {
    completions: {
      create(
        body: object,
      ): Promise<{ choices: { message: { content: string } }[]; usage: object } & AsyncIterable<ChatChunk>>;
    };
  };
}
interface ChatChunk {
  choices: { delta: { content?: string }; finish_reason: string | null }[];
  usage?: { total_tokens: number } | null;
}

describe.skipIf(sdk === undefined)(`openai ${VERSION}, chat completions`, () => {
  let openai: FakeOpenai;

  beforeAll(async () => {
    openai = await startFakeOpenai();
    const integration = await world.tollgate.admin('POST', '/v1/integrations', {
      name: 'OpenAI',
      ai_provider_id: 'openai',
      key: 'sk-the-operators-own',
      configurations: { custom_host: `${openai.url}/v1` },
    });
    const slug = isRecord(integration.body) ? integration.body['slug'] : undefined;
    await world.tollgate.admin('POST', '/v1/providers', { name: 'OpenAI', integration_id: slug, slug: 'openai-prod' });
  });
  beforeEach(() => openai.onCompletions(() => null));
  afterAll(() => openai.close());

  function chat(): ChatClient['chat']['completions'] {
    if (sdk === undefined) throw new Error('The library is not installed.');
    const defaultHeaders = { 'x-portkey-provider': '@openai-prod' };
    const made = new sdk.default({ baseURL: `${world.url}/v1`, apiKey: world.key, maxRetries: 1, defaultHeaders });
    return (made as unknown as ChatClient).chat.completions;
  }

  const messages = [{ role: 'user', content: 'Hello?' }];

  it('reads an answer', async () => {
    const answer = await chat().create({ model: 'gpt-5.1', messages });
    expect(answer.choices[0]?.message.content).toBe('Hello from the simulated OpenAI.');
    expect(answer.usage).toMatchObject({ total_tokens: 26 });
  });

  it('reads a stream to its end, with the usage only where it asks for it', async () => {
    const plain = await readAll(await chat().create({ model: 'gpt-5.1', messages, stream: true }));
    expect(plain).toEqual({ text: 'Hello from the simulated OpenAI.', reasons: ['stop'], tokens: [] });
    const options = { stream_options: { include_usage: true } };
    const metered = await readAll(await chat().create({ model: 'gpt-5.1', messages, stream: true, ...options }));
    expect(metered.tokens).toEqual([26]);
  });

  it('reads an error’s status, type, code and parameter, before a stream and inside one', async () => {
    const told = {
      message: 'Too long.',
      type: 'invalid_request_error',
      code: 'context_length_exceeded',
      param: 'messages',
    };
    openai.onCompletions(() => openaiError(400, told));
    await expect(chat().create({ model: 'gpt-5.1', messages })).rejects.toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
      param: 'messages',
    });
    openai.onCompletions(() => ({ status: 200, body: chunks('gpt-5.1', { usage: false }).slice(0, 2), isCut: true }));
    const cut = chat().create({ model: 'gpt-5.1', messages, stream: true }).then(readAll);
    await expect(cut).rejects.toMatchObject({ code: 'upstream_cut' });
  });
});

async function readAll(stream: AsyncIterable<ChatChunk>) {
  const read = { text: '', reasons: [] as string[], tokens: [] as number[] };
  for await (const { choices, usage } of stream) {
    for (const { delta, finish_reason: reason } of choices) {
      read.text += delta.content ?? '';
      if (reason !== null) read.reasons.push(reason);
    }
    if (usage) read.tokens.push(usage.total_tokens);
  }
  return read;
}
