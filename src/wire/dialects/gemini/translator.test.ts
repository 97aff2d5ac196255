import { testTranslator } from '../../chat/translator.suite.ts';
import { geminiTranslator } from './translator.ts';

const content = { role: 'user', parts: [{ text: 'hi' }] };

testTranslator({
  translator: geminiTranslator,
  fixtures: new URL('fixtures/', import.meta.url),
  afterRoundTrip: (answer) => answer,
  // Google's API has one name for each of these.
  sameKinds: { 'content-filter': 'invalid-request', quota: 'rate-limit' },
  brokenBodies: [
    { body: {}, field: 'contents', message: /contents is not specified/ },
    {
      body: { contents: [{ role: 'bot', parts: [] }] },
      field: 'contents[0].role',
      message: /^Please use a valid role: user, model\.$/,
    },
    {
      body: { contents: [{ role: 'user', parts: [{ text: 7 }] }] },
      field: 'contents[0].parts[0].text',
      message: /^Invalid value at 'contents\[0\]\.parts\[0\]\.text' \(TYPE_STRING\), 7$/,
    },
    {
      body: { contents: [{ role: 'user', parts: [{}] }] },
      field: 'contents[0].parts[0].data',
      message: /^required oneof field 'data' must have one initialized field$/,
    },
    {
      body: { contents: [content], generationConfig: { maxOutputTokens: 'many' } },
      field: 'generationConfig.maxOutputTokens',
      message: /TYPE_INT32/,
    },
    {
      body: { contents: [content], tools: [{ functionDeclarations: [{}] }] },
      field: 'tools[0].functionDeclarations[0].name',
      message: /is not specified/,
    },
  ],
});
