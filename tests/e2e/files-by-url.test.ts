/** Images and documents by URL, where the request is translated for a provider that takes data only. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFakeBedrock, type FakeBedrock } from '../../testkit/fake-bedrock.ts';
import { openaiError, startFakeOpenai, type FakeOpenai } from '../../testkit/fake-openai.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { openWorld, type World } from './world.ts';

const PNG = Buffer.from('\u0089PNG\r\n\u001A\n and so on', 'latin1');
const PDF = Buffer.from('%PDF-1.7 and so on', 'latin1');
const NOVA = 'us.amazon.nova-pro-v1:0';

let world: World;
let bedrock: FakeBedrock;
let ollama: FakeOpenai;
let files: Server;
let at: string;
let fetched: string[] = [];

async function saveProvider(platform: string, slug: string, settings: JsonRecord, of: World = world): Promise<void> {
  const integration = await of.admin('POST', '/v1/integrations', {
    name: slug,
    ai_provider_id: platform,
    key: platform === 'bedrock' ? 'ABSK-the-operators-own' : 'sk-the-operators-own',
    configurations: settings,
  });
  await of.admin('POST', '/v1/providers', { name: slug, integration_id: integration['slug'], slug });
}

beforeAll(async () => {
  files = createServer((request, response) => {
    fetched.push(request.url ?? '');
    if (request.url === '/a.png') return void response.end(PNG);
    if (request.url === '/large.png') return void response.end(Buffer.concat([PNG, Buffer.alloc(20_000)]));
    if (request.url === '/a.pdf') return void response.end(PDF);
    if (request.url === '/page') return void response.end('<html>');
    if (request.url === '/gone') return void response.writeHead(404).end();
    const inside = request.url === '/moved' ? '/a.png' : 'http://169.254.169.254/latest';
    response.writeHead(302, { location: inside }).end();
  });
  files.listen(0, '127.0.0.1');
  await once(files, 'listening');
  at = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  [world, bedrock, ollama] = await Promise.all([openWorld(), startFakeBedrock(), startFakeOpenai()]);
  await saveProvider('bedrock', 'bedrock-prod', { custom_host: bedrock.url, aws_region: 'us-east-1' });
  await saveProvider('ollama', 'ollama', { custom_host: `${ollama.url}/v1` });
  await saveProvider('openai', 'openai-prod', { custom_host: `${ollama.url}/v1` });
});
beforeEach(() => {
  world.reset();
  bedrock.calls.length = 0;
  ollama.calls.length = 0;
  fetched = [];
  ollama.onCompletions(() => null);
});
afterAll(async () => {
  files.close();
  await Promise.all([world.close(), bedrock.close(), ollama.close()]);
});

const chat = (...urls: string[]) => ({
  model: NOVA,
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is it?' },
        ...urls.map((url) => ({ type: 'image_url', image_url: { url: at + url } })),
      ],
    },
  ],
});
const messages = (type: string, url: string) => ({
  model: 'llava',
  max_tokens: 10,
  messages: [{ role: 'user', content: [{ type, source: { type: 'url', url: at + url } }] }],
});
const askChat = (body: JsonRecord, provider = '@bedrock-prod') =>
  world.ask({ path: '/v1/chat/completions', provider, body: body });
const askMessages = (body: JsonRecord, provider = '@ollama') => world.ask({ provider, body: body });

describe('a file by URL', () => {
  it('reaches Bedrock Converse as data, and the warning and the log row say so', async () => {
    const asked = await askChat(chat('/a.png'));
    expect(asked.status).toBe(200);
    expect(bedrock.calls[0]?.json).toMatchObject({
      messages: [
        { content: [{ text: 'What is it?' }, { image: { format: 'png', source: { bytes: PNG.toString('base64') } } }] },
      ],
    });
    expect(asked.headers['x-tollgate-warning']).toContain('a file by URL went as data');
    expect(JSON.stringify(await world.row(asked.id))).toContain('a file by URL went as data');
  });

  it('is fetched once for all attempts and targets, however often it is named', async () => {
    ollama.onCompletions(() => openaiError(500, { message: 'down' }));
    const config = {
      strategy: { mode: 'fallback' },
      targets: [{ provider: '@ollama', retry: { attempts: 1, on_status_codes: [500] } }, { provider: '@bedrock-prod' }],
    };
    await world.admin('POST', '/v1/configs', { name: 'pc-both', slug: 'pc-both', config });
    const asked = await world.ask({
      provider: null,
      headers: { 'x-portkey-config': 'pc-both' },
      body: { ...messages('image', '/a.png'), model: NOVA },
    });
    expect(asked.status).toBe(200);
    expect([ollama.calls.length, bedrock.calls.length]).toEqual([2, 1]);
    expect(fetched).toEqual(['/a.png']);
  });

  it('that is a PDF reaches a provider of Chat Completions as data', async () => {
    expect((await askMessages(messages('document', '/a.pdf'))).status).toBe(200);
    const url = `data:application/pdf;base64,${PDF.toString('base64')}`;
    expect(JSON.stringify(ollama.calls[0]?.json)).toContain(url);
  });

  it('that has moved is followed there', async () => {
    expect((await askChat(chat('/moved'))).status).toBe(200);
    expect(fetched).toEqual(['/moved', '/a.png']);
  });

  it('stays a URL where the provider fetches it itself', async () => {
    expect((await askMessages(messages('image', '/a.png'), '@openai-prod')).status).toBe(200);
    expect(JSON.stringify(ollama.calls[0]?.json)).toContain(`"url":"${at}/a.png"`);
    expect(fetched).toEqual([]);
  });

  it('stays a URL in a body that passes untouched', async () => {
    expect((await askChat({ ...chat('/a.png'), model: 'llava' }, '@ollama')).status).toBe(200);
    expect(JSON.stringify(ollama.calls[0]?.json)).toContain(`"url":"${at}/a.png"`);
    expect(fetched).toEqual([]);
  });

  it.each([
    ['that is gone', '/gone', 'answered with status 404'],
    ['that is no image', '/page', 'is no PNG, JPEG, GIF or WebP'],
    ['that is a PDF where an image belongs', '/a.pdf', 'is no PNG, JPEG, GIF or WebP'],
    ['that leads into a private network', '/elsewhere', 'may not be called'],
  ])('%s is refused, and the field is named', async (_, path, reason) => {
    const refused = await askChat(chat('/a.png', path));
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({
      error: {
        type: 'invalid_request_error',
        param: 'messages[0].content[2]',
        message: expect.stringContaining(reason),
      },
    });
    expect(bedrock.calls).toEqual([]);
  });

  it('is named in the words of Anthropic’s API for its clients', async () => {
    const refused = await askMessages(messages('image', '/gone'));
    expect(refused.json).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
    expect(refused.message).toContain('messages.0.content.0');
  });

  it('beyond twenty is refused', async () => {
    const urls = Array.from({ length: 21 }, (__, n) => `/a.png?${n}`);
    expect(await askChat(chat(...urls))).toMatchObject({ status: 400 });
    expect(bedrock.calls).toEqual([]);
  });

  it('counts as the largest picture in what a budget holds, so that a full budget is not overrun', async () => {
    const asked = async (limit: number) => {
      const { key } = await world.makeKey({ usage_limits: { type: 'tokens', credit_limit: limit } });
      const body = { ...chat('/a.png'), max_tokens: 10 };
      return world.ask({ path: '/v1/chat/completions', provider: '@bedrock-prod', key, body });
    };
    expect((await asked(40_000)).json).toMatchObject({ error: { code: 'budget_exceeded' } });
    expect(bedrock.calls).toEqual([]);
    expect((await asked(60_000)).status).toBe(200);
  });

  it('is not fetched for a count of tokens, which is outside of all limits', async () => {
    const body = messages('image', '/a.png');
    const counted = await world.ask({ path: '/v1/messages/count_tokens', provider: '@ollama', body });
    expect(counted.status).toBe(200);
    expect(fetched).toEqual([]);
  });
});

it('no file is fetched where the operator turns it off, and the request is refused', async () => {
  const strict = await openWorld({ tollgate: { env: { TOLLGATE_FETCH_MEDIA: 'off' } } });
  try {
    await saveProvider('bedrock', 'bedrock-prod', { custom_host: bedrock.url, aws_region: 'us-east-1' }, strict);
    const body = chat('/a.png');
    const refused = await strict.ask({ path: '/v1/chat/completions', provider: '@bedrock-prod', body });
    expect(refused).toMatchObject({ status: 400, json: { error: { param: 'messages' } } });
    expect([fetched, bedrock.calls]).toEqual([[], []]);
  } finally {
    await strict.close();
  }
});
