import { testTranslator } from '../../chat/translator.suite.ts';
import { openaiChatTranslator } from './translator.ts';

const message = { role: 'user', content: 'hi' };
const body = { model: 'm', messages: [message] };

testTranslator({
  translator: openaiChatTranslator,
  fixtures: new URL('fixtures/', import.meta.url),
  // OpenAI itself has no signatures; what we add for clients no upstream of this dialect sends.
  afterRoundTrip: (answer) => ({
    ...answer,
    parts: answer.parts.map((part) => (part.type === 'reasoning' ? { ...part, state: null } : part)),
  }),
  sameKinds: { billing: 'quota' },
  brokenBodies: [
    {
      body: { ...body, messages: undefined },
      field: 'messages',
      message: /^Missing required parameter: 'messages'\.$/,
    },
    {
      body: { ...body, messages: [{ role: 'user', content: 7 }] },
      field: 'messages[0].content',
      message:
        /^Invalid type for 'messages\[0\]\.content': expected one of a string or array of objects, but got an integer instead\.$/,
    },
    {
      body: { ...body, stream_options: 5 },
      field: 'stream_options',
      message: /^Invalid type for 'stream_options': expected an object, but got an integer instead\.$/,
    },
    {
      body: { ...body, messages: [{ role: 'bot', content: '' }] },
      field: 'messages[0].role',
      message: /Invalid value: 'bot'\. Supported values are: 'developer'/,
    },
    {
      body: { ...body, messages: [{ role: 'tool', content: '' }] },
      field: 'messages[0].tool_call_id',
      message: /Missing required/,
    },
    { body: { ...body, tools: [{ type: 'function' }] }, field: 'tools[0].function.name', message: /Missing required/ },
    {
      body: { ...body, tool_choice: 'always' },
      field: 'tool_choice',
      message: /Supported values are: 'auto', 'none', and 'required'/,
    },
    { body: { ...body, temperature: 'hot' }, field: 'temperature', message: /expected a decimal, but got a string/ },
    {
      body: { ...body, response_format: { type: 'json_schema', json_schema: {} } },
      field: 'response_format.json_schema.name',
      message: /Missing required/,
    },
  ],
});
