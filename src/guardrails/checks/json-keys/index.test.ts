import { testCheck } from '../../check.suite.ts';
import { jsonKeys } from './index.ts';

const texts = ['{"a":1,"b":2}'];

testCheck({
  check: jsonKeys,
  wrong: [{ keys: ['a'] }, { keys: [], operator: 'any' }],
  cases: [
    { name: 'any', parameters: { keys: ['a', 'x'], operator: 'any' }, texts, verdict: true },
    { name: 'all', parameters: { keys: ['a', 'x'], operator: 'all' }, texts, verdict: false },
    { name: 'none', parameters: { keys: ['x'], operator: 'none' }, texts, verdict: true },
    { name: 'without JSON', parameters: { keys: ['a'], operator: 'none' }, texts: ['a'], verdict: false },
  ],
});
