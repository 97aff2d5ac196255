import { testCheck } from '../../check.suite.ts';
import { endsWith } from './index.ts';

testCheck({
  check: endsWith,
  wrong: [{}, { suffix: '' }],
  cases: [
    { name: 'the end', parameters: { suffix: 'yours' }, texts: ['Truly yours'], verdict: true },
    { name: 'the end and a full stop', parameters: { suffix: 'yours' }, texts: ['Truly yours.'], verdict: true },
    { name: 'another end', parameters: { suffix: 'yours' }, texts: ['yours truly'], verdict: false },
    { name: 'turned round', parameters: { suffix: 'yours', not: true }, texts: ['yours truly'], verdict: true },
  ],
});
