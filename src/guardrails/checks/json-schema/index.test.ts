import { testCheck } from '../../check.suite.ts';
import { jsonSchema } from './index.ts';

const schema = { type: 'object', properties: { age: { type: 'integer', minimum: 0 } }, required: ['age'] };

testCheck({
  check: jsonSchema,
  wrong: [{}, { schema: 'no JSON' }, { schema: { type: 'string', pattern: '(a+)+$' } }],
  cases: [
    { name: 'the whole text', parameters: { schema }, texts: ['{"age": 3}'], verdict: true },
    { name: 'a fenced block', parameters: { schema }, texts: ['Here:\n```json\n{"age": 3}\n```\n'], verdict: true },
    {
      name: 'a brace in prose',
      parameters: { schema },
      texts: ['It is {"a":{"b":"}"}} or {"age": 4}.'],
      verdict: true,
    },
    { name: 'a wrong type', parameters: { schema }, texts: ['{"age": "3"}'], verdict: false },
    { name: 'no JSON', parameters: { schema }, texts: ['age 3'], verdict: false },
    { name: 'a schema as text', parameters: { schema: JSON.stringify(schema) }, texts: ['{"age": 3}'], verdict: true },
    { name: 'turned round', parameters: { schema, not: true }, texts: ['{"age": "3"}'], verdict: true },
    { name: 'braces without an end', parameters: { schema }, texts: ['{'.repeat(20_000)], verdict: false },
  ],
});
