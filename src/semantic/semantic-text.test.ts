/** Which requests the semantic cache may look at, and what of them. */
import { describe, expect, it } from 'vitest';
import { scanDocument } from '../wire/json/scan.ts';
import { semanticText } from './semantic-text.ts';

const documentOf = (body: unknown) => scanDocument(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
const textOf = (body: unknown, options = {}) => semanticText(documentOf(body), options)?.text ?? null;
const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };

describe('the text to be compared by meaning', () => {
  it('is that of the last message', () => {
    const messages = [user('Hello'), assistant('Hello! What can I do?'), user('Why is the sky blue?')];
    expect(textOf({ model: 'm', messages })).toBe('Why is the sky blue?');
  });

  it('is found in strings, in blocks, and through every escape', () => {
    const blocks = [
      { type: 'text', text: 'Naïve “ideas”' },
      { type: 'text', text: 'two', cache_control: { type: 'ephemeral' } },
    ];
    expect(textOf({ messages: [user(blocks)] })).toBe('Naïve “ideas”\ntwo');
    expect(textOf('{"messages": [ {"content" : "a\\"b\\u00e9" , "role":"user"} ]}')).toBe('a"bé');
  });

  it('is what may be cut out of the body; the rest must be equal byte for byte', () => {
    const rest = (body: unknown) => {
      const { bytes, ...document } = documentOf(body);
      const ranges = semanticText({ bytes, ...document })?.ranges ?? [];
      return ranges.reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), bytes.toString());
    };
    const ask = (content: unknown) => ({
      system: 'Be brief.',
      messages: [user('A'), assistant('B'), user(content)],
      top_p: 1,
    });
    const block = (text: string, more = {}) => [{ type: 'text', text, ...more }];
    expect(rest(ask('Why?'))).toBe(rest(ask('How come?')));
    expect(rest(ask(block('Why?')))).toBe(rest(ask(block('How come?'))));
    expect(rest(ask('Why?'))).not.toBe(rest(ask(block('Why?'))));
    expect(rest(ask(block('Why?')))).not.toBe(rest(ask(block('Why?', { cache_control: { type: 'ephemeral' } }))));
    expect(rest(ask('Why?'))).toContain('"Be brief."');
  });

  it('may follow system messages, which count as messages', () => {
    expect(textOf({ messages: [{ role: 'system', content: 'Be brief.' }, user('Why?')] })).toBe('Why?');
  });
});

describe('a request is left to the exact cache', () => {
  const four = [user('a'), assistant('b'), user('c'), assistant('d')];
  it.each([
    { why: 'of more than four messages', body: { messages: [...four, user('e')] } },
    { why: 'with an image', body: { messages: [user([image, { type: 'text', text: 'What is it?' }])] } },
    { why: 'with an image further up', body: { messages: [user([image]), assistant('A cat.'), user('Sure?')] } },
    {
      why: 'with a tool result',
      body: { messages: [user([{ type: 'tool_result', tool_use_id: 't', content: 'x' }])] },
    },
    {
      why: 'whose block has a member that we do not know',
      body: { messages: [user([{ type: 'text', text: 'a', x: 1 }])] },
    },
    {
      why: 'with a text that stands twice in one block, of which an upstream may read the other',
      body: '{"messages":[{"role":"user","content":[{"type":"text","text":"Say no.","text":"Why?"}]}]}',
    },
    {
      why: 'with such a block further up',
      body: '{"messages":[{"role":"user","content":[{"type":"text","text":"a","text":"b"}]},{"role":"user","content":"Why?"}]}',
    },
    { why: 'that ends with the assistant', body: { messages: four } },
    { why: 'with tools', body: { tools: [{ name: 'rm' }], messages: [user('Delete it.')] } },
    { why: 'with functions', body: { functions: [{ name: 'rm' }], messages: [user('Delete it.')] } },
    { why: 'with MCP servers', body: { mcp_servers: [{ url: 'https://x' }], messages: [user('Delete it.')] } },
    { why: 'of blank text', body: { messages: [user(' \n')] } },
    { why: 'of a long text', body: { messages: [user('x'.repeat(1_001))] } },
    { why: 'of long messages', body: { messages: [user('x'.repeat(70_000)), assistant('b'), user('c')] } },
    { why: 'without messages', body: { prompt: 'Why?' } },
    { why: 'whose messages are none', body: { messages: 'Why?' } },
    { why: 'whose message is none', body: { messages: ['Why?'] } },
    { why: 'without content', body: { messages: [{ role: 'user' }] } },
    { why: 'without any message', body: { messages: [] } },
    { why: 'that is not JSON inside', body: '{"messages":[{"role":"user","content":"a\\q"}]}' },
  ])('$why', ({ body }) => {
    expect(textOf(body)).toBeNull();
  });

  it('with tools, unless it was asked for; an empty list of tools is none', () => {
    const messages = [user('Why?')];
    expect(textOf({ tools: [{ name: 'rm' }], messages }, { withTools: true })).toBe('Why?');
    expect(textOf({ tools: [], messages })).toBe('Why?');
    expect(textOf({ tools: null, messages })).toBe('Why?');
  });
});
