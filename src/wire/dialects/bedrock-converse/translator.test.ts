import { testTranslator } from '../../chat/translator.suite.ts';
import { bedrockConverseTranslator } from './translator.ts';

const message = { role: 'user', content: [{ text: 'hi' }] };

testTranslator({
  translator: bedrockConverseTranslator,
  fixtures: new URL('fixtures/', import.meta.url),
  afterRoundTrip: (answer) => answer,
  // AWS has one name for each of these.
  sameKinds: { billing: 'permission', 'too-large': 'invalid-request', 'content-filter': 'invalid-request' },
  brokenBodies: [
    {
      body: {},
      field: 'messages',
      message:
        /^1 validation error detected: Value at 'messages' failed to satisfy constraint: Member must not be null$/,
    },
    {
      body: { messages: [{ role: 'bot', content: [] }] },
      field: 'messages.1.member.role',
      message: /Member must satisfy enum value set: \[user, assistant, system\]/,
    },
    {
      body: { messages: [{ role: 'user', content: [{}] }] },
      field: 'messages.1.member.content.1.member',
      message: /must set one of the following keys: text, image/,
    },
    { body: { messages: [{ role: 'user' }] }, field: 'messages.1.member.content', message: /must not be null/ },
    {
      body: { messages: [{ role: 'assistant', content: [{ toolUse: { toolUseId: 'a', name: 'b', input: '{}' } }] }] },
      field: 'messages.1.member.content.1.member.toolUse.input',
      message: /must be of type object/,
    },
    {
      body: { messages: [message], toolConfig: { tools: [{ toolSpec: { name: 'a' } }] } },
      field: 'toolConfig.tools.1.member.toolSpec.inputSchema.json',
      message: /must not be null/,
    },
    {
      body: { messages: [message], outputConfig: { textFormat: { structure: { jsonSchema: { schema: '[' } } } } },
      field: 'outputConfig.textFormat.structure.jsonSchema.schema',
      message: /not the JSON text of an object/,
    },
  ],
});
