import { testCheck } from '../../check.suite.ts';
import { regexMatch } from './index.ts';

testCheck({
  check: regexMatch,
  wrong: [{}, { rule: '' }, { rule: '(a' }, { rule: String.raw`(a)\1` }, { rule: 'a{1000}{1000}' }],
  cases: [
    { name: 'finds', parameters: { rule: 'b+' }, texts: ['abbc'], verdict: true },
    { name: 'does not find', parameters: { rule: 'x' }, texts: ['abc'], verdict: false },
    { name: 'is turned round by `not`', parameters: { rule: 'x', not: true }, texts: ['abc'], verdict: true },
    {
      name: 'looks at all texts of the scope',
      parameters: { rule: 'second' },
      texts: ['first', 'second'],
      verdict: true,
    },
    { name: 'cannot say without a text', parameters: { rule: 'x' }, verdict: 'missing_text' },
    { name: 'passes without a text where nothing may be found', parameters: { rule: 'x', not: true }, verdict: true },
    {
      name: 'is not held up by a pattern that backtracks',
      parameters: { rule: '(a+)+$' },
      texts: [`${'a'.repeat(50_000)}b`],
      verdict: false,
    },
  ],
});
