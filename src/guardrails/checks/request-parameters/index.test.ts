import { testCheck } from '../../check.suite.ts';
import { requestParameters } from './index.ts';

const body = {
  model: 'm',
  temperature: 1.5,
  tools: [{ type: 'function', function: { name: 'search' } }, { name: 'Bash' }],
};
const subject = { request: { json: () => body } };

testCheck({
  check: requestParameters,
  wrong: [{ params: { allowedKeys: ['a'], blockedKeys: ['a'] } }, { tools: { types: [] } }],
  cases: [
    { name: 'nothing is said', subject, verdict: true },
    {
      name: 'a key that is blocked',
      parameters: { params: { blockedKeys: ['temperature'] } },
      subject,
      verdict: false,
    },
    { name: 'a key that is not allowed', parameters: { params: { allowedKeys: ['model'] } }, subject, verdict: false },
    {
      name: 'a value that is allowed',
      parameters: { params: { values: { temperature: { allowedValues: [1.5] } } } },
      subject,
      verdict: true,
    },
    {
      name: 'a value that is blocked',
      parameters: { params: { values: { temperature: { blockedValues: [1.5] } } } },
      subject,
      verdict: false,
    },
    {
      name: 'a function that is blocked',
      parameters: { tools: { blockedFunctionNames: ['Bash'] } },
      subject,
      verdict: false,
    },
    {
      name: 'a type that is not allowed',
      parameters: { tools: { allowedTypes: ['web_search'] } },
      subject,
      verdict: false,
    },
  ],
});
