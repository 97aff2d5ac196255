import { testCheck } from '../../check.suite.ts';
import { notNull } from './index.ts';

testCheck({
  check: notNull,
  wrong: [{ not: 2 }],
  cases: [
    { name: 'a text', texts: ['a'], verdict: true },
    { name: 'spaces only', texts: [' \n'], verdict: false },
    { name: 'nothing at all', verdict: false },
    { name: 'a tool call', subject: { toolCalls: [{ name: 'x', input: '{}' }] }, verdict: true },
  ],
});
