import { testCheck } from '../../check.suite.ts';
import { containsCode } from './index.ts';

const texts = ['So:\n```py\nprint(1)\n```'];

testCheck({
  check: containsCode,
  wrong: [{}, { format: '' }],
  cases: [
    { name: 'the language by another name', parameters: { format: 'Python' }, texts, verdict: true },
    { name: 'another language', parameters: { format: 'SQL' }, texts, verdict: false },
    { name: 'turned round', parameters: { format: 'SQL', not: true }, texts, verdict: true },
    { name: 'no code at all', parameters: { format: 'SQL' }, texts: ['none'], verdict: false },
  ],
});
