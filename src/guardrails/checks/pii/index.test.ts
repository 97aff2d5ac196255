import { testCheck } from '../../check.suite.ts';
import { pii } from './index.ts';

const text = 'ada@firma.ch pays with 4539 5787 6362 1486';

testCheck({
  check: pii,
  wrong: [{ categories: ['SHOE_SIZE'] }, { categories: [] }],
  cases: [
    { name: 'all categories', texts: [text], verdict: false, found: ['ada@firma.ch', '4539 5787 6362 1486'] },
    {
      name: 'one category',
      parameters: { categories: ['CREDIT_CARD'] },
      texts: [text],
      verdict: false,
      found: ['4539 5787 6362 1486'],
    },
    { name: 'nothing', texts: ['const a = 1;'], verdict: true, found: [] },
    { name: 'redacted it passes', parameters: { redact: true }, texts: [text], verdict: true },
    { name: 'turned round', parameters: { not: true }, texts: [text], verdict: true },
  ],
});
