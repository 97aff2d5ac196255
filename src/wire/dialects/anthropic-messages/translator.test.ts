import { testTranslator } from '../../chat/translator.suite.ts';
import { anthropicMessagesTranslator } from './translator.ts';

const message = { role: 'user', content: 'hi' };
const body = { model: 'm', max_tokens: 9, messages: [message] };

testTranslator({
  translator: anthropicMessagesTranslator,
  fixtures: new URL('fixtures/', import.meta.url),
  afterRoundTrip: (answer) => answer,
  sameKinds: { 'content-filter': 'invalid-request', quota: 'billing' },
  brokenBodies: [
    { body: { ...body, messages: undefined }, field: 'messages', message: /^messages: Field required$/ },
    { body: { ...body, max_tokens: undefined }, field: 'max_tokens', message: /Field required/ },
    { body: { ...body, max_tokens: '9' }, field: 'max_tokens', message: /valid integer/ },
    {
      body: { ...body, messages: [{ role: 'tool', content: '' }] },
      field: 'messages.0.role',
      message: /'user', 'assistant' or 'system'/,
    },
    {
      body: { ...body, messages: [message, { role: 'user' }] },
      field: 'messages.1.content',
      message: /Field required/,
    },
    {
      body: { ...body, messages: [{ role: 'user', content: [{ type: 'text' }] }] },
      field: 'messages.0.content.0.text',
      message: /Field required/,
    },
    {
      body: {
        ...body,
        messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'b', input: '{}' }] }],
      },
      field: 'messages.0.content.0.input',
      message: /valid dictionary/,
    },
    { body: { ...body, tools: [{ name: 'a' }] }, field: 'tools.0.input_schema', message: /Field required/ },
    { body: { ...body, tool_choice: { type: 'tool' } }, field: 'tool_choice.name', message: /Field required/ },
  ],
});
