/** Anthropic's client library for Vertex against the raw Vertex paths of a whole Tollgate. */
import { AnthropicVertex } from '@anthropic-ai/vertex-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answer } from '../../testkit/upstream/answer.ts';
import { text, toolUse } from '../../testkit/upstream/scripted-message.ts';
import { complaints, openWorld } from './world.ts';
import type { World } from './world.ts';

type AuthClient = NonNullable<ConstructorParameters<typeof AnthropicVertex>[0]>['authClient'];

const MODEL = 'claude-sonnet-4-5@20250929';
const ASK = { model: MODEL, max_tokens: 200, messages: [{ role: 'user' as const, content: 'Hello?' }] };

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world.close();
});

/** The library asks this for its headers and nothing else, so the gateway key stands where Google's token would. */
function authClient(key: string): AuthClient {
  const stub = { getRequestHeaders: async () => new Headers({ authorization: `Bearer ${key}` }) };
  return stub as unknown as AuthClient;
}

function client(path: string, key = world.key): AnthropicVertex {
  return new AnthropicVertex({
    baseURL: `${world.url}${path}`,
    region: 'us-east5',
    projectId: 'any-project',
    authClient: authClient(key),
    defaultHeaders: { 'x-portkey-provider': '@vertex-prod' },
  });
}

describe.each(['/v1', ''])("@anthropic-ai/vertex-sdk with a base URL that ends in '%s'", (path) => {
  beforeEach(() => {
    world.fake.calls.length = 0;
    world.tap.calls.length = 0;
    world.fake.onMessages(() => answer([text('Hello from us-east5, ünïcode ✓.')], { usage: { input: 3, output: 7 } }));
  });

  it('gets a message, in the project of the provider', async () => {
    const message = await client(path).messages.create(ASK);
    expect(message).toMatchObject({
      content: [{ text: 'Hello from us-east5, ünïcode ✓.' }],
      usage: { input_tokens: 3 },
    });
    expect(world.fake.messageCalls()[0]?.path).toContain(`/v1/projects/acme-prod/locations/us-east5/`);
    expect(complaints(world.fake)).toEqual([]);
  });

  it('streams a tool call', async () => {
    world.fake.onMessages(() => answer([text('So: '), toolUse('clock', { zone: 'UTC' })]));
    const stream = client(path).messages.stream({
      ...ASK,
      tools: [{ name: 'clock', input_schema: { type: 'object' } }],
    });
    const message = await stream.finalMessage();
    expect(message.content.at(-1)).toMatchObject({ type: 'tool_use', input: { zone: 'UTC' } });
    expect(world.fake.messageCalls()[0]?.path).toMatch(/:streamRawPredict$/);
    expect(complaints(world.fake)).toEqual([]);
  });

  it('counts tokens', async () => {
    const { max_tokens: _unused, ...question } = ASK;
    expect((await client(path).messages.countTokens(question)).input_tokens).toBeGreaterThan(0);
    expect(complaints(world.fake)).toEqual([]);
  });

  it('learns at once that its key is wrong', async () => {
    await expect(client(path, 'tg-wrong').messages.create(ASK)).rejects.toMatchObject({ status: 401 });
    expect(world.tap.calls).toHaveLength(1);
    expect(world.fake.calls).toEqual([]);
  });

  it('is logged, priced and tied to the key like every other request', async () => {
    const before = (await world.logRows()).length;
    await client(path).messages.create(ASK);
    const rows = (await world.logRows()).slice(before);
    expect(rows).toMatchObject([
      { response_status_code: 200, ai_model: MODEL, input_tokens: 3, output_tokens: 7, unpriced: false },
    ]);
  });
});
