import { testCheck } from '../../check.suite.ts';
import { contains } from './index.ts';

testCheck({
  check: contains,
  wrong: [{}, { words: [] }, { words: ['a'], operator: 'most' }],
  cases: [
    { name: 'any of the words', parameters: { words: ['x', 'b'] }, texts: ['a b'], verdict: true },
    { name: 'all of the words', parameters: { words: ['x', 'b'], operator: 'all' }, texts: ['a b'], verdict: false },
    { name: 'none of the words', parameters: { words: ['x', 'B'], operator: 'none' }, texts: ['a b'], verdict: true },
    { name: 'cannot say without a text', parameters: { words: ['x'] }, verdict: 'missing_text' },
  ],
});
