import { testCheck } from '../../check.suite.ts';
import { letterCase } from './index.ts';

const [upper, lower] = letterCase;
if (upper === undefined || lower === undefined) throw new Error('There are two.');

testCheck({
  check: upper,
  wrong: [{ not: 'no' }],
  cases: [
    { name: 'capitals', texts: ['ABC 1'], verdict: true },
    { name: 'a small letter', texts: ['ABc'], verdict: false },
    { name: 'turned round', parameters: { not: true }, texts: ['ABc'], verdict: true },
  ],
});
testCheck({
  check: lower,
  wrong: [{ not: 'no' }],
  cases: [
    { name: 'small letters', texts: ['abc ü'], verdict: true },
    { name: 'a capital', texts: ['aBc'], verdict: false },
  ],
});
