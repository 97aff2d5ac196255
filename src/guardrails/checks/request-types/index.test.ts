import { testCheck } from '../../check.suite.ts';
import { requestTypes } from './index.ts';

testCheck({
  check: requestTypes,
  wrong: [{ allowedTypes: ['messages'], blockedTypes: 'messages, embed' }],
  cases: [
    { name: 'allowed', parameters: { allowedTypes: ['messages'] }, verdict: true },
    { name: 'not in the list', parameters: { allowedTypes: 'embed, chatComplete' }, verdict: false },
    { name: 'blocked', parameters: { blockedTypes: ['messages'] }, verdict: false },
    { name: 'no list allows all', verdict: true },
    {
      name: 'blocked by the metadata',
      subject: { request: { metadata: { blocked_endpoints: 'messages' } } },
      verdict: false,
    },
  ],
});
