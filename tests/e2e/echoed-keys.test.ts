/** An upstream that repeats in a successful answer what it was asked with: no key of it is stored, or answered to another. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, QUESTION, type Answered, type World } from './world.ts';

/** Of a shape that nobody would take for a key. */
const PROVIDER_KEY = 'corp-proxy-7f3a9c2e4b5d6f80';

let world: World;
let upstream: ReturnType<typeof createServer>;
let asked = 0;

function echo(request: IncomingMessage, response: ServerResponse): void {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    asked += 1;
    const text = `I was asked with ${String(request.headers['x-api-key'])}: ${body}`;
    const usage = { input_tokens: 3, output_tokens: 2 };
    const message = { id: 'msg_1', type: 'message', role: 'assistant', model: QUESTION.model, stop_sequence: null };
    if (!body.includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json', 'x-echo': text.slice(0, 60) });
      response.end(JSON.stringify({ ...message, content: [{ type: 'text', text }], stop_reason: 'end_turn', usage }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const events = [
      { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 2 } },
      { type: 'message_stop' },
    ];
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
}

beforeAll(async () => {
  upstream = createServer(echo).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  world = await openWorld();
  const { port } = upstream.address() as AddressInfo;
  await world.admin('POST', '/v1/integrations', {
    name: 'Echo',
    slug: 'echo',
    ai_provider_id: 'anthropic',
    key: PROVIDER_KEY,
    configurations: { custom_host: `http://127.0.0.1:${port}/v1` },
  });
});
afterAll(async () => {
  await world.close();
  upstream.close();
});

const CACHED = { provider: '@echo', cache: { mode: 'simple', max_age: 600 } };

const ask = (stream: boolean): Promise<Answered> =>
  world.ask({
    provider: null,
    headers: { 'x-portkey-config': JSON.stringify(CACHED) },
    body: { ...QUESTION, stream, messages: [{ role: 'user', content: `My key is ${world.key}.` }] },
  });

it.each([
  ['whole', false],
  ['streamed', true],
])(
  'in an answer that comes %s: the stored copy and the row hold no key, and no cache keeps the answer',
  async (_, stream) => {
    const before = asked;
    const first = await ask(stream);
    expect(first.status).toBe(200);
    await world.row(first.id);
    const stored = JSON.stringify(await world.admin('GET', `/v1/logs/${first.id}`));
    expect(stored).toContain('I was asked with');
    expect(stored).not.toContain(PROVIDER_KEY);
    expect(stored).not.toContain(world.key);
    expect((await ask(stream)).status).toBe(200);
    expect(asked - before).toBe(2);
  },
);
