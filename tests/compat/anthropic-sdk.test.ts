/** Anthropic's own client library, its newest major and the last of the one before, through a whole Tollgate. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as sdk1 from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answer, anthropicError, misbehave } from '../../testkit/upstream/answer.ts';
import { text, thinking, toolUse } from '../../testkit/upstream/scripted-message.ts';
import { ifReachable, installPackage } from './install-package.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

type Sdk = typeof sdk1;
type Client = InstanceType<Sdk['default']>;

const OLD = '0.137.0';

/** The two majors differ in what they send: the key's header, `anthropic-version`, and so the version in Vertex's body. */
const majors = [
  { name: '1.12.0', sdk: sdk1, keyHeader: 'authorization', bodyVersion: '2026-10-21' },
  { name: OLD, sdk: await ifReachable(oldSdk()), keyHeader: 'x-api-key', bodyVersion: 'vertex-2023-10-16' },
] as const;

async function oldSdk(): Promise<Sdk> {
  const folder = await installPackage('@anthropic-ai/sdk', OLD, 'anthropic-sdk');
  const sdk: Sdk = await import(pathToFileURL(join(folder, 'node_modules/@anthropic-ai/sdk/index.mjs')).href);
  return sdk;
}

const MODEL = 'claude-sonnet-4-5-20250929';
const ASK = { model: MODEL, max_tokens: 200, messages: [{ role: 'user' as const, content: 'What time is it?' }] };
const CLOCK = {
  name: 'clock',
  description: 'Tells the time',
  input_schema: { type: 'object' as const, properties: {} },
};

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterAll(async () => {
  await world.close();
});

