import { testCheck } from '../../check.suite.ts';
import { regexReplace } from './index.ts';

testCheck({
  check: regexReplace,
  wrong: [{}, { rule: '(' }],
  cases: [
    { name: 'every match', parameters: { rule: '[0-9]+' }, texts: ['a1b22'], verdict: true, found: ['1', '22'] },
    { name: 'with flags', parameters: { rule: '/ab/i' }, texts: ['AB ab'], verdict: true, found: ['AB', 'ab'] },
    { name: 'fails on a match', parameters: { rule: 'a', failOnDetection: true }, texts: ['a'], verdict: false },
    { name: 'empty matches are none', parameters: { rule: 'x*' }, texts: ['abc'], verdict: true, found: [] },
  ],
});
