import { testTranslator } from '../../chat/translator.suite.ts';
import { openaiResponsesTranslator } from './translator.ts';

const body = { model: 'm', input: 'hi' };

testTranslator({
  translator: openaiResponsesTranslator,
  fixtures: new URL('fixtures/', import.meta.url),
  afterRoundTrip: (answer) => answer,
  sameKinds: { billing: 'quota' },
  brokenBodies: [
    { body: { ...body, input: undefined }, field: 'input', message: /^Missing required parameter: 'input'\.$/ },
    { body: { ...body, model: undefined }, field: 'model', message: /Missing required parameter/ },
    {
      body: { ...body, input: 7 },
      field: 'input',
      message: /expected one of a string or array of objects, but got an integer/,
    },
    {
      body: { ...body, input: [{ role: 'user', content: [{ type: 'image' }] }] },
      field: 'input[0].content[0].type',
      message: /^Invalid value: 'image'\. Supported values are: 'input_text'/,
    },
    {
      body: { ...body, input: [{ type: 'function_call_output', output: '' }] },
      field: 'input[0].call_id',
      message: /Missing required/,
    },
    {
      body: { ...body, input: [{ type: 'item_reference', id: 'rs_1' }] },
      field: 'input[0]',
      message: /lies with another provider/,
    },
    { body: { ...body, tools: [{ type: 'function' }] }, field: 'tools[0].name', message: /Missing required/ },
    {
      body: { ...body, text: { format: { type: 'xml' } } },
      field: 'text.format.type',
      message: /Supported values are: 'text'/,
    },
  ],
});