for (const { name, sdk, keyHeader, bodyVersion } of majors) {
  describe.skipIf(sdk === undefined)(`@anthropic-ai/sdk ${name}`, () => {
    beforeEach(() => {
      world.fake.calls.length = 0;
      world.tap.calls.length = 0;
      world.fake.onMessages(() => answer([text('Just before noon, ünïcode ✓.')], { usage: { input: 9, output: 8 } }));
    });

    function client(options: { key?: string; provider?: string | undefined; maxRetries?: number } = {}): Client {
      if (sdk === undefined) throw new Error('The library is not installed.');
      const { key = world.key, provider = '@vertex-prod', maxRetries = 2 } = options;
      return new sdk.default({
        baseURL: world.url,
        apiKey: key,
        maxRetries,
        defaultHeaders: provider === '' ? {} : { 'x-portkey-provider': provider },
      });
    }

    it('gets a message with its usage, under the Anthropic version that it asked for', async () => {
      const message = await client().messages.create(ASK);
      expect(message).toMatchObject({
        type: 'message',
        model: MODEL,
        content: [{ type: 'text', text: 'Just before noon, ünïcode ✓.' }],
        usage: { input_tokens: 9, output_tokens: 8 },
      });
      expect(world.tap.calls[0]?.headers[keyHeader]).toContain(world.key);
      expect(world.fake.messageCalls()[0]?.json).toMatchObject({ anthropic_version: bodyVersion });
      expect(world.fake.refusals()).toEqual([]);
    });

    it('needs no header when the model names the provider', async () => {
      const message = await client({ provider: '' }).messages.create({ ...ASK, model: `@vertex-prod/${MODEL}` });
      expect(message.content).toHaveLength(1);
      expect(world.fake.messageCalls()[0]?.path).toContain('/models/claude-sonnet-4-5@20250929:rawPredict');
    });

    it('streams text, thinking and a tool call, and goes on with the result', async () => {
      const input = { zone: 'Europe/Zürich', format: '"HH:mm"' };
      world.fake.onMessages(() =>
        answer([thinking('I need a clock.'), text('Let me look.'), toolUse('clock', input, 'toolu_1')]),
      );
      const heard: string[] = [];
      const stream = client().messages.stream({ ...ASK, tools: [CLOCK] });
      stream.on('text', (delta) => heard.push(delta));
      const first = await stream.finalMessage();
      expect(heard.join('')).toBe('Let me look.');
      expect(first.stop_reason).toBe('tool_use');
      expect(first.content.at(-1)).toMatchObject({ type: 'tool_use', name: 'clock', input });

      world.fake.onMessages(() => answer([text('It is noon.')]));
      const last = await client().messages.create({
        ...ASK,
        tools: [CLOCK],
        messages: [
          ...ASK.messages,
          { role: 'assistant', content: first.content },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'noon' }] },
        ],
      });
      expect(last.content[0]).toMatchObject({ text: 'It is noon.' });
      expect(world.fake.refusals()).toEqual([]);
    });

    it('streams raw events whatever way the bytes are cut', async () => {
      world.fake.onMessages(() => misbehave(answer([text('ü✓👋'.repeat(20))]), { splitBytes: 3 }));
      let written = '';
      for await (const event of await client().messages.create({ ...ASK, stream: true })) {
        if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') written += event.delta.text;
      }
      expect(written).toBe('ü✓👋'.repeat(20));
    });

    it('raises an authentication error for a wrong key, at once and once', async () => {
      const error = await failure(client({ key: 'tg-wrong' }).messages.create(ASK));
      expect(error).toMatchObject({ status: 401, requestID: expect.any(String) });
      expect(error).toBeInstanceOf(sdk?.AuthenticationError);
      expect(error.error).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
      expect(world.tap.calls).toHaveLength(1);
      expect(world.fake.calls).toEqual([]);
    });

    it("raises a bad-request error with Vertex's own words", async () => {
      const content = [{ type: 'tool_result' as const, tool_use_id: 'toolu_9', content: 'to nothing' }];
      const error = await failure(client().messages.create({ ...ASK, messages: [{ role: 'user', content }] }));
      expect(error).toBeInstanceOf(sdk?.BadRequestError);
      expect(error.message).toContain('unexpected `tool_use_id` found in `tool_result` blocks: toolu_9');
      expect(world.tap.calls).toHaveLength(1);
    });

    it("sees none of the headers that are between Vertex and the gateway's owner", async () => {
      const { response } = await client().messages.create(ASK).withResponse();
      const names = [...response.headers.keys()];
      const isPrivate = /^(anthropic-(organization|ratelimit)|set-cookie|via|server|alt-svc|x-upstream-hop|x-vertex)/;
      expect(names.filter((header) => isPrivate.test(header))).toEqual([]);
      expect(response.headers.get('request-id')).toMatch(/^req_(?!vrtx)/);
    });

    it('raises a rate-limit error when the quota of Vertex is spent', async () => {
      world.fake.onMessages(() => anthropicError(429, 'rate_limit_error', 'Too many requests'));
      const error = await failure(client({ maxRetries: 0 }).messages.create(ASK));
      expect(error).toBeInstanceOf(sdk?.RateLimitError);
      expect(error.error).toMatchObject({ type: 'error', error: { type: 'rate_limit_error' } });
    });

    it('raises an error when the stream is cut, instead of an answer that looks whole', async () => {
      world.fake.onMessages(() => misbehave(answer([text('never finished')]), { cutAfterEvents: 4 }));
      const stream = client({ maxRetries: 0 }).messages.stream(ASK);
      await expect(stream.finalMessage()).rejects.toThrow();
    });

    it('counts tokens', async () => {
      const { max_tokens: _unused, ...question } = ASK;
      // Its own question: one that was counted before is answered from memory.
      const unseen = [{ role: 'user' as const, content: `Count this for ${name}` }];
      const counted = await client().messages.countTokens({ ...question, messages: unseen });
      expect(counted.input_tokens).toBeGreaterThan(0);
      expect(world.fake.calls.at(-1)?.json).toMatchObject({ model: 'claude-sonnet-4-5@20250929' });
      expect(world.fake.refusals()).toEqual([]);
    });

    it('lists models that can be asked', async () => {
      const ids: string[] = [];
      for await (const model of client().models.list()) ids.push(model.id);
      const first = ids.find((id) => id.includes('claude'));
      expect(first).toBeDefined();
      const named = `@vertex-prod/${first}`;
      for (const id of [String(first), named]) expect((await client().models.retrieve(id)).id).toBe(id);
    });

    interface Failure {
      status: unknown;
      message: string;
      error: unknown;
    }

    /** The error that a call rejects with, as far as it is the library's own. */
    async function failure(call: PromiseLike<unknown>): Promise<Failure> {
      try {
        await call;
      } catch (error) {
        if (sdk !== undefined && error instanceof sdk.APIError) return error;
        throw error;
      }
      throw new Error('The call succeeded.');
    }
  });
}
