import { expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import type { Slices } from '../../kernel/slices.ts';
import { openaiCompatible } from '../../providers/openai-compatible/index.ts';
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { translateCall } from '../../wire/dialects/translations.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import type { EndpointCall, LaneUse } from './endpoint.ts';
import { pairFor, translatedLane } from './translated-lane.ts';

it('a large call that was translated for a host with quirks is looked through with pauses: thousands of tool calls held the event loop', async () => {
  const messages = Array.from({ length: 3000 }, (_, at) => [
    { role: 'assistant', content: [{ type: 'tool_use', id: `toolu_${at}`, name: 'f', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: `toolu_${at}`, content: 'x'.repeat(400) }] },
  ]);
  const body = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }, ...messages.flat()] };
  const mistral = openaiCompatible.find(({ id }) => id === 'mistral-ai');
  const connection = mistral?.connect({ key: 'k', configurations: {} });
  if (connection === undefined) throw new Error('There is no such provider.');
  const pair = pairFor(anthropicMessages, connection, 'm');
  if (pair === null) throw new Error('It cannot be translated.');
  let pauses = 0;
  const inSlices = <Result>(slices: Slices<Result>): Promise<Result> => {
    for (;;) {
      const { done, value } = slices.next();
      if (done === true) return Promise.resolve(value);
      pauses += 1;
    }
  };
  const use = {
    document: scanDocument(Buffer.from(JSON.stringify(body)), 'messages'),
    connection,
    facts: factsFor('mistral-ai', 'm'),
    refused: { betas: new Set(), fields: new Set() },
    translating: {
      call: translateCall,
      scan: (bytes: Buffer) => Promise.resolve(scanDocument(bytes, 'messages')),
      inSlices,
    },
  } as unknown as LaneUse;
  const call = { id: 'a', headers: {}, forwarded: {}, stream: false, arrivedAt: 0 } as unknown as EndpointCall;
  const target = { model: 'm', provider: { name: 'g' }, settings: { isStrict: false } } as never;
  const { request } = await translatedLane(pair, call, { target, use });
  expect(pauses).toBeGreaterThan(10);
  const sent = Buffer.concat(request.body).toString();
  expect(sent.match(/"tool_call_id":"[a-z0-9]{9}"/g)).toHaveLength(3000);
});
