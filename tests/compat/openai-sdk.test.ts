/** OpenAI's own client library against `/v1/embeddings` of a whole Tollgate: installed on demand. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
