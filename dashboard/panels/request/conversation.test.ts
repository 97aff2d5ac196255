import { expect, it } from 'vitest';
import { readConversation } from './conversation.ts';

const ask = (messages: unknown[], more: object = {}) => ({ model: 'm', messages, ...more });
const sse = (...events: object[]) => events.map((event) => `event: x\ndata: ${JSON.stringify(event)}\n\n`).join('');

it('a streamed answer is put together: thinking, text, and the input of a tool out of its pieces', () => {
  const stream = sse(
    { type: 'message_start', message: {} },
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'zzz' } },
    { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 't1', name: 'Read', input: {} } },
    { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '{"pa' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: 'th":"a"}' } },
  );
  expect(readConversation(ask([{ role: 'user', content: 'hi' }]), stream)?.answer).toEqual({
    role: 'assistant',
    blocks: [
      { kind: 'thinking', text: 'Hm' },
      { kind: 'tool-call', id: 't1', name: 'Read', input: { path: 'a' } },
    ],
  });
});

it('a stream of OpenAI’s chunks is an answer too, with its tool calls', () => {
  const chunk = (delta: object) => ({ choices: [{ index: 0, delta }] });
  const stream = sse(
    chunk({ role: 'assistant', content: 'Hel' }),
    chunk({ content: 'lo' }),
    chunk({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'f', arguments: '{"a"' } }] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
  ).concat('data: [DONE]\n\n');
  expect(readConversation(ask([]), stream)?.answer?.blocks).toEqual([
    { kind: 'text', text: 'Hello' },
    { kind: 'tool-call', id: 'c1', name: 'f', input: { a: 1 } },
  ]);
});

it('only a picture that came along is shown: an address is never loaded, and no format that can run something', () => {
  const image = (source: object) => ({ type: 'image', source });
  const content = [
    image({ type: 'base64', media_type: 'image/png', data: 'AAAA' }),
    image({ type: 'base64', media_type: 'image/svg+xml', data: 'AAAA' }),
    image({ type: 'url', url: 'https://elsewhere.example/x.png' }),
    { type: 'image_url', image_url: { url: 'javascript:alert(1)' } },
  ];
  const turn = readConversation(ask([{ role: 'user', content }]), null)?.turns[0];
  expect(turn?.blocks.map(({ kind }) => kind)).toEqual(['image', 'other', 'other', 'other']);
});

it('the system prompt is the first turn, a result knows its call, and what is unknown is kept', () => {
  const messages = [
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', is_error: true, content: 'no such file' }] },
    { role: 'user', content: [{ type: 'document', title: 'x' }] },
  ];
  const conversation = readConversation(
    ask(messages, { system: [{ type: 'text', text: 'Be kind.' }], tools: [{ name: 'Read' }] }),
    null,
  );
  expect(conversation?.turns).toEqual([
    { role: 'system', blocks: [{ kind: 'text', text: 'Be kind.' }] },
    {
      role: 'user',
      blocks: [{ kind: 'tool-result', id: 't1', isError: true, blocks: [{ kind: 'text', text: 'no such file' }] }],
    },
    { role: 'user', blocks: [{ kind: 'other', type: 'document', value: { type: 'document', title: 'x' } }] },
  ]);
  expect(conversation?.tools).toEqual(['Read']);
});

it('a body that is no conversation, or none at all, is none', () => {
  expect(readConversation(null, null)).toBeNull();
  expect(readConversation({ input: 'text' }, {})).toBeNull();
  expect(readConversation('not json', '')).toBeNull();
});
